import process from 'node:process';
import { LabError } from '../../lab/errors.ts';
import type { ServiceName } from '../../lab/placement.ts';
import {
  ADMIN_ROLE,
  type AwsAccount,
  type Connections,
  type PostgresServer,
  type SnowflakeAccount,
  TOOLS_WAREHOUSE,
} from '../connections.ts';
import type { Connector } from '../lazy-ports.ts';
import { accountIdentifier } from './account.ts';
import { snowflakeLogin } from './login.ts';
import type { CloudSettings } from './settings.ts';

/** What the cloud's connector works from. */
export interface CloudPlaces {
  readonly home: string;
  /** AWS region of the data lake. */
  readonly region: string;
}

/**
 * The person's own services. Nothing is asked of them here: a wrong setting is said at once, a wrong secret by the service
 * itself when it is first used. The variables are those that the vendors' own tools read.
 */
export function cloudConnector(
  settings: CloudSettings,
  places: CloudPlaces,
  env: NodeJS.ProcessEnv = process.env,
): Connector {
  const find: { readonly [S in ServiceName]: () => Connections[S] } = {
    postgres: () => ownPostgres(settings, env),
    aws: () => ownAws(settings, places.region, env),
    snowflake: () => ownSnowflake(settings, places.home, env),
  };
  return {
    connect: async service => find[service](),
    disconnect: async () => {},
  };
}

function ownPostgres(settings: CloudSettings, env: NodeJS.ProcessEnv): PostgresServer {
  const host = settings['postgres.host'] ?? env['PGHOST'] ?? '127.0.0.1';
  const tls = settings['postgres.tls'] ?? (env['PGSSLMODE']?.startsWith('verify') ? 'yes' : 'no');
  return {
    host: host === 'localhost' ? '127.0.0.1' : host,
    port: Number(settings['postgres.port'] ?? env['PGPORT'] ?? 5432),
    user: settings['postgres.user'] ?? env['PGUSER'] ?? 'postgres',
    password: env['PGPASSWORD'] ?? '',
    ...(tls === 'yes' ? { tls: true } : {}),
  };
}

function ownAws(settings: CloudSettings, region: string, env: NodeJS.ProcessEnv): AwsAccount {
  return {
    endpoint: env['AWS_ENDPOINT_URL'],
    region,
    admin: { kind: 'profile', profile: settings['aws.profile'] },
  };
}

function ownSnowflake(settings: CloudSettings, home: string, env: NodeJS.ProcessEnv): SnowflakeAccount {
  const pasted = settings['snowflake.account'] ?? env['SNOWFLAKE_ACCOUNT'] ?? '';
  const account = accountIdentifier(pasted);
  const user = settings['snowflake.user'] ?? env['SNOWFLAKE_USER'] ?? '';
  if (account === undefined || user === '') throw notConfigured(pasted);
  return {
    account,
    endpoint: endpointOf(env),
    user,
    authentication: snowflakeLogin(settings, home, env),
    role: settings['snowflake.role'] ?? env['SNOWFLAKE_ROLE'] ?? ADMIN_ROLE,
    warehouse: TOOLS_WAREHOUSE,
  };
}

/** An address other than the account's own, as Snowflake's connectors read it: a private link, or a local endpoint. */
function endpointOf(env: NodeJS.ProcessEnv): SnowflakeAccount['endpoint'] {
  const host = env['SNOWFLAKE_HOST'];
  if (host === undefined || host === '') return undefined;
  const protocol = env['SNOWFLAKE_PROTOCOL'] === 'http' ? 'http' : 'https';
  return { host, port: Number(env['SNOWFLAKE_PORT'] ?? (protocol === 'http' ? 80 : 443)), protocol };
}

function notConfigured(pasted: string): LabError {
  return new LabError(
    pasted.trim() === ''
      ? {
          fr: "Aucun compte Snowflake n'est encore indiqué (snowflake.account, snowflake.user).",
          en: 'No Snowflake account is given yet (snowflake.account, snowflake.user).',
        }
      : {
          fr: `« ${pasted} » n'est pas l'identifiant d'un compte Snowflake, ou l'utilisateur manque (snowflake.user).`,
          en: `"${pasted}" is no Snowflake account identifier, or the user is missing (snowflake.user).`,
        },
    {
      advice: {
        fr: "Lancez « shopstream connect snowflake » : l'adresse de votre Snowsight y suffit.",
        en: 'Run "shopstream connect snowflake": the address of your Snowsight is enough there.',
      },
      exitCode: 2,
    },
  );
}
