import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { SnowflakeError } from '../errors.ts';

/** The properties in which a user's public keys are kept: two, so that one can be replaced while the other works. */
export const KEY_PROPERTIES = ['RSA_PUBLIC_KEY', 'RSA_PUBLIC_KEY_2'] as const;

/** The base64 of a key's DER form, without the lines of PEM and its ends, as ALTER USER takes it. */
export function acceptKey(text: string): string {
  const bare = text.replace(/-----(BEGIN|END) PUBLIC KEY-----/g, '').replace(/\s+/g, '');
  const key = publicKey(bare);
  if (key === undefined || key.asymmetricKeyType !== 'rsa') throw rejected(`Invalid public key`);
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw rejected('Key size is less than 2048 bits');
  return bare;
}

function rejected(reason: string): SnowflakeError {
  return new SnowflakeError(
    '003554',
    '22023',
    `New public key rejected by current policy. Reason: '${reason}'`,
  );
}

/** A key as it is kept; `undefined` when it is none. */
export function publicKey(bare: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(bare, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** `SHA256:…` of a key as it is kept: what DESC USER shows, and a driver's token names as its issuer. */
export function fingerprint(bare: string): string {
  return `SHA256:${createHash('sha256').update(Buffer.from(bare, 'base64')).digest('base64')}`;
}
