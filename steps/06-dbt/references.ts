import { DATABASE, fullName, REVENUE_STATUSES, type Relation, STAGING } from './relations.ts';

/**
 * What a model has to give, row by row: the same rule written once more, over the tables that the model stands on. It is
 * compared with what dbt made, so that a row which was changed afterwards, or a rule that was, does not hide behind a total.
 */
const REFERENCES: Readonly<Record<string, string>> = {
  stg_orders: `SELECT id, user_id, created_at, created_at::DATE, LOWER(TRIM(status)), UPPER(country), payment_method,
       total_amount, LOWER(TRIM(status)) IN ${REVENUE_STATUSES}
FROM ${STAGING}.STG_ORDERS`,

  dim_customers: `SELECT u.id, u.email, u.first_name, u.last_name, u.first_name || ' ' || u.last_name, u.country,
       INITCAP(u.plan_type), u.plan_type <> 'freemium', u.created_at::DATE, COALESCE(o.n, 0), COALESCE(o.amount, 0),
       o.first_date, o.last_date, o.user_id IS NOT NULL
FROM ${STAGING}.STG_USERS u
LEFT JOIN (
  SELECT user_id, COUNT(*) AS n, SUM(total_amount) AS amount, MIN(created_at::DATE) AS first_date,
         MAX(created_at::DATE) AS last_date
  FROM ${STAGING}.STG_ORDERS
  WHERE LOWER(TRIM(status)) IN ${REVENUE_STATUSES}
  GROUP BY user_id
) o ON o.user_id = u.id`,

  dim_products: `SELECT id, name, category, merchant_id, price, cost, price - cost,
       ROUND(100 * (price - cost) / NULLIF(price, 0), 2),
       CASE WHEN price < 150 THEN 'Budget' WHEN price < 400 THEN 'Standard' ELSE 'Premium' END, stock_quantity,
       CASE WHEN stock_quantity = 0 THEN 'Out of stock' WHEN stock_quantity < 20 THEN 'Low' ELSE 'In stock' END,
       created_at::DATE
FROM ${STAGING}.STG_PRODUCTS`,

  fact_orders: `SELECT i.id, i.order_id, o.user_id, i.product_id, o.created_at::DATE,
       DATE_TRUNC('month', o.created_at)::DATE, o.created_at, UPPER(o.country), LOWER(TRIM(o.status)), o.payment_method,
       i.quantity, i.unit_price, i.quantity * i.unit_price, i.quantity * p.cost, i.quantity * (i.unit_price - p.cost),
       LOWER(TRIM(o.status)) = 'delivered', UPPER(o.country) <> u.country, i.unit_price < p.price
FROM ${STAGING}.STG_ORDER_ITEMS i
JOIN ${STAGING}.STG_ORDERS o ON o.id = i.order_id
LEFT JOIN ${STAGING}.STG_USERS u ON u.id = o.user_id
LEFT JOIN ${STAGING}.STG_PRODUCTS p ON p.id = i.product_id
WHERE LOWER(TRIM(o.status)) IN ${REVENUE_STATUSES}`,

  mart_sales_overview: `SELECT o.created_at::DATE, UPPER(o.country), p.category, INITCAP(u.plan_type), COUNT(DISTINCT o.id),
       COUNT(DISTINCT u.id), COUNT(*), SUM(i.quantity), SUM(i.quantity * i.unit_price), SUM(i.quantity * p.cost),
       SUM(i.quantity * (i.unit_price - p.cost)), ROUND(SUM(i.quantity * i.unit_price) / COUNT(DISTINCT o.id), 2)
FROM ${STAGING}.STG_ORDER_ITEMS i
JOIN ${STAGING}.STG_ORDERS o ON o.id = i.order_id
JOIN ${STAGING}.STG_PRODUCTS p ON p.id = i.product_id
JOIN ${STAGING}.STG_USERS u ON u.id = o.user_id
WHERE LOWER(TRIM(o.status)) IN ${REVENUE_STATUSES}
GROUP BY 1, 2, 3, 4`,

  mart_product_performance: `SELECT p.product_name, p.product_category, f.revenue, f.orders,
       CASE WHEN f.running <= 0.80 * f.total THEN 'A' WHEN f.running <= 0.95 * f.total THEN 'B' ELSE 'C' END,
       CASE WHEN f.place <= 10 THEN 'Top 10' WHEN f.place <= 50 THEN 'Top 50' ELSE 'Long Tail' END,
       f.product_key, f.quantity, f.margin, ROUND(100 * f.margin / NULLIF(f.revenue, 0), 2), f.place,
       ROUND(100 * f.revenue / NULLIF(f.total, 0), 4), ROUND(100 * f.running / NULLIF(f.total, 0), 4), f.last_date
FROM (
  SELECT s.*, ROW_NUMBER() OVER (ORDER BY revenue DESC, product_key) AS place,
         SUM(revenue) OVER (ORDER BY revenue DESC, product_key ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running,
         SUM(revenue) OVER () AS total
  FROM (
    SELECT product_key, COUNT(DISTINCT order_id) AS orders, SUM(quantity) AS quantity, SUM(line_revenue) AS revenue,
           SUM(line_margin) AS margin, MAX(order_date) AS last_date
    FROM ${DATABASE}.CORE_CORE.FACT_ORDERS
    GROUP BY product_key
  ) s
) f
JOIN ${DATABASE}.CORE_CORE.DIM_PRODUCTS p ON p.product_key = f.product_key`,

  mart_customer_ltv: `SELECT s.customer_key, c.full_name, c.email, c.country_code, s.monetary, s.frequency,
       CASE WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'Champions' WHEN r >= 3 AND f >= 3 THEN 'Loyal Customers'
            WHEN r >= 4 AND f <= 2 THEN 'Promising' WHEN r <= 2 AND f <= 2 THEN 'Hibernating' ELSE 'Others' END,
       CASE WHEN s.recency_days <= 90 THEN 'LOW' WHEN s.recency_days <= 180 THEN 'MEDIUM' ELSE 'HIGH' END,
       c.customer_segment, s.first_date, s.last_date, s.recency_days, ROUND(s.monetary / s.frequency, 2), r, f, m
FROM (
  SELECT o.*, NTILE(5) OVER (ORDER BY recency_days DESC, customer_key) AS r,
         NTILE(5) OVER (ORDER BY frequency, customer_key) AS f, NTILE(5) OVER (ORDER BY monetary, customer_key) AS m
  FROM (
    SELECT customer_key, COUNT(DISTINCT order_id) AS frequency, SUM(line_revenue) AS monetary,
           MIN(order_date) AS first_date, MAX(order_date) AS last_date,
           DATEDIFF('day', MAX(order_date), (SELECT MAX(order_date) FROM ${DATABASE}.CORE_STAGING.STG_ORDERS)) AS recency_days
    FROM ${DATABASE}.CORE_CORE.FACT_ORDERS
    GROUP BY customer_key
  ) o
) s
JOIN ${DATABASE}.CORE_CORE.DIM_CUSTOMERS c ON c.customer_key = s.customer_key`,
};

/** The rows that a relation should hold and does not, as a person can look at them. */
export function differenceQuery(relation: Relation): string {
  return missingRows(REFERENCES[relation.model] ?? '', relation, fullName(relation));
}

/** The rows of `reference` (in the relation's columns) that `table` does not hold. */
export function missingRows(reference: string, relation: Relation, table: string): string {
  return `${reference}\nEXCEPT\nSELECT ${relation.columns.join(', ').toLowerCase()} FROM ${table}`;
}
