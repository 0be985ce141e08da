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

/**
 * The sum that both engines compute exactly for a column: integers as they are, money in cents, texts by their length in
 * characters, timestamps in whole seconds since 1970.
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
      return `sum(floor(extract(epoch FROM ${name})))`;
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
      return `SUM(DATEDIFF(SECOND, '1970-01-01'::TIMESTAMP_NTZ, ${name}))`;
  }
}

/** The query that measures a table of PostgreSQL. */
export function postgresMeasureQuery(table: CopiedTable): string {
  const sums = table.columns.map(column => `coalesce(${postgresSum(column)}, 0)::bigint::text`);
  return `SELECT '${table.source}' AS name, count(*) AS total, ${sums.join(" || '/' || ")} AS checksum FROM ${table.source}`;
}

/** The query that measures a table of Snowflake. */
export function snowflakeMeasureQuery(table: CopiedTable, schema: string): string {
  const sums = table.columns.map(column => `COALESCE(${snowflakeSum(column)}, 0)::NUMBER(38,0)::VARCHAR`);
  return `SELECT '${table.source}' AS NAME, COUNT(*) AS TOTAL, ${sums.join(" || '/' || ")} AS CHECKSUM FROM ${DATABASE}.${schema}.${table.target}`;
}

/** Measures tables of the source in one query. */
export async function measureSource(
  postgres: PostgresReader,
  tables: readonly CopiedTable[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Measure>> {
  const rows = await postgres.query<{ name: string; total: number; checksum: string }>(
    tables.map(postgresMeasureQuery).join('\nUNION ALL\n'),
    undefined,
    signal,
  );
  return new Map(rows.map(row => [row.name, { rows: Number(row.total), checksum: row.checksum }]));
}

/** Measures the copies in Snowflake, by the source's name; a table that does not exist is left out. */
export async function measureCopies(
  warehouse: WarehouseReader,
  tables: readonly CopiedTable[],
  schema: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Measure>> {
  const ask = (wanted: readonly CopiedTable[]) =>
    orAbsent(
      warehouse.query(
        wanted.map(table => snowflakeMeasureQuery(table, schema)).join('\nUNION ALL\n'),
        [],
        signal,
      ),
    );
  const together = await ask(tables);
  // One absent table refuses the whole query: then each is asked for alone.
  const answers = together === undefined ? await Promise.all(tables.map(table => ask([table]))) : [together];
  return new Map(
    answers
      .flatMap(answer => answer?.rows ?? [])
      .map(row => [String(row.NAME), { rows: Number(row.TOTAL), checksum: String(row.CHECKSUM) }]),
  );
}

/** True when both copies were found and hold the same. */
export function sameMeasure(one: Measure | undefined, other: Measure | undefined): boolean {
  return (
    one !== undefined && other !== undefined && one.rows === other.rows && one.checksum === other.checksum
  );
}
