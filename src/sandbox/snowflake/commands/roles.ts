import type { Account } from '../account.ts';
import type { AccountCollection } from '../catalog.ts';
import { type Command, isCreate } from '../command.ts';
import { alreadyExists, doesNotExist } from '../errors.ts';
import { displayName } from '../names.ts';
import { optionText } from '../reader.ts';
import { numberColumn, statusResult, textColumn, timeColumn, timestampCell } from '../result.ts';
import { readShowOptions, showResult } from '../show-options.ts';
import { alreadyDropped, alreadyThere, dropped } from '../status.ts';
import { dropGrantsOf } from './grant-store.ts';

export interface RoleEntry {
  readonly comment: string;
  readonly owner: string;
  readonly createdOn: number;
}

/** The roles of a new account. */
const SYSTEM_ROLES = ['ACCOUNTADMIN', 'ORGADMIN', 'PUBLIC', 'SECURITYADMIN', 'SYSADMIN', 'USERADMIN'];

export function roles(account: Account): AccountCollection<RoleEntry> {
  return account.catalog.account<RoleEntry>('roles');
}

/** Adds the roles that every account has. */
export function addSystemRoles(account: Account): void {
  for (const name of SYSTEM_ROLES) {
    if (roles(account).get(name) === undefined)
      roles(account).set(name, { comment: '', owner: '', createdOn: Date.now() });
  }
}

const create: Command = {
  type: 'CREATE_ROLE',
  commits: true,
  match: reader => isCreate(reader, [], 'ROLE'),
  async run({ account, session }, reader) {
    reader.expect('CREATE');
    const replace = reader.accept('OR', 'REPLACE');
    reader.expect('ROLE');
    const keep = reader.ifNotExists();
    const name = reader.identifier();
    const options = reader.options();
    reader.expectEnd();
    const shown = displayName([name]);
    if (roles(account).get(name) !== undefined && !replace) {
      if (keep) return alreadyThere(shown);
      throw alreadyExists(shown);
    }
    roles(account).set(name, {
      comment: optionText(options, 'COMMENT') ?? '',
      owner: session.role,
      createdOn: Date.now(),
    });
    return statusResult(`Role ${shown} successfully created.`);
  },
};

const drop: Command = {
  type: 'DROP_ROLE',
  commits: true,
  match: reader => reader.at('DROP', 'ROLE'),
  async run({ account }, reader) {
    reader.expect('DROP', 'ROLE');
    const ifExists = reader.ifExists();
    const name = reader.identifier();
    reader.expectEnd();
    const shown = displayName([name]);
    if (roles(account).delete(name)) {
      dropGrantsOf(account, name);
      return dropped(shown);
    }
    if (!ifExists) throw doesNotExist('Role', shown);
    return alreadyDropped(shown);
  },
};

const show: Command = {
  type: 'SHOW',
  match: reader => reader.at('SHOW', 'ROLES'),
  async run({ account, session }, reader) {
    reader.expect('SHOW', 'ROLES');
    const options = readShowOptions(reader);
    const columns = [
      timeColumn('created_on'),
      ...['name', 'is_default', 'is_current', 'is_inherited'].map(name => textColumn(name)),
      ...['assigned_to_users', 'granted_to_roles', 'granted_roles'].map(name => numberColumn(name)),
      ...['owner', 'comment'].map(name => textColumn(name)),
    ];
    const rows = roles(account)
      .entries()
      .map(([name, entry]) => [
        timestampCell(entry.createdOn),
        name,
        name === 'ACCOUNTADMIN' ? 'Y' : 'N',
        name === session.role ? 'Y' : 'N',
        name === session.role ? 'N' : 'Y',
        name === 'ACCOUNTADMIN' ? '1' : '0',
        '0',
        '0',
        entry.owner,
        entry.comment,
      ]);
    return showResult(columns, rows, options);
  },
};

/** CREATE, DROP and SHOW of roles. */
export const roleCommands: readonly Command[] = [create, drop, show];
