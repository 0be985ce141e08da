import { CUSTOMER_LTV, DATABASE, fullName } from '../06-dbt/relations.ts';
import { groupChecks } from './groups.ts';
import { martStep } from './mart-step.ts';

const TABLE = fullName(CUSTOMER_LTV);

/** Customers with their scores, straight from the facts; the last day is the data's, not today. */
const SCORED = `WITH customers AS (
  SELECT customer_key,
         COUNT(DISTINCT order_id) AS frequency,
         SUM(line_revenue) AS monetary,
         DATEDIFF('day', MAX(order_date), (SELECT MAX(order_date) FROM ${DATABASE}.CORE_STAGING.STG_ORDERS)) AS recency_days
  FROM ${DATABASE}.CORE_CORE.FACT_ORDERS
  GROUP BY customer_key
), scored AS (
  SELECT recency_days,
         NTILE(5) OVER (ORDER BY recency_days DESC, customer_key) AS r,
         NTILE(5) OVER (ORDER BY frequency, customer_key) AS f,
         NTILE(5) OVER (ORDER BY monetary, customer_key) AS m
  FROM customers
)`;

const counted = (rule: string) => `${SCORED}
SELECT ${rule} AS GROUP_NAME, COUNT(*) AS N FROM scored GROUP BY ${rule}`;

const SEGMENT = `CASE WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'Champions'
            WHEN r >= 3 AND f >= 3 THEN 'Loyal Customers'
            WHEN r >= 4 AND f <= 2 THEN 'Promising'
            WHEN r <= 2 AND f <= 2 THEN 'Hibernating'
            ELSE 'Others' END`;
const CHURN =
  "CASE WHEN recency_days <= 90 THEN 'LOW' WHEN recency_days <= 180 THEN 'MEDIUM' ELSE 'HIGH' END";

export const customerLtv = martStep({
  name: 'customer-ltv',
  title: { fr: 'Data mart : valeur vie client', en: 'Data mart: customer lifetime value' },
  handout: '1.11.2',
  relation: CUSTOMER_LTV,

  async checks(context) {
    const checks = await Promise.all([
      groupChecks(context, {
        column: 'rfm_segment',
        values: ['Champions', 'Loyal Customers', 'Promising', 'Hibernating', 'Others'],
        label: { fr: 'Clients du segment', en: 'Customers of segment' },
        table: TABLE,
        expected: counted(SEGMENT),
      }),
      groupChecks(context, {
        column: 'churn_risk',
        values: ['LOW', 'MEDIUM', 'HIGH'],
        label: { fr: 'Clients à risque', en: 'Customers at risk' },
        table: TABLE,
        expected: counted(CHURN),
      }),
    ]);
    return checks.flat();
  },

  sample: {
    title: { fr: 'Les dix meilleurs clients', en: 'The ten best customers' },
    query: `SELECT full_name, email, country_code, lifetime_value, total_orders, rfm_segment, churn_risk
FROM ${TABLE}
ORDER BY lifetime_value DESC, customer_key
LIMIT 10`,
  },
});
