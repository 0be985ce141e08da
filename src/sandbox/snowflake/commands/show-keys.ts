import type { TableEntry, TableKey } from '../catalog.ts';
import type { Command, CommandContext } from '../command.ts';
import type { ObjectName } from '../names.ts';
import {
  numberColumn,
  type ResultColumn,
  type StatementResult,
  textColumn,
  timeColumn,
  timestampCell,
  type WireCell,
} from '../result.ts';
import { isShow, readShowOptions, showResult, showTerse } from '../show-options.ts';
import { requireObject } from './objects.ts';
import { wantedTables } from './show-objects.ts';

const OWN_KEYS: readonly ResultColumn[] = [
  timeColumn('created_on'),
  ...['database_name', 'schema_name', 'table_name', 'column_name'].map(name => textColumn(name)),
  numberColumn('key_sequence'),
  ...['constraint_name', 'rely', 'comment'].map(name => textColumn(name)),
];

const FOREIGN_KEYS: readonly ResultColumn[] = [
  timeColumn('created_on'),
  ...['pk_database_name', 'pk_schema_name', 'pk_table_name', 'pk_column_name'].map(name => textColumn(name)),
  ...['fk_database_name', 'fk_schema_name', 'fk_table_name', 'fk_column_name'].map(name => textColumn(name)),
  numberColumn('key_sequence'),
  ...['update_rule', 'delete_rule', 'fk_name', 'pk_name', 'deferrability', 'rely', 'comment'].map(name =>
    textColumn(name),
  ),
];

interface FoundKey {
  readonly table: ObjectName;
  readonly entry: TableEntry;
  readonly key: TableKey;
}

/** Every key of the account's tables. */
function allKeys({ account }: CommandContext): readonly FoundKey[] {
  const { catalog } = account;
  return catalog
    .databases()
    .flatMap(([database]) => catalog.schemas(database).map(([schema]) => ({ database, schema })))
    .flatMap(schema => catalog.tables(schema).map(([name, entry]) => ({ table: { ...schema, name }, entry })))
    .flatMap(({ table, entry }) => entry.keys.map(key => ({ table, entry, key })));
}

function ownRows({ table, entry, key }: FoundKey): readonly (readonly WireCell[])[] {
  return key.columns.map((column, i) => [
    timestampCell(entry.createdOn),
    table.database,
    table.schema,
    table.name,
    column,
    String(i + 1),
    key.name,
    'false',
    null,
  ]);
}

function foreignRows(
  context: CommandContext,
  { table, entry, key }: FoundKey,
): readonly (readonly WireCell[])[] {
  const [database = '', schema = '', name = ''] = key.references?.table ?? [];
  const referenced = context.account.catalog.table({ database, schema, name });
  const primary = referenced?.keys.find(candidate => candidate.kind === 'PRIMARY KEY')?.name ?? null;
  return key.columns.map((column, i) => [
    timestampCell(entry.createdOn),
    database,
    schema,
    name,
    key.references?.columns[i] ?? null,
    table.database,
    table.schema,
    table.name,
    column,
    String(i + 1),
    'NO ACTION',
    'NO ACTION',
    key.name,
    primary,
    'NOT DEFERRABLE',
    'false',
    null,
  ]);
}

type Kind = 'PRIMARY' | 'UNIQUE' | 'IMPORTED' | 'EXPORTED';

function show(kind: Kind): Command {
  return {
    type: 'SHOW',
    match: isShow(kind, 'KEYS'),
    async run(context, reader) {
      showTerse(reader);
      reader.expect(kind, 'KEYS');
      return showKeys(context, kind, reader);
    },
  };
}

function showKeys(
  context: CommandContext,
  kind: Kind,
  reader: Parameters<typeof readShowOptions>[0],
): StatementResult {
  const options = readShowOptions(reader);
  const { scope } = options;
  const parts = scope.kind === 'table' || scope.kind === 'name' ? scope.parts : [];
  const wanted =
    parts.length > 0 ? requireObject(context, parts, 'SHOW KEYS').name : wantedTables(context, options);
  const inScope = (table: ObjectName): boolean =>
    (wanted.database === undefined || wanted.database === table.database) &&
    (wanted.schema === undefined || wanted.schema === table.schema) &&
    (!('name' in wanted) || wanted.name === table.name);
  const keys = allKeys(context);
  if (kind === 'PRIMARY' || kind === 'UNIQUE') {
    const type = kind === 'PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE';
    const rows = keys.filter(({ table, key }) => key.kind === type && inScope(table)).flatMap(ownRows);
    return showResult(OWN_KEYS, rows, options, 'table_name');
  }
  const referencing = keys.filter(({ table, key }) => {
    const [database = '', schema = '', name = ''] = key.references?.table ?? [];
    return key.kind === 'FOREIGN KEY' && inScope(kind === 'IMPORTED' ? table : { database, schema, name });
  });
  const rows = referencing.flatMap(key => foreignRows(context, key));
  return showResult(FOREIGN_KEYS, rows, options, 'fk_table_name');
}

/** SHOW PRIMARY, UNIQUE, IMPORTED and EXPORTED KEYS. */
export const showKeyCommands: readonly Command[] = [
  show('PRIMARY'),
  show('UNIQUE'),
  show('IMPORTED'),
  show('EXPORTED'),
];
