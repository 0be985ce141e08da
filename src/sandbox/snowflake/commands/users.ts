import type { Account } from '../account.ts';
import type { AccountCollection } from '../catalog.ts';
import { type Command, isCreate, isDescribe } from '../command.ts';
import { alreadyExists, doesNotExist, invalidProperty } from '../errors.ts';
import { displayName } from '../names.ts';
import { type Options, optionFlag, optionText } from '../reader.ts';
import {
  statementType,
  statusResult,
  tableResult,
  textColumn,
  timeColumn,
  timestampCell,
} from '../result.ts';
import { isShow, readShowOptions, showResult, showTerse } from '../show-options.ts';
import { alreadyDropped, alreadyThere, DONE, dropped } from '../status.ts';
import { acceptKey, fingerprint, KEY_PROPERTIES } from './user-keys.ts';

/**
 * A user as SHOW USERS tells of it. Passwords are never kept: one user alone logs in with one, the service's own. Any user
 * may log in with a key pair or an access token.
 */
export interface UserEntry {
  readonly createdOn: number;
  readonly owner: string;
  readonly disabled: boolean;
  /** Text properties by upper-case key. */
  readonly properties: Readonly<Record<string, string>>;
}

export function users(account: Account): AccountCollection<UserEntry> {
  return account.catalog.account<UserEntry>('users');
}

const TEXTS: ReadonlySet<string> = new Set([
  'LOGIN_NAME',
  'DISPLAY_NAME',
  'FIRST_NAME',
  'LAST_NAME',
  'EMAIL',
  'COMMENT',
  'DEFAULT_WAREHOUSE',
  'DEFAULT_NAMESPACE',
  'DEFAULT_ROLE',
]);

/** Taken and not kept. */
const IGNORED: ReadonlySet<string> = new Set([
  'PASSWORD',
  'MUST_CHANGE_PASSWORD',
  'DAYS_TO_EXPIRY',
  'MINS_TO_UNLOCK',
  'MINS_TO_BYPASS_MFA',
  'DEFAULT_SECONDARY_ROLES',
  'TYPE',
  'DISABLED',
]);

function changed(base: UserEntry, options: Options): UserEntry {
  const properties = { ...base.properties };
  for (const key of options.keys()) {
    const isKey = KEY_PROPERTIES.some(property => property === key);
    if (!TEXTS.has(key) && !IGNORED.has(key) && !isKey) throw invalidProperty(key, 'USER');
    if (TEXTS.has(key)) properties[key] = optionText(options, key) ?? '';
    if (isKey) properties[key] = acceptKey(optionText(options, key) ?? '');
  }
  return { ...base, properties, disabled: optionFlag(options, 'DISABLED') ?? base.disabled };
}

/** Adds a user unless there is one of that name. */
export function addUser(account: Account, name: string, defaultRole: string): void {
  if (users(account).get(name) !== undefined) return;
  users(account).set(name, {
    createdOn: Date.now(),
    owner: 'ACCOUNTADMIN',
    disabled: false,
    properties: { DEFAULT_ROLE: defaultRole },
  });
}

const create: Command = {
  type: 'CREATE_USER',
  commits: true,
  match: reader => isCreate(reader, [], 'USER'),
  async run({ account, session }, reader) {
    reader.expect('CREATE');
    const replace = reader.accept('OR', 'REPLACE');
    reader.expect('USER');
    const keep = reader.ifNotExists();
    const name = reader.identifier();
    const options = reader.options();
    reader.expectEnd();
    const shown = displayName([name]);
    if (users(account).get(name) !== undefined && !replace) {
      if (keep) return alreadyThere(shown);
      throw alreadyExists(shown);
    }
    const base: UserEntry = { createdOn: Date.now(), owner: session.role, disabled: false, properties: {} };
    users(account).set(name, changed(base, options));
    return statusResult(`User ${shown} successfully created.`);
  },
};

const alter: Command = {
  type: 'ALTER_USER',
  commits: true,
  match: reader => reader.at('ALTER', 'USER'),
  async run({ account, session }, reader) {
    reader.expect('ALTER', 'USER');
    const ifExists = reader.ifExists();
    const named = !reader.at('SET') && !reader.at('UNSET');
    const name = named ? reader.identifier() : session.user;
    const entry = users(account).get(name);
    if (entry === undefined) {
      if (ifExists) return statusResult(DONE);
      throw doesNotExist('User', displayName([name]));
    }
    if (reader.accept('UNSET')) {
      const properties = { ...entry.properties };
      do delete properties[reader.identifier()];
      while (reader.acceptSymbol(','));
      users(account).set(name, { ...entry, properties });
    } else {
      reader.expect('SET');
      users(account).set(name, changed(entry, reader.options()));
    }
    reader.expectEnd();
    return statusResult(DONE);
  },
};

const drop: Command = {
  type: 'DROP',
  commits: true,
  match: reader => reader.at('DROP', 'USER'),
  async run({ account }, reader) {
    reader.expect('DROP', 'USER');
    const ifExists = reader.ifExists();
    const name = reader.identifier();
    reader.expectEnd();
    const shown = displayName([name]);
    if (users(account).delete(name)) return dropped(shown);
    if (!ifExists) throw doesNotExist('User', shown);
    return alreadyDropped(shown);
  },
};

function cells(
  name: string,
  { properties, disabled, createdOn, owner }: UserEntry,
): readonly [string, string | null][] {
  const text = (key: string, fallback = ''): string => properties[key] ?? fallback;
  return [
    ['name', name],
    ['created_on', timestampCell(createdOn)],
    ['login_name', text('LOGIN_NAME', name)],
    ['display_name', text('DISPLAY_NAME', name)],
    ['first_name', text('FIRST_NAME')],
    ['last_name', text('LAST_NAME')],
    ['email', text('EMAIL')],
    ['comment', text('COMMENT')],
    ['disabled', String(disabled)],
    ['default_warehouse', text('DEFAULT_WAREHOUSE')],
    ['default_namespace', text('DEFAULT_NAMESPACE')],
    ['default_role', text('DEFAULT_ROLE')],
    ['owner', owner],
  ];
}

function keyCells({ properties }: UserEntry): readonly [string, string | null][] {
  return KEY_PROPERTIES.flatMap(property => {
    const key = properties[property] ?? '';
    return [
      [property, key],
      [`${property}_FP`, key === '' ? '' : fingerprint(key)],
    ] as [string, string][];
  });
}

const show: Command = {
  type: 'SHOW',
  match: isShow('USERS'),
  async run({ account }, reader) {
    showTerse(reader);
    reader.expect('USERS');
    const options = readShowOptions(reader);
    const listed = users(account).entries();
    const [first = cells('', { createdOn: 0, owner: '', disabled: false, properties: {} })] = listed.map(
      ([name, entry]) => cells(name, entry),
    );
    const columns = first.map(([key]) => (key === 'created_on' ? timeColumn(key) : textColumn(key)));
    const rows = listed.map(([name, entry]) => cells(name, entry).map(([, value]) => value));
    return showResult(columns, rows, options);
  },
};

const describe: Command = {
  type: 'DESCRIBE',
  match: isDescribe('USER'),
  async run({ account }, reader) {
    reader.next();
    reader.expect('USER');
    const name = reader.identifier();
    reader.expectEnd();
    const entry = users(account).get(name);
    if (entry === undefined) throw doesNotExist('User', displayName([name]));
    const columns = ['property', 'value', 'default', 'description'].map(column => textColumn(column));
    const rows = [
      ...cells(name, entry).filter(([key]) => key !== 'created_on' && key !== 'owner'),
      ...keyCells(entry),
    ].map(([key, value]) => [key.toUpperCase(), value === '' ? 'null' : value, 'null', '']);
    return tableResult(columns, rows, statementType.describe);
  },
};

/** CREATE, ALTER, DROP, DESCRIBE and SHOW of users. */
export const userCommands: readonly Command[] = [create, alter, drop, describe, show];
