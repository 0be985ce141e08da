import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { canonicalJson } from './canonical.ts';

/** The public half of a key, as a report carries it. */
export interface PublicKey {
  readonly algorithm: 'Ed25519';
  /** The 32 bytes, in base64url. */
  readonly public: string;
  /** `SHA256:` and the base64 of the digest, as ssh shows keys. */
  readonly fingerprint: string;
}

/** A key that signs reports. */
export interface SigningKey {
  readonly key: PublicKey;
  /** The signature of `body`'s canonical JSON, in base64url. */
  sign(body: object): string;
}

/**
 * The key of this home, made when there is none yet; a file that only its owner reads.
 * @throws the system's error when it can be neither read nor written.
 */
export async function signingKey(path: string): Promise<SigningKey> {
  return keyFrom(createPrivateKey((await readKey(path)) ?? (await makeKey(path))));
}

/** A key that is kept nowhere. */
export function newKey(): SigningKey {
  return keyFrom(generateKeyPairSync('ed25519').privateKey);
}

function keyFrom(secret: KeyObject): SigningKey {
  const { x = '' } = createPublicKey(secret).export({ format: 'jwk' });
  return {
    key: { algorithm: 'Ed25519', public: x, fingerprint: fingerprintOf(x) },
    sign: body => sign(null, Buffer.from(canonicalJson(body)), secret).toString('base64url'),
  };
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written beside and linked into its place, so that nobody reads half a key. */
async function makeKey(path: string): Promise<string> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomUUID().slice(0, 8)}`;
  await writeFile(beside, pem, { mode: 0o600, flag: 'wx' });
  try {
    await link(beside, path);
    return pem;
  } catch (error) {
    // Another process was quicker: its key is the home's.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return await readFile(path, 'utf8');
    // A file system without links.
    await rename(beside, path);
    return pem;
  } finally {
    await rm(beside, { force: true });
  }
}

/** How people name a key. */
export function fingerprintOf(publicKey: string): string {
  const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** Whether `signature` is that of `body` by the holder of `publicKey`. */
export function isSigned(body: object, publicKey: string, signature: string): boolean {
  try {
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: publicKey } });
    return verify(null, Buffer.from(canonicalJson(body)), key, Buffer.from(signature, 'base64url'));
  } catch {
    // No key at all, or JSON nested beyond reason.
    return false;
  }
}
