import type { Command, CommandContext } from '../command.ts';
import { cannotPerform } from '../errors.ts';
import { countRows, type ListedTable, listTables, type Wanted } from '../listing.ts';
import {
  numberColumn,
  type ResultColumn,
  type StatementResult,
  textColumn,
  timeColumn,
  timestampCell,
  type WireCell,
} from '../result.ts';
import {
  isShow,
  readShowOptions,
  type ShowOptions,
  showPattern,
  showResult,
  showTarget,
  showTerse,
} from '../show-options.ts';

type Kind = 'TABLES' | 'VIEWS' | 'OBJECTS';

/** Bytes of a value, on average: sizes are estimates here. */
const CELL_BYTES = 8;

/**
 * Which tables a SHOW looks at. A single name after IN is a schema, or else a database.
 * @throws 002043 when the database or schema does not exist
 */
export function wantedTables({ account, session }: CommandContext, options: ShowOptions): Wanted {
  const { catalog } = account;
  const { scope } = options;
  const [only, ...more] = scope.kind === 'name' ? scope.parts : [];
  const current = session.database;
  if (only !== undefined && more.length === 0 && catalog.database(only) !== undefined) {
    const isSchema = current !== null && catalog.schema({ database: current, schema: only }) !== undefined;
    if (!isSchema) return { database: only };
  }
  const { database, schema } = showTarget(options, session);
  if (database !== undefined && catalog.database(database) === undefined) throw cannotPerform();
  if (
    database !== undefined &&
    schema !== undefined &&
    schema !== 'INFORMATION_SCHEMA' &&
    catalog.schema({ database, schema }) === undefined
  )
    throw cannotPerform();
  return { database, schema };
}

const TERSE: readonly ResultColumn[] = [
  timeColumn('created_on'),
  ...['name', 'kind', 'database_name', 'schema_name'].map(name => textColumn(name)),
];

const OBJECTS: readonly ResultColumn[] = [
  timeColumn('created_on'),
  ...['name', 'database_name', 'schema_name', 'kind', 'comment', 'cluster_by'].map(name => textColumn(name)),
  numberColumn('rows'),
  numberColumn('bytes'),
  ...['owner', 'retention_time', 'owner_role_type', 'budget', 'is_hybrid', 'is_dynamic', 'is_iceberg'].map(
    name => textColumn(name),
  ),
];

const TABLES: readonly ResultColumn[] = [
  ...OBJECTS.slice(0, 11),
  ...['automatic_clustering', 'change_tracking', 'search_optimization'].map(name => textColumn(name)),
  numberColumn('search_optimization_progress'),
  numberColumn('search_optimization_bytes'),
  ...[
    'is_external',
    'enable_schema_evolution',
    'owner_role_type',
    'is_event',
    'budget',
    'is_hybrid',
    'is_iceberg',
    'is_dynamic',
    'is_immutable',
  ].map(name => textColumn(name)),
];

const VIEWS: readonly ResultColumn[] = [
  timeColumn('created_on'),
  ...[
    'name',
    'reserved',
    'database_name',
    'schema_name',
    'owner',
    'comment',
    'text',
    'is_secure',
    'is_materialized',
    'owner_role_type',
    'change_tracking',
  ].map(name => textColumn(name)),
];

function terseRow(table: ListedTable): readonly WireCell[] {
  const { name, createdOn } = table;
  return [timestampCell(createdOn), name.name, table.kind, name.database, name.schema];
}

/** The columns that TABLES and OBJECTS begin with; `kind` differs between them. */
function commonCells(table: ListedTable, kind: string, count: number | undefined): readonly WireCell[] {
  const { name, createdOn } = table;
  return [
    timestampCell(createdOn),
    name.name,
    name.database,
    name.schema,
    kind,
    table.comment,
    table.clusterBy,
    count === undefined ? null : String(count),
    count === undefined ? null : String(count * table.columns * CELL_BYTES),
    table.owner,
    '1',
  ];
}

function tableRow(table: ListedTable, count: number | undefined): readonly WireCell[] {
  const kind = table.temporary ? 'TEMPORARY' : table.transient ? 'TRANSIENT' : 'TABLE';
  const flags = ['OFF', 'OFF', 'OFF', null, null, 'N', 'N', 'ROLE', 'N', null, 'N', 'N', 'N', 'N'];
  return [...commonCells(table, kind, count), ...flags];
}

/** The kind is TABLE for transient tables too: dbt takes anything else for an external table. */
function objectRow(table: ListedTable, count: number | undefined): readonly WireCell[] {
  return [...commonCells(table, table.kind, count), 'ROLE', null, 'N', 'N', 'N'];
}

function viewRow(table: ListedTable): readonly WireCell[] {
  const { name, createdOn } = table;
  return [
    timestampCell(createdOn),
    name.name,
    '',
    name.database,
    name.schema,
    table.owner,
    table.comment,
    table.text,
    /^\s*CREATE\s+(OR\s+REPLACE\s+)?SECURE\b/i.test(table.text) ? 'true' : 'false',
    'false',
    'ROLE',
    'OFF',
  ];
}

function show(kind: Kind): Command {
  return {
    type: 'SHOW',
    match: isShow(kind),
    async run(context, reader) {
      const terse = showTerse(reader);
      reader.expect(kind);
      return showTables(context, kind, terse, readShowOptions(reader));
    },
  };
}

async function showTables(
  context: CommandContext,
  kind: Kind,
  terse: boolean,
  options: ShowOptions,
): Promise<StatementResult> {
  const all = await listTables(context, wantedTables(context, options));
  const pattern = options.like === undefined ? undefined : showPattern(options.like);
  const listed = all.filter(
    table =>
      (kind === 'OBJECTS' || table.kind === (kind === 'TABLES' ? 'TABLE' : 'VIEW')) &&
      (pattern === undefined || pattern.test(table.name.name)),
  );
  if (terse) return showResult(TERSE, listed.map(terseRow), options);
  if (kind === 'VIEWS') return showResult(VIEWS, listed.map(viewRow), options);
  const tables = listed.filter(table => table.kind === 'TABLE');
  const counts = new Map((await countRows(context, tables)).map((count, i) => [tables[i], count]));
  const row = kind === 'TABLES' ? tableRow : objectRow;
  const columns = kind === 'TABLES' ? TABLES : OBJECTS;
  return showResult(
    columns,
    listed.map(table => row(table, counts.get(table))),
    options,
  );
}

/** SHOW TABLES, VIEWS and OBJECTS. */
export const showObjectCommands: readonly Command[] = [show('TABLES'), show('VIEWS'), show('OBJECTS')];
