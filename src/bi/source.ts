import { DIMENSIONS, type Filters } from './dimensions.ts';
import type { TableName } from './field.ts';

/** Where the tables are in the warehouse: full names of schemas. */
export interface Schemas {
  readonly marts: string;
  readonly core: string;
}

/** The addresses that `marts.publish` gives to Power BI: views in MARTS; the facts stay where dbt makes them. */
export const PUBLISHED: Schemas = { marts: 'SHOPSTREAM_DWH.MARTS', core: 'SHOPSTREAM_DWH.CORE_CORE' };

/** Where dbt itself makes the marts: target schema CORE, folder marts. */
export const BUILT: Schemas = { marts: 'SHOPSTREAM_DWH.CORE_MARTS', core: 'SHOPSTREAM_DWH.CORE_CORE' };

/** The full name of a table: `SHOPSTREAM_DWH.MARTS.MART_SALES_OVERVIEW`. */
export function addressOf(table: TableName, schemas: Schemas): string {
  return `${table.startsWith('MART_') ? schemas.marts : schemas.core}.${table}`;
}

/** The order lines with what they can be filtered by: the star that the measures on distinct orders read. */
export const ORDER_LINES = ['FACT_ORDERS', 'DIM_PRODUCTS', 'DIM_CUSTOMERS'] as const;

/** `FROM … WHERE …` of one table with the filters that apply to it. */
export function fromTable(table: TableName, schemas: Schemas, filters: Filters): string {
  return `FROM ${addressOf(table, schemas)}${whereOf([table], filters)}`;
}

/** `FROM … JOIN … WHERE …` of the order lines with every filter. */
export function fromOrderLines(schemas: Schemas, filters: Filters): string {
  return `FROM ${addressOf('FACT_ORDERS', schemas)}
JOIN ${addressOf('DIM_PRODUCTS', schemas)} ON DIM_PRODUCTS.PRODUCT_KEY = FACT_ORDERS.PRODUCT_KEY
JOIN ${addressOf('DIM_CUSTOMERS', schemas)} ON DIM_CUSTOMERS.CUSTOMER_KEY = FACT_ORDERS.CUSTOMER_KEY${whereOf(ORDER_LINES, filters)}`;
}

/** The condition of the filters on the first of `tables` that has the dimension; empty when none applies. */
function whereOf(tables: readonly TableName[], filters: Filters): string {
  const conditions = DIMENSIONS.flatMap(({ id, columns }) => {
    const chosen = filters[id] ?? [];
    const table = tables.find(candidate => columns[candidate] !== undefined);
    if (chosen.length === 0 || table === undefined) return [];
    return [`${table}.${columns[table]} IN (${chosen.map(literal).join(', ')})`];
  });
  return conditions.length === 0 ? '' : `\nWHERE ${conditions.join('\n  AND ')}`;
}

/** A text as a SQL literal; a backslash escapes in Snowflake's strings too. */
function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
