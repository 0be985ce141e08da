import type { Text } from '../i18n/text.ts';
import type { Filters } from './dimensions.ts';
import type { Format } from './field.ts';
import { fromOrderLines, fromTable, type Schemas } from './source.ts';

/** A DAX measure of the report. */
export interface Measure {
  /** Stable, kebab-case. */
  readonly id: string;
  /** Its name in the model; a corrected one stands beside the handout's under a name of its own. */
  readonly name: string;
  readonly title: Text;
  /** `handout`: word for word the handout's; `corrected`: the same done right; `base`: what the corrected ones are made of. */
  readonly origin: 'handout' | 'corrected' | 'base';
  /** Of a handout's measure, the id of the corrected one. */
  readonly correctedBy?: string;
  readonly format: Format;
  readonly dax: string;
  /** The same number by SQL, without a month chosen: one row, one column VALUE. */
  sql(schemas: Schemas, filters?: Filters): string;
}

/** The measures: the handout's three (1.12.4), each with its correction, and what these are made of. */
export const MEASURES: readonly Measure[] = [
  {
    id: 'average-basket',
    name: 'Panier Moyen',
    title: { fr: 'Panier moyen (énoncé)', en: 'Average basket (handout)' },
    origin: 'handout',
    correctedBy: 'average-basket-corrected',
    format: 'euro-cents',
    dax: `DIVIDE(
    SUM(MART_SALES_OVERVIEW[TOTAL_REVENUE]),
    SUM(MART_SALES_OVERVIEW[TOTAL_ORDERS])
)`,
    sql: (schemas, filters = {}) => `SELECT SUM(TOTAL_REVENUE) / NULLIF(SUM(TOTAL_ORDERS), 0) AS VALUE
${fromTable('MART_SALES_OVERVIEW', schemas, filters)}`,
  },
  {
    id: 'previous-month',
    name: 'CA Mois Précédent',
    title: { fr: 'CA du mois précédent (énoncé)', en: 'Previous month’s revenue (handout)' },
    origin: 'handout',
    correctedBy: 'previous-month-corrected',
    format: 'euro',
    dax: `CALCULATE(
    SUM(MART_SALES_OVERVIEW[TOTAL_REVENUE]),
    DATEADD(MART_SALES_OVERVIEW[SALE_DATE], -1, MONTH)
)`,
    sql: (schemas, filters = {}) => `WITH sales AS (
  SELECT SALE_DATE, TOTAL_REVENUE
  ${fromTable('MART_SALES_OVERVIEW', schemas, filters)}
)
-- Sans mois choisi, DATEADD décale toute la période : tout le CA sauf celui du dernier mois.
SELECT SUM(TOTAL_REVENUE) AS VALUE
FROM sales
WHERE SALE_DATE <= (SELECT ADD_MONTHS(MAX(SALE_DATE), -1) FROM sales)`,
  },
  {
    id: 'monthly-growth',
    name: 'Croissance Mensuelle',
    title: { fr: 'Croissance mensuelle (énoncé)', en: 'Monthly growth (handout)' },
    origin: 'handout',
    correctedBy: 'monthly-growth-corrected',
    format: 'percent',
    dax: `DIVIDE(
    SUM(MART_SALES_OVERVIEW[TOTAL_REVENUE]) - [CA Mois Précédent],
    [CA Mois Précédent],
    0
)`,
    sql: (schemas, filters = {}) => `WITH sales AS (
  SELECT SALE_DATE, TOTAL_REVENUE
  ${fromTable('MART_SALES_OVERVIEW', schemas, filters)}
), totals AS (
  SELECT SUM(TOTAL_REVENUE) AS revenue,
         SUM(CASE WHEN SALE_DATE <= (SELECT ADD_MONTHS(MAX(SALE_DATE), -1) FROM sales) THEN TOTAL_REVENUE END) AS previous
  FROM sales
)
-- Le troisième argument de DIVIDE, 0, cache l'absence de mois précédent.
SELECT COALESCE((revenue - previous) / NULLIF(previous, 0), 0) AS VALUE
FROM totals`,
  },
  {
    id: 'revenue',
    name: 'CA',
    title: { fr: "Chiffre d'affaires", en: 'Revenue' },
    origin: 'base',
    format: 'euro',
    dax: 'SUM(MART_SALES_OVERVIEW[TOTAL_REVENUE])',
    sql: (schemas, filters = {}) => `SELECT SUM(TOTAL_REVENUE) AS VALUE
${fromTable('MART_SALES_OVERVIEW', schemas, filters)}`,
  },
  {
    id: 'distinct-orders',
    name: 'Commandes distinctes',
    title: { fr: 'Commandes distinctes', en: 'Distinct orders' },
    origin: 'base',
    format: 'integer',
    dax: 'DISTINCTCOUNT(FACT_ORDERS[ORDER_ID])',
    sql: (schemas, filters = {}) => `SELECT COUNT(DISTINCT FACT_ORDERS.ORDER_ID) AS VALUE
${fromOrderLines(schemas, filters)}`,
  },
  {
    id: 'average-basket-corrected',
    name: 'Panier Moyen corrigé',
    title: { fr: 'Panier moyen', en: 'Average basket' },
    origin: 'corrected',
    format: 'euro-cents',
    dax: 'DIVIDE([CA], [Commandes distinctes])',
    sql: (
      schemas,
      filters = {},
    ) => `SELECT SUM(FACT_ORDERS.LINE_REVENUE) / NULLIF(COUNT(DISTINCT FACT_ORDERS.ORDER_ID), 0) AS VALUE
${fromOrderLines(schemas, filters)}`,
  },
  {
    id: 'previous-month-corrected',
    name: 'CA Mois Précédent corrigé',
    title: { fr: 'CA du mois précédent', en: 'Previous month’s revenue' },
    origin: 'corrected',
    format: 'euro',
    dax: `IF(
    HASONEVALUE(Calendrier[AnnéeMois]),
    CALCULATE([CA], DATEADD(Calendrier[Date], -1, MONTH))
)`,
    sql: (schemas, filters = {}) => lastMonth('PREVIOUS_REVENUE', schemas, filters),
  },
  {
    id: 'monthly-growth-corrected',
    name: 'Croissance Mensuelle corrigée',
    title: { fr: 'Croissance mensuelle', en: 'Monthly growth' },
    origin: 'corrected',
    format: 'percent',
    dax: `VAR Precedent = [CA Mois Précédent corrigé]
RETURN
    IF(NOT ISBLANK(Precedent), DIVIDE([CA] - Precedent, Precedent))`,
    sql: (schemas, filters = {}) => lastMonth('GROWTH', schemas, filters),
  },
];

/** A measure by its id. */
export function measure(id: string): Measure {
  const found = MEASURES.find(candidate => candidate.id === id);
  if (found === undefined) throw new Error(`There is no measure ${id}.`);
  return found;
}

/**
 * Month by month: MONTH (its first day), REVENUE, PREVIOUS_REVENUE and GROWTH (a ratio), the latter two NULL where there is
 * no month before: what the corrected measures give on the months of the marked calendar.
 */
export function monthlySql(schemas: Schemas, filters: Filters = {}): string {
  return `WITH monthly AS (
  SELECT DATE_TRUNC('MONTH', SALE_DATE) AS MONTH, SUM(TOTAL_REVENUE) AS REVENUE
  ${fromTable('MART_SALES_OVERVIEW', schemas, filters)}
  GROUP BY DATE_TRUNC('MONTH', SALE_DATE)
)
SELECT m.MONTH, m.REVENUE, p.REVENUE AS PREVIOUS_REVENUE, (m.REVENUE - p.REVENUE) / NULLIF(p.REVENUE, 0) AS GROWTH
FROM monthly m
LEFT JOIN monthly p ON p.MONTH = ADD_MONTHS(m.MONTH, -1)
ORDER BY m.MONTH`;
}

/** One column of the last month's row, as VALUE: the corrected measures with that month chosen. */
function lastMonth(value: 'PREVIOUS_REVENUE' | 'GROWTH', schemas: Schemas, filters: Filters): string {
  return `SELECT ${value} AS VALUE
FROM (
${monthlySql(schemas, filters)}
)
ORDER BY MONTH DESC
LIMIT 1`;
}
