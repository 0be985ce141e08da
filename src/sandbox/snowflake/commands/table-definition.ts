import { randomUUID } from 'node:crypto';
import type { TableKey } from '../catalog.ts';
import type { CommandContext } from '../command.ts';
import { invalidIdentifier, SnowflakeError, unsupported } from '../errors.ts';
import { placeOf, type Token } from '../lexer.ts';
import { objectParts, resolveObject } from '../names.ts';
import { TokenReader } from '../reader.ts';
import { translateExpression } from '../translate/translate.ts';
import { type Node, parseTree, sourceOf, splitCommas } from '../translate/tree.ts';
import { type SqlType, typeAt } from '../types.ts';

/** A column of CREATE TABLE or ALTER TABLE … ADD. */
export interface ColumnDefinition {
  readonly name: string;
  /** Absent in the column list of CREATE TABLE … AS, where the query gives it. */
  readonly type: SqlType | undefined;
  readonly notNull: boolean;
  /** SQL for DuckDB. */
  readonly default: string | undefined;
  readonly identity: { readonly start: number; readonly increment: number } | undefined;
  readonly comment: string | undefined;
}

export interface TableDefinition {
  readonly columns: readonly ColumnDefinition[];
  readonly keys: readonly TableKey[];
}

const KEY_WORDS = ['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'FOREIGN'] as const;
const AFTER_DEFAULT: ReadonlySet<string> = new Set([
  'NOT',
  'NULL',
  'CONSTRAINT',
  'PRIMARY',
  'UNIQUE',
  'REFERENCES',
  'FOREIGN',
  'COMMENT',
  'COLLATE',
  'WITH',
  'MASKING',
  'TAG',
]);

/** Reads what stands between the parentheses of CREATE TABLE. */
export function readDefinition(context: CommandContext, tokens: readonly Token[]): TableDefinition {
  const columns: ColumnDefinition[] = [];
  const keys: TableKey[] = [];
  for (const item of splitCommas(parseTree(context.statement.source, tokens))) {
    const reader = readerOver(context, tokens, item);
    if (KEY_WORDS.some(word => reader.at(word)) && isKey(reader)) keys.push(readKey(context, reader));
    else {
      const { column, keys: own } = readColumn(context, tokens, item);
      if (columns.some(other => other.name === column.name)) throw duplicateColumn(column.name);
      columns.push(column);
      keys.push(...own);
    }
  }
  return withPrimaryKey({ columns, keys });
}

/** A column may be called PRIMARY; a key is followed by its words. */
function isKey(reader: TokenReader): boolean {
  return (
    reader.at('CONSTRAINT') ||
    reader.at('PRIMARY', 'KEY') ||
    reader.at('FOREIGN', 'KEY') ||
    (reader.at('UNIQUE') && (reader.atSymbol('(', 1) || reader.peek(1)?.value === 'KEY'))
  );
}

/** The columns of a primary key are NOT NULL, in Snowflake too. */
function withPrimaryKey({ columns, keys }: TableDefinition): TableDefinition {
  const primary = keys.find(key => key.kind === 'PRIMARY KEY')?.columns ?? [];
  const names = columns.map(column => column.name);
  for (const key of keys)
    for (const name of key.columns) if (!names.includes(name)) throw invalidIdentifier(name);
  return {
    keys,
    columns: columns.map(column => (primary.includes(column.name) ? { ...column, notNull: true } : column)),
  };
}

/** A reader over the tokens of some nodes. */
export function readerOver(
  context: CommandContext,
  tokens: readonly Token[],
  nodes: readonly Node[],
): TokenReader {
  const start = nodes[0]?.start ?? 0;
  const end = nodes.at(-1)?.end ?? 0;
  const own = tokens.filter(token => token.start >= start && token.end <= end);
  return new TokenReader(context.statement.source, own);
}

/** Reads one column with its type and constraints. Throws 002040 for an unknown type. */
export function readColumn(
  context: CommandContext,
  tokens: readonly Token[],
  nodes: readonly Node[],
): { readonly column: ColumnDefinition; readonly keys: readonly TableKey[] } {
  const { source } = context.statement;
  const head = readerOver(context, tokens, nodes);
  const name = head.identifier();
  const found = typeAt(nodes, 1, source);
  if (found === undefined && nodes.length > 1 && !AFTER_DEFAULT.has(head.peek()?.value ?? ''))
    throw unknownType(source, nodes.slice(1, 2));
  const rest = nodes.slice(found?.next ?? 1);
  const reader = rest.length === 0 ? new TokenReader(source, []) : readerOver(context, tokens, rest);
  const options = readColumnOptions(context, reader, name);
  return { column: { name, type: found?.type, ...options.column }, keys: options.keys };
}

function unknownType(source: string, nodes: readonly Node[]): SnowflakeError {
  const place = placeOf(source, nodes[0]?.start ?? 0);
  return new SnowflakeError(
    '002040',
    '42601',
    `SQL compilation error:\nUnsupported data type '${sourceOf(source, nodes).toUpperCase()}'.`,
    place,
  );
}

function duplicateColumn(name: string): SnowflakeError {
  return new SnowflakeError('002025', '42S21', `SQL compilation error:\nduplicate column name '${name}'`);
}

interface ColumnOptions {
  readonly column: Omit<ColumnDefinition, 'name' | 'type'>;
  readonly keys: readonly TableKey[];
}

function readColumnOptions(context: CommandContext, reader: TokenReader, name: string): ColumnOptions {
  const keys: TableKey[] = [];
  let notNull = false;
  let fallback: string | undefined;
  let identity: ColumnDefinition['identity'];
  let comment: string | undefined;
  while (!reader.done) {
    if (reader.accept('NOT', 'NULL')) notNull = true;
    else if (reader.accept('NULL')) notNull = false;
    else if (reader.accept('DEFAULT')) fallback = readDefault(context, reader);
    else if (reader.acceptAny('AUTOINCREMENT', 'IDENTITY') !== undefined) identity = readIdentity(reader);
    else if (reader.accept('COMMENT')) comment = reader.string();
    else if (reader.accept('COLLATE')) refuseCollation(reader.string());
    else if (reader.at('AS')) throw unsupported('virtual columns');
    else if (reader.at('WITH') || reader.at('MASKING') || reader.at('TAG'))
      throw unsupported('policies and tags of columns');
    else keys.push(readKey(context, reader, name));
  }
  return { column: { notNull, default: fallback, identity, comment }, keys };
}

function refuseCollation(collation: string): void {
  if (!['', 'utf8', 'bin'].includes(collation.toLowerCase())) throw unsupported(`COLLATE '${collation}'`);
}

function readDefault(context: CommandContext, reader: TokenReader): string {
  const tokens: Token[] = [];
  let depth = 0;
  for (let token = reader.peek(); token !== undefined; token = reader.peek()) {
    const ends = token.kind === 'word' && AFTER_DEFAULT.has(token.value);
    if (depth === 0 && tokens.length > 0 && ends) break;
    if (token.value === '(' && token.kind === 'symbol') depth += 1;
    if (token.value === ')' && token.kind === 'symbol') depth -= 1;
    tokens.push(reader.next());
  }
  if (tokens.length === 0) throw reader.unexpected();
  return translateExpression(context, tokens);
}

function readIdentity(reader: TokenReader): { readonly start: number; readonly increment: number } {
  let start = 1;
  let increment = 1;
  if (reader.atSymbol('(')) {
    const inner = reader.over(reader.group());
    start = inner.integer();
    if (inner.acceptSymbol(',')) increment = inner.integer();
    inner.expectEnd();
  }
  for (;;) {
    if (reader.accept('START')) {
      if (!reader.accept('WITH')) reader.acceptSymbol('=');
      start = reader.integer();
    } else if (reader.accept('INCREMENT')) {
      if (!reader.accept('BY')) reader.acceptSymbol('=');
      increment = reader.integer();
    } else if (reader.acceptAny('ORDER', 'NOORDER') === undefined) return { start, increment };
  }
}

function readNames(reader: TokenReader): readonly string[] {
  const inner = reader.over(reader.group());
  const names = [inner.identifier()];
  while (inner.acceptSymbol(',')) names.push(inner.identifier());
  inner.expectEnd();
  return names;
}

/** Reads `[CONSTRAINT name] PRIMARY KEY | UNIQUE | FOREIGN KEY …`; `column` is given when it stands at a column. */
export function readKey(context: CommandContext, reader: TokenReader, column?: string): TableKey {
  const name = reader.accept('CONSTRAINT') ? reader.identifier() : `SYS_CONSTRAINT_${randomUUID()}`;
  const columns = (): readonly string[] => (column === undefined ? readNames(reader) : [column]);
  if (reader.accept('PRIMARY', 'KEY')) {
    const key = { name, kind: 'PRIMARY KEY', columns: columns() } as const;
    readKeyProperties(reader);
    return key;
  }
  if (reader.accept('UNIQUE')) {
    reader.accept('KEY');
    const key = { name, kind: 'UNIQUE', columns: columns() } as const;
    readKeyProperties(reader);
    return key;
  }
  if (reader.accept('FOREIGN', 'KEY') && column === undefined) {
    const own = readNames(reader);
    return readReference(context, reader, name, own);
  }
  if (column === undefined || !reader.at('REFERENCES')) throw reader.unexpected();
  return readReference(context, reader, name, [column]);
}

function readReference(
  context: CommandContext,
  reader: TokenReader,
  name: string,
  columns: readonly string[],
): TableKey {
  reader.expect('REFERENCES');
  const target = resolveObject(context.session, reader.name(), 'CREATE TABLE');
  const referenced = reader.atSymbol('(') ? readNames(reader) : primaryKeyOf(context, objectParts(target));
  readKeyProperties(reader);
  return {
    name,
    kind: 'FOREIGN KEY',
    columns,
    references: { table: objectParts(target), columns: referenced },
  };
}

function primaryKeyOf(
  { account }: CommandContext,
  parts: readonly [string, string, string],
): readonly string[] {
  const [database, schema, name] = parts;
  const keys = account.catalog.table({ database, schema, name })?.keys ?? [];
  return keys.find(key => key.kind === 'PRIMARY KEY')?.columns ?? [];
}

/** Snowflake enforces no key, so their properties change nothing. */
function readKeyProperties(reader: TokenReader): void {
  for (;;) {
    if (reader.at('NOT', 'NULL')) return;
    if (reader.accept('ON')) {
      reader.next();
      if (!reader.accept('NO', 'ACTION') && reader.acceptAny('CASCADE', 'RESTRICT') === undefined) {
        reader.expect('SET');
        reader.next();
      }
    } else if (reader.accept('MATCH') || reader.accept('INITIALLY')) reader.next();
    else if (
      reader.acceptAny(
        'NOT',
        'ENFORCED',
        'DEFERRABLE',
        'ENABLE',
        'DISABLE',
        'VALIDATE',
        'NOVALIDATE',
        'RELY',
        'NORELY',
      ) === undefined
    )
      return;
  }
}
