import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { WarehouseAuthentication } from '../../adapters/warehouse-options.ts';
import { LabError } from '../../lab/errors.ts';
import type { NamedConnection } from './connections-file.ts';
import { readKeyFile } from './key-pair.ts';
import { findSecret, requireSecret, type SecretRequest, type SecretSource } from './secrets.ts';
import { type CloudSettings, type Login, loginOf } from './settings.ts';

/** Where the lab keeps the private key that it makes for Snowflake. */
export function keyPath(home: string): string {
  return join(home, 'credentials', 'snowflake-key.p8');
}

/** A path whose `~` is the person's own folder, as a shell reads it. */
export function withHome(path: string, env: NodeJS.ProcessEnv): string {
  return path.replace(/^~(?=[\\/])/, env['HOME'] ?? env['USERPROFILE'] ?? homedir());
}

/** Who logs in, and from where the parts are taken. */
export interface LoginOf {
  readonly settings: CloudSettings;
  readonly home: string;
  /** `user` at `account`, for questions. */
  readonly who: string;
  /** The connection of Snowflake's own files that was chosen. */
  readonly connection: NamedConnection | undefined;
}

/**
 * How to prove who one is to Snowflake: the chosen way from the settings or from a named connection; its secret from the
 * environment, from a file that only its owner can read, or from whoever can be asked; never from the settings.
 * @throws LabError (exit code 2) when the secret is not to be found, or cannot be of use: nothing is sent to Snowflake then.
 */
export async function snowflakeLogin(
  { settings, home, who, connection }: LoginOf,
  source: SecretSource,
  signal?: AbortSignal,
): Promise<WarehouseAuthentication> {
  const own = connection?.secrets ?? {};
  const secret = async (name: SecretRequest['name'], kept: string | undefined, of = who) =>
    kept ?? (await requireSecret(source, { name, of }, signal));
  const login = connection === undefined ? loginOf(settings) : loginOfConnection(connection);
  switch (login) {
    case 'key-pair':
      return keyPair(
        settings['snowflake.key'] ??
          connection?.keyPath ??
          source.env['SNOWFLAKE_PRIVATE_KEY_PATH'] ??
          keyPath(home),
        own.passphrase,
        source,
        signal,
      );
    case 'access-token': {
      const kept = own.token ?? (await tokenOf(connection?.tokenPath));
      return { kind: 'access-token', token: await secret('SNOWFLAKE_TOKEN', kept) };
    }
    case 'password':
      return { kind: 'password', password: await secret('SNOWFLAKE_PASSWORD', own.password) };
    case 'password-mfa': {
      const password = await secret('SNOWFLAKE_PASSWORD', own.password);
      const passcode = await findSecret(source, { name: 'SNOWFLAKE_PASSCODE', of: who }, signal);
      return { kind: 'password-mfa', password, ...(passcode === undefined ? {} : { passcode }) };
    }
    case 'browser':
      return { kind: 'browser' };
  }
}

/** The key is opened here first: what the driver would say of it, or Snowflake after a refused login, helps nobody. */
async function keyPair(
  written: string,
  kept: string | undefined,
  source: SecretSource,
  signal: AbortSignal | undefined,
): Promise<WarehouseAuthentication> {
  const path = withHome(written, source.env);
  const given = kept ?? (source.env['SNOWFLAKE_PRIVATE_KEY_PASSPHRASE'] || undefined);
  let passphrase: string | undefined;
  let file = await readKeyFile(path);
  if (file.kind === 'locked') {
    passphrase =
      given ?? (await requireSecret(source, { name: 'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE', of: path }, signal));
    file = await readKeyFile(path, passphrase);
  }
  if (file.kind === 'unusable') throw file.why;
  return { kind: 'key-pair', key: { path }, ...(passphrase === undefined ? {} : { passphrase }) };
}

async function tokenOf(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const token = await readFile(path, 'utf8').catch(() => '');
  return token.trim() || undefined;
}

const AUTHENTICATORS: Readonly<Record<string, Login>> = {
  snowflake: 'password',
  snowflake_jwt: 'key-pair',
  programmatic_access_token: 'access-token',
  username_password_mfa: 'password-mfa',
  externalbrowser: 'browser',
};

function loginOfConnection({ name, authenticator }: NamedConnection): Login {
  const login = Object.hasOwn(AUTHENTICATORS, authenticator) ? AUTHENTICATORS[authenticator] : undefined;
  if (login !== undefined) return login;
  throw new LabError(
    {
      fr: `La connexion « ${name} » se connecte par « ${authenticator} », que le TP ne sait pas faire.`,
      en: `The connection "${name}" logs in by "${authenticator}", which the lab cannot do.`,
    },
    {
      advice: {
        fr: 'Choisissez la paire de clés : « shopstream connect snowflake ».',
        en: 'Choose the key pair: "shopstream connect snowflake".',
      },
      exitCode: 2,
    },
  );
}
