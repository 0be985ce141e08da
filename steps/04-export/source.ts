/** What leaves PostgreSQL, as statements. */
import { COLUMNS, type TableName } from '../01-postgres/schema.ts';

/** The columns of a table's export, in order. */
export function exportColumns(table: TableName): readonly string[] {
  return Object.keys(COLUMNS[table]);
}

/** Ids from `from` to `to`, both included. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/** The rows of a table, or of a range of it, in a fixed order: the same rows always give the same bytes, hence the same checksum. */
export function exportQuery(table: TableName, range?: IdRange): string {
  const all = `SELECT ${exportColumns(table).join(', ')} FROM ${table}`;
  const rows = range === undefined ? all : `${all} WHERE id BETWEEN ${range.from} AND ${range.to}`;
  return table === 'events'
    ? `SELECT row_to_json(e) FROM (${rows}) AS e ORDER BY e.id`
    : `${rows} ORDER BY id`;
}

/**
 * COPY's options. For JSON the text format would double every backslash; CSV with a quote and a delimiter that no JSON
 * contains unescaped passes each document through as it is.
 */
export function exportOptions(table: TableName): string {
  return table === 'events' ? `FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'` : 'FORMAT csv, HEADER';
}

/** The COPY that exports a table, or a range of it. */
export function copyStatement(table: TableName, range?: IdRange): string {
  return `COPY (${exportQuery(table, range)}) TO STDOUT WITH (${exportOptions(table)})`;
}
