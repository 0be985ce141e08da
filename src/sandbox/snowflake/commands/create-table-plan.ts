import type { CommandContext } from '../command.ts';
import { doesNotExist, invalidProperty, otherKind, unsupported } from '../errors.ts';
import type { Token } from '../lexer.ts';
import { fullName, type ObjectName, resolveObject } from '../names.ts';
import { type Options, optionText, type TokenReader } from '../reader.ts';
import { findObject, requireSchema, type StoredObject } from './objects.ts';
import { readDefinition, type TableDefinition } from './table-definition.ts';

/** Words that may stand between CREATE and TABLE. */
export const MODIFIERS = ['LOCAL', 'GLOBAL', 'TEMPORARY', 'TEMP', 'VOLATILE', 'TRANSIENT'] as const;

/** Properties that a real table has and that change nothing here. */
const IGNORED: ReadonlySet<string> = new Set([
  'DATA_RETENTION_TIME_IN_DAYS',
  'MAX_DATA_EXTENSION_TIME_IN_DAYS',
  'CHANGE_TRACKING',
  'DEFAULT_DDL_COLLATION',
  'ENABLE_SCHEMA_EVOLUTION',
]);

/** What fills the new table. */
type Content =
  | { readonly kind: 'columns' }
  | { readonly kind: 'query'; readonly tokens: readonly Token[] }
  | { readonly kind: 'like' | 'clone'; readonly source: StoredObject };

/** CREATE TABLE as it was written. */
export interface CreateTable {
  readonly name: ObjectName;
  readonly replace: boolean;
  readonly keep: boolean;
  readonly transient: boolean;
  readonly temporary: boolean;
  readonly definition: TableDefinition | undefined;
  readonly content: Content;
  readonly clusterBy: string;
  readonly comment: string | undefined;
  readonly copyGrants: boolean;
}

/** Reads CREATE TABLE in all its forms. */
export function readCreateTable(context: CommandContext, reader: TokenReader): CreateTable {
  reader.expect('CREATE');
  const replace = reader.accept('OR', 'REPLACE');
  const modifiers = new Set<string>();
  for (let word = reader.acceptAny(...MODIFIERS); word !== undefined; word = reader.acceptAny(...MODIFIERS))
    modifiers.add(word);
  reader.expect('TABLE');
  const keep = reader.ifNotExists();
  const name = resolveObject(context.session, reader.name(), 'CREATE TABLE');
  const group = reader.atSymbol('(') ? reader.group() : undefined;
  let content: Content = { kind: 'columns' };
  let clusterBy = '';
  let copyGrants = false;
  let comment: string | undefined;
  while (!reader.done) {
    if (reader.accept('AS')) content = { kind: 'query', tokens: reader.rest() };
    else if (reader.accept('CLUSTER', 'BY')) clusterBy = clusteringKey(reader);
    else if (reader.accept('COPY', 'GRANTS')) copyGrants = true;
    else if (reader.at('LIKE') || reader.at('CLONE')) content = readSource(context, reader);
    else if (reader.at('COMMENT') && reader.peek(1)?.kind === 'string') comment = reader.skip(1).string();
    else comment = readProperties(reader) ?? comment;
  }
  if (content.kind === 'columns' && group === undefined) throw reader.unexpected();
  return {
    name,
    replace,
    keep,
    transient: modifiers.has('TRANSIENT'),
    temporary: ['TEMPORARY', 'TEMP', 'VOLATILE'].some(word => modifiers.has(word)),
    definition: group && readDefinition(context, group),
    content,
    clusterBy,
    comment,
    copyGrants,
  };
}

/** `(a, b)` of CLUSTER BY as SHOW prints it. */
export function clusteringKey(reader: TokenReader): string {
  const tokens = reader.group();
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (first === undefined || last === undefined) throw reader.unexpected();
  return `LINEAR(${reader.source.slice(first.start, last.end)})`;
}

function readSource(context: CommandContext, reader: TokenReader): Content {
  const kind = reader.accept('LIKE') ? 'like' : 'clone';
  if (kind === 'clone') reader.expect('CLONE');
  const name = resolveObject(context.session, reader.name(), 'CREATE TABLE');
  requireSchema(context, name);
  const source = findObject(context, name);
  if (source === undefined) throw doesNotExist('Table', fullName(name));
  if (source.kind === 'VIEW') throw otherKind('VIEW', 'TABLE');
  if (reader.at('AT') || reader.at('BEFORE')) throw unsupported('CLONE … AT a time');
  return { kind, source };
}

/** The comment among `KEY = value` properties. */
function readProperties(reader: TokenReader): string | undefined {
  const options: Options = reader.options();
  if (options.size === 0) {
    if (reader.at('USING', 'TEMPLATE')) throw unsupported('CREATE TABLE … USING TEMPLATE');
    if (reader.at('WITH')) throw unsupported('tags and policies of tables');
    throw reader.unexpected();
  }
  for (const key of options.keys())
    if (key !== 'COMMENT' && !IGNORED.has(key)) throw invalidProperty(key, 'TABLE');
  return optionText(options, 'COMMENT');
}
