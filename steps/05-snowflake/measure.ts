import type { PostgresReader } from '../../src/ports/postgres.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { orAbsent } from './ask.ts';
import { DATABASE } from './objects.ts';
import type { Column, CopiedTable } from './tables.ts';

/** A table's size and the sums that tell whether two copies hold the same values. */
export interface Measure {
  readonly rows: number;
  /** One exact integer a column, in the columns' order, joined with `/`. */
  readonly checksum: string;
}

/** Seconds are counted from here, so that even the sums over millions of rows stay exact numbers. */
const ERA = '2020-01-01';

/**
 * The sum that both engines compute exactly for a column: integers as they are, money in cents, texts by their length in
 * characters, timestamps in whole seconds.
 */
function postgresSum({ name, kind }: Column): string {
  switch (kind) {
    case 'integer':
      return `sum(${name})`;
    case 'money':
      return `sum(round(${name} * 100))`;
    case 'text':
      return `sum(length(${name}))`;
    case 'timestamp':
      return `sum(floor(extract(epoch FROM ${name} - timestamp '${ERA}')))`;
  }
}

function snowflakeSum({ name, kind }: Column): string {
  switch (kind) {
    case 'integer':
      return `SUM(${name})`;
    case 'money':
      return `SUM(ROUND(${name} * 100))`;
    case 'text':
      return `SUM(LENGTH(${name}))`;
    case 'timestamp':
      return `SUM(DATEDIFF(SECOND, '${ERA}'::TIMESTAMP_NTZ, ${name}))`;
  }
}

/** The query that measures a table of PostgreSQL; `width` pads it with zeros for a UNION with wider tables. */
export function postgresMeasureQuery(table: CopiedTable, width = table.columns.length): string {
  const sums = columnsOf(table, width, column => `coalesce(${postgresSum(column)}, 0)::bigint`);
  return `SELECT '${table.source}' AS name, count(*) AS total, ${sums} FROM ${table.source}`;
}

/** The query that measures a table of Snowflake. */
export function snowflakeMeasureQuery(
  table: CopiedTable,
  schema: string,
  width = table.columns.length,
): string {
  const sums = columnsOf(table, width, column => `COALESCE(${snowflakeSum(column)}, 0)`);
  return `SELECT '${table.source}' AS name, COUNT(*) AS total, ${sums} FROM ${DATABASE}.${schema}.${table.target}`;
}

function columnsOf(table: CopiedTable, width: number, sum: (column: Column) => string): string {
  return Array.from({ length: width }, (_, index) => {
    const column = table.columns[index];
    return `${column === undefined ? '0' : sum(column)} AS s${index + 1}`;
  }).join(', ');
}

function widest(tables: readonly CopiedTable[]): number {
  return Math.max(...tables.map(table => table.columns.length));
}

/** The measures in rows of `name`, `total`, `s1`, …; names in any case. */
function measures(
  rows: readonly Readonly<Record<string, unknown>>[],
  tables: readonly CopiedTable[],
): ReadonlyMap<string, Measure> {
  return new Map(
    rows.map(row => {
      const lower = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
      const source = String(lower.get('name'));
      const columns = tables.find(table => table.source === source)?.columns ?? [];
      const sums = columns.map((_, index) => Number(lower.get(`s${index + 1}`)));
      return [source, { rows: Number(lower.get('total')), checksum: sums.join('/') }];
    }),
  );
}

/** Measures tables of the source in one query. */
export async function measureSource(
  postgres: PostgresReader,
  tables: readonly CopiedTable[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Measure>> {
  const width = widest(tables);
  const sql = tables.map(table => postgresMeasureQuery(table, width)).join('\nUNION ALL\n');
  return measures(await postgres.query(sql, undefined, signal), tables);
}

/** Measures the copies in Snowflake, by the source's name; a table that does not exist is left out. */
export async function measureCopies(
  warehouse: WarehouseReader,
  tables: readonly CopiedTable[],
  schema: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Measure>> {
  const width = widest(tables);
  const ask = (wanted: readonly CopiedTable[]) => {
    const sql = wanted.map(table => snowflakeMeasureQuery(table, schema, width)).join('\nUNION ALL\n');
    return orAbsent(warehouse.query(sql, [], signal));
  };
  const together = await ask(tables);
  // One absent table refuses the whole query: then each is asked for alone.
  const answers = together === undefined ? await Promise.all(tables.map(table => ask([table]))) : [together];
  return measures(
    answers.flatMap(answer => answer?.rows ?? []),
    tables,
  );
}

/** True when both copies were found and hold the same. */
export function sameMeasure(one: Measure | undefined, other: Measure | undefined): boolean {
  return (
    one !== undefined && other !== undefined && one.rows === other.rows && one.checksum === other.checksum
  );
}
