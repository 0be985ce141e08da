import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { orAbsent, rowsOfAll } from '../05-snowflake/ask.ts';
import { DATABASE, fullName, type Relation, type Totals, type TotalsSql } from './relations.ts';

/** What the warehouse holds of a relation; nulls where it is absent. */
export interface Found {
  readonly kind: string | null;
  readonly columns: readonly FoundColumn[];
  readonly totals: Totals;
  /** The totals as they should be, from the loaded tables. */
  readonly expected: Totals;
}

export interface FoundColumn {
  readonly name: string;
  /** As Snowflake's information schema names it: `NUMBER`, `TEXT`, … */
  readonly type: string;
}

const NOTHING: Totals = { rows: null, revenue: null, orders: null };

/** Looks at relations: their kind, columns and totals, and what the totals should be. */
export async function lookAt(
  warehouse: WarehouseReader,
  relations: readonly Relation[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Found>> {
  const [kinds, columns, totals, expected] = await Promise.all([
    kindsOf(warehouse, relations, signal),
    columnsOf(warehouse, relations, signal),
    totalsOf(warehouse, relations.map(actualQuery), signal),
    totalsOf(warehouse, relations.map(expectedQuery), signal),
  ]);
  return new Map(
    relations.map(relation => [
      relation.model,
      {
        kind: kinds.get(key(relation)) ?? null,
        columns: columns.get(key(relation)) ?? [],
        totals: totals.get(relation.model) ?? NOTHING,
        expected: expected.get(relation.model) ?? NOTHING,
      },
    ]),
  );
}

/** `CORE_MARTS.MART_SALES_OVERVIEW`, as the information schema's two columns make it. */
const key = ({ schema, model }: Relation) => `${schema}.${model.toUpperCase()}`;

/** The query that tells the kind of the relations, tables and views. */
export function kindsQuery(relations: readonly Relation[]): string {
  return `SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM ${DATABASE}.INFORMATION_SCHEMA.TABLES WHERE ${where(relations)}`;
}

/** The query that tells the columns of the relations, in order. */
function columnsQuery(relations: readonly Relation[]): string {
  return `SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM ${DATABASE}.INFORMATION_SCHEMA.COLUMNS WHERE ${where(relations)} ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION`;
}

function where(relations: readonly Relation[]): string {
  const names = (values: readonly string[]) => [...new Set(values)].map(value => `'${value}'`).join(', ');
  return (
    `TABLE_SCHEMA IN (${names(relations.map(({ schema }) => schema))}) ` +
    `AND TABLE_NAME IN (${names(relations.map(({ model }) => model.toUpperCase()))})`
  );
}

async function kindsOf(
  warehouse: WarehouseReader,
  relations: readonly Relation[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const result = await orAbsent(warehouse.query(kindsQuery(relations), [], signal));
  return new Map(
    (result?.rows ?? []).map(row => [`${row.TABLE_SCHEMA}.${row.TABLE_NAME}`, String(row.TABLE_TYPE)]),
  );
}

async function columnsOf(
  warehouse: WarehouseReader,
  relations: readonly Relation[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly FoundColumn[]>> {
  const result = await orAbsent(warehouse.query(columnsQuery(relations), [], signal));
  const columns = new Map<string, FoundColumn[]>();
  for (const row of result?.rows ?? []) {
    const name = `${row.TABLE_SCHEMA}.${row.TABLE_NAME}`;
    const column = { name: String(row.COLUMN_NAME), type: String(row.DATA_TYPE) };
    columns.set(name, [...(columns.get(name) ?? []), column]);
  }
  return columns;
}

function actualQuery(relation: Relation): string {
  return named(relation.model, relation.actual, ` FROM ${fullName(relation)}`);
}

function expectedQuery(relation: Relation): string {
  const { rows, revenue, orders } = relation.expected;
  return named(
    relation.model,
    {
      rows: `(${rows})`,
      ...(revenue === undefined ? {} : { revenue: `(${revenue})` }),
      ...(orders === undefined ? {} : { orders: `(${orders})` }),
    },
    '',
  );
}

/** One row: NAME, N_ROWS, REVENUE, N_ORDERS. */
function named(model: string, { rows, revenue, orders }: TotalsSql, from: string): string {
  // Every part of a union has the same types, so that no engine has to guess.
  const whole = (sql: string | undefined) => `CAST(${sql ?? 'NULL'} AS NUMBER(18,0))`;
  const money = (sql: string | undefined) => `CAST(${sql ?? 'NULL'} AS NUMBER(18,2))`;
  return `SELECT '${model}' AS NAME, ${whole(rows)} AS N_ROWS, ${money(revenue)} AS REVENUE, ${whole(orders)} AS N_ORDERS${from}`;
}

async function totalsOf(
  warehouse: WarehouseReader,
  queries: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Totals>> {
  const rows = await rowsOfAll(warehouse, queries, signal);
  return new Map(
    rows.map(row => [
      String(row.NAME),
      { rows: numberOf(row.N_ROWS), revenue: numberOf(row.REVENUE), orders: numberOf(row.N_ORDERS) },
    ]),
  );
}

function numberOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
