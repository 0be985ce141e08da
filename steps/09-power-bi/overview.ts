import { PUBLISHED } from '../../src/bi/bi.ts';
import { SALES_OVERVIEW } from '../06-dbt/relations.ts';
import { byHand, sqlOf } from './by-hand.ts';
import { partStep } from './part-step.ts';
import { expectedOf, totalChecks } from './totals.ts';

const REVENUE = expectedOf(SALES_OVERVIEW, 'revenue');

/** What the handout's card adds up, counted another way: an order once in each category that it holds. */
const ORDERS_BY_CATEGORY = `SELECT COUNT(DISTINCT f.ORDER_ID || '/' || p.PRODUCT_CATEGORY)
FROM ${PUBLISHED.core}.FACT_ORDERS f
JOIN ${PUBLISHED.core}.DIM_PRODUCTS p ON p.PRODUCT_KEY = f.PRODUCT_KEY`;

export const overview = partStep({
  part: 'overview',
  title: { fr: "Page « Vue d'ensemble »", en: 'Page "Vue d\'ensemble"' },
  handout: '1.12.3',

  checks: context =>
    totalChecks(context, 'overview', [
      {
        visual: 'total-revenue',
        column: 'VALUE',
        label: { fr: "carte du chiffre d'affaires", en: 'revenue card' },
        expected: REVENUE,
      },
      {
        visual: 'revenue-by-date',
        column: 'TOTAL_REVENUE',
        label: { fr: 'courbe, tous les jours', en: 'line, all days' },
        expected: REVENUE,
      },
      {
        visual: 'revenue-by-country',
        column: 'TOTAL_REVENUE',
        label: { fr: 'barres, tous les pays', en: 'bars, all countries' },
        expected: REVENUE,
      },
      {
        visual: 'revenue-by-category',
        column: 'TOTAL_REVENUE',
        label: { fr: 'secteurs, toutes les catégories', en: 'pie, all categories' },
        expected: REVENUE,
      },
      {
        visual: 'total-orders',
        column: 'VALUE',
        label: {
          fr: 'carte « Nombre de commandes » (une commande par catégorie)',
          en: 'card "Nombre de commandes" (an order once a category)',
        },
        expected: ORDERS_BY_CATEGORY,
      },
    ]),

  commands() {
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
