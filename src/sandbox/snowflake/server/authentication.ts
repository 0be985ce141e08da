import { createHash, timingSafeEqual, verify } from 'node:crypto';
import type { Account } from '../account.ts';
import { accessTokens, hashOf } from '../commands/access-tokens.ts';
import { fingerprint, KEY_PROPERTIES, publicKey } from '../commands/user-keys.ts';
import { users } from '../commands/users.ts';
import { type Answer, answerCode, refusal } from './answer.ts';
import { type Fields, fieldsOf, textField } from './fields.ts';

/** Who may log in with a password. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Somebody who proved who they are. */
export interface Authenticated {
  /** Upper-case name. */
  readonly user: string;
  /** The only role that the session may have. */
  readonly onlyRole?: string | undefined;
}

/** Milliseconds by which a driver's clock may differ. */
const CLOCK_SKEW = 60_000;
/** The longest life of a driver's token, in milliseconds (Snowflake's documentation of key-pair authentication). */
const LONGEST_LIFE = 3600_000;

/**
 * Checks what a login shows: password, a token signed by the user's private key, or a programmatic access token. The
 * authenticators' names are those that the drivers send.
 */
export function authenticate(
  account: Account,
  credentials: Credentials,
  fields: Fields,
  now: number,
): Authenticated | Answer {
  switch (textField(fields, 'AUTHENTICATOR')?.toUpperCase() ?? 'SNOWFLAKE') {
    case 'SNOWFLAKE':
    case 'USERNAME_PASSWORD_MFA':
      return byPassword(account, credentials, fields, now);
    case 'SNOWFLAKE_JWT':
      return byKey(account, fields, now);
    case 'PROGRAMMATIC_ACCESS_TOKEN':
      return byAccessToken(account, fields, now);
    default:
      return refusal(
        answerCode.unknownAuthenticator,
        `The ShopStream sandbox does not support the authenticator ${textField(fields, 'AUTHENTICATOR') ?? ''}.`,
      );
  }
}

/** A programmatic access token may stand in a password's place: https://docs.snowflake.com/en/user-guide/programmatic-access-tokens */
function byPassword(
  account: Account,
  credentials: Credentials,
  fields: Fields,
  now: number,
): Authenticated | Answer {
  const user = textField(fields, 'LOGIN_NAME') ?? '';
  const password = textField(fields, 'PASSWORD') ?? '';
  // Both are compared whatever the other says: the time tells nothing.
  const sameUser = equal(user.toUpperCase(), credentials.user.toUpperCase());
  const samePassword = equal(password, credentials.password);
  if (sameUser && samePassword) return { user: credentials.user.toUpperCase() };
  const token = byAccessToken(account, { ...fields, TOKEN: password }, now);
  if ('user' in token) return token;
  return refusal(answerCode.wrongPassword, 'Incorrect username or password was specified.', {
    nextAction: 'RETRY_LOGIN',
    authnMethod: 'USERNAME_PASSWORD',
    signInOptions: {},
  });
}

function equal(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** The token's issuer names account, user and fingerprint of the key; its signature proves the private key. */
function byKey(account: Account, fields: Fields, now: number): Authenticated | Answer {
  const invalid = refusal(answerCode.invalidJwt, 'JWT token is invalid.');
  const [head, body, signature] = (textField(fields, 'TOKEN') ?? '').split('.');
  if (head === undefined || body === undefined || signature === undefined) return invalid;
  const claims = jsonOf(body);
  const named = textField(claims, 'sub')?.split('.').at(-1)?.toUpperCase();
  const user = textField(fields, 'LOGIN_NAME')?.toUpperCase() ?? named;
  const entry = user === undefined ? undefined : users(account).get(user);
  if (user === undefined || entry === undefined || entry.disabled || user !== named) return invalid;
  const issuer = textField(claims, 'iss') ?? '';
  const key = KEY_PROPERTIES.flatMap(property => entry.properties[property] ?? []).find(candidate =>
    issuer.endsWith(`.${user}.${fingerprint(candidate)}`),
  );
  const opened = key === undefined ? undefined : publicKey(key);
  if (opened === undefined) return invalid;
  const signed = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${body}`),
    opened,
    Buffer.from(signature, 'base64url'),
  );
  return signed && isCurrent(claims, now) ? { user } : invalid;
}

function jsonOf(part: string): Fields {
  try {
    return fieldsOf(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  } catch {
    return {};
  }
}

function isCurrent(claims: Fields, now: number): boolean {
  const [issued, expires] = [milliseconds(claims['iat']), milliseconds(claims['exp'])];
  if (issued === undefined || expires === undefined) return false;
  return (
    issued <= now + CLOCK_SKEW && expires >= now - CLOCK_SKEW && expires - issued <= LONGEST_LIFE + CLOCK_SKEW
  );
}

/** The Node driver writes milliseconds where the others, as the standard has it, write seconds. */
function milliseconds(claim: unknown): number | undefined {
  if (typeof claim !== 'number') return undefined;
  return claim > 1e11 ? claim : claim * 1000;
}

function byAccessToken(account: Account, fields: Fields, now: number): Authenticated | Answer {
  const invalid = refusal(answerCode.invalidAccessToken, 'Programmatic access token is invalid.');
  const secret = textField(fields, 'TOKEN');
  if (secret === undefined) return invalid;
  const hash = hashOf(secret);
  const [key, token] =
    accessTokens(account)
      .entries()
      .find(([, candidate]) => candidate.hash === hash) ?? [];
  const user = key?.slice(0, key.lastIndexOf('.'));
  const claimed = textField(fields, 'LOGIN_NAME')?.toUpperCase();
  const entry = user === undefined ? undefined : users(account).get(user);
  if (user === undefined || token === undefined || entry === undefined || entry.disabled) return invalid;
  if (claimed !== undefined && claimed !== user) return invalid;
  if (token.expiresOn <= now)
    return refusal(answerCode.expiredAccessToken, 'Programmatic access token has expired.');
  return { user, onlyRole: token.role };
}
