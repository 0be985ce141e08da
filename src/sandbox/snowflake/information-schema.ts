import type { Account } from './account.ts';
import type { CommandContext } from './command.ts';
import type { QueryRecord } from './history.ts';
import { countRows, type ListedColumn, type ListedTable, listColumns, listTables } from './listing.ts';
import {
  numberColumn,
  type ResultColumn,
  textColumn,
  timeColumn,
  timestampCell,
  typedColumn,
  type WireCell,
} from './result.ts';
import { loadHistoryView } from './storage/index.ts';
import type { RowSource } from './translate/context.ts';

type Row = readonly WireCell[];

/** Bytes of a value, on average: sizes are estimates here. */
const CELL_BYTES = 8;

/** A view of a database's information schema; `undefined` when the sandbox does not have it. */
export function informationSchemaView(
  context: CommandContext,
  database: string,
  view: string,
): RowSource | undefined {
  if (context.account.catalog.database(database) === undefined) return undefined;
  switch (view) {
    case 'TABLES':
      return { columns: TABLES, load: () => tables(context, database) };
    case 'VIEWS':
      return { columns: VIEWS, load: () => views(context, database) };
    case 'COLUMNS':
      return { columns: COLUMNS, load: () => columns(context, database) };
    case 'SCHEMATA':
      return { columns: SCHEMATA, load: () => Promise.resolve(schemata(context, database)) };
    case 'DATABASES':
      return { columns: DATABASES, load: () => Promise.resolve(databases(context)) };
    case 'TABLE_CONSTRAINTS':
      return { columns: CONSTRAINTS, load: () => Promise.resolve(constraints(context, database)) };
    case 'LOAD_HISTORY':
      return loadHistoryView(context.account, database);
    default:
      return undefined;
  }
}

const TABLES: readonly ResultColumn[] = [
  textColumn('TABLE_CATALOG'),
  textColumn('TABLE_SCHEMA'),
  textColumn('TABLE_NAME'),
  textColumn('TABLE_OWNER'),
  textColumn('TABLE_TYPE'),
  textColumn('IS_TRANSIENT'),
  textColumn('CLUSTERING_KEY'),
  numberColumn('ROW_COUNT'),
  numberColumn('BYTES'),
  numberColumn('RETENTION_TIME'),
  timeColumn('CREATED'),
  timeColumn('LAST_ALTERED'),
  timeColumn('LAST_DDL'),
  textColumn('AUTO_CLUSTERING_ON'),
  textColumn('COMMENT'),
  textColumn('IS_TEMPORARY'),
  textColumn('IS_ICEBERG'),
  textColumn('IS_DYNAMIC'),
  textColumn('IS_IMMUTABLE'),
  textColumn('IS_HYBRID'),
];

async function tables(context: CommandContext, database: string): Promise<readonly Row[]> {
  const listed = await listTables(context, { database });
  const base = listed.filter(table => table.kind === 'TABLE');
  const counts = new Map((await countRows(context, base)).map((count, i) => [base[i], count]));
  return listed.map(table => tableRow(table, counts.get(table)));
}

function tableRow(table: ListedTable, count: number | undefined): Row {
  const { name } = table;
  const isView = table.kind === 'VIEW';
  const type = isView ? 'VIEW' : table.temporary ? 'LOCAL TEMPORARY' : 'BASE TABLE';
  const altered = timestampCell(table.lastAltered);
  return [
    name.database,
    name.schema,
    name.name,
    table.owner,
    type,
    isView ? null : yes(table.transient),
    table.clusterBy === '' ? null : table.clusterBy,
    count === undefined ? null : String(count),
    count === undefined ? null : String(count * table.columns * CELL_BYTES),
    isView ? null : '1',
    timestampCell(table.createdOn),
    altered,
    altered,
    'NO',
    table.comment === '' ? null : table.comment,
    yes(table.temporary),
    'NO',
    'NO',
    'NO',
    'NO',
  ];
}

function yes(value: boolean): string {
  return value ? 'YES' : 'NO';
}

const VIEWS: readonly ResultColumn[] = [
  textColumn('TABLE_CATALOG'),
  textColumn('TABLE_SCHEMA'),
  textColumn('TABLE_NAME'),
  textColumn('TABLE_OWNER'),
  textColumn('VIEW_DEFINITION'),
  textColumn('CHECK_OPTION'),
  textColumn('IS_UPDATABLE'),
  textColumn('IS_SECURE'),
  timeColumn('CREATED'),
  timeColumn('LAST_ALTERED'),
  textColumn('COMMENT'),
];

async function views(context: CommandContext, database: string): Promise<readonly Row[]> {
  const listed = (await listTables(context, { database })).filter(table => table.kind === 'VIEW');
  return listed.map(({ name, owner, text, createdOn, lastAltered, comment }) => [
    name.database,
    name.schema,
    name.name,
    owner,
    text,
    'NONE',
    'NO',
    'NO',
    timestampCell(createdOn),
    timestampCell(lastAltered),
    comment === '' ? null : comment,
  ]);
}

const COLUMNS: readonly ResultColumn[] = [
  textColumn('TABLE_CATALOG'),
  textColumn('TABLE_SCHEMA'),
  textColumn('TABLE_NAME'),
  textColumn('COLUMN_NAME'),
  numberColumn('ORDINAL_POSITION'),
  textColumn('COLUMN_DEFAULT'),
  textColumn('IS_NULLABLE'),
  textColumn('DATA_TYPE'),
  numberColumn('CHARACTER_MAXIMUM_LENGTH'),
  numberColumn('CHARACTER_OCTET_LENGTH'),
  numberColumn('NUMERIC_PRECISION'),
  numberColumn('NUMERIC_PRECISION_RADIX'),
  numberColumn('NUMERIC_SCALE'),
  numberColumn('DATETIME_PRECISION'),
  textColumn('IS_IDENTITY'),
  textColumn('COMMENT'),
];

async function columns(context: CommandContext, database: string): Promise<readonly Row[]> {
  return (await listColumns(context, { database })).map(columnRow);
}

function columnRow(column: ListedColumn): Row {
  const { table } = column;
  const [base = column.type, first, second] = column.type.replace(')', '').split(/[(,]/);
  const isText = base === 'VARCHAR';
  const isNumber = base === 'NUMBER';
  const isTime = base.startsWith('TIME');
  const length = Number(first ?? 0);
  return [
    table.database,
    table.schema,
    table.name,
    column.name,
    String(column.position),
    column.default,
    yes(column.nullable),
    isText ? 'TEXT' : base,
    isText ? String(length) : null,
    isText ? String(Math.min(length * 4, 16_777_216)) : null,
    isNumber ? (first ?? null) : null,
    isNumber ? '10' : null,
    isNumber ? (second ?? '0') : null,
    isTime ? (first ?? '9') : null,
    yes(/nextval/.test(column.default ?? '')),
    column.comment === '' ? null : column.comment,
  ];
}

const SCHEMATA: readonly ResultColumn[] = [
  textColumn('CATALOG_NAME'),
  textColumn('SCHEMA_NAME'),
  textColumn('SCHEMA_OWNER'),
  textColumn('IS_TRANSIENT'),
  textColumn('IS_MANAGED_ACCESS'),
  numberColumn('RETENTION_TIME'),
  timeColumn('CREATED'),
  timeColumn('LAST_ALTERED'),
  textColumn('COMMENT'),
];

function schemata(context: CommandContext, database: string): readonly Row[] {
  const { catalog } = context.account;
  const own = catalog.schemas(database).map(([name, entry]): Row => {
    const created = timestampCell(entry.createdOn);
    const comment = entry.comment === '' ? null : entry.comment;
    return [database, name, entry.owner, yes(entry.transient), 'NO', '1', created, created, comment];
  });
  const created = timestampCell(catalog.database(database)?.createdOn ?? 0);
  const description = 'Views describing the contents of schemas in this database';
  return [...own, [database, 'INFORMATION_SCHEMA', null, 'NO', 'NO', '1', created, created, description]];
}

const DATABASES: readonly ResultColumn[] = [
  textColumn('DATABASE_NAME'),
  textColumn('DATABASE_OWNER'),
  textColumn('IS_TRANSIENT'),
  textColumn('COMMENT'),
  timeColumn('CREATED'),
  timeColumn('LAST_ALTERED'),
  numberColumn('RETENTION_TIME'),
  textColumn('TYPE'),
];

function databases(context: CommandContext): readonly Row[] {
  return context.account.catalog.databases().map(([name, entry]) => {
    const created = timestampCell(entry.createdOn);
    const comment = entry.comment === '' ? null : entry.comment;
    return [name, entry.owner, yes(entry.transient), comment, created, created, '1', 'STANDARD'];
  });
}

const CONSTRAINTS: readonly ResultColumn[] = [
  textColumn('CONSTRAINT_CATALOG'),
  textColumn('CONSTRAINT_SCHEMA'),
  textColumn('CONSTRAINT_NAME'),
  textColumn('TABLE_CATALOG'),
  textColumn('TABLE_SCHEMA'),
  textColumn('TABLE_NAME'),
  textColumn('CONSTRAINT_TYPE'),
  textColumn('IS_DEFERRABLE'),
  textColumn('ENFORCED'),
];

function constraints(context: CommandContext, database: string): readonly Row[] {
  const { catalog } = context.account;
  return catalog
    .schemas(database)
    .flatMap(([schema]) =>
      catalog
        .tables({ database, schema })
        .flatMap(([table, entry]) =>
          entry.keys.map(
            (key): Row => [database, schema, key.name, database, schema, table, key.kind, 'NO', 'NO'],
          ),
        ),
    );
}

const HISTORY: readonly ResultColumn[] = [
  textColumn('QUERY_ID'),
  textColumn('QUERY_TEXT'),
  textColumn('DATABASE_NAME'),
  textColumn('SCHEMA_NAME'),
  textColumn('QUERY_TYPE'),
  numberColumn('SESSION_ID'),
  textColumn('USER_NAME'),
  textColumn('ROLE_NAME'),
  textColumn('WAREHOUSE_NAME'),
  textColumn('QUERY_TAG'),
  textColumn('EXECUTION_STATUS'),
  textColumn('ERROR_CODE'),
  textColumn('ERROR_MESSAGE'),
  typedColumn('START_TIME', 'timestamp_ltz', 3),
  typedColumn('END_TIME', 'timestamp_ltz', 3),
  numberColumn('TOTAL_ELAPSED_TIME'),
  numberColumn('ROWS_PRODUCED'),
];

/** INFORMATION_SCHEMA.QUERY_HISTORY and its kin: the newest statements first; RESULT_LIMIT, 100 without. */
export function queryHistory(account: Account, args: readonly string[]): RowSource {
  const limit = args.map(arg => /^RESULT_LIMIT=>(\d+)$/.exec(arg)?.[1]).find(value => value !== undefined);
  const load = (): Promise<readonly Row[]> => {
    const newest = [...account.history.records()].reverse().slice(0, Number(limit ?? 100));
    return Promise.resolve(newest.map(historyRow));
  };
  return { columns: HISTORY, load };
}

function historyRow(record: QueryRecord): Row {
  const { error, endedOn } = record;
  const status = error !== undefined ? 'FAILED_WITH_ERROR' : endedOn === undefined ? 'RUNNING' : 'SUCCESS';
  return [
    record.queryId,
    record.text,
    record.database,
    record.schema,
    record.type,
    String(record.sessionId),
    record.user,
    record.role,
    record.warehouse,
    record.tag,
    status,
    error?.code ?? null,
    error?.message ?? null,
    timestampCell(record.startedOn),
    endedOn === undefined ? null : timestampCell(endedOn),
    String((endedOn ?? Date.now()) - record.startedOn),
    String(record.rows),
  ];
}
