import { PAGES, PUBLISHED } from '../../src/bi/bi.ts';
import { type Check, type CheckContext, type Command, expectThat } from '../../src/lab/lab.ts';
import { orAbsent } from '../05-snowflake/ask.ts';
import { SALES_OVERVIEW } from '../06-dbt/relations.ts';
import { byHand, sqlOf } from './by-hand.ts';
import { partStep } from './part-step.ts';
import { totalChecks } from './totals.ts';

const { model } = SALES_OVERVIEW;
const PAGE = PAGES.find(({ id }) => id === 'overview');

/** What the handout's card adds up, counted another way: an order once in each category that it holds. */
const ORDERS_BY_CATEGORY = `SELECT COUNT(*) AS N
FROM (
  SELECT DISTINCT f.ORDER_ID, p.PRODUCT_CATEGORY
  FROM ${PUBLISHED.core}.FACT_ORDERS f
  JOIN ${PUBLISHED.core}.DIM_PRODUCTS p ON p.PRODUCT_KEY = f.PRODUCT_KEY
)`;

async function ordersCheck({ ports, signal }: CheckContext<'warehouse'>): Promise<Check> {
  const query = PAGE?.visuals.find(({ id }) => id === 'total-orders')?.sql(PUBLISHED) ?? '';
  const [counted, shown] = await Promise.all([
    orAbsent(ports.warehouse.query(ORDERS_BY_CATEGORY, [], signal)),
    orAbsent(ports.warehouse.query(query, [], signal)),
  ]);
  const expected = numberOf(counted?.rows[0]?.N);
  const actual = numberOf(shown?.rows[0]?.VALUE);
  return expectThat(
    'total-total-orders-value',
    {
      fr: 'Total : carte « Nombre de commandes » de l’énoncé (une commande par catégorie)',
      en: 'Total: the handout’s card "Number of orders" (an order once a category)',
    },
    actual !== null && actual === expected,
    {
      expected,
      actual,
      query: `${query};`,
      message: {
        fr: 'mart_sales_overview ne compte pas les commandes de fact_orders : exécutez dbt.run.',
        en: 'mart_sales_overview does not count the orders of fact_orders: run dbt.run.',
      },
    },
  );
}

function numberOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

export const overview = partStep({
  part: 'overview',
  title: { fr: "Page « Vue d'ensemble »", en: 'Page "Vue d\'ensemble"' },
  handout: '1.12.3',

  async checks(context) {
    const [totals, orders] = await Promise.all([
      totalChecks(context, 'overview', [
        {
          visual: 'total-revenue',
          column: 'VALUE',
          label: { fr: "carte du chiffre d'affaires", en: 'revenue card' },
          model,
          total: 'revenue',
        },
        {
          visual: 'revenue-by-date',
          column: 'TOTAL_REVENUE',
          label: { fr: 'courbe, tous les jours', en: 'line, all days' },
          model,
          total: 'revenue',
        },
        {
          visual: 'revenue-by-country',
          column: 'TOTAL_REVENUE',
          label: { fr: 'barres, tous les pays', en: 'bars, all countries' },
          model,
          total: 'revenue',
        },
        {
          visual: 'revenue-by-category',
          column: 'TOTAL_REVENUE',
          label: { fr: 'secteurs, toutes les catégories', en: 'pie, all categories' },
          model,
          total: 'revenue',
        },
      ]),
      ordersCheck(context),
    ]);
    return [...totals, orders];
  },

  commands(): readonly Command[] {
    return [
      byHand(
        { fr: 'À la main, dans Power BI Desktop', en: 'By hand, in Power BI Desktop' },
        `Renommer « Page 1 » en « Vue d'ensemble »
Carte : TOTAL_REVENUE (somme), format € sans décimale
Carte : TOTAL_ORDERS (somme)
Graphique en courbes : axe X SALE_DATE, axe Y TOTAL_REVENUE
Graphique à barres empilées : axe Y COUNTRY_CODE, axe X TOTAL_REVENUE
Graphique en secteurs : légende PRODUCT_CATEGORY, valeurs TOTAL_REVENUE
Segment : COUNTRY_CODE
Segment : PRODUCT_CATEGORY
Enregistrer`,
      ),
      ...sqlOf('overview', ['revenue-by-country', 'revenue-by-category']),
    ];
  },
});
