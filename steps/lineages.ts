import type { Hop, Lineage } from '../src/lab/lab.ts';

/** PostgreSQL, the data lake and STAGING: the three places that hold every table as it is. */
function copies(table: string): readonly Hop[] {
  const id = table.replace('_', '-');
  return [
    { name: 'postgres', step: 'data.generate', check: id },
    { name: 's3', step: 'export.tables', check: `${id}-rows` },
    { name: 'staging', step: 'snowflake.load-staging', check: `stg-${id}-rows` },
  ];
}

const ORDERS = { fr: 'commandes', en: 'orders' };
const LINES = { fr: 'lignes', en: 'lines' };
const fact = (check: string) => ({ name: 'fact', step: 'dbt.run', check: `fact-orders-${check}` });

/** The ways of the tables through the pipeline; the first one stands for all while nothing diverges. */
export const lineages: readonly Lineage[] = [
  {
    table: 'orders',
    hops: [
      ...copies('orders'),
      // From here on only orders that count as revenue.
      { ...fact('orders'), unit: ORDERS, equals: { step: 'data.generate', check: 'revenue-orders' } },
      { name: 'mart', step: 'marts.customer-ltv', check: 'mart-customer-ltv-orders', unit: ORDERS },
    ],
  },
  {
    table: 'order_items',
    hops: [
      ...copies('order_items'),
      { ...fact('rows'), unit: LINES, equals: { step: 'data.generate', check: 'revenue-lines' } },
      {
        name: 'mart',
        step: 'marts.product-performance',
        check: 'mart-product-performance-orders',
        unit: LINES,
      },
    ],
  },
  {
    table: 'users',
    hops: [...copies('users'), { name: 'dim_customers', step: 'dbt.run', check: 'dim-customers-rows' }],
  },
  {
    table: 'products',
    hops: [...copies('products'), { name: 'dim_products', step: 'dbt.run', check: 'dim-products-rows' }],
  },
  { table: 'crm_contacts', hops: copies('crm_contacts') },
  {
    table: 'events',
    hops: [
      { name: 'postgres', step: 'data.generate', check: 'events' },
      { name: 's3', step: 'export.events', check: 'events-rows' },
      { name: 'raw', step: 'snowflake.load-events', check: 'events-rows' },
    ],
  },
];
