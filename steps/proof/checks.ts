import type { ControlTotals } from '../../src/lab/lab.ts';

/** What a relation of the warehouse adds up to; revenue in cents. */
export interface RelationFigures {
  readonly model: string;
  readonly rows: number;
  readonly revenue?: number;
  readonly orders?: number;
}

type Checks = Readonly<Record<string, number>>;

/** The step that makes each relation. */
const MAKERS: Readonly<Record<string, string>> = {
  mart_product_performance: 'marts.product-performance',
  mart_customer_ltv: 'marts.customer-ltv',
};

/** By step and check: the number that a check which passed must have found. */
export function expectedChecks(
  totals: ControlTotals,
  relations: readonly RelationFigures[],
): Readonly<Record<string, Checks>> {
  const { rows, revenueOrders, revenueLines, revenueAmount } = totals;
  const tables = Object.entries(rows);
  const staged = tables.filter(([table]) => table !== 'events');
  const named = (name: (id: string) => string, of: readonly (readonly [string, number])[]): Checks =>
    Object.fromEntries(of.map(([table, count]) => [name(table.replaceAll('_', '-')), count]));
  const events = { 'events-rows': rows.events ?? 0 };
  const made = (step: string): Checks =>
    Object.assign(
      {},
      ...relations.filter(({ model }) => (MAKERS[model] ?? 'dbt.run') === step).map(relationChecks),
    );
  const revenue = revenueAmount / 100;
  return {
    'data.generate': {
      ...named(id => id, tables),
      'revenue-orders': revenueOrders,
      'revenue-lines': revenueLines,
      'revenue-amount': revenue,
    },
    'export.tables': named(id => `${id}-rows`, staged),
    'export.events': events,
    'snowflake.load-staging': named(id => `stg-${id}-rows`, staged),
    'snowflake.load-events': events,
    'dbt.run': made('dbt.run'),
    'marts.product-performance': made('marts.product-performance'),
    'marts.customer-ltv': made('marts.customer-ltv'),
    'marts.publish': {
      'control-sales-revenue': revenue,
      'control-products-revenue': revenue,
      'control-products-orders': revenueLines,
      'control-customers-value': revenue,
      'control-customers-orders': revenueOrders,
    },
  };
}

function relationChecks({ model, rows, revenue, orders }: RelationFigures): Checks {
  const id = model.replaceAll('_', '-');
  return {
    [`${id}-rows`]: rows,
    ...(revenue === undefined ? {} : { [`${id}-revenue`]: revenue / 100 }),
    ...(orders === undefined ? {} : { [`${id}-orders`]: orders }),
  };
}
