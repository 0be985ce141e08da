import { createHash, randomBytes } from 'node:crypto';
import type { Account } from '../account.ts';
import type { AccountCollection } from '../catalog.ts';
import type { Command, CommandContext } from '../command.ts';
import { alreadyExists, doesNotExist, invalidValue, SnowflakeError } from '../errors.ts';
import { displayName } from '../names.ts';
import { type Options, optionText, type TokenReader } from '../reader.ts';
import {
  statementType,
  statusResult,
  tableResult,
  textColumn,
  timeColumn,
  timestampCell,
} from '../result.ts';
import { DONE } from '../status.ts';
import { users } from './users.ts';

/** A programmatic access token; its secret is shown once and never kept. */
export interface AccessToken {
  readonly hash: string;
  readonly createdOn: number;
  readonly expiresOn: number;
  /** The only role that a login with it may take; `undefined`: any that the user has. */
  readonly role: string | undefined;
  readonly comment: string;
}

/** The tokens of each user, by `USER.TOKEN`. */
export function accessTokens(account: Account): AccountCollection<AccessToken> {
  return account.catalog.account<AccessToken>('access-tokens');
}

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const DAY = 24 * 3600 * 1000;
/** Days until a token expires when nothing is said, and at most (Snowflake's documentation of ADD PROGRAMMATIC ACCESS TOKEN). */
const DEFAULT_DAYS = 15;
const MOST_DAYS = 365;

const keyOf = (user: string, token: string): string => `${user}.${token}`;

/** `ALTER USER [IF EXISTS] [user] ADD | REMOVE | ROTATE [PROGRAMMATIC ACCESS TOKEN | PAT]`. */
const alter: Command = {
  type: 'ALTER_USER',
  commits: true,
  match: reader => {
    if (!reader.accept('ALTER', 'USER')) return false;
    reader.ifExists();
    if (!isAction(reader)) reader.next();
    return isAction(reader);
  },
  async run(context, reader) {
    reader.expect('ALTER', 'USER');
    reader.ifExists();
    const user = isAction(reader) ? context.session.user : reader.identifier();
    if (users(context.account).get(user) === undefined) throw doesNotExist('User', displayName([user]));
    const action = reader.next().value;
    if (!reader.accept('PAT')) reader.expect('PROGRAMMATIC', 'ACCESS', 'TOKEN');
    const name = reader.identifier();
    const options = reader.options();
    reader.expectEnd();
    switch (action) {
      case 'ADD':
        return add(context, user, name, options);
      case 'ROTATE':
        return rotate(context, user, name);
      default:
        return remove(context, user, name);
    }
  },
};

function isAction(reader: TokenReader): boolean {
  return ['ADD', 'REMOVE', 'ROTATE'].some(
    action => reader.at(action, 'PAT') || reader.at(action, 'PROGRAMMATIC'),
  );
}

function add({ account }: CommandContext, user: string, name: string, options: Options) {
  if (accessTokens(account).get(keyOf(user, name)) !== undefined) throw alreadyExists(displayName([name]));
  const asked = optionText(options, 'DAYS_TO_EXPIRY') ?? String(DEFAULT_DAYS);
  const days = Number(asked);
  if (!(Number.isInteger(days) && days >= 1 && days <= MOST_DAYS))
    throw invalidValue(asked, 'DAYS_TO_EXPIRY');
  return issue(account, user, name, {
    createdOn: Date.now(),
    expiresOn: Date.now() + days * DAY,
    role: optionText(options, 'ROLE_RESTRICTION')?.toUpperCase(),
    comment: optionText(options, 'COMMENT') ?? '',
  });
}

function rotate({ account }: CommandContext, user: string, name: string) {
  return issue(account, user, name, known(account, user, name));
}

/** Draws a secret, keeps its hash, and answers with it. */
function issue(account: Account, user: string, name: string, token: Omit<AccessToken, 'hash'>) {
  const secret = randomBytes(96).toString('base64url');
  accessTokens(account).set(keyOf(user, name), { ...token, hash: hashOf(secret) });
  const columns = ['token_name', 'token_secret'].map(column => textColumn(column));
  return tableResult(columns, [[name, secret]], statementType.ddl);
}

function remove({ account }: CommandContext, user: string, name: string) {
  known(account, user, name);
  accessTokens(account).delete(keyOf(user, name));
  return statusResult(DONE);
}

function known(account: Account, user: string, name: string): AccessToken {
  const token = accessTokens(account).get(keyOf(user, name));
  if (token !== undefined) return token;
  throw new SnowflakeError('002003', '02000', `Programmatic access token ${displayName([name])} not found.`);
}

/** `SHOW USER PROGRAMMATIC ACCESS TOKENS [FOR USER user]`. */
const show: Command = {
  type: 'SHOW',
  match: reader => reader.at('SHOW', 'USER', 'PROGRAMMATIC') || reader.at('SHOW', 'USER', 'PATS'),
  async run({ account, session }, reader) {
    reader.expect('SHOW', 'USER');
    if (!reader.accept('PATS')) reader.expect('PROGRAMMATIC', 'ACCESS', 'TOKENS');
    const user = reader.accept('FOR', 'USER') ? reader.identifier() : session.user;
    reader.expectEnd();
    const columns = [
      textColumn('name'),
      textColumn('user_name'),
      textColumn('role_restriction'),
      timeColumn('expires_at'),
      textColumn('status'),
      textColumn('comment'),
      timeColumn('created_on'),
    ];
    const rows = accessTokens(account)
      .entries()
      .filter(([key]) => key.startsWith(`${user}.`))
      .map(([key, token]) => [
        key.slice(user.length + 1),
        user,
        token.role ?? null,
        timestampCell(token.expiresOn),
        token.expiresOn > Date.now() ? 'ACTIVE' : 'EXPIRED',
        token.comment,
        timestampCell(token.createdOn),
      ]);
    return tableResult(columns, rows, statementType.show);
  },
};

/** Programmatic access tokens: made, shown, replaced and removed. */
export const accessTokenCommands: readonly Command[] = [alter, show];
