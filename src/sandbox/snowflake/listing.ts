import type { CommandContext } from './command.ts';
import { quoteName, quoteString } from './lexer.ts';
import { fullName, type ObjectName } from './names.ts';
import type { TemporaryObject } from './session.ts';
import { declaredOf } from './types.ts';

/** A table or view, with what the catalogue knows of it. Times in milliseconds since the epoch. */
export interface ListedTable {
  readonly name: ObjectName;
  readonly kind: 'TABLE' | 'VIEW';
  readonly transient: boolean;
  readonly temporary: boolean;
  readonly comment: string;
  readonly owner: string;
  readonly createdOn: number;
  readonly lastAltered: number;
  readonly clusterBy: string;
  /** The quoted relation for DuckDB. */
  readonly relation: string;
  readonly columns: number;
  /** The statement that made a view. */
  readonly text: string;
}

export interface ListedColumn {
  readonly table: ObjectName;
  readonly name: string;
  /** From 1. */
  readonly position: number;
  /** As declared: `VARCHAR(255)`. */
  readonly type: string;
  readonly nullable: boolean;
  /** DuckDB's expression; `null` without one. */
  readonly default: string | null;
  readonly comment: string;
  readonly kind: 'TABLE' | 'VIEW';
}

/** Which tables are wanted: one, or those of a schema, of a database, or all. */
export interface Wanted {
  readonly database?: string | undefined;
  readonly schema?: string | undefined;
  readonly name?: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;

async function rows(context: CommandContext, sql: string): Promise<readonly Row[]> {
  return (await context.session.connection.runAndReadAll(sql)).getRowObjectsJS();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The session's temporary objects by the name they have in DuckDB's `temp.main`. */
function temporaries(context: CommandContext): ReadonlyMap<string, readonly [ObjectName, TemporaryObject]> {
  const { session, account } = context;
  const found = new Map<string, readonly [ObjectName, TemporaryObject]>();
  for (const [key, object] of session.temporaries) {
    const inside = /^temp\.main\."((?:[^"]|"")*)"$/.exec(object.relation)?.[1]?.replaceAll('""', '"');
    for (const [database] of account.catalog.databases())
      for (const [schema] of account.catalog.schemas(database)) {
        const prefix = fullName({ database, schema, name: 'X' }).slice(0, -1);
        if (!key.startsWith(prefix) || inside === undefined) continue;
        const name = key
          .slice(prefix.length)
          .replace(/^"(.*)"$/s, '$1')
          .replaceAll('""', '"');
        found.set(inside, [{ database, schema, name }, object]);
      }
  }
  return found;
}

function where(wanted: Wanted, nameColumn: string): string {
  const tests = [
    wanted.database === undefined ? 'true' : `database_name = ${quoteString(wanted.database)}`,
    wanted.schema === undefined ? 'true' : `schema_name = ${quoteString(wanted.schema)}`,
    wanted.name === undefined ? 'true' : `${nameColumn} = ${quoteString(wanted.name)}`,
  ];
  return `NOT internal AND ((${tests.join(' AND ')}) OR database_name = 'temp')`;
}

function matches(name: ObjectName, wanted: Wanted): boolean {
  return (
    (wanted.database === undefined || name.database === wanted.database) &&
    (wanted.schema === undefined || name.schema === wanted.schema) &&
    (wanted.name === undefined || name.name === wanted.name)
  );
}

/** Tables and views as the session sees them: its temporary ones hide permanent ones of the same name. Sorted by name. */
export async function listTables(context: CommandContext, wanted: Wanted): Promise<readonly ListedTable[]> {
  const found = await rows(
    context,
    `SELECT database_name, schema_name, table_name AS name, 'TABLE' AS kind, comment, column_count AS columns
       FROM duckdb_tables() WHERE ${where(wanted, 'table_name')}
     UNION ALL
     SELECT database_name, schema_name, view_name, 'VIEW', comment, column_count
       FROM duckdb_views() WHERE ${where(wanted, 'view_name')}`,
  );
  const own = temporaries(context);
  const listed = new Map<string, ListedTable>();
  for (const row of found) {
    const table = listedTable(context, row, own);
    if (table === undefined || !matches(table.name, wanted)) continue;
    const key = fullName(table.name);
    if (table.temporary || !listed.has(key)) listed.set(key, table);
  }
  return [...listed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, table]) => table);
}

function listedTable(
  context: CommandContext,
  row: Row,
  own: ReadonlyMap<string, readonly [ObjectName, TemporaryObject]>,
): ListedTable | undefined {
  const { catalog } = context.account;
  const kind = row.kind === 'VIEW' ? 'VIEW' : 'TABLE';
  const rest = { kind, comment: text(row.comment), columns: Number(row.columns) } as const;
  if (row.database_name === 'temp') {
    const temporary = own.get(text(row.name));
    if (temporary === undefined) return undefined;
    const [name, { createdOn, relation }] = temporary;
    const times = { createdOn, lastAltered: createdOn };
    return {
      name,
      ...rest,
      ...times,
      relation,
      transient: false,
      temporary: true,
      owner: context.session.role,
      clusterBy: '',
      text: '',
    };
  }
  const name = { database: text(row.database_name), schema: text(row.schema_name), name: text(row.name) };
  if (catalog.schema(name) === undefined) return undefined;
  const entry = catalog.table(name);
  return {
    name,
    ...rest,
    relation: [name.database, name.schema, name.name].map(quoteName).join('.'),
    transient: entry?.transient ?? false,
    temporary: false,
    owner: entry?.owner ?? 'ACCOUNTADMIN',
    createdOn: entry?.createdOn ?? 0,
    lastAltered: entry?.lastAltered ?? 0,
    clusterBy: entry?.clusterBy ?? '',
    text: entry?.text ?? '',
  };
}

/** Columns of tables and views, in the order of their tables and positions. */
export async function listColumns(context: CommandContext, wanted: Wanted): Promise<readonly ListedColumn[]> {
  const found = await rows(
    context,
    `SELECT c.database_name, c.schema_name, c.table_name, c.column_name, c.column_index, c.data_type, c.is_nullable,
            c.column_default, c.comment, v.view_name IS NOT NULL AS is_view
       FROM duckdb_columns() c LEFT JOIN duckdb_views() v
         ON v.database_name = c.database_name AND v.schema_name = c.schema_name AND v.view_name = c.table_name
      WHERE NOT c.internal AND ${where(wanted, 'table_name')
        .replace('NOT internal AND ', '')
        .replace(/\b(database_name|schema_name|table_name)\b/g, 'c.$1')}
      ORDER BY c.database_name, c.schema_name, c.table_name, c.column_index`,
  );
  const own = temporaries(context);
  const hidden = new Set([...own.values()].map(([name]) => fullName(name)));
  return found.flatMap(row => {
    const temporary = row.database_name === 'temp' ? own.get(text(row.table_name))?.[0] : undefined;
    const table = temporary ?? {
      database: text(row.database_name),
      schema: text(row.schema_name),
      name: text(row.table_name),
    };
    if (!matches(table, wanted) || context.account.catalog.schema(table) === undefined) return [];
    if (temporary === undefined && hidden.has(fullName(table))) return [];
    return [listedColumn(context, row, table, temporary !== undefined)];
  });
}

function listedColumn(
  context: CommandContext,
  row: Row,
  table: ObjectName,
  temporary: boolean,
): ListedColumn {
  const name = text(row.column_name);
  const declared = temporary ? undefined : context.account.catalog.table(table)?.types[name];
  return {
    table,
    name,
    position: Number(row.column_index),
    type: declared ?? declaredOf(text(row.data_type)),
    nullable: row.is_nullable === true,
    default: typeof row.column_default === 'string' ? row.column_default : null,
    comment: text(row.comment),
    kind: row.is_view === true ? 'VIEW' : 'TABLE',
  };
}

/** Exact row counts of tables, in their order. DuckDB's own estimate counts deleted rows. */
export async function countRows(
  context: CommandContext,
  tables: readonly ListedTable[],
): Promise<readonly number[]> {
  if (tables.length === 0) return [];
  const counts = tables.map((table, i) => `SELECT ${i} AS i, count(*) AS n FROM ${table.relation}`);
  const found = await rows(context, `${counts.join(' UNION ALL ')} ORDER BY i`);
  return found.map(row => Number(row.n));
}
