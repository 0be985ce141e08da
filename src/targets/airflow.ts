import { join } from 'node:path';
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
import { snowflakeEnvironment, type ToolPlaces } from './environment.ts';

/** An Airflow connection as JSON, which Airflow reads from AIRFLOW_CONN_… */
interface AirflowConnection {
  readonly conn_type: string;
  readonly host?: string;
  readonly port?: number;
  readonly login?: string;
  readonly password?: string;
  readonly schema?: string;
  readonly extra?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The lab's connections and settings as Airflow's processes get them: by their environment alone, so that no secret is
 * written. dbt, which Airflow calls, finds its own values among them.
 * @param awsKey the lab user's; `undefined`: whoever administers AWS
 * @param dbt the program of dbt's environment
 */
export function airflowVariables(
  { postgres, aws, snowflake }: Connections,
  awsKey: AccessKey | undefined,
  dbt: string | undefined,
  places: ToolPlaces & { readonly dbtProject: string },
): Readonly<Record<string, string>> {
  const connection = (of: AirflowConnection) => JSON.stringify(of);
  return {
    AIRFLOW_CONN_SHOPSTREAM_POSTGRES: connection(postgresConnection(postgres)),
    AIRFLOW_CONN_SHOPSTREAM_S3: connection(s3Connection(aws, awsKey)),
    AIRFLOW_CONN_SHOPSTREAM_SNOWFLAKE: connection(snowflakeConnection(snowflake)),
    AIRFLOW_VAR_SHOPSTREAM_BUCKET: places.bucket,
    AIRFLOW_VAR_SHOPSTREAM_DBT: dbt ?? join(places.dbtProject, '..', '.venv', 'bin', 'dbt'),
    AIRFLOW_VAR_SHOPSTREAM_DBT_PROJECT: places.dbtProject,
    AIRFLOW_VAR_SHOPSTREAM_DBT_PROFILES: places.profiles,
    ...snowflakeEnvironment(snowflake),
  };
}

function postgresConnection({ host, port, user, password, tls }: PostgresServer): AirflowConnection {
  return {
    conn_type: 'postgres',
    host,
    port,
    login: user,
    password,
    schema: LAB_DATABASE,
    extra: {
      // As the lab's own sessions: the same rows give the same bytes.
      options: '-c TimeZone=UTC -c DateStyle=ISO',
      client_encoding: 'utf8',
      ...(tls === true ? { sslmode: 'verify-full' } : {}),
    },
  };
}

function s3Connection(
  { endpoint, region, admin }: AwsAccount,
  own: AccessKey | undefined,
): AirflowConnection {
  const key = own ?? (admin.kind === 'key' ? admin.key : undefined);
  const profile = admin.kind === 'profile' ? admin.profile : undefined;
  return {
    conn_type: 'aws',
    ...(key === undefined ? {} : { login: key.accessKeyId, password: key.secretAccessKey }),
    extra: {
      region_name: region,
      ...(endpoint === undefined ? {} : { endpoint_url: endpoint }),
      ...(key === undefined && profile !== undefined ? { profile_name: profile } : {}),
    },
  };
}

function snowflakeConnection(snowflake: SnowflakeAccount): AirflowConnection {
  const { account, endpoint, user, role, warehouse, authentication } = snowflake;
  const { password, extra } = authenticationFields(authentication);
  return {
    conn_type: 'snowflake',
    login: user,
    ...(password === undefined ? {} : { password }),
    extra: {
      account,
      role,
      warehouse,
      database: WAREHOUSE_DATABASE,
      ...(endpoint === undefined
        ? {}
        : { host: endpoint.host, port: endpoint.port, protocol: endpoint.protocol }),
      ...extra,
    },
  };
}

/** The provider takes a private key's passphrase and a programmatic access token as the connection's password. */
function authenticationFields(
  authentication: WarehouseAuthentication,
): Pick<AirflowConnection, 'password' | 'extra'> {
  switch (authentication.kind) {
    case 'password':
      return { password: authentication.password };
    case 'password-mfa':
      return {
        password: authentication.password,
        extra: { authenticator: 'username_password_mfa', client_request_mfa_token: true },
      };
    case 'key-pair': {
      const { key, passphrase } = authentication;
      return {
        ...(passphrase === undefined ? {} : { password: passphrase }),
        extra: 'pem' in key ? { private_key_content: key.pem } : { private_key_file: key.path },
      };
    }
    case 'access-token':
      return {
        password: authentication.token,
        extra: { authenticator: 'programmatic_access_token' },
      };
    case 'browser':
      return { extra: { authenticator: 'externalbrowser', client_store_temporary_credential: true } };
  }
}
