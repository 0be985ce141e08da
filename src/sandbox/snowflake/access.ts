import type { Account } from './account.ts';
import type { CommandContext } from './command.ts';
import { grants } from './commands/grant-store.ts';
import { doesNotExist, insufficientPrivileges, SnowflakeError } from './errors.ts';
import { displayName, fullName } from './names.ts';
import type { Mention } from './translate/context.ts';

/** What a statement does to the rows of a table. */
export type TablePrivilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** The role that may do everything. */
const ADMINISTRATOR = 'ACCOUNTADMIN';

/** A role with all those granted to it, directly or not. */
function inherited(account: Account, role: string): ReadonlySet<string> {
  const found = new Set([role, 'PUBLIC']);
  const all = grants(account).entries();
  // A set is iterated in order of insertion, with what is added on the way.
  for (const current of found)
    for (const [, entry] of all)
      if (entry.on === 'ROLE' && entry.to === 'ROLE' && entry.grantee === displayName([current]))
        found.add(entry.name);
  return found;
}

/**
 * Checks that the session's role may use the tables and views of a statement: as their owner, or by a grant on them or on
 * all tables or views of their schema or database, and with USAGE on both. Throws 002003 where the role may not even see the object, as if it were
 * not there, and 003001 where it may read and not write. ACCOUNTADMIN may everything.
 */
export function requireAccess(
  context: CommandContext,
  mentions: readonly Mention[],
  privileges: readonly TablePrivilege[],
): void {
  const { account, session } = context;
  if (session.role === ADMINISTRATOR || mentions.length === 0) return;
  const roles = inherited(account, session.role);
  for (const mention of mentions) {
    requireUsage(account, roles, mention);
    const held = privilegesOn(account, roles, mention);
    if (held === 'all') continue;
    if (held.size === 0) throw doesNotExist('Object', mention.shown);
    const missing = privileges.find(privilege => !held.has(privilege));
    if (missing === undefined) continue;
    throw new SnowflakeError(
      '003001',
      '42501',
      `SQL access control error:\nInsufficient privileges to operate on table '${displayName([mention.name.name])}'`,
    );
  }
}

/** Whoever uses a table needs USAGE on its database and its schema too. */
function requireUsage(account: Account, roles: ReadonlySet<string>, { name }: Mention): void {
  const { catalog } = account;
  const database = displayName([name.database]);
  const schema = displayName([name.database, name.schema]);
  const granted = (on: string, shown: string): boolean =>
    grants(account)
      .entries()
      .some(
        ([, entry]) =>
          entry.to === 'ROLE' && entry.on === on && entry.name === shown && roles.has(entry.grantee),
      );
  if (!roles.has(catalog.database(name.database)?.owner ?? '') && !granted('DATABASE', database))
    throw doesNotExist('Database', database);
  if (!roles.has(catalog.schema(name)?.owner ?? '') && !granted('SCHEMA', schema))
    throw doesNotExist('Schema', schema);
}

function privilegesOn(
  account: Account,
  roles: ReadonlySet<string>,
  { name }: Mention,
): 'all' | ReadonlySet<string> {
  const owner = account.catalog.table(name)?.owner;
  if (owner !== undefined && roles.has(owner)) return 'all';
  const full = fullName(name);
  const schema = displayName([name.database, name.schema]);
  const database = displayName([name.database]);
  const held = new Set<string>();
  for (const [, entry] of grants(account).entries()) {
    if (entry.to !== 'ROLE' || !roles.has(entry.grantee)) continue;
    const direct = (entry.on === 'TABLE' || entry.on === 'VIEW') && entry.name === full;
    const wide =
      /^(ALL|FUTURE) (TABLE|VIEW)S?$/.test(entry.on) && (entry.name === schema || entry.name === database);
    if (!direct && !wide) continue;
    if (entry.privilege === 'ALL' || entry.privilege === 'OWNERSHIP') return 'all';
    held.add(entry.privilege);
  }
  return held;
}

/** The roles that may make databases and warehouses on a new account. */
const MAKERS = [ADMINISTRATOR, 'SYSADMIN'];

/**
 * Checks that the session's role may make databases or warehouses: by its rank, or by a grant on the account.
 * @throws SnowflakeError 003001 otherwise.
 */
export function requireOnAccount(
  { account, session }: CommandContext,
  privilege: 'CREATE DATABASE' | 'CREATE WAREHOUSE',
): void {
  const roles = inherited(account, session.role);
  if (MAKERS.some(role => roles.has(role))) return;
  const isGranted = grants(account)
    .entries()
    .some(([, entry]) => {
      const covers = entry.privilege === privilege || entry.privilege === 'ALL';
      return entry.on === 'ACCOUNT' && covers && roles.has(entry.grantee);
    });
  if (!isGranted) throw insufficientPrivileges(`account '${account.name}'`);
}

/** The roles that have MANAGE GRANTS on a new account. */
const GRANTORS = [ADMINISTRATOR, 'SECURITYADMIN'];

/**
 * Whether the session's role may give rights on a database or a schema: as its owner, by MANAGE GRANTS, or because it was
 * given some with their grant option. Rights on other objects are not judged. `name` as messages show it.
 */
export function mayGrant({ account, session }: CommandContext, on: string, name: string): boolean {
  const owner = ownerOf(account, on, name);
  if (owner === undefined) return true;
  const roles = inherited(account, session.role);
  if (roles.has(owner) || GRANTORS.some(role => roles.has(role))) return true;
  return grants(account)
    .entries()
    .some(([, entry]) => entry.option && entry.on === on && entry.name === name && roles.has(entry.grantee));
}

function ownerOf({ catalog }: Account, on: string, name: string): string | undefined {
  if (on === 'DATABASE') return catalog.database(name)?.owner;
  const [database = '', schema = '', ...more] = name.split('.');
  return on === 'SCHEMA' && more.length === 0 ? catalog.schema({ database, schema })?.owner : undefined;
}
