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
  /** Over the relation itself. */
  readonly actual: TotalsSql;
  /** The same computed from the loaded tables: scalar queries, whatever the data set's scale and seed. */
  readonly expected: TotalsSql;
}

/** `SHOPSTREAM_DWH.CORE_CORE.FACT_ORDERS`. */
export function fullName(relation: Relation): string {
  return `${DATABASE}.${relation.schema}.${relation.model.toUpperCase()}`;
}

const columns = (words: string): readonly string[] => words.trim().toUpperCase().split(/\s+/);
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
    columns: columns(
      'order_id customer_key ordered_at order_date status country_code payment_method total_amount is_revenue',
    ),
    actual: { rows: 'COUNT(*)' },
    expected: { rows: count('STG_ORDERS') },
  },
  {
    model: 'dim_customers',
    schema: 'CORE_CORE',
    kind: 'BASE TABLE',
    columns: columns(`
      customer_key email first_name last_name full_name country_code customer_segment is_paying_plan signup_date
      revenue_orders revenue_amount first_order_date last_order_date has_ordered`),
    actual: { rows: 'COUNT(*)' },
    expected: { rows: count('STG_USERS') },
  },
  {
    model: 'dim_products',
    schema: 'CORE_CORE',
    kind: 'BASE TABLE',
    columns: columns(`
      product_key product_name product_category merchant_id list_price unit_cost unit_margin margin_percent
      price_segment stock_quantity stock_status launch_date`),
    actual: { rows: 'COUNT(*)' },
    expected: { rows: count('STG_PRODUCTS') },
  },
  {
    model: 'fact_orders',
    schema: 'CORE_CORE',
    kind: 'BASE TABLE',
    columns: columns(`
      order_item_key order_id customer_key product_key order_date order_month ordered_at country_code status
      payment_method quantity unit_price line_revenue line_cost line_margin is_delivered is_cross_border
      is_below_list_price`),
    actual: { rows: 'COUNT(*)', revenue: 'SUM(line_revenue)', orders: 'COUNT(DISTINCT order_id)' },
    expected: { rows: LINES, revenue: REVENUE, orders: `SELECT COUNT(*) FROM ${REVENUE_ORDERS}` },
  },
  {
    model: 'mart_sales_overview',
    schema: 'CORE_MARTS',
    kind: 'BASE TABLE',
    columns: columns(`
      sale_date country_code product_category customer_segment total_orders unique_customers total_lines
      total_quantity total_revenue total_cost total_margin avg_order_value`),
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
  columns: columns(`
    product_name product_category total_revenue total_orders abc_class performance_tier product_key total_quantity
    total_margin margin_percent revenue_rank revenue_percent cumulative_percent last_sale_date`),
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
  columns: columns(`
    customer_key full_name email country_code lifetime_value total_orders rfm_segment churn_risk customer_segment
    first_order_date last_order_date recency_days avg_order_value recency_score frequency_score monetary_score`),
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
