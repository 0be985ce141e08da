import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandContext } from './command.ts';
import { unsupported } from './errors.ts';
import { quoteName, quoteString } from './lexer.ts';
import type { ResultColumn, WireCell } from './result.ts';
import type { StageRelation } from './stage-source.ts';
import { stageSource } from './storage/index.ts';
import type { Source } from './translate/context.ts';

/** Rows that are sent in one INSERT: large enough to be quick, small enough to be parsed at once. */
const BATCH = 500;

/** Makes the relations that a statement mentions, runs `work`, and removes them however it ends. */
export async function withSources<T>(
  context: CommandContext,
  sources: readonly Source[],
  work: () => Promise<T>,
): Promise<T> {
  if (sources.length === 0) return work();
  const { connection } = context.session;
  const opened: StageRelation[] = [];
  try {
    for (const source of sources) {
      if (source.kind === 'rows') {
        await storeRows(connection, source.relation, source.rows.columns, await source.rows.load());
      } else {
        if (stageSource === undefined) throw unsupported('a stage in a query');
        const relation = await stageSource.open(context, source.stage, source.options, source.columns);
        opened.push(relation);
        await connection.run(
          `CREATE OR REPLACE TEMP VIEW ${localName(source.relation)} AS SELECT * FROM ${relation.sql}`,
        );
      }
    }
    return await work();
  } finally {
    for (const source of sources) await drop(connection, source);
    for (const relation of opened) await relation.release();
  }
}

async function drop(connection: DuckDBConnection, source: Source): Promise<void> {
  const kind = source.kind === 'rows' ? 'TABLE' : 'VIEW';
  // After a failure inside a transaction nothing can be dropped; the next statement replaces it.
  await connection.run(`DROP ${kind} IF EXISTS ${source.relation}`).catch(() => undefined);
}

function localName(relation: string): string {
  return relation.replace(/^temp\.main\./, '');
}

/** Writes rows as they go over the wire into a temporary table, typed again. */
async function storeRows(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly ResultColumn[],
  rows: readonly (readonly WireCell[])[],
): Promise<void> {
  const definitions = columns.map(column => `${quoteName(column.name)} ${duckType(column)}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${localName(relation)} (${definitions.join(', ')})`);
  for (let at = 0; at < rows.length; at += BATCH) {
    const values = rows
      .slice(at, at + BATCH)
      .map(row => `(${columns.map((column, i) => duckLiteral(row[i] ?? null, column)).join(', ')})`);
    await connection.run(`INSERT INTO ${relation} VALUES ${values.join(', ')}`);
  }
}

function duckType(column: ResultColumn): string {
  switch (column.type) {
    case 'fixed':
      return column.scale === 0 || column.scale === null
        ? 'HUGEINT'
        : `DECIMAL(${column.precision ?? 38}, ${column.scale})`;
    case 'real':
      return 'DOUBLE';
    case 'text':
      return 'VARCHAR';
    case 'boolean':
      return 'BOOLEAN';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'timestamp_ntz':
      return 'TIMESTAMP';
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return 'TIMESTAMPTZ';
    case 'variant':
    case 'object':
    case 'array':
      return 'JSON';
    case 'binary':
      return 'BLOB';
  }
}

function duckLiteral(cell: WireCell, column: ResultColumn): string {
  if (cell === null) return 'NULL';
  switch (column.type) {
    case 'fixed':
      return cell;
    case 'boolean':
      return cell === '1' ? 'TRUE' : 'FALSE';
    case 'date':
      return `DATE '1970-01-01' + ${Number(cell)}`;
    case 'time':
      return `CAST(TIMESTAMP '1970-01-01' + to_microseconds(${microseconds(cell)}) AS TIME)`;
    case 'timestamp_ntz':
      return `make_timestamp(${microseconds(cell)})`;
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return `make_timestamptz(${microseconds(cell.split(' ')[0] ?? '0')})`;
    case 'binary':
      return `unhex(${quoteString(cell)})`;
    case 'real':
    case 'text':
    case 'variant':
    case 'object':
    case 'array':
      return quoteString(cell);
  }
}

/** `1733400000.123456789` as whole microseconds. */
function microseconds(cell: string): string {
  const [whole = '0', part = ''] = cell.replace('-', '').split('.');
  const size = BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0').slice(0, 6));
  return String(cell.startsWith('-') ? -size : size);
}
