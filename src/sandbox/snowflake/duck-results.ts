import type { DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { unsupported } from './errors.ts';
import {
  numberColumn,
  type ResultColumn,
  type StatementResult,
  statementType,
  textColumn,
  typedColumn,
  type WireCell,
} from './result.ts';

/** The wire's column for a column of DuckDB's. Throws for types that Snowflake does not have. */
export function wireColumn(name: string, type: DuckDBType): ResultColumn {
  const text = String(type);
  if (type.alias === 'JSON') return typedColumn(name, 'variant');
  const decimal = /^DECIMAL\((\d+),\s?(\d+)\)$/.exec(text);
  if (decimal !== null) return numberColumn(name, Number(decimal[1]), Number(decimal[2]));
  switch (text) {
    case 'BOOLEAN':
      return typedColumn(name, 'boolean');
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'HUGEINT':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
    case 'UBIGINT':
    case 'UHUGEINT':
      return numberColumn(name);
    case 'FLOAT':
    case 'DOUBLE':
      return typedColumn(name, 'real');
    case 'DATE':
      return typedColumn(name, 'date');
    case 'TIME':
      return typedColumn(name, 'time');
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
      return typedColumn(name, 'timestamp_ntz');
    case 'TIMESTAMP WITH TIME ZONE':
      return typedColumn(name, 'timestamp_ltz');
    case 'BLOB':
      return typedColumn(name, 'binary');
    case 'VARCHAR':
    case '"NULL"':
    case 'SQLNULL':
    case 'UUID':
      return textColumn(name);
    case 'INTERVAL':
      throw unsupported('INTERVAL as a result');
    default:
      return typedColumn(name, text.endsWith(']') ? 'array' : 'object');
  }
}

/** Seconds as a decimal number: half a second before 1970 is `-0.500000000`. */
function fraction(micros: bigint): string {
  const [sign, size] = micros < 0n ? ['-', -micros] : ['', micros];
  return `${sign}${size / 1_000_000n}.${String(size % 1_000_000n).padStart(6, '0')}000`;
}

function microsOf(value: object): bigint {
  if ('micros' in value && typeof value.micros === 'bigint') return value.micros;
  if ('nanos' in value && typeof value.nanos === 'bigint') return value.nanos / 1000n;
  if ('milliseconds' in value && typeof value.milliseconds === 'bigint') return value.milliseconds * 1000n;
  if ('seconds' in value && typeof value.seconds === 'bigint') return value.seconds * 1_000_000n;
  return 0n;
}

function plainJson(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if ('items' in value && Array.isArray(value.items)) return value.items.map(plainJson);
  if ('entries' in value && typeof value.entries === 'object')
    return Object.fromEntries(
      Object.entries(value.entries as Record<string, DuckDBValue>).map(([k, v]) => [k, plainJson(v)]),
    );
  return String(value);
}

/** A value of DuckDB's as it goes over the wire. */
export function wireCell(value: DuckDBValue | undefined, column: ResultColumn): WireCell {
  if (value === null || value === undefined) return null;
  switch (column.type) {
    case 'boolean':
      return value === true ? '1' : '0';
    case 'date':
      return typeof value === 'object' && 'days' in value ? String(value.days) : String(value);
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return typeof value === 'object' ? fraction(microsOf(value)) : String(value);
    case 'binary':
      return typeof value === 'object' && 'bytes' in value && value.bytes instanceof Uint8Array
        ? Buffer.from(value.bytes).toString('hex').toUpperCase()
        : String(value);
    case 'real':
      return value === Number.POSITIVE_INFINITY
        ? 'inf'
        : value === Number.NEGATIVE_INFINITY
          ? '-inf'
          : String(value);
    case 'array':
    case 'object':
      return typeof value === 'string' ? value : JSON.stringify(plainJson(value));
    case 'variant':
    case 'fixed':
    case 'text':
      return String(value);
  }
}

function appendChunk(chunk: DuckDBDataChunk, columns: readonly ResultColumn[], rows: WireCell[][]): void {
  const first = rows.length;
  for (let row = 0; row < chunk.rowCount; row += 1) rows.push(new Array<WireCell>(columns.length).fill(null));
  columns.forEach((column, c) => {
    const vector = chunk.getColumnVector(c);
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const cells = rows[first + row];
      if (cells !== undefined) cells[c] = wireCell(vector.getItem(row), column);
    }
  });
}

/** Runs a query and reads it chunk by chunk, so that other sessions are served in between. */
export async function readQuery(
  connection: DuckDBConnection,
  sql: string,
  statementTypeId: number = statementType.select,
): Promise<StatementResult> {
  const result = await connection.stream(sql);
  const types = result.columnTypes();
  const columns = result.columnNames().map((name, i) => {
    const type = types[i];
    if (type === undefined) throw unsupported('a column without a type');
    return wireColumn(name, type);
  });
  const rows: WireCell[][] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    appendChunk(chunk, columns, rows);
  }
  return { columns, rows, statementTypeId };
}

/** The columns that a query would have. */
export async function describeQuery(connection: DuckDBConnection, sql: string): Promise<StatementResult> {
  const prepared = await connection.prepare(sql);
  try {
    const columns = Array.from({ length: prepared.columnCount }, (_, i) =>
      wireColumn(prepared.columnName(i), prepared.columnType(i)),
    );
    return { columns, rows: [], statementTypeId: statementType.select };
  } finally {
    prepared.destroySync();
  }
}

/** The first cell of a statement's result as a number: DuckDB's count of changed rows. */
export async function runCount(connection: DuckDBConnection, sql: string): Promise<number> {
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return Number(rows[0]?.[0] ?? 0);
}
