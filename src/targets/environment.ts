import type { WarehouseAuthentication } from '../adapters/warehouse-options.ts';
import type { AccessKey } from '../ports/identity.ts';
import {
  type AwsAccount,
  type Connections,
  LAB_DATABASE,
  type PostgresServer,
  type SnowflakeAccount,
  WAREHOUSE_DATABASE,
} from './connections.ts';

/** Places that a person's own tools have to know. */
export interface ToolPlaces {
  readonly bucket: string;
  /** Folder of dbt's profiles.yml. */
  readonly profiles: string;
}

type Variables = Readonly<Record<string, string>>;

/**
 * The environment in which any PostgreSQL client, the aws CLI, boto3, Snowflake's connectors and dbt see the lab's
 * services. The contract of `sandbox env`; dbt's own process gets it too.
 * @param awsKey the lab user's; `undefined`: whoever administers AWS.
 */
export function toolEnvironment(
  connections: Connections,
  awsKey: AccessKey | undefined,
  places: ToolPlaces,
): Variables {
  return {
    ...postgresEnvironment(connections.postgres),
    ...awsEnvironment(connections.aws, awsKey),
    SHOPSTREAM_BUCKET: places.bucket,
    ...snowflakeEnvironment(connections.snowflake),
    DBT_PROFILES_DIR: places.profiles,
  };
}

function postgresEnvironment({ host, port, user, password, tls }: PostgresServer): Variables {
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: LAB_DATABASE,
    ...(tls === true ? { PGSSLMODE: 'verify-full' } : {}),
  };
}

function awsEnvironment({ endpoint, region, admin }: AwsAccount, own: AccessKey | undefined): Variables {
  const key = own ?? (admin.kind === 'key' ? admin.key : undefined);
  const profile = admin.kind === 'profile' ? admin.profile : undefined;
  return {
    ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }),
    ...(key === undefined
      ? {}
      : { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey }),
    ...(key === undefined && profile !== undefined ? { AWS_PROFILE: profile } : {}),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}

/** What dbt's profile and the Snowflake tools read. */
export function snowflakeEnvironment(snowflake: SnowflakeAccount): Variables {
  const { account, endpoint, user, role, warehouse, authentication } = snowflake;
  return {
    SNOWFLAKE_ACCOUNT: account,
    ...(endpoint === undefined
      ? {}
      : {
          SNOWFLAKE_HOST: endpoint.host,
          SNOWFLAKE_PORT: String(endpoint.port),
          SNOWFLAKE_PROTOCOL: endpoint.protocol,
        }),
    SNOWFLAKE_USER: user,
    ...authenticationEnvironment(authentication),
    SNOWFLAKE_ROLE: role,
    SNOWFLAKE_WAREHOUSE: warehouse,
    SNOWFLAKE_DATABASE: WAREHOUSE_DATABASE,
  };
}

function authenticationEnvironment(authentication: WarehouseAuthentication): Variables {
  switch (authentication.kind) {
    case 'password':
      return { SNOWFLAKE_PASSWORD: authentication.password };
    case 'password-mfa':
      return {
        SNOWFLAKE_PASSWORD: authentication.password,
        SNOWFLAKE_AUTHENTICATOR: 'username_password_mfa',
      };
    case 'key-pair':
      return {
        ...('path' in authentication.key ? { SNOWFLAKE_PRIVATE_KEY_PATH: authentication.key.path } : {}),
        ...(authentication.passphrase === undefined
          ? {}
          : { SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: authentication.passphrase }),
      };
    case 'access-token':
      // In a password's place, as Snowflake documents it: dbt-snowflake 1.11 hands no such token to the connector
      // (https://github.com/dbt-labs/dbt-adapters/issues/1688).
      return { SNOWFLAKE_PASSWORD: authentication.token };
    case 'browser':
      return { SNOWFLAKE_AUTHENTICATOR: 'externalbrowser' };
  }
}
