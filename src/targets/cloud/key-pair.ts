import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { errorCode, LabError } from '../../lab/errors.ts';

/** What Snowflake is told of a key pair; nothing of it is secret. */
export interface PublicHalf {
  /** The key as `ALTER USER … SET RSA_PUBLIC_KEY` takes it: base64 without header. */
  readonly key: string;
  /** As `RSA_PUBLIC_KEY_FP` of `DESC USER` shows it. */
  readonly fingerprint: string;
}

/** Bits; the least that Snowflake takes (https://docs.snowflake.com/en/user-guide/key-pair-auth). */
const LENGTH = 2048;

/**
 * Makes a key pair and keeps the private key in `path`, in PKCS#8, readable by its owner alone. A file that is there already
 * is never overwritten.
 * @throws the system's error, `EEXIST` among them.
 */
export async function makeKeyPair(path: string, passphrase?: string): Promise<PublicHalf> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: LENGTH });
  const pem = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }),
  });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, pem, { mode: 0o600, flag: 'wx' });
  return publicHalf(publicKey);
}

/** What a file holds where a private key is looked for; the file is read, nothing is asked of Snowflake. */
export type KeyFile =
  | { readonly kind: 'key'; readonly publicHalf: PublicHalf }
  /** It needs a passphrase, and none was given. */
  | { readonly kind: 'locked' }
  | { readonly kind: 'unusable'; readonly why: LabError };

/** Opens a private key as the drivers will. */
export async function readKeyFile(path: string, passphrase?: string): Promise<KeyFile> {
  let pem: string;
  try {
    pem = await readFile(path, 'utf8');
  } catch (error) {
    return { kind: 'unusable', why: unreadable(path, errorCode(error) ?? '') };
  }
  const isEncrypted = pem.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----');
  if (!isEncrypted && !pem.includes('-----BEGIN PRIVATE KEY-----'))
    return { kind: 'unusable', why: notPkcs8(path, pem) };
  if (isEncrypted && passphrase === undefined) return { kind: 'locked' };
  try {
    const key = createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
    if (key.asymmetricKeyType !== 'rsa') return { kind: 'unusable', why: notPkcs8(path, pem) };
    return { kind: 'key', publicHalf: publicHalf(createPublicKey(key)) };
  } catch {
    return { kind: 'unusable', why: isEncrypted ? wrongPassphrase(path) : notPkcs8(path, pem) };
  }
}

function publicHalf(key: KeyObject): PublicHalf {
  const der = key.export({ type: 'spki', format: 'der' });
  return {
    key: der.toString('base64'),
    fingerprint: `SHA256:${createHash('sha256').update(der).digest('base64')}`,
  };
}

/** The statement that gives a user the public key; a name that SQL would read otherwise is quoted. */
export function publicKeyStatement(user: string, { key }: PublicHalf): string {
  const name = /^[A-Za-z_][\w$]*$/.test(user) ? user : `"${user.replaceAll('"', '""')}"`;
  return `ALTER USER ${name} SET RSA_PUBLIC_KEY = '${key}';`;
}

const MAKE_ANOTHER = {
  fr: 'Lancez « shopstream connect snowflake » pour en choisir une autre ou en faire créer une.',
  en: 'Run "shopstream connect snowflake" to choose another or have one made.',
};

function unreadable(path: string, code: string): LabError {
  if (code !== 'ENOENT')
    return new LabError(
      {
        fr: `La clé privée ${path} ne peut pas être lue (${code}).`,
        en: `The private key ${path} cannot be read (${code}).`,
      },
      { advice: MAKE_ANOTHER, exitCode: 2 },
    );
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

function wrongPassphrase(path: string): LabError {
  return new LabError(
    {
      fr: `La phrase secrète n'ouvre pas la clé privée ${path} ; rien n'a été demandé à Snowflake.`,
      en: `The passphrase does not open the private key ${path}; nothing was asked of Snowflake.`,
    },
    {
      advice: {
        fr: 'Corrigez SNOWFLAKE_PRIVATE_KEY_PASSPHRASE, ou relancez « shopstream connect snowflake » pour la saisir.',
        en: 'Correct SNOWFLAKE_PRIVATE_KEY_PASSPHRASE, or run "shopstream connect snowflake" again to type it.',
      },
      exitCode: 2,
    },
  );
}

function notPkcs8(path: string, pem: string): LabError {
  const found = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem)?.[1];
  return new LabError(
    {
      fr: `${path} n'est pas une clé privée RSA au format PKCS#8${found === undefined ? '' : ` (elle commence par BEGIN ${found})`}.`,
      en: `${path} is no RSA private key in PKCS#8${found === undefined ? '' : ` (it begins with BEGIN ${found})`}.`,
    },
    {
      advice: {
        fr: `Convertissez-la : « openssl pkcs8 -topk8 -nocrypt -in ANCIENNE -out NOUVELLE.p8 » ; ou faites-en créer une par « shopstream connect snowflake ».`,
        en: 'Convert it: "openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW.p8"; or have one made by "shopstream connect snowflake".',
      },
      exitCode: 2,
    },
  );
}
