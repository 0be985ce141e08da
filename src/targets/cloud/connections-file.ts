import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errorMessage, LabError } from '../../lab/errors.ts';

/** A connection of Snowflake's own files; `secrets` never leave the process. */
export interface NamedConnection {
  readonly name: string;
  readonly account: string | undefined;
  readonly user: string | undefined;
  readonly role: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly protocol: string | undefined;
  /** Lower case; `snowflake` (password) when it says nothing. */
  readonly authenticator: string;
  readonly keyPath: string | undefined;
  readonly tokenPath: string | undefined;
  readonly secrets: {
    readonly password?: string;
    readonly token?: string;
    readonly passphrase?: string;
  };
}

/**
 * The connections that Snowflake's CLI and connectors know by name: `connections.toml`, and the `[connections.NAME]` of
 * `config.toml` where the first says nothing of it.
 * Source: https://docs.snowflake.com/en/developer-guide/snowflake-cli/connecting/configure-connections
 * @throws LabError (exit code 2) for a file that is no TOML.
 */
export async function namedConnections(env: NodeJS.ProcessEnv): Promise<readonly NamedConnection[]> {
  const folder = connectionsFolder(env);
  const [own, config] = await Promise.all([
    readToml(join(folder, 'connections.toml')),
    readToml(join(folder, 'config.toml')),
  ]);
  const all = { ...table(config['connections']), ...own };
  return Object.entries(all).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? [connectionOf(name, table(value))] : [],
  );
}

/** @throws LabError (exit code 2) when there is no connection of that name. */
export async function namedConnection(name: string, env: NodeJS.ProcessEnv): Promise<NamedConnection> {
  const all = await namedConnections(env);
  const found = all.find(connection => connection.name === name);
  if (found !== undefined) return found;
  const names = all.map(connection => connection.name).join(', ');
  throw new LabError(
    {
      fr: `La connexion « ${name} » n'est pas dans ${connectionsFolder(env)} (connections.toml, config.toml)${names === '' ? '' : ` ; on y trouve : ${names}`}.`,
      en: `The connection "${name}" is not in ${connectionsFolder(env)} (connections.toml, config.toml)${names === '' ? '' : `; found there: ${names}`}.`,
    },
    {
      advice: {
        fr: 'Choisissez une autre façon de vous connecter : « shopstream connect snowflake ».',
        en: 'Choose another way to log in: "shopstream connect snowflake".',
      },
      exitCode: 2,
    },
  );
}

/** Where Snowflake's tools keep them: `~/.snowflake` where it exists, else the platform's folder of settings. */
function connectionsFolder(env: NodeJS.ProcessEnv): string {
  const given = env['SNOWFLAKE_HOME'];
  if (given !== undefined && given !== '') return given;
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const usual = join(home, '.snowflake');
  if (existsSync(usual)) return usual;
  switch (process.platform) {
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'snowflake');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'snowflake');
    default:
      return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'snowflake');
  }
}

type Table = Readonly<Record<string, unknown>>;

const table = (value: unknown): Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

async function readToml(path: string): Promise<Table> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch {
    return {};
  }
  const { parse } = await import('smol-toml');
  try {
    return parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The parser shows the lines around the mistake, which may hold a password.
    const where = /at line (\d+)|(\d+):\d+/.exec(errorMessage(error));
    const line = (error as { line?: unknown }).line ?? where?.[1];
    throw new LabError(
      {
        fr: `${path} n'est pas du TOML valide${line === undefined ? '' : ` (ligne ${line})`}.`,
        en: `${path} is not valid TOML${line === undefined ? '' : ` (line ${line})`}.`,
      },
      {
        advice: {
          fr: 'Corrigez ce fichier, ou choisissez une autre façon de vous connecter : « shopstream connect snowflake ».',
          en: 'Mend that file, or choose another way to log in: "shopstream connect snowflake".',
        },
        exitCode: 2,
      },
    );
  }
}

function connectionOf(name: string, values: Table): NamedConnection {
  const first = (...keys: readonly string[]): string | undefined => {
    for (const key of keys) {
      const value = values[key];
      if (typeof value === 'string' && value !== '') return value;
      if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    }
    return undefined;
  };
  const password = first('password');
  const token = first('token');
  const passphrase = first('private_key_file_pwd', 'private_key_passphrase');
  const keyPath = first('private_key_file', 'private_key_path');
  return {
    name,
    account: first('account', 'accountname'),
    user: first('user', 'username'),
    role: first('role', 'rolename'),
    host: first('host'),
    port: first('port'),
    protocol: first('protocol'),
    authenticator: (
      first('authenticator') ?? (keyPath === undefined ? 'snowflake' : 'snowflake_jwt')
    ).toLowerCase(),
    keyPath,
    tokenPath: first('token_file_path'),
    secrets: {
      ...(password === undefined ? {} : { password }),
      ...(token === undefined ? {} : { token }),
      ...(passphrase === undefined ? {} : { passphrase }),
    },
  };
}
