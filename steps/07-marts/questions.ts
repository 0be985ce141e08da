import { defineQuestion, type QuestionDefinition } from '../../src/lab/lab.ts';
import { DATABASE } from '../06-dbt/relations.ts';
import { askSnowflake, told, warehouseFigures } from '../figures.ts';

const MARTS = `${DATABASE}.CORE_MARTS`;
const FACTS = `${DATABASE}.CORE_CORE.FACT_ORDERS`;

const BASKETS = `SELECT (SELECT SUM(total_revenue) FROM ${MARTS}.MART_SALES_OVERVIEW) AS REVENUE,
       (SELECT SUM(total_orders) FROM ${MARTS}.MART_SALES_OVERVIEW) AS MART_ORDERS,
       (SELECT SUM(line_revenue) FROM ${FACTS}) AS FACT_REVENUE,
       (SELECT COUNT(DISTINCT order_id) FROM ${FACTS}) AS ORDERS`;

const averageBasket = defineQuestion({
  id: 'average-basket',
  kind: 'choice',
  step: 'dbt.run',
  needs: ['warehouse'],
  text: {
    fr: "Le Panier Moyen de l'énoncé divise Σ total_revenue par Σ total_orders de mart_sales_overview. Calculé depuis fact_orders, il est bien différent. Pourquoi ?",
    en: 'The Panier Moyen (average basket) of the handout divides Σ total_revenue by Σ total_orders of mart_sales_overview. Computed from fact_orders, it is quite different. Why?',
  },
  options: [
    {
      id: 'counted-again',
      text: {
        fr: 'Une commande de trois catégories compte trois fois dans Σ total_orders',
        en: 'An order of three categories counts three times in Σ total_orders',
      },
    },
    {
      id: 'cancelled',
      text: {
        fr: 'Le mart compte aussi les commandes annulées',
        en: 'The mart counts cancelled orders too',
      },
    },
    {
      id: 'revenue',
      text: {
        fr: 'Le mart a perdu une partie du chiffre d’affaires',
        en: 'The mart has lost part of the revenue',
      },
    },
    {
      id: 'rounding',
      text: {
        fr: 'Le mart arrondit les montants de chaque jour',
        en: 'The mart rounds the amounts of each day',
      },
    },
  ],
  find: () =>
    askSnowflake(
      `SELECT 'mart' AS source, SUM(total_revenue) AS revenue, SUM(total_orders) AS orders\nFROM ${MARTS}.MART_SALES_OVERVIEW\nUNION ALL\nSELECT 'fact', SUM(line_revenue), COUNT(DISTINCT order_id)\nFROM ${FACTS};`,
    ),
  async answer({ ports, signal }) {
    const { revenue, mart_orders, fact_revenue, orders } = await warehouseFigures(
      ports.warehouse,
      ['revenue', 'mart_orders', 'fact_revenue', 'orders'],
      BASKETS,
      signal,
    );
    const isSame = Math.abs(revenue - fact_revenue) < 0.005;
    return {
      right: isSame ? 'counted-again' : 'revenue',
      why: {
        'counted-again': told(
          n =>
            `Le mart a une ligne par jour, pays, catégorie et segment, et compte la commande dans chacune : ${n(mart_orders)} au lieu de ${n(orders)}.`,
          n =>
            `The mart has a row for each day, country, category and segment, and counts the order in each: ${n(mart_orders)} instead of ${n(orders)}.`,
        ),
        cancelled: {
          fr: 'Le mart est construit sur fact_orders, qui ne les contient pas.',
          en: 'The mart is built on fact_orders, which does not hold them.',
        },
        revenue: told(
          n =>
            isSame
              ? `Les deux sommes sont égales au centime : ${n(revenue, 2)}.`
              : `${n(revenue, 2)} dans le mart, ${n(fact_revenue, 2)} dans fact_orders.`,
          n =>
            isSame
              ? `Both sums are equal to the cent: ${n(revenue, 2)}.`
              : `${n(revenue, 2)} in the mart, ${n(fact_revenue, 2)} in fact_orders.`,
        ),
        rounding: {
          fr: 'Un arrondi déplacerait des centimes ; ici, l’écart est énorme.',
          en: 'Rounding would move cents; here the gap is huge.',
        },
      },
      explanation: told(
        n =>
          `Depuis le mart : ${n(revenue, 2)} / ${n(mart_orders)} = ${n(revenue / mart_orders, 2)}. Depuis les faits : ${n(fact_revenue, 2)} / ${n(orders)} = ${n(fact_revenue / orders, 2)}. Un chiffre d'affaires s'additionne d'une ligne à l'autre ; un nombre de commandes distinctes, non. Le vrai panier se calcule là où la commande est entière.`,
        n =>
          `From the mart: ${n(revenue, 2)} / ${n(mart_orders)} = ${n(revenue / mart_orders, 2)}. From the facts: ${n(fact_revenue, 2)} / ${n(orders)} = ${n(fact_revenue / orders, 2)}. Revenue adds up from row to row; a count of distinct orders does not. The true basket is computed where the order is whole.`,
      ),
    };
  },
});

const PRODUCTS = `SELECT (SELECT COUNT(*) FROM ${DATABASE}.CORE_CORE.DIM_PRODUCTS) AS CATALOGUE,
       (SELECT COUNT(*) FROM ${MARTS}.MART_PRODUCT_PERFORMANCE) AS SOLD,
       (SELECT COUNT(*) FROM ${DATABASE}.CORE_CORE.DIM_PRODUCTS p
        WHERE NOT EXISTS (SELECT 1 FROM ${DATABASE}.STAGING.STG_ORDER_ITEMS i WHERE i.product_id = p.product_key)) AS NEVER_ORDERED`;

const missingProducts = defineQuestion({
  id: 'missing-products',
  kind: 'number',
  step: 'marts.product-performance',
  needs: ['warehouse'],
  unit: { fr: 'produits', en: 'products' },
  text: {
    fr: 'Combien de produits du catalogue n’apparaissent pas dans mart_product_performance ?',
    en: 'How many products of the catalogue do not appear in mart_product_performance?',
  },
  find: () =>
    askSnowflake(
      `SELECT p.product_key, p.product_name\nFROM ${DATABASE}.CORE_CORE.DIM_PRODUCTS p\nLEFT JOIN ${MARTS}.MART_PRODUCT_PERFORMANCE m ON m.product_key = p.product_key\nWHERE m.product_key IS NULL;`,
    ),
  async answer({ ports, signal }) {
    const { catalogue, sold, never_ordered } = await warehouseFigures(
      ports.warehouse,
      ['catalogue', 'sold', 'never_ordered'],
      PRODUCTS,
      signal,
    );
    return {
      value: catalogue - sold,
      mistakes: [
        {
          value: sold,
          why: { fr: 'Ce sont ceux qui y apparaissent.', en: 'These are those that appear in it.' },
        },
        {
          value: 0,
          why: {
            fr: 'Comparez le nombre de lignes du mart à celui de dim_products.',
            en: 'Compare the number of rows of the mart with that of dim_products.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(catalogue)} produits au catalogue, ${n(sold)} dans le mart : ${n(catalogue - sold)} n'ont aucune ligne dans une commande payée, expédiée ou livrée (${n(never_ordered)} n'ont jamais été commandés du tout). Le mart part des ventes : un produit qui ne se vend pas y est invisible, ce qui est dommage quand on cherche lesquels retirer. Partir de dim_products, par LEFT JOIN, le montrerait avec 0.`,
        n =>
          `${n(catalogue)} products in the catalogue, ${n(sold)} in the mart: ${n(catalogue - sold)} have no line in an order that is paid, shipped or delivered (${n(never_ordered)} were never ordered at all). The mart starts from sales: a product that does not sell is invisible in it, which is a pity for whoever looks for what to withdraw. Starting from dim_products, by LEFT JOIN, would show it with 0.`,
      ),
    };
  },
});

const COUNTS = `SELECT (SELECT SUM(total_orders) FROM ${MARTS}.MART_PRODUCT_PERFORMANCE) AS BY_PRODUCT,
       (SELECT SUM(total_orders) FROM ${MARTS}.MART_CUSTOMER_LTV) AS BY_CUSTOMER,
       (SELECT COUNT(*) FROM ${DATABASE}.STAGING.STG_ORDERS) AS ALL_ORDERS,
       (SELECT COUNT(DISTINCT order_id) FROM ${FACTS}) AS ORDERS`;

const trueOrders = defineQuestion({
  id: 'true-orders',
  kind: 'number',
  step: 'marts.customer-ltv',
  needs: ['warehouse'],
  unit: { fr: 'commandes', en: 'orders' },
  text: {
    fr: "Les figures 1.39 et 1.42 de l'énoncé donnent deux totaux de TOTAL_ORDERS pour le même chiffre d'affaires. Combien de commandes le composent vraiment ?",
    en: 'Figures 1.39 and 1.42 of the handout give two totals of TOTAL_ORDERS for the same revenue. How many orders make it up in truth?',
  },
  find: () =>
    askSnowflake(
      `SELECT (SELECT SUM(total_orders) FROM ${MARTS}.MART_PRODUCT_PERFORMANCE) AS by_product,\n       (SELECT SUM(total_orders) FROM ${MARTS}.MART_CUSTOMER_LTV) AS by_customer,\n       (SELECT COUNT(DISTINCT order_id) FROM ${FACTS}) AS by_facts;`,
    ),
  async answer({ ports, signal }) {
    const { by_product, by_customer, all_orders, orders } = await warehouseFigures(
      ports.warehouse,
      ['by_product', 'by_customer', 'all_orders', 'orders'],
      COUNTS,
      signal,
    );
    return {
      value: orders,
      mistakes: [
        {
          value: by_product,
          why: {
            fr: 'Dans le mart par produit, une commande de trois produits est comptée trois fois.',
            en: 'In the mart by product, an order of three products is counted three times.',
          },
        },
        {
          value: all_orders,
          why: {
            fr: "C'est le nombre de toutes les commandes, y compris celles qui ne comptent pas dans le chiffre d'affaires.",
            en: 'This is the number of all orders, those that do not count as revenue included.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(orders)}. Une commande a un seul client : par client, la somme est juste (${n(by_customer)}). Elle a plusieurs produits : par produit, la somme (${n(by_product)}) est le nombre de lignes. Avant d'additionner une colonne, demandez-vous ce qu'une ligne compte.`,
        n =>
          `${n(orders)}. An order has one customer: by customer, the sum is right (${n(by_customer)}). It has several products: by product, the sum (${n(by_product)}) is the number of lines. Before adding up a column, ask what one row counts.`,
      ),
    };
  },
});

const RECENCY = `SELECT AVG(CASE WHEN recency_score = 5 THEN recency_days END) AS OF_FIVE,
       AVG(CASE WHEN recency_score = 1 THEN recency_days END) AS OF_ONE
FROM ${MARTS}.MART_CUSTOMER_LTV`;

const bestScore = defineQuestion({
  id: 'best-score',
  kind: 'choice',
  step: 'marts.customer-ltv',
  needs: ['warehouse'],
  text: {
    fr: 'Dans mart_customer_ltv, quelle note de récence (recency_score, par NTILE(5)) ont les clients qui ont acheté le plus récemment ?',
    en: 'In mart_customer_ltv, which recency_score (by NTILE(5)) have the customers who bought most recently?',
  },
  options: [
    { id: 'five', text: { fr: 'La note 5', en: 'Score 5' } },
    { id: 'one', text: { fr: 'La note 1', en: 'Score 1' } },
    {
      id: 'days',
      text: {
        fr: 'Une note égale au nombre de jours depuis leur dernier achat',
        en: 'A score equal to the number of days since their last purchase',
      },
    },
  ],
  find: () =>
    askSnowflake(
      `SELECT recency_score, MIN(recency_days), MAX(recency_days), COUNT(*)\nFROM ${MARTS}.MART_CUSTOMER_LTV\nGROUP BY recency_score\nORDER BY recency_score;`,
    ),
  async answer({ ports, signal }) {
    const { of_five, of_one } = await warehouseFigures(
      ports.warehouse,
      ['of_five', 'of_one'],
      RECENCY,
      signal,
    );
    const isFive = of_five < of_one;
    const days = told(
      n =>
        `Dernier achat, en moyenne : il y a ${n(of_five, 0)} jours pour la note 5, ${n(of_one, 0)} pour la note 1.`,
      n => `Last purchase, on average: ${n(of_five, 0)} days ago for score 5, ${n(of_one, 0)} for score 1.`,
    );
    return {
      right: isFive ? 'five' : 'one',
      why: {
        five: days,
        one: days,
        days: {
          fr: 'NTILE(5) numérote cinq groupes de même taille, de 1 à 5 ; les jours ne servent qu’à trier.',
          en: 'NTILE(5) numbers five groups of equal size, from 1 to 5; the days only serve to sort.',
        },
      },
      explanation: {
        fr: `${days.fr} NTILE numérote dans l'ordre du tri : pour que 5 soit la meilleure note, il faut trier les jours en ordre décroissant. La figure 1.42 de l'énoncé a trié dans l'autre sens : ses « Champions » sont des clients de trois commandes, et ses meilleurs clients sont « Others ».`,
        en: `${days.en} NTILE numbers in the order of the sort: for 5 to be the best score, days have to be sorted descending. Figure 1.42 of the handout sorted the other way: its “Champions” are customers of three orders, and its best customers are “Others”.`,
      },
    };
  },
});

/** What may be added up in a mart, and what a score means. */
export const questions: readonly QuestionDefinition[] = [
  averageBasket,
  missingProducts,
  trueOrders,
  bestScore,
];
