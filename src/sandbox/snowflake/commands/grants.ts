import { mayGrant } from '../access.ts';
import type { Account } from '../account.ts';
import { type Command, type CommandContext, startsWith } from '../command.ts';
import { cannotPerform, doesNotExist } from '../errors.ts';
import { displayName, fullName, resolveObject, resolveSchema } from '../names.ts';
import type { TokenReader } from '../reader.ts';
import {
  type ResultColumn,
  type StatementResult,
  statusResult,
  tableResult,
  textColumn,
  timeColumn,
  timestampCell,
} from '../result.ts';
import { DONE } from '../status.ts';
import { type GrantEntry, grants, keyOf } from './grant-store.ts';
import { requireObject } from './objects.ts';
import { roles } from './roles.ts';
import { users } from './users.ts';

const NOT_EXECUTED = 'Grant not executed: Insufficient privileges.';

interface Target {
  readonly on: string;
  readonly name: string;
}

/** `ON [ALL|FUTURE] kind name [IN SCHEMA name]` after its ON. */
function readTarget(context: CommandContext, reader: TokenReader): Target {
  const { account } = context;
  if (reader.accept('ACCOUNT')) return { on: 'ACCOUNT', name: account.name };
  const many = reader.acceptAny('ALL', 'FUTURE');
  if (many !== undefined) {
    const kind = reader.identifier();
    if (!reader.at('IN')) reader.identifier();
    reader.expect('IN');
    const place = reader.acceptAny('DATABASE', 'SCHEMA') ?? 'SCHEMA';
    return { on: `${many} ${kind}`, name: placeName(context, place, reader.name()) };
  }
  const words = [reader.acceptAny(...KINDS)].filter(word => word !== undefined);
  // `FILE FORMAT`, `STORAGE INTEGRATION`; no word at all is a table.
  if (words[0] === 'FILE') reader.expect('FORMAT');
  const on = words[0] === undefined ? 'TABLE' : words[0] === 'FILE' ? 'FILE FORMAT' : words[0];
  return { on: on === 'VIEW' ? 'VIEW' : on, name: targetName(context, on, reader.name()) };
}

const KINDS = [
  'TABLE',
  'VIEW',
  'SCHEMA',
  'DATABASE',
  'WAREHOUSE',
  'INTEGRATION',
  'STAGE',
  'FILE',
  'ROLE',
  'USER',
  'SEQUENCE',
];

function placeName(context: CommandContext, place: string, parts: readonly string[]): string {
  return place === 'DATABASE' ? targetName(context, 'DATABASE', parts) : targetName(context, 'SCHEMA', parts);
}

/** The full name of what is granted. Throws when it does not exist. */
function targetName(context: CommandContext, on: string, parts: readonly string[]): string {
  const { account, session } = context;
  const shown = displayName(parts);
  switch (on) {
    case 'TABLE':
    case 'VIEW':
      return requireObject(context, parts, 'GRANT').shown;
    case 'SCHEMA': {
      const name = resolveSchema(session, parts, 'GRANT');
      if (account.catalog.schema(name) === undefined) throw doesNotExist('Schema', shown);
      return displayName([name.database, name.schema]);
    }
    case 'DATABASE':
      if (account.catalog.database(parts[0] ?? '') === undefined) throw doesNotExist('Database', shown);
      return shown;
    case 'WAREHOUSE':
      if (account.warehouses.get(parts[0] ?? '') === undefined) throw doesNotExist('Warehouse', shown);
      return shown;
    case 'ROLE':
      if (roles(account).get(parts[0] ?? '') === undefined) throw doesNotExist('Role', shown);
      return shown;
    case 'STAGE':
    case 'FILE FORMAT':
    case 'SEQUENCE':
      return fullName(resolveObject(session, parts, 'GRANT'));
    default:
      return shown;
  }
}

interface Grantee {
  readonly to: 'ROLE' | 'USER';
  readonly grantee: string;
}

/** dbt leaves out the word ROLE. */
function readGrantee({ account }: CommandContext, reader: TokenReader): Grantee {
  const to = reader.accept('USER') ? 'USER' : 'ROLE';
  if (to === 'ROLE') reader.accept('ROLE');
  const grantee = reader.identifier();
  if (to === 'ROLE' && roles(account).get(grantee) === undefined)
    throw doesNotExist('Role', displayName([grantee]));
  if (to === 'USER' && users(account).get(grantee) === undefined)
    throw doesNotExist('User', displayName([grantee]));
  return { to, grantee };
}

/** `ALL PRIVILEGES`, `SELECT, INSERT`, `CREATE TABLE`, `ROLE name`: everything before ON or TO. */
function readPrivileges(reader: TokenReader): readonly string[] {
  const privileges: string[] = [];
  let words: string[] = [];
  while (!reader.at('ON')) {
    if (reader.acceptSymbol(',')) {
      privileges.push(words.join(' '));
      words = [];
    } else words.push(reader.identifier());
  }
  privileges.push(words.join(' '));
  return privileges.map(privilege => (privilege === 'ALL PRIVILEGES' ? 'ALL' : privilege));
}

interface Grant extends Target, Grantee {
  readonly privileges: readonly string[];
}

function readGrant(context: CommandContext, reader: TokenReader, to: 'TO' | 'FROM'): Grant {
  if (reader.at('ROLE') && !reader.at('ROLE', 'ON')) {
    reader.expect('ROLE');
    const name = targetName(context, 'ROLE', [reader.identifier()]);
    reader.expect(to);
    return { privileges: ['USAGE'], on: 'ROLE', name, ...readGrantee(context, reader) };
  }
  const privileges = readPrivileges(reader);
  reader.expect('ON');
  const target = readTarget(context, reader);
  reader.expect(to);
  return { privileges, ...target, ...readGrantee(context, reader) };
}

const grant: Command = {
  type: 'GRANT',
  commits: true,
  match: startsWith('GRANT'),
  async run(context, reader) {
    const { account, session } = context;
    reader.expect('GRANT');
    const { privileges, ...target } = readGrant(context, reader, 'TO');
    const option = reader.accept('WITH', 'GRANT', 'OPTION');
    if (reader.accept('COPY', 'CURRENT', 'GRANTS') || reader.accept('REVOKE', 'CURRENT', 'GRANTS'))
      reader.expectEnd();
    reader.expectEnd();
    // Snowflake calls it a success: only the row tells.
    if (!mayGrant(context, target.on, target.name)) return statusResult(NOT_EXECUTED);
    for (const privilege of privileges) {
      const entry: GrantEntry = { privilege, ...target, option, by: session.role, createdOn: Date.now() };
      grants(account).set(keyOf(entry), entry);
    }
    return statusResult(DONE);
  },
};

const revoke: Command = {
  type: 'REVOKE',
  commits: true,
  match: startsWith('REVOKE'),
  async run(context, reader) {
    reader.expect('REVOKE');
    reader.accept('GRANT', 'OPTION', 'FOR');
    const { privileges, ...target } = readGrant(context, reader, 'FROM');
    reader.acceptAny('CASCADE', 'RESTRICT');
    reader.expectEnd();
    for (const privilege of privileges) grants(context.account).delete(keyOf({ privilege, ...target }));
    return statusResult(DONE);
  },
};

const GRANTS: readonly ResultColumn[] = [
  timeColumn('created_on'),
  ...['privilege', 'granted_on', 'name', 'granted_to', 'grantee_name', 'grant_option', 'granted_by'].map(
    name => textColumn(name),
  ),
];

const OF_ROLE: readonly ResultColumn[] = [
  timeColumn('created_on'),
  ...['role', 'granted_to', 'grantee_name', 'granted_by'].map(name => textColumn(name)),
];

function grantResult(listed: readonly GrantEntry[]): StatementResult {
  const rows = listed.map(entry => [
    timestampCell(entry.createdOn),
    entry.privilege,
    entry.on,
    entry.name,
    entry.to,
    entry.grantee,
    String(entry.option),
    entry.by,
  ]);
  return tableResult(GRANTS, rows);
}

const show: Command = {
  type: 'SHOW',
  match: reader => reader.at('SHOW', 'GRANTS'),
  async run(context, reader) {
    const { account, session } = context;
    reader.expect('SHOW', 'GRANTS');
    const all = grants(account)
      .entries()
      .map(([, entry]) => entry);
    if (reader.accept('OF')) {
      reader.expect('ROLE');
      const name = displayName([reader.identifier()]);
      const rows = all
        .filter(entry => entry.on === 'ROLE' && entry.name === name)
        .map(entry => [timestampCell(entry.createdOn), name, entry.to, entry.grantee, entry.by]);
      return tableResult(OF_ROLE, rows);
    }
    if (reader.accept('ON')) {
      const target = readTarget(context, reader);
      const kinds = target.on === 'TABLE' || target.on === 'VIEW' ? ['TABLE', 'VIEW'] : [target.on];
      const found = all.filter(entry => kinds.includes(entry.on) && entry.name === target.name);
      return grantResult([...ownership(context, target), ...found]);
    }
    if (reader.done)
      return grantResult(all.filter(entry => entry.to === 'USER' && entry.grantee === session.user));
    reader.expect('TO');
    const { to, grantee } = readGrantee(context, reader);
    return grantResult(all.filter(entry => entry.to === to && entry.grantee === grantee));
  },
};

/** Whoever made an object owns it. */
function ownership({ account }: CommandContext, target: Target): readonly GrantEntry[] {
  const owner = ownerOf(account, target);
  if (owner === undefined) return [];
  const { on, name } = target;
  return [
    {
      privilege: 'OWNERSHIP',
      on,
      name,
      to: 'ROLE',
      grantee: owner.owner,
      option: true,
      by: owner.owner,
      createdOn: owner.createdOn,
    },
  ];
}

function ownerOf(
  account: Account,
  { on, name }: Target,
): { readonly owner: string; readonly createdOn: number } | undefined {
  const { catalog } = account;
  const databases = catalog.databases();
  switch (on) {
    case 'DATABASE':
      return databases.find(([database]) => displayName([database]) === name)?.[1];
    case 'SCHEMA':
      return databases
        .flatMap(([database]) =>
          catalog.schemas(database).map(([schema, entry]) => ({ database, schema, entry })),
        )
        .find(({ database, schema }) => displayName([database, schema]) === name)?.entry;
    case 'TABLE':
    case 'VIEW':
      return databases
        .flatMap(([database]) => catalog.schemas(database).map(([schema]) => ({ database, schema })))
        .flatMap(place =>
          catalog.tables(place).map(([table, entry]) => ({ name: { ...place, name: table }, entry })),
        )
        .find(found => fullName(found.name) === name)?.entry;
    case 'WAREHOUSE':
      return account.warehouses.entries().find(([warehouse]) => displayName([warehouse]) === name)?.[1];
    case 'ROLE':
    case 'ACCOUNT':
      return undefined;
    default:
      throw cannotPerform();
  }
}

/** GRANT, REVOKE and SHOW GRANTS. */
export const grantCommands: readonly Command[] = [grant, revoke, show];
