import { DATABASE, fullName, PRODUCT_PERFORMANCE } from '../06-dbt/relations.ts';
import { groupChecks } from './groups.ts';
import { martStep } from './mart-step.ts';

const TABLE = fullName(PRODUCT_PERFORMANCE);

/** Products by revenue, with their rank, running total and the total, straight from the facts. */
const RANKED = `WITH sales AS (
  SELECT product_key, SUM(line_revenue) AS revenue
  FROM ${DATABASE}.CORE_CORE.FACT_ORDERS
  GROUP BY product_key
), ranked AS (
  SELECT ROW_NUMBER() OVER (ORDER BY revenue DESC, product_key) AS revenue_rank,
         SUM(revenue) OVER (ORDER BY revenue DESC, product_key ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running,
         SUM(revenue) OVER () AS total
  FROM sales
)`;

const counted = (rule: string) => `${RANKED}
SELECT ${rule} AS GROUP_NAME, COUNT(*) AS N FROM ranked GROUP BY ${rule}`;

const ABC = "CASE WHEN running <= 0.80 * total THEN 'A' WHEN running <= 0.95 * total THEN 'B' ELSE 'C' END";
const TIER =
  "CASE WHEN revenue_rank <= 10 THEN 'Top 10' WHEN revenue_rank <= 50 THEN 'Top 50' ELSE 'Long Tail' END";

export const productPerformance = martStep({
  name: 'product-performance',
  title: { fr: 'Data mart : performance produits', en: 'Data mart: product performance' },
  handout: '1.11.1',
  relation: PRODUCT_PERFORMANCE,

  async checks(context) {
    const checks = await Promise.all([
      groupChecks(context, {
        column: 'abc_class',
        values: ['A', 'B', 'C'],
        label: { fr: 'Produits de classe', en: 'Products of class' },
        table: TABLE,
        expected: counted(ABC),
      }),
      groupChecks(context, {
        column: 'performance_tier',
        values: ['Top 10', 'Top 50', 'Long Tail'],
        label: { fr: 'Produits du palier', en: 'Products of tier' },
        table: TABLE,
        expected: counted(TIER),
      }),
    ]);
    return checks.flat();
  },

  sample: {
    title: { fr: 'Les dix premiers produits', en: 'The ten best products' },
    query: `SELECT product_name, product_category, total_revenue, total_orders, abc_class, performance_tier
FROM ${TABLE}
ORDER BY total_revenue DESC, product_key
LIMIT 10`,
  },
});
