import type { TableKey } from '../catalog.ts';
import type { Command, CommandContext } from '../command.ts';
import {
  alreadyExists,
  doesNotExist,
  invalidIdentifier,
  invalidProperty,
  otherKind,
  SnowflakeError,
  unsupported,
} from '../errors.ts';
import { quoteName, quoteString } from '../lexer.ts';
import { duckName, fullName, type ObjectName, resolveObject } from '../names.ts';
import { optionText, type TokenReader } from '../reader.ts';
import { statusResult } from '../result.ts';
import { DONE } from '../status.ts';
import { writeAlone } from '../write.ts';
import { addColumns, alterColumns, dropColumns, renameColumn } from './alter-columns.ts';
import { alterEntry } from './alter-entry.ts';
import { clusteringKey } from './create-table-plan.ts';
import { findObject, requireObject, requireSchema, type StoredObject } from './objects.ts';
import { readKey } from './table-definition.ts';

const alter: Command = {
  type: 'ALTER_TABLE',
  commits: true,
  match: reader => reader.at('ALTER', 'TABLE') || reader.at('ALTER', 'VIEW'),
  async run(context, reader) {
    reader.expect('ALTER');
    const kind = reader.next().value === 'VIEW' ? 'VIEW' : 'TABLE';
    const ifExists = reader.ifExists();
    const parts = reader.name();
    const name = resolveObject(context.session, parts, `ALTER ${kind}`);
    if (ifExists && findObject(context, name) === undefined) return statusResult(DONE);
    const other = readOtherName(context, reader);
    const locks = other === undefined ? [fullName(name)] : [fullName(name), fullName(other.name)];
    return writeAlone(context, locks, async () => {
      // dbt sends ALTER TABLE for the columns of a view as well.
      const object = requireObject(context, parts, `ALTER ${kind}`, kind === 'VIEW' ? 'VIEW' : undefined);
      if (other?.action === 'RENAME') await rename(context, object, other.name);
      else if (other?.action === 'SWAP') await swap(context, object, other.name);
      else await change(context, object, reader);
      return statusResult(DONE);
    });
  },
};

/** The other table of RENAME TO and SWAP WITH: both are locked before anything is looked at. */
function readOtherName(
  { session }: CommandContext,
  reader: TokenReader,
): { readonly action: 'RENAME' | 'SWAP'; readonly name: ObjectName } | undefined {
  const action = reader.accept('RENAME', 'TO')
    ? 'RENAME'
    : reader.accept('SWAP', 'WITH')
      ? 'SWAP'
      : undefined;
  if (action === undefined) return undefined;
  const name = resolveObject(session, reader.name(), 'ALTER TABLE');
  reader.expectEnd();
  return { action, name };
}

async function rename(context: CommandContext, object: StoredObject, target: ObjectName): Promise<void> {
  const { account, session } = context;
  requireSchema(context, target);
  if (findObject(context, target) !== undefined) throw alreadyExists(fullName(target));
  if (object.temporary) throw unsupported('RENAME of a temporary object');
  requireSameSchema(object.name, target, 'RENAME');
  await session.connection.run(`ALTER ${object.kind} ${object.relation} RENAME TO ${quoteName(target.name)}`);
  session.afterCommit.push(() => account.catalog.renameTable(object.name, target));
}

function requireSameSchema(from: ObjectName, to: ObjectName, action: string): void {
  if (from.database !== to.database || from.schema !== to.schema)
    throw unsupported(`ALTER TABLE … ${action} into another schema`);
}

async function swap(context: CommandContext, object: StoredObject, target: ObjectName): Promise<void> {
  const { account, session } = context;
  const other = findObject(context, target);
  if (other === undefined) throw doesNotExist('Table', fullName(target));
  if (other.kind !== object.kind) throw otherKind(other.kind, object.kind);
  if (object.temporary || other.temporary) throw unsupported('SWAP of a temporary table');
  requireSameSchema(object.name, target, 'SWAP');
  const between: ObjectName = { ...target, name: `${target.name}$SWAP` };
  const move = (from: ObjectName, to: ObjectName): Promise<unknown> =>
    session.connection.run(`ALTER ${object.kind} ${duckName(from)} RENAME TO ${quoteName(to.name)}`);
  await move(object.name, between);
  await move(target, object.name);
  await move(between, target);
  session.afterCommit.push(() => account.catalog.swapTables(object.name, target));
}

/** Every action on one table alone. */
async function change(context: CommandContext, object: StoredObject, reader: TokenReader): Promise<void> {
  const isTable = object.kind === 'TABLE';
  if (reader.acceptAny('ALTER', 'MODIFY') !== undefined) await alterColumns(context, object, reader);
  else if (reader.accept('SET')) await setProperties(context, object, reader);
  else if (reader.accept('UNSET')) await unsetProperties(context, object, reader);
  else if (!isTable) throw otherKind('VIEW', 'TABLE');
  else if (reader.accept('RENAME', 'COLUMN')) await renameColumn(context, object, reader);
  else if (reader.accept('ADD')) await add(context, object, reader);
  else if (reader.accept('DROP')) await drop(context, object, reader);
  else if (reader.accept('CLUSTER', 'BY')) setClustering(context, object, clusteringKey(reader));
  else if (reader.acceptAny('SUSPEND', 'RESUME') !== undefined) reader.expect('RECLUSTER');
  else throw reader.unexpected();
  reader.expectEnd();
  alterEntry(context, object, () => ({}));
}

function setClustering(context: CommandContext, object: StoredObject, clusterBy: string): void {
  alterEntry(context, object, () => ({ clusterBy }));
}

const IGNORED: ReadonlySet<string> = new Set([
  'DATA_RETENTION_TIME_IN_DAYS',
  'MAX_DATA_EXTENSION_TIME_IN_DAYS',
  'CHANGE_TRACKING',
  'ENABLE_SCHEMA_EVOLUTION',
  'SECURE',
]);

async function setProperties(
  context: CommandContext,
  object: StoredObject,
  reader: TokenReader,
): Promise<void> {
  if (reader.at('TAG') || reader.at('MASKING')) throw unsupported('tags and policies of tables');
  if (reader.accept('SECURE')) return;
  const options = reader.options();
  if (options.size === 0) throw reader.unexpected();
  for (const key of options.keys())
    if (key !== 'COMMENT' && !IGNORED.has(key)) throw invalidProperty(key, object.kind);
  const comment = optionText(options, 'COMMENT');
  if (comment !== undefined) await commentObject(context, object, comment);
}

async function unsetProperties(
  context: CommandContext,
  object: StoredObject,
  reader: TokenReader,
): Promise<void> {
  do {
    const property = reader.identifier();
    if (property === 'COMMENT') await commentObject(context, object, '');
    else if (!IGNORED.has(property)) throw invalidProperty(property, object.kind);
  } while (reader.acceptSymbol(','));
}

/** Sets the comment of a table or view; an empty one removes it. */
export async function commentObject(
  context: CommandContext,
  object: StoredObject,
  comment: string,
): Promise<void> {
  const text = comment === '' ? 'NULL' : quoteString(comment);
  await context.session.connection.run(`COMMENT ON ${object.kind} ${object.relation} IS ${text}`);
}

async function add(context: CommandContext, object: StoredObject, reader: TokenReader): Promise<void> {
  const isKey =
    reader.at('CONSTRAINT') ||
    reader.at('PRIMARY', 'KEY') ||
    reader.at('FOREIGN', 'KEY') ||
    (reader.at('UNIQUE') && reader.atSymbol('(', 1));
  if (!isKey) return addColumns(context, object, reader);
  const keys = object.entry?.keys ?? [];
  const key = readKey(context, reader);
  if (key.kind === 'PRIMARY KEY' && keys.some(other => other.kind === 'PRIMARY KEY'))
    throw new SnowflakeError(
      '002299',
      '42710',
      `SQL compilation error:\nTable '${object.shown}' already has a primary key.`,
    );
  alterEntry(context, object, entry => ({ keys: [...entry.keys, key] }));
}

async function drop(context: CommandContext, object: StoredObject, reader: TokenReader): Promise<void> {
  const keys = object.entry?.keys ?? [];
  const keepOthers = (gone: (key: TableKey) => boolean, named: string): void => {
    if (!keys.some(gone)) throw invalidIdentifier(named);
    reader.acceptAny('CASCADE', 'RESTRICT');
    alterEntry(context, object, entry => ({ keys: entry.keys.filter(key => !gone(key)) }));
  };
  if (reader.accept('CLUSTERING', 'KEY')) setClustering(context, object, '');
  else if (reader.accept('PRIMARY', 'KEY')) keepOthers(key => key.kind === 'PRIMARY KEY', 'PRIMARY KEY');
  else if (reader.accept('CONSTRAINT')) {
    const name = reader.identifier();
    keepOthers(key => key.name === name, name);
  } else if (reader.at('UNIQUE') || reader.at('FOREIGN')) throw unsupported('DROP of a key by its columns');
  else await dropColumns(context, object, reader);
}

/** ALTER TABLE and ALTER VIEW. */
export const alterTableCommands: readonly Command[] = [alter];
