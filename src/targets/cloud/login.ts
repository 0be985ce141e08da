import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WarehouseAuthentication } from '../../adapters/warehouse-options.ts';
import { LabError } from '../../lab/errors.ts';
import { type CloudSettings, loginOf } from './settings.ts';

/** Where the lab keeps the private key that it makes for Snowflake. */
export function keyPath(home: string): string {
  return join(home, 'credentials', 'snowflake-key.p8');
}

/**
 * How to prove who one is to Snowflake: the chosen way from the settings, its secret from the environment or from a file
 * that only its owner can read; never from the settings.
 * @throws LabError (exit code 2) when the secret is not to be found.
 */
export function snowflakeLogin(
  settings: CloudSettings,
  home: string,
  env: NodeJS.ProcessEnv,
): WarehouseAuthentication {
  const login = loginOf(settings);
  switch (login) {
    case 'key-pair': {
      const path = settings['snowflake.key'] ?? env['SNOWFLAKE_PRIVATE_KEY_PATH'] ?? keyPath(home);
      if (!existsSync(path)) throw noKey(path);
      const passphrase = env['SNOWFLAKE_PRIVATE_KEY_PASSPHRASE'];
      return { kind: 'key-pair', key: { path }, ...(passphrase ? { passphrase } : {}) };
    }
    case 'access-token':
      return { kind: 'access-token', token: required(env, 'SNOWFLAKE_TOKEN') };
    case 'password':
      return { kind: 'password', password: required(env, 'SNOWFLAKE_PASSWORD') };
    case 'password-mfa': {
      const passcode = env['SNOWFLAKE_PASSCODE'];
      return {
        kind: 'password-mfa',
        password: required(env, 'SNOWFLAKE_PASSWORD'),
        ...(passcode ? { passcode } : {}),
      };
    }
    case 'browser':
      return { kind: 'browser' };
  }
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new LabError(
    { fr: `La variable ${name} n'est pas définie.`, en: `The variable ${name} is not set.` },
    {
      advice: {
        fr: `Définissez-la dans ce terminal, ou choisissez la paire de clés, sans mot de passe : « shopstream connect snowflake ».`,
        en: `Set it in this terminal, or choose the key pair, which needs no password: "shopstream connect snowflake".`,
      },
      exitCode: 2,
    },
  );
}

function noKey(path: string): LabError {
  return new LabError(
    { fr: `La clé privée ${path} n'existe pas.`, en: `There is no private key ${path}.` },
    {
      advice: {
        fr: 'Faites-la créer par « shopstream connect snowflake », qui montre aussi la commande à coller dans Snowsight.',
        en: 'Let "shopstream connect snowflake" make it; it also shows the statement to paste into Snowsight.',
      },
      exitCode: 2,
    },
  );
}
