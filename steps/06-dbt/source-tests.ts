import { STAGING } from './relations.ts';

/** A test of a source as dbt names it, with the rows that fail it. */
export interface SourceTest {
  readonly name: string;
  /** The table and column of the source that it is declared for. */
  readonly of: string;
  /** dbt's own SELECT: every row it returns is a failure. */
  readonly select: string;
}

const column = (table: string, name: string) => ({ table, name });

const NOT_NULL = [
  column('stg_users', 'id'),
  column('stg_users', 'email'),
  column('stg_products', 'id'),
  column('stg_orders', 'id'),
  column('stg_orders', 'user_id'),
  column('stg_order_items', 'id'),
];

const UNIQUE = [
  column('stg_users', 'id'),
  column('stg_users', 'email'),
  column('stg_products', 'id'),
  column('stg_orders', 'id'),
  column('stg_order_items', 'id'),
];

const RELATIONSHIPS = [
  { child: column('stg_orders', 'user_id'), parent: column('stg_users', 'id') },
  { child: column('stg_order_items', 'order_id'), parent: column('stg_orders', 'id') },
];

/** The 13 tests of `_staging__sources.yml`; dbt joins the words of a name with `__`, which the handout's print lost. */
export const SOURCE_TESTS: readonly SourceTest[] = [
  ...NOT_NULL.map(({ table, name }) => ({
    name: `source_not_null_staging_${table}_${name}`,
    of: `${table}.${name}`,
    select: `SELECT ${name} FROM ${STAGING}.${table.toUpperCase()} WHERE ${name} IS NULL`,
  })),
  ...UNIQUE.map(({ table, name }) => ({
    name: `source_unique_staging_${table}_${name}`,
    of: `${table}.${name}`,
    select: `SELECT ${name} AS unique_field, COUNT(*) AS n_records FROM ${STAGING}.${table.toUpperCase()} WHERE ${name} IS NOT NULL GROUP BY ${name} HAVING COUNT(*) > 1`,
  })),
  ...RELATIONSHIPS.map(({ child, parent }) => ({
    name: `source_relationships_staging_${child.table}_${child.name}__${parent.name}__source_staging_${parent.table}_`,
    of: `${child.table}.${child.name}`,
    select: `SELECT c.${child.name} AS from_field FROM ${STAGING}.${child.table.toUpperCase()} c LEFT JOIN ${STAGING}.${parent.table.toUpperCase()} p ON p.${parent.name} = c.${child.name} WHERE c.${child.name} IS NOT NULL AND p.${parent.name} IS NULL`,
  })),
];

/** The number of failing rows of a test: NAME, FAILURES. */
export function failuresQuery({ name, select }: SourceTest): string {
  return `SELECT '${name}' AS NAME, COUNT(*) AS FAILURES FROM (${select}) AS failing`;
}
