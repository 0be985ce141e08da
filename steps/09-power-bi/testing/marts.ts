import { sqlScript } from '../../../src/lab/lab.ts';
import type { Warehouse } from '../../../src/ports/warehouse.ts';

const COUNTRIES = ['FRA', 'DEU', 'USA'];
const CATEGORIES = ['Books', 'Home', 'Toys'];
const PLANS = ['freemium', 'premium'];

/** The marts of a small shop, by plain SQL: what dbt makes of the loaded tables, as far as the report reads it. */
export async function makeMarts(warehouse: Warehouse): Promise<void> {
  const scripts = [
    sqlScript('snowflake/create-schemas.sql'),
    sqlScript('snowflake/create-warehouses.sql'),
    sqlScript('snowflake/create-staging-tables.sql'),
  ];
  for (const script of scripts) await warehouse.script(script);
  const schemas = ['CORE_STAGING', 'CORE_CORE', 'CORE_MARTS'].map(
    name => `CREATE SCHEMA IF NOT EXISTS ${name}`,
  );
  // One script is one session: the database holds for all of it.
  await warehouse.script(['USE DATABASE SHOPSTREAM_DWH', ...schemas, ...staged(), ...MODELS].join(';\n'));
  await warehouse.script(sqlScript('snowflake/publish-marts.sql'));
}

/** Fourteen months of orders: two lines each, of different categories, one order in seven cancelled. */
function staged(): readonly string[] {
  const rows = (count: number, row: (n: number) => string) =>
    Array.from({ length: count }, (_, index) => `(${row(index + 1)})`).join(', ');
  const pick = (from: readonly string[], n: number) => `'${from[n % from.length]}'`;
  const month = (n: number) =>
    `${2024 + Math.floor((n % 14) / 12)}-${String(((n % 14) % 12) + 1).padStart(2, '0')}`;
  return [
    `INSERT INTO STAGING.STG_USERS VALUES ${rows(12, n => `${n}, 'u${n}@example.com', 'Zoé', 'O''Neil, "${n}"', ${pick(COUNTRIES, n)}, ${pick(PLANS, n)}, '2023-12-01 00:00:00'`)}`,
    `INSERT INTO STAGING.STG_PRODUCTS VALUES ${rows(9, n => `${n}, 1, 'Produit ${n}', NULL, ${pick(CATEGORIES, n)}, ${n * 10}.50, ${n * 5}, 10, '2023-12-01 00:00:00'`)}`,
    `INSERT INTO STAGING.STG_ORDERS VALUES ${rows(70, n => `${n}, ${(n % 12) + 1}, '${month(n)}-${String((n % 28) + 1).padStart(2, '0')} 10:00:00', 0, '${n % 7 === 0 ? 'cancelled' : 'paid'}', ${pick(COUNTRIES, n)}, 'paypal'`)}`,
    `INSERT INTO STAGING.STG_ORDER_ITEMS VALUES ${rows(140, n => `${n}, ${Math.ceil(n / 2)}, ${(n % 9) + 1}, ${(n % 3) + 1}, ${(n % 9) + 1}0.50`)}`,
  ];
}

const MODELS: readonly string[] = [
  `CREATE TABLE CORE_CORE.DIM_CUSTOMERS AS SELECT id AS customer_key, first_name || ' ' || last_name AS full_name, email,
  country AS country_code, INITCAP(plan_type) AS customer_segment FROM STAGING.STG_USERS`,
  `CREATE TABLE CORE_CORE.DIM_PRODUCTS AS SELECT id AS product_key, name AS product_name, category AS product_category
  FROM STAGING.STG_PRODUCTS`,
  `CREATE TABLE CORE_CORE.FACT_ORDERS AS SELECT i.id AS order_item_key, o.id AS order_id, o.user_id AS customer_key,
  i.product_id AS product_key, CAST(o.created_at AS DATE) AS order_date, o.country AS country_code, i.quantity,
  CAST(i.quantity * i.unit_price AS NUMBER(18,2)) AS line_revenue
  FROM STAGING.STG_ORDER_ITEMS i JOIN STAGING.STG_ORDERS o ON o.id = i.order_id WHERE o.status = 'paid'`,
  `CREATE TABLE CORE_MARTS.MART_SALES_OVERVIEW AS SELECT f.order_date AS sale_date, f.country_code, p.product_category,
  c.customer_segment, COUNT(DISTINCT f.order_id) AS total_orders, COUNT(DISTINCT f.customer_key) AS unique_customers,
  COUNT(*) AS total_lines, SUM(f.quantity) AS total_quantity, CAST(SUM(f.line_revenue) AS NUMBER(18,2)) AS total_revenue,
  CAST(0 AS NUMBER(18,2)) AS total_cost, CAST(0 AS NUMBER(18,2)) AS total_margin, CAST(1 AS NUMBER(18,2)) AS avg_order_value
  FROM CORE_CORE.FACT_ORDERS f JOIN CORE_CORE.DIM_PRODUCTS p ON p.product_key = f.product_key
  JOIN CORE_CORE.DIM_CUSTOMERS c ON c.customer_key = f.customer_key GROUP BY 1, 2, 3, 4`,
  `CREATE TABLE CORE_MARTS.MART_PRODUCT_PERFORMANCE AS SELECT p.product_name, p.product_category,
  CAST(SUM(f.line_revenue) AS NUMBER(18,2)) AS total_revenue, COUNT(DISTINCT f.order_id) AS total_orders, 'A' AS abc_class,
  'Top 10' AS performance_tier, f.product_key, SUM(f.quantity) AS total_quantity, CAST(0 AS NUMBER(18,2)) AS total_margin,
  CAST(0 AS NUMBER(9,2)) AS margin_percent, 1 AS revenue_rank, CAST(0 AS NUMBER(9,4)) AS revenue_percent,
  CAST(0 AS NUMBER(9,4)) AS cumulative_percent, MAX(f.order_date) AS last_sale_date
  FROM CORE_CORE.FACT_ORDERS f JOIN CORE_CORE.DIM_PRODUCTS p ON p.product_key = f.product_key
  GROUP BY p.product_name, p.product_category, f.product_key`,
  `CREATE TABLE CORE_MARTS.MART_CUSTOMER_LTV AS SELECT f.customer_key, c.full_name, c.email, c.country_code,
  CAST(SUM(f.line_revenue) AS NUMBER(18,2)) AS lifetime_value, COUNT(DISTINCT f.order_id) AS total_orders,
  CASE WHEN MOD(f.customer_key, 2) = 0 THEN 'Champions' ELSE 'Others' END AS rfm_segment, 'LOW' AS churn_risk,
  c.customer_segment, MIN(f.order_date) AS first_order_date, MAX(f.order_date) AS last_order_date, 1 AS recency_days,
  CAST(1 AS NUMBER(18,2)) AS avg_order_value, 1 AS recency_score, 1 AS frequency_score, 1 AS monetary_score
  FROM CORE_CORE.FACT_ORDERS f JOIN CORE_CORE.DIM_CUSTOMERS c ON c.customer_key = f.customer_key
  GROUP BY f.customer_key, c.full_name, c.email, c.country_code, c.customer_segment`,
];
