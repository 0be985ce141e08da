import type { SandboxConfig, ServiceName } from './config.ts';
import type { AwsKey } from './credentials.ts';
import { dataFolder } from './paths.ts';
import { LOOPBACK } from './ports.ts';
import { siblingModule } from './sibling.ts';

/** What each service is started with; sent to its process, never written on a command line. */
export interface ServiceOptions {
  readonly postgres: {
    readonly port: number;
    readonly dataDir: string;
    readonly user: string;
    readonly password: string;
  };
  readonly s3: {
    readonly port: number;
    readonly dataDir: string;
    readonly account: string;
    readonly region: string;
    readonly admin: AwsKey;
    /** Users of other accounts that exist. */
    readonly principals: readonly (AwsKey & { readonly arn: string })[];
  };
  readonly snowflake: {
    readonly port: number;
    readonly dataDir: string;
    readonly account: string;
    readonly user: string;
    readonly password: string;
    readonly storage: AwsKey & {
      readonly endpoint: string;
      readonly region: string;
      readonly iamUserArn: string;
    };
  };
}

/** A service as the supervisor handles it. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  /** The module that its process runs, with the name as its argument. */
  readonly module: string;
  readonly options: { readonly port: number };
  readonly environment?: Readonly<Record<string, string>>;
}

/** The sandbox's three services as `config` wants them. */
export function sandboxServices(home: string, config: SandboxConfig): readonly ServiceDefinition[] {
  const module = siblingModule('service');
  const { postgres, s3, snowflake } = optionsOf(home, config);
  return [
    { name: 'postgres', module, options: postgres },
    { name: 's3', module, options: s3 },
    // DuckDB's calls wait in libuv's pool: one slow query must not hold up the other sessions.
    { name: 'snowflake', module, options: snowflake, environment: { UV_THREADPOOL_SIZE: '16' } },
  ];
}

function optionsOf(home: string, { postgres, s3, snowflake }: SandboxConfig): ServiceOptions {
  const { arn, ...key } = snowflake.iam;
  return {
    postgres: {
      port: postgres.port,
      dataDir: dataFolder(home, 'postgres'),
      user: postgres.user,
      password: postgres.password,
    },
    s3: {
      port: s3.port,
      dataDir: dataFolder(home, 's3'),
      account: s3.account,
      region: s3.region,
      admin: s3.admin,
      principals: [{ arn, ...key }],
    },
    snowflake: {
      port: snowflake.port,
      dataDir: dataFolder(home, 'snowflake'),
      account: snowflake.account,
      user: snowflake.user,
      password: snowflake.password,
      storage: { endpoint: `http://${LOOPBACK}:${s3.port}`, region: s3.region, iamUserArn: arn, ...key },
    },
  };
}
