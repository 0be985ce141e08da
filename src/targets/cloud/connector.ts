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
import { awsProfiles } from './aws-profiles.ts';
import { namedConnection } from './connections-file.ts';
import { snowflakeLogin } from './login.ts';
import { passwordFromFile } from './pgpass.ts';
import { type AskSecret, findSecret, type SecretSource } from './secrets.ts';
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
 * @param ask who can be asked for a secret that is nowhere; left out: nobody
 */
export function cloudConnector(
  settings: CloudSettings,
  places: CloudPlaces,
  ask?: AskSecret,
  env: NodeJS.ProcessEnv = process.env,
): Connector {
  const source: SecretSource = { env, ask };
  const find: { readonly [S in ServiceName]: (signal?: AbortSignal) => Promise<Connections[S]> } = {
    postgres: signal => ownPostgres(settings, source, signal),
    aws: async () => ownAws(settings, places.region, env),
    snowflake: signal => ownSnowflake(settings, places.home, source, signal),
  };
  return {
    connect: (service, signal) => find[service](signal),
    disconnect: async () => {},
  };
}

/** Without a password anywhere the server is asked all the same: it may trust this machine. */
async function ownPostgres(
  settings: CloudSettings,
  source: SecretSource,
  signal?: AbortSignal,
): Promise<PostgresServer> {
  const { env } = source;
  const named = settings['postgres.host'] ?? env['PGHOST'] ?? '127.0.0.1';
  const host = named === 'localhost' ? '127.0.0.1' : named;
  const port = Number(settings['postgres.port'] ?? env['PGPORT'] ?? 5432);
  const user = settings['postgres.user'] ?? env['PGUSER'] ?? 'postgres';
  const tls = settings['postgres.tls'] ?? (env['PGSSLMODE']?.startsWith('verify') ? 'yes' : 'no');
  const password =
    (await findSecret({ env }, { name: 'PGPASSWORD', of: user })) ??
    (await passwordFromFile({ host, port, user }, env)) ??
    (await findSecret(source, { name: 'PGPASSWORD', of: `${user}@${host}:${port}` }, signal));
  return { host, port, user, password: password ?? '', ...(tls === 'yes' ? { tls: true } : {}) };
}

function ownAws(settings: CloudSettings, region: string, env: NodeJS.ProcessEnv): AwsAccount {
  const profile = settings['aws.profile'];
  if (profile !== undefined) requireProfile(profile, env);
  return { endpoint: env['AWS_ENDPOINT_URL'], region, admin: { kind: 'profile', profile } };
}

/** The SDK would say that there are no keys anywhere, without naming the profile. */
function requireProfile(profile: string, env: NodeJS.ProcessEnv): void {
  const profiles = awsProfiles(env).map(({ name }) => name);
  if (profiles.includes(profile)) return;
  const names = profiles.join(', ');
  throw new LabError(
    {
      fr: `Le profil AWS « ${profile} » n'existe pas${names === '' ? ' : vos fichiers AWS n’en ont aucun' : ` ; vos fichiers AWS ont : ${names}`}.`,
      en: `There is no AWS profile "${profile}"${names === '' ? ': your AWS files have none' : `; your AWS files have: ${names}`}.`,
    },
    {
      advice: {
        fr: 'Choisissez-en un, ou voyez comment le créer : « shopstream connect aws ».',
        en: 'Choose one, or see how to make it: "shopstream connect aws".',
      },
      exitCode: 2,
    },
  );
}

async function ownSnowflake(
  settings: CloudSettings,
  home: string,
  source: SecretSource,
  signal?: AbortSignal,
): Promise<SnowflakeAccount> {
  const { env } = source;
  const chosen = settings['snowflake.connection'];
  const connection = chosen === undefined ? undefined : await namedConnection(chosen, env);
  const pasted = settings['snowflake.account'] ?? connection?.account ?? env['SNOWFLAKE_ACCOUNT'] ?? '';
  const account = accountIdentifier(pasted);
  const user = settings['snowflake.user'] ?? connection?.user ?? env['SNOWFLAKE_USER'] ?? '';
  if (account === undefined || user === '') throw notConfigured(pasted);
  return {
    account,
    endpoint: endpointOf(connection ?? {}, account) ?? endpointOf(endpointVariables(env), account),
    user,
    authentication: await snowflakeLogin(
      { settings, home, who: `${user} (${account})`, connection },
      source,
      signal,
    ),
    role: settings['snowflake.role'] ?? connection?.role ?? env['SNOWFLAKE_ROLE'] ?? ADMIN_ROLE,
    warehouse: TOOLS_WAREHOUSE,
    labWarehouse: TOOLS_WAREHOUSE,
  };
}

interface Address {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly protocol?: string | undefined;
}

const endpointVariables = (env: NodeJS.ProcessEnv): Address => ({
  host: env['SNOWFLAKE_HOST'],
  port: env['SNOWFLAKE_PORT'],
  protocol: env['SNOWFLAKE_PROTOCOL'],
});

/** An address other than the account's own, as Snowflake's connectors read it: a private link, or a local endpoint. */
function endpointOf({ host, port, protocol: named }: Address, account: string): SnowflakeAccount['endpoint'] {
  if (host === undefined || host === '') return undefined;
  if (host.toLowerCase() === `${account.toLowerCase()}.snowflakecomputing.com`) return undefined;
  const protocol = named === 'http' ? 'http' : 'https';
  return { host, port: Number(port ?? (protocol === 'http' ? 80 : 443)), protocol };
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
