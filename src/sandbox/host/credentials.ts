import { randomBytes, randomInt } from 'node:crypto';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** AWS writes the ids of access keys in base 32. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const DIGITS = '0123456789';

/** An access key as AWS makes them. */
export interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function draw(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** 142 bits, safe in every shell, URL and configuration file. */
export function randomPassword(): string {
  return draw(LETTERS_AND_DIGITS, 24);
}

/** 256 bits in hexadecimal. */
export function randomToken(): string {
  return randomBytes(32).toString('hex');
}

/** `AKIA` and sixteen signs; a secret of forty (238 bits) without `+` and `/`, which people mangle when they paste. */
export function randomAwsKey(): AwsKey {
  return { accessKeyId: `AKIA${draw(BASE32, 16)}`, secretAccessKey: draw(LETTERS_AND_DIGITS, 40) };
}

/** Twelve digits, the first one not 0. */
export function randomAwsAccount(): string {
  return `${randomInt(1, 10)}${draw(DIGITS, 11)}`;
}
