import type { Command, CommandContext } from '../command.ts';
import { type ListedColumn, listColumns, type Wanted } from '../listing.ts';
import { type ResultColumn, textColumn, type WireCell } from '../result.ts';
import { isShow, readShowOptions, type ShowOptions, showResult, showTerse } from '../show-options.ts';
import { requireObject } from './objects.ts';
import { wantedTables } from './show-objects.ts';

const COLUMNS: readonly ResultColumn[] = [
  'table_name',
  'schema_name',
  'column_name',
  'data_type',
  'null?',
  'default',
  'kind',
  'expression',
  'comment',
  'database_name',
  'autoincrement',
  'schema_evolution_record',
].map(name => textColumn(name));

/** A declared type as SHOW COLUMNS has it: JSON. */
function typeDocument(declared: string, nullable: boolean): string {
  const [base = declared, first, second] = declared.replace(')', '').split(/[(,]/);
  const length = Number(first);
  if (base === 'NUMBER')
    return JSON.stringify({ type: 'FIXED', precision: length, scale: Number(second), nullable });
  if (base === 'FLOAT') return JSON.stringify({ type: 'REAL', nullable });
  if (base === 'VARCHAR') {
    const byteLength = Math.min(length * 4, 16_777_216);
    return JSON.stringify({ type: 'TEXT', length, byteLength, nullable, fixed: false });
  }
  if (base === 'BINARY')
    return JSON.stringify({ type: 'BINARY', length, byteLength: length, nullable, fixed: true });
  if (base.startsWith('TIME')) return JSON.stringify({ type: base, precision: 0, scale: length, nullable });
  return JSON.stringify({ type: base, nullable });
}

function row(column: ListedColumn): readonly WireCell[] {
  const isNumbered = /nextval\('.*"SEQ\$/.test(column.default ?? '');
  return [
    column.table.name,
    column.table.schema,
    column.name,
    typeDocument(column.type, column.nullable),
    column.nullable ? 'true' : 'NOT_NULL',
    isNumbered ? null : column.default,
    'COLUMN',
    '',
    column.comment,
    column.table.database,
    isNumbered ? 'IDENTITY' : '',
    null,
  ];
}

/** The columns of what: a table or view by name, or all of a schema or database. */
function wanted(context: CommandContext, options: ShowOptions): Wanted {
  const { scope } = options;
  const parts = scope.kind === 'table' || scope.kind === 'name' ? scope.parts : [];
  return parts.length > 0
    ? requireObject(context, parts, 'SHOW COLUMNS').name
    : wantedTables(context, options);
}

const show: Command = {
  type: 'SHOW',
  match: isShow('COLUMNS'),
  async run(context, reader) {
    showTerse(reader);
    reader.expect('COLUMNS');
    const options = readShowOptions(reader);
    const columns = await listColumns(context, wanted(context, options));
    return showResult(COLUMNS, columns.map(row), options, 'column_name');
  },
};

/** SHOW COLUMNS. */
export const showColumnCommands: readonly Command[] = [show];
