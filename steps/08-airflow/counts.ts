/** Row counts of the pipeline's tables, one query a system. */
import type { PostgresReader } from '../../src/ports/postgres.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import type { TableName } from '../01-postgres/schema.ts';
import { rowsOfAll } from '../05-snowflake/ask.ts';
import { DATABASE, MARTS } from '../06-dbt/relations.ts';

/** Counts by name; what is absent is left out. */
type Counts = ReadonlyMap<string, number>;

export const stagingName = (table: TableName): string => `${DATABASE}.STAGING.STG_${table.toUpperCase()}`;
export const publishedName = (model: string): string => `${DATABASE}.MARTS.${model.toUpperCase()}`;

/** Rows of tables of PostgreSQL. @throws the driver's error when one is absent */
export async function sourceRows(
  postgres: PostgresReader,
  tables: readonly TableName[],
  signal: AbortSignal,
): Promise<Counts> {
  const counts = tables.map(table => `(SELECT count(*) FROM ${table}) AS ${table}`).join(', ');
  const [row = {}] = await postgres.query<Record<string, number>>(`SELECT ${counts}`, [], signal);
  return new Map(Object.entries(row));
}

/** Rows of their copies in STAGING. */
export function stagingRows(
  warehouse: WarehouseReader,
  tables: readonly TableName[],
  signal: AbortSignal,
): Promise<Counts> {
  return countedIn(warehouse, new Map(tables.map(table => [table, stagingName(table)])), signal);
}

/** Rows of the published marts. */
export function publishedRows(warehouse: WarehouseReader, signal: AbortSignal): Promise<Counts> {
  return countedIn(warehouse, new Map(MARTS.map(({ model }) => [model, publishedName(model)])), signal);
}

async function countedIn(
  warehouse: WarehouseReader,
  names: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Counts> {
  const queries = [...names].map(([id, name]) => `SELECT '${id}' AS NAME, COUNT(*) AS TOTAL FROM ${name}`);
  const rows = await rowsOfAll(warehouse, queries, signal);
  return new Map(rows.map(row => [String(row.NAME), Number(row.TOTAL)]));
}
