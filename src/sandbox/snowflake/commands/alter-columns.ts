import type { CommandContext } from '../command.ts';
import { invalidIdentifier, SnowflakeError, unsupported } from '../errors.ts';
import { quoteName, quoteString } from '../lexer.ts';
import type { TokenReader } from '../reader.ts';
import { translateExpression } from '../translate/translate.ts';
import { parseTree, splitCommas } from '../translate/tree.ts';
import { type SqlType, typeAt } from '../types.ts';
import { alterEntry } from './alter-entry.ts';
import { type Column, readColumns } from './columns.ts';
import { widerTypes } from './create-table.ts';
import { createIdentity, dropIdentities } from './identities.ts';
import type { StoredObject } from './objects.ts';
import { type ColumnDefinition, readColumn, readerOver } from './table-definition.ts';

async function column(context: CommandContext, object: StoredObject, name: string): Promise<Column> {
  const found = (await readColumns(context, object)).find(candidate => candidate.name === name);
  if (found === undefined) throw invalidIdentifier(name);
  return found;
}

const alterOf = (object: StoredObject): string => `ALTER TABLE ${object.relation}`;

/** Records the declared types of some columns, and forgets those of others. */
function setTypes(
  context: CommandContext,
  object: StoredObject,
  added: Readonly<Record<string, string>>,
  gone: readonly string[] = [],
): void {
  alterEntry(context, object, ({ types }) => ({
    types: {
      ...Object.fromEntries(Object.entries(types).filter(([name]) => !gone.includes(name))),
      ...added,
    },
  }));
}

/** `[COLUMN] [IF NOT EXISTS] name type …, …` after ADD. */
export async function addColumns(
  context: CommandContext,
  object: StoredObject,
  reader: TokenReader,
): Promise<void> {
  const { source } = context.statement;
  const tokens = reader.rest();
  const present = new Set((await readColumns(context, object)).map(({ name }) => name));
  for (const item of splitCommas(parseTree(source, tokens))) {
    const start = readerOver(context, tokens, item);
    start.accept('COLUMN');
    const keep = start.ifNotExists();
    const rest = start.rest();
    const { column: added, keys } = readColumn(context, rest, parseTree(source, rest));
    if (keys.length > 0) throw unsupported('ALTER TABLE … ADD COLUMN with a key');
    if (present.has(added.name)) {
      if (keep) continue;
      throw new SnowflakeError(
        '001430',
        '42601',
        `SQL compilation error:\ncolumn '${added.name}' already exists`,
      );
    }
    await addColumn(context, object, added);
    present.add(added.name);
    setTypes(context, object, widerTypes([added]));
  }
}

async function addColumn(
  context: CommandContext,
  object: StoredObject,
  added: ColumnDefinition,
): Promise<void> {
  const { connection } = context.session;
  const name = quoteName(added.name);
  if (added.type === undefined)
    throw new SnowflakeError('002022', '42601', 'SQL compilation error:\nMissing column specification');
  const fallback =
    added.identity === undefined
      ? added.default
      : await createIdentity(connection, object.relation, added.identity);
  const isDefault = fallback === undefined ? '' : ` DEFAULT ${fallback}`;
  await connection.run(`${alterOf(object)} ADD COLUMN ${name} ${added.type.duck}${isDefault}`);
  if (added.notNull) await connection.run(`${alterOf(object)} ALTER COLUMN ${name} SET NOT NULL`);
  if (added.comment !== undefined)
    await connection.run(`COMMENT ON COLUMN ${object.relation}.${name} IS ${quoteString(added.comment)}`);
}

/** `[COLUMN] [IF EXISTS] name, …` after DROP. */
export async function dropColumns(
  context: CommandContext,
  object: StoredObject,
  reader: TokenReader,
): Promise<void> {
  reader.accept('COLUMN');
  const ifExists = reader.ifExists();
  do {
    const name = reader.identifier();
    const columns = await readColumns(context, object);
    const found = columns.find(candidate => candidate.name === name);
    if (found === undefined) {
      if (ifExists) continue;
      throw invalidIdentifier(name);
    }
    await context.session.connection.run(`${alterOf(object)} DROP COLUMN ${quoteName(name)}`);
    await dropIdentities(context.session.connection, [found]);
    setTypes(context, object, {}, [name]);
  } while (reader.acceptSymbol(','));
}

/** `a TO b` after RENAME COLUMN. */
export async function renameColumn(
  context: CommandContext,
  object: StoredObject,
  reader: TokenReader,
): Promise<void> {
  const { session } = context;
  const from = reader.identifier();
  reader.expect('TO');
  const to = reader.identifier();
  await column(context, object, from);
  await session.connection.run(`${alterOf(object)} RENAME COLUMN ${quoteName(from)} TO ${quoteName(to)}`);
  const renamed = (name: string): string => (name === from ? to : name);
  alterEntry(context, object, ({ types, keys }) => ({
    types: Object.fromEntries(Object.entries(types).map(([name, type]) => [renamed(name), type])),
    keys: keys.map(key => ({ ...key, columns: key.columns.map(renamed) })),
  }));
}

/** `[(] [COLUMN] name action, … [)]` after ALTER or MODIFY. */
export async function alterColumns(
  context: CommandContext,
  object: StoredObject,
  reader: TokenReader,
): Promise<void> {
  const inner = reader.atSymbol('(') ? reader.over(reader.group()) : reader;
  do {
    inner.accept('COLUMN');
    const target = await column(context, object, inner.identifier());
    await alterColumn(context, object, target, inner);
  } while (inner.acceptSymbol(','));
  inner.expectEnd();
}

async function alterColumn(
  context: CommandContext,
  object: StoredObject,
  target: Column,
  reader: TokenReader,
): Promise<void> {
  const { connection } = context.session;
  const name = quoteName(target.name);
  if (reader.accept('COMMENT')) return commentColumn(context, object, target.name, reader.string());
  if (reader.accept('UNSET', 'COMMENT')) return commentColumn(context, object, target.name, '');
  if (object.kind === 'VIEW') throw unsupported('ALTER VIEW of a column beyond its comment');
  const alter = `${alterOf(object)} ALTER COLUMN ${name}`;
  if (reader.accept('SET', 'NOT', 'NULL')) await connection.run(`${alter} SET NOT NULL`);
  else if (reader.accept('DROP', 'NOT', 'NULL')) await connection.run(`${alter} DROP NOT NULL`);
  else if (reader.accept('DROP', 'DEFAULT')) await connection.run(`${alter} DROP DEFAULT`);
  else if (reader.accept('SET', 'DEFAULT')) {
    // Snowflake takes nothing but another sequence here.
    await connection.run(`${alter} SET DEFAULT ${translateExpression(context, untilComma(reader))}`);
  } else if (reader.at('SET', 'MASKING') || reader.at('SET', 'TAG'))
    throw unsupported('policies and tags of columns');
  else {
    reader.accept('SET', 'DATA');
    reader.accept('TYPE');
    await changeType(context, object, target, reader);
  }
}

function untilComma(reader: TokenReader): ReturnType<TokenReader['rest']> {
  const tokens = [];
  while (!reader.done && !reader.atSymbol(',')) tokens.push(reader.next());
  return tokens;
}

async function changeType(
  context: CommandContext,
  object: StoredObject,
  target: Column,
  reader: TokenReader,
): Promise<void> {
  const tokens = [reader.next()];
  if (reader.atSymbol('(')) {
    tokens.push(reader.next());
    while (!reader.atSymbol(')')) tokens.push(reader.next());
    tokens.push(reader.next());
  }
  const { source } = context.statement;
  const type = typeAt(parseTree(source, tokens), 0, source)?.type;
  if (type === undefined) throw reader.skip(-1).unexpected();
  if (!isWidening(target.declared, type))
    throw new SnowflakeError(
      '002108',
      '22000',
      `SQL compilation error:\ncannot change column ${target.name} from type ${target.declared} to ${type.declared}`,
    );
  const name = quoteName(target.name);
  await context.session.connection.run(`${alterOf(object)} ALTER COLUMN ${name} SET DATA TYPE ${type.duck}`);
  const added = {
    ...target,
    type,
    notNull: false,
    default: undefined,
    identity: undefined,
    comment: undefined,
  };
  setTypes(context, object, widerTypes([added]), [target.name]);
}

/** Snowflake lets a VARCHAR grow or shrink to what fits, and a NUMBER gain digits before the point; nothing else. */
function isWidening(from: string, to: SqlType): boolean {
  if (from === to.declared) return true;
  const [base = '', precision, scale] = from.replace(')', '').split(/[(,]/);
  const [newBase = '', newPrecision, newScale] = to.declared.replace(')', '').split(/[(,]/);
  if (base !== newBase) return false;
  if (base === 'VARCHAR') return Number(newPrecision) >= Number(precision);
  return base === 'NUMBER' && scale === newScale && Number(newPrecision) >= Number(precision);
}

/** Sets the comment of a column; an empty one removes it. Throws 000904 when there is no such column. */
export async function commentColumn(
  context: CommandContext,
  object: StoredObject,
  name: string,
  comment: string,
): Promise<void> {
  await column(context, object, name);
  const text = comment === '' ? 'NULL' : quoteString(comment);
  await context.session.connection.run(`COMMENT ON COLUMN ${object.relation}.${quoteName(name)} IS ${text}`);
}
