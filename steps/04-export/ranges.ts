/** How a large table is cut into ranges of ids, and what PostgreSQL says each range holds. */
import { gzipSync } from 'node:zlib';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import type { TableName } from '../01-postgres/schema.ts';
import { exportColumns, exportOptions, exportQuery, type IdRange } from './source.ts';

/** Anything that reads PostgreSQL: a connection, or a snapshot. */
type Source = Pick<PostgresReader, 'query' | 'copyOut'>;

/** The rows whose ids lie in one range. Ranges are multiples of the same step, so that they stay where rows come and go. */
export interface MeasuredRange extends IdRange {
  /** Of the part that holds it, from 1: the range's place, empty ones counted. */
  readonly number: number;
  readonly rows: number;
  /** Sum of the rows' hashes, as PostgreSQL computes them. */
  readonly digest: string;
}

/**
 * The query that counts and hashes the ranges of `step` ids, in one pass over the table and without sending a row.
 * `hashtextextended` is PostgreSQL's own 64-bit hash, and its sum tells any change of a value, a row lost or a row more.
 */
export function rangesQuery(table: TableName, step: number): string {
  const rows = `SELECT ${exportColumns(table).join(', ')} FROM ${table}`;
  return `SELECT floor((id - 1) / ${step}::float8)::bigint AS range, count(*) AS rows, sum(hashtextextended(r::text, 0))::text AS digest FROM (${rows}) AS r GROUP BY 1 ORDER BY 1`;
}

/** The ranges of `step` ids that hold rows. */
export async function measureRanges(
  source: Pick<Source, 'query'>,
  table: TableName,
  step: number,
  signal: AbortSignal,
): Promise<readonly MeasuredRange[]> {
  const found = await source.query<{ range: number; rows: number; digest: string }>(
    rangesQuery(table, step),
    [],
    signal,
  );
  return found.map(({ range, rows, digest }) => ({
    number: range + 1,
    from: range * step + 1,
    to: (range + 1) * step,
    rows,
    digest,
  }));
}

/** Rows that tell how long the others are. */
const SAMPLE = 1000;

/** The uncompressed bytes of a table's export, as `SAMPLE` rows promise. */
export async function estimateBytes(
  source: Pick<Source, 'query'>,
  table: TableName,
  signal: AbortSignal,
): Promise<number> {
  const length = table === 'events' ? 'row_to_json(r)' : 'r';
  const rows = `SELECT ${exportColumns(table).join(', ')} FROM ${table} LIMIT ${SAMPLE}`;
  const [found] = await source.query<{ rows: number; bytes: number | null }>(
    `SELECT (SELECT count(*) FROM ${table}) AS rows, avg(octet_length(${length}::text))::float8 AS bytes FROM (${rows}) AS r`,
    [],
    signal,
  );
  return (found?.rows ?? 0) * (found?.bytes ?? 0);
}

/** Rows whose compression tells how the others compress. */
const COMPRESSED_SAMPLE = 5000;

/**
 * The ids of a part, so that it has about `partBytes` compressed: by what the first rows compress to, and by how the ids
 * lie. Rounded to two digits, so that a table that grows a little keeps its ranges.
 */
export async function stepFor(
  source: Source,
  table: TableName,
  partBytes: number,
  signal: AbortSignal,
): Promise<number> {
  const sample = `COPY (${exportQuery(table)} LIMIT ${COMPRESSED_SAMPLE}) TO STDOUT WITH (${exportOptions(table)})`;
  const [[extent], chunks] = await Promise.all([
    source.query<{ rows: number; first: number; last: number }>(
      `SELECT count(*) AS rows, min(id) AS first, max(id) AS last FROM ${table}`,
      [],
      signal,
    ),
    source.copyOut(sample, signal).then(stream => stream.toArray({ signal })),
  ]);
  if (extent === undefined || extent.rows === 0) return 1;
  const perRow = gzipSync(Buffer.concat(chunks)).length / Math.min(extent.rows, COMPRESSED_SAMPLE);
  const parts = Math.max(1, (perRow * extent.rows) / partBytes);
  return rounded((extent.last - extent.first + 1) / parts);
}

/** The largest number of two digits and zeros that is not larger. */
function rounded(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.max(1, Math.floor(value / unit) * unit);
}
