/** The warehouse's database; dbt derives its schemas from the target schema CORE and the folder's own. */
export const DATABASE = 'SHOPSTREAM_DWH';
export const STAGING = `${DATABASE}.STAGING`;

/** Orders that count as revenue: `revenue_statuses` of dbt_project.yml. */
export const REVENUE_STATUSES = "('paid', 'shipped', 'delivered')";

/** What a relation adds up to. `null`: it says nothing about that. Amounts are in euros, exact to the cent. */
export interface Totals {
  readonly rows: number | null;
  readonly revenue: number | null;
  readonly orders: number | null;
}

/** SQL expressions for the totals; `undefined`: the relation says nothing about that. */
export interface TotalsSql {
  readonly rows: string;
  readonly revenue?: string;
  readonly orders?: string;
}

/** A relation that dbt makes of a model, with what the lab expects of it. */
export interface Relation {
  readonly model: string;
  /** As Snowflake spells it. */
  readonly schema: 'CORE_STAGING' | 'CORE_CORE' | 'CORE_MARTS';
  readonly kind: 'VIEW' | 'BASE TABLE';
  /** Columns that must be there, in the model's order; a student may add more. */
  readonly columns: readonly string[];
  /** Their types, in the same order. */
  readonly types: readonly ColumnType[];
  /** Over the relation itself. */
  readonly actual: TotalsSql;
  /** The same computed from the loaded tables: scalar queries, whatever the data set's scale and seed. */
  readonly expected: TotalsSql;
}

/** `SHOPSTREAM_DWH.CORE_CORE.FACT_ORDERS`. */
export function fullName(relation: Relation): string {
  return `${DATABASE}.${relation.schema}.${relation.model.toUpperCase()}`;
}

/** A column's type as the information schema names it. */
export type ColumnType = 'NUMBER' | 'TEXT' | 'DATE' | 'TIMESTAMP_NTZ' | 'BOOLEAN';

const LETTERS: Readonly<Record<string, ColumnType>> = {
  n: 'NUMBER',
  t: 'TEXT',
  d: 'DATE',
  s: 'TIMESTAMP_NTZ',
  b: 'BOOLEAN',
};

/** Columns from `name:letter` words. */
function columns(words: string): Pick<Relation, 'columns' | 'types'> {
  const pairs = words
    .trim()
    .split(/\s+/)
    .map(word => word.split(':'));
  return {
    columns: pairs.map(([name = '']) => name.toUpperCase()),
    types: pairs.map(([name, letter = '']) => {
      const type = LETTERS[letter];
      if (type === undefined) throw new Error(`Column ${name} has no type.`);
      return type;
    }),
  };
}

const count = (table: string) => `SELECT COUNT(*) FROM ${STAGING}.${table}`;

const REVENUE_ORDERS = `${STAGING}.STG_ORDERS o WHERE o.status IN ${REVENUE_STATUSES}`;
const REVENUE_LINES = `${STAGING}.STG_ORDER_ITEMS i JOIN ${STAGING}.STG_ORDERS o ON o.id = i.order_id WHERE o.status IN ${REVENUE_STATUSES}`;
const REVENUE = `SELECT SUM(i.quantity * i.unit_price) FROM ${REVENUE_LINES}`;
const LINES = `SELECT COUNT(*) FROM ${REVENUE_LINES}`;

/** The five relations of `dbt run` in the handout (1.10.1). */
export const RELATIONS: readonly Relation[] = [
  {
    model: 'stg_orders',
    schema: 'CORE_STAGING',
    kind: 'VIEW',
    ...columns(
      'order_id:n customer_key:n ordered_at:s order_date:d status:t country_code:t payment_method:t total_amount:n is_revenue:b',
    ),
    actual: { rows: 'COUNT(*)' },
    expected: { rows: count('STG_ORDERS') },
  },
  {
    model: 'dim_customers',
    schema: 'CORE_CORE',
    kind: 'BASE TABLE',
    ...columns(`
      customer_key:n email:t first_name:t last_name:t full_name:t country_code:t customer_segment:t is_paying_plan:b signup_date:d
      revenue_orders:n revenue_amount:n first_order_date:d last_order_date:d has_ordered:b`),
    actual: { rows: 'COUNT(*)' },
    expected: { rows: count('STG_USERS') },
  },
  {
    model: 'dim_products',
    schema: 'CORE_CORE',
    kind: 'BASE TABLE',
    ...columns(`
      product_key:n product_name:t product_category:t merchant_id:n list_price:n unit_cost:n unit_margin:n margin_percent:n
      price_segment:t stock_quantity:n stock_status:t launch_date:d`),
    actual: { rows: 'COUNT(*)' },
    expected: { rows: count('STG_PRODUCTS') },
  },
  {
    model: 'fact_orders',
    schema: 'CORE_CORE',
    kind: 'BASE TABLE',
    ...columns(`
      order_item_key:n order_id:n customer_key:n product_key:n order_date:d order_month:d ordered_at:s country_code:t status:t
      payment_method:t quantity:n unit_price:n line_revenue:n line_cost:n line_margin:n is_delivered:b is_cross_border:b
      is_below_list_price:b`),
    actual: { rows: 'COUNT(*)', revenue: 'SUM(line_revenue)', orders: 'COUNT(DISTINCT order_id)' },
    expected: { rows: LINES, revenue: REVENUE, orders: `SELECT COUNT(*) FROM ${REVENUE_ORDERS}` },
  },
  {
    model: 'mart_sales_overview',
    schema: 'CORE_MARTS',
    kind: 'BASE TABLE',
    ...columns(`
      sale_date:d country_code:t product_category:t customer_segment:t total_orders:n unique_customers:n total_lines:n
      total_quantity:n total_revenue:n total_cost:n total_margin:n avg_order_value:n`),
    actual: { rows: 'COUNT(*)', revenue: 'SUM(total_revenue)' },
    expected: {
      rows: `SELECT COUNT(*) FROM (SELECT DISTINCT o.created_at::DATE, o.country, p.category, u.plan_type FROM ${STAGING}.STG_ORDER_ITEMS i JOIN ${STAGING}.STG_ORDERS o ON o.id = i.order_id JOIN ${STAGING}.STG_PRODUCTS p ON p.id = i.product_id JOIN ${STAGING}.STG_USERS u ON u.id = o.user_id WHERE o.status IN ${REVENUE_STATUSES})`,
      revenue: REVENUE,
    },
  },
];

/** The two marts that the chapter `marts` adds (1.11). */
export const PRODUCT_PERFORMANCE: Relation = {
  model: 'mart_product_performance',
  schema: 'CORE_MARTS',
  kind: 'BASE TABLE',
  ...columns(`
    product_name:t product_category:t total_revenue:n total_orders:n abc_class:t performance_tier:t product_key:n total_quantity:n
    total_margin:n margin_percent:n revenue_rank:n revenue_percent:n cumulative_percent:n last_sale_date:d`),
  actual: { rows: 'COUNT(*)', revenue: 'SUM(total_revenue)', orders: 'SUM(total_orders)' },
  expected: {
    rows: `SELECT COUNT(DISTINCT i.product_id) FROM ${REVENUE_LINES}`,
    revenue: REVENUE,
    // A product is in an order once at most: counting orders by product counts lines.
    orders: LINES,
  },
};

export const CUSTOMER_LTV: Relation = {
  model: 'mart_customer_ltv',
  schema: 'CORE_MARTS',
  kind: 'BASE TABLE',
  ...columns(`
    customer_key:n full_name:t email:t country_code:t lifetime_value:n total_orders:n rfm_segment:t churn_risk:t customer_segment:t
    first_order_date:d last_order_date:d recency_days:n avg_order_value:n recency_score:n frequency_score:n monetary_score:n`),
  actual: { rows: 'COUNT(*)', revenue: 'SUM(lifetime_value)', orders: 'SUM(total_orders)' },
  expected: {
    rows: `SELECT COUNT(DISTINCT o.user_id) FROM ${REVENUE_ORDERS}`,
    revenue: REVENUE,
    orders: `SELECT COUNT(*) FROM ${REVENUE_ORDERS}`,
  },
};

export const SALES_OVERVIEW = RELATIONS.find(({ model }) => model === 'mart_sales_overview') as Relation;

/** The three marts that Power BI reads. */
export const MARTS: readonly Relation[] = [SALES_OVERVIEW, PRODUCT_PERFORMANCE, CUSTOMER_LTV];
