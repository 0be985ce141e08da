import type { AccessKey } from '../ports/identity.ts';
import { type Connections, LAB_DATABASE, WAREHOUSE_DATABASE } from './connections.ts';

/** Places that a person's own tools have to know. */
export interface ToolPlaces {
  readonly bucket: string;
  /** Folder of dbt's profiles.yml. */
  readonly profiles: string;
}

/**
 * The environment in which any PostgreSQL client, the aws CLI, boto3, Snowflake's connectors and dbt see the lab's
 * services. The contract of `sandbox env`; dbt's own process gets it too.
 */
export function toolEnvironment(
  connections: Connections,
  awsKey: AccessKey,
  places: ToolPlaces,
): Readonly<Record<string, string>> {
  const { postgres, aws, snowflake } = connections;
  return {
    PGHOST: postgres.host,
    PGPORT: String(postgres.port),
    PGUSER: postgres.user,
    PGPASSWORD: postgres.password,
    PGDATABASE: LAB_DATABASE,
    ...(aws.endpoint === undefined ? {} : { AWS_ENDPOINT_URL: aws.endpoint }),
    AWS_ACCESS_KEY_ID: awsKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: awsKey.secretAccessKey,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    SHOPSTREAM_BUCKET: places.bucket,
    SNOWFLAKE_ACCOUNT: snowflake.account,
    SNOWFLAKE_HOST: snowflake.host,
    SNOWFLAKE_PORT: String(snowflake.port),
    SNOWFLAKE_PROTOCOL: snowflake.protocol,
    SNOWFLAKE_USER: snowflake.user,
    SNOWFLAKE_PASSWORD: snowflake.password,
    SNOWFLAKE_ROLE: snowflake.role,
    SNOWFLAKE_WAREHOUSE: snowflake.warehouse,
    SNOWFLAKE_DATABASE: WAREHOUSE_DATABASE,
    DBT_PROFILES_DIR: places.profiles,
  };
}
