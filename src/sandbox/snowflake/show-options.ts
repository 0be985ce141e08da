import { cannotPerform } from './errors.ts';
import type { TokenReader } from './reader.ts';
import { type ResultColumn, type StatementResult, tableResult, type WireCell } from './result.ts';

/** Steps over `SHOW [TERSE]`; whether TERSE was said. */
export function showTerse(reader: TokenReader): boolean {
  reader.expect('SHOW');
  return reader.accept('TERSE');
}

/** Matches `SHOW [TERSE] words`. */
export function isShow(...words: readonly string[]): (reader: TokenReader) => boolean {
  return reader => {
    if (!reader.accept('SHOW')) return false;
    reader.accept('TERSE');
    return reader.at(...words);
  };
}

/** Where a SHOW looks; `name`: IN followed by a bare name, whose kind depends on the command. */
export type ShowScope =
  | { readonly kind: 'account' }
  | { readonly kind: 'database'; readonly parts: readonly string[] }
  | { readonly kind: 'schema'; readonly parts: readonly string[] }
  | { readonly kind: 'table'; readonly parts: readonly string[] }
  | { readonly kind: 'name'; readonly parts: readonly string[] }
  | { readonly kind: 'current' };

export interface ShowOptions {
  readonly like: string | undefined;
  readonly scope: ShowScope;
  readonly startsWith: string | undefined;
  readonly limit: number | undefined;
  readonly from: string | undefined;
}

/** Reads what may follow SHOW's object kind: `[HISTORY] [LIKE '…'] [IN …] [STARTS WITH '…'] [LIMIT n [FROM '…']]`. */
export function readShowOptions(reader: TokenReader): ShowOptions {
  reader.accept('HISTORY');
  let like: string | undefined;
  let scope: ShowScope = { kind: 'current' };
  let startsWith: string | undefined;
  let limit: number | undefined;
  let from: string | undefined;
  while (!reader.done) {
    if (reader.accept('LIKE')) like = reader.string();
    else if (reader.accept('STARTS', 'WITH')) startsWith = reader.string();
    else if (reader.accept('LIMIT')) limit = reader.integer();
    else if (reader.at('FROM') && reader.peek(1)?.kind === 'string') from = reader.skip(1).string();
    else if (reader.acceptAny('IN', 'FROM') !== undefined) scope = readScope(reader);
    else throw reader.unexpected();
  }
  return { like, scope, startsWith, limit, from };
}

function readScope(reader: TokenReader): ShowScope {
  if (reader.accept('ACCOUNT')) return { kind: 'account' };
  const kind = reader.acceptAny('DATABASE', 'SCHEMA', 'TABLE', 'VIEW');
  if (kind === undefined) return { kind: 'name', parts: reader.name() };
  const named = reader.atKind('word', 'quoted') && !reader.at('LIKE') && !reader.at('STARTS');
  const parts = named && !reader.at('LIMIT') ? reader.name() : [];
  if (kind === 'DATABASE') return { kind: 'database', parts };
  return kind === 'SCHEMA' ? { kind: 'schema', parts } : { kind: 'table', parts };
}

/** The regular expression of a LIKE pattern of SHOW (case-insensitive). */
export function showPattern(like: string): RegExp {
  const source = like
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'is');
}

/** Applies LIKE, STARTS WITH, FROM and LIMIT to the rows' `name` column (or the one given) and makes the answer. */
export function showResult(
  columns: readonly ResultColumn[],
  rows: readonly (readonly WireCell[])[],
  options: ShowOptions,
  nameColumn = 'name',
): StatementResult {
  const at = columns.findIndex(column => column.name === nameColumn);
  const { like, startsWith, limit, from } = options;
  const pattern = like === undefined ? undefined : showPattern(like);
  const matching = rows.filter(row => {
    const name = row[at] ?? '';
    return (
      (pattern === undefined || pattern.test(name)) &&
      (startsWith === undefined || name.startsWith(startsWith)) &&
      (from === undefined || name > from)
    );
  });
  return tableResult(columns, limit === undefined ? matching : matching.slice(0, limit));
}

/** The database and schema that a SHOW of schema objects is limited to; `undefined`: all. */
export function showTarget(
  options: ShowOptions,
  scope: { readonly database: string | null; readonly schema: string | null },
): { readonly database: string | undefined; readonly schema: string | undefined } {
  const { scope: where } = options;
  switch (where.kind) {
    case 'account':
      return { database: undefined, schema: undefined };
    case 'current':
      return { database: scope.database ?? undefined, schema: scope.schema ?? undefined };
    case 'database': {
      const database = where.parts[0] ?? scope.database;
      if (database === null) throw cannotPerform();
      return { database, schema: undefined };
    }
    case 'schema':
    case 'name':
    case 'table': {
      const [schema, databasePart] = [...where.parts].reverse();
      const database = databasePart ?? scope.database;
      const wanted = schema ?? scope.schema;
      if (database === null || wanted === null) throw cannotPerform();
      return { database, schema: wanted };
    }
  }
}
