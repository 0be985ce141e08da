import { measure, PUBLISHED } from '../../src/bi/bi.ts';
import { defineQuestion, type QuestionDefinition } from '../../src/lab/lab.ts';
import { DATABASE } from '../06-dbt/relations.ts';
import { askSnowflake, told, warehouseFigures } from '../figures.ts';

const SALES = `${DATABASE}.MARTS.MART_SALES_OVERVIEW`;
const CUSTOMERS = `${DATABASE}.MARTS.MART_CUSTOMER_LTV`;

const REVENUES = `WITH last_day AS (SELECT MAX(sale_date) AS day FROM ${SALES})
SELECT SUM(total_revenue) AS TOTAL,
       SUM(CASE WHEN DATE_TRUNC('month', sale_date) = DATE_TRUNC('month', day) THEN total_revenue END) AS LAST_MONTH,
       SUM(CASE WHEN DATE_TRUNC('month', sale_date) = DATE_TRUNC('month', ADD_MONTHS(day, -1)) THEN total_revenue END) AS PREVIOUS
FROM ${SALES} CROSS JOIN last_day`;

const previousMonth = defineQuestion({
  id: 'previous-month-card',
  kind: 'number',
  step: 'power-bi.measures',
  needs: ['warehouse'],
  unit: { fr: '€', en: '€' },
  tolerance: 1,
  text: {
    fr: "Aucun mois n'est choisi. Que montre la carte « CA Mois Précédent » de l'énoncé ? À un euro près.",
    en: 'No month is chosen. What does the card “CA Mois Précédent” (revenue of the month before) of the handout show? To one euro.',
  },
  // Its comment would tell the answer.
  find: () =>
    askSnowflake(
      `${measure('previous-month')
        .sql(PUBLISHED)
        .replace(/^--.*\n/gm, '')};`,
    ),
  async answer({ ports, signal }) {
    const [{ value }, { total, last_month, previous }] = await Promise.all([
      warehouseFigures(ports.warehouse, ['value'], measure('previous-month').sql(PUBLISHED), signal),
      warehouseFigures(ports.warehouse, ['total', 'last_month', 'previous'], REVENUES, signal),
    ]);
    return {
      value,
      mistakes: [
        {
          value: previous,
          why: {
            fr: "C'est le chiffre d'affaires de l'avant-dernier mois, ce que le nom promet. Mais DATEADD décale toutes les dates du contexte, et non la dernière.",
            en: 'This is the revenue of the last month but one, which the name promises. But DATEADD shifts all dates of the context, not the last one.',
          },
        },
        {
          value: last_month,
          why: {
            fr: "C'est le chiffre d'affaires du dernier mois.",
            en: 'This is the revenue of the last month.',
          },
        },
        {
          value: total,
          why: {
            fr: "C'est celui de toute la période : le décalage en retire un mois.",
            en: 'This is that of the whole period: the shift takes a month away from it.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(value, 2)} € : toute la période, reculée d'un mois, donc tout le chiffre d'affaires (${n(total, 2)} €) moins celui du dernier mois (${n(last_month, 2)} €). Une mesure se calcule dans le contexte du visuel ; sans mois choisi, « le mois précédent » n'a pas de sens. La version corrigée reste alors vide.`,
        n =>
          `€${n(value, 2)}: the whole period moved back by a month, hence all revenue (€${n(total, 2)}) less that of the last month (€${n(last_month, 2)}). A measure is computed in the context of its visual; with no month chosen, “the month before” means nothing. The corrected version is blank then.`,
      ),
    };
  },
});

const AGREEMENT = `WITH facts AS (
  SELECT f.order_id, f.country_code, f.order_month, p.product_category
  FROM ${DATABASE}.CORE_CORE.FACT_ORDERS f
  JOIN ${DATABASE}.CORE_CORE.DIM_PRODUCTS p ON p.product_key = f.product_key
), one AS (
  SELECT MIN(product_category) AS category, MIN(country_code) AS country, MAX(order_month) AS month FROM facts
)
SELECT (SELECT SUM(total_orders) FROM ${SALES} WHERE product_category = (SELECT category FROM one)) AS MART_CATEGORY,
       (SELECT COUNT(DISTINCT order_id) FROM facts WHERE product_category = (SELECT category FROM one)) AS FACT_CATEGORY,
       (SELECT SUM(total_orders) FROM ${SALES} WHERE country_code = (SELECT country FROM one)) AS MART_COUNTRY,
       (SELECT COUNT(DISTINCT order_id) FROM facts WHERE country_code = (SELECT country FROM one)) AS FACT_COUNTRY,
       (SELECT SUM(total_orders) FROM ${SALES} WHERE DATE_TRUNC('month', sale_date) = (SELECT month FROM one)) AS MART_MONTH,
       (SELECT COUNT(DISTINCT order_id) FROM facts WHERE order_month = (SELECT month FROM one)) AS FACT_MONTH`;

const filteredBasket = defineQuestion({
  id: 'filtered-basket',
  kind: 'choice',
  step: 'power-bi.measures',
  needs: ['warehouse'],
  text: {
    fr: "Sous quel filtre le Panier Moyen de l'énoncé et sa version corrigée donnent-ils le même montant ?",
    en: 'Under which filter do the Panier Moyen (average basket) of the handout and its corrected version give the same amount?',
  },
  options: [
    { id: 'category', text: { fr: 'Une seule catégorie de produits', en: 'A single product category' } },
    { id: 'country', text: { fr: 'Un seul pays', en: 'A single country' } },
    { id: 'month', text: { fr: 'Un seul mois', en: 'A single month' } },
    { id: 'never', text: { fr: 'Aucun de ces filtres', en: 'None of these filters' } },
  ],
  find: () =>
    askSnowflake(
      `SELECT m.product_category, m.orders AS by_mart, f.orders AS by_facts
FROM (SELECT product_category, SUM(total_orders) AS orders
      FROM ${SALES}
      GROUP BY product_category) m
JOIN (SELECT p.product_category, COUNT(DISTINCT o.order_id) AS orders
      FROM ${DATABASE}.CORE_CORE.FACT_ORDERS o
      JOIN ${DATABASE}.CORE_CORE.DIM_PRODUCTS p ON p.product_key = o.product_key
      GROUP BY p.product_category) f
  ON f.product_category = m.product_category;`,
    ),
  async answer({ ports, signal }) {
    const found = await warehouseFigures(
      ports.warehouse,
      ['mart_category', 'fact_category', 'mart_country', 'fact_country', 'mart_month', 'fact_month'],
      AGREEMENT,
      signal,
    );
    const compared = (mart: number, fact: number) =>
      told(
        n => `Sous un tel filtre : ${n(mart)} commandes selon le mart, ${n(fact)} selon les faits.`,
        n => `Under such a filter: ${n(mart)} orders by the mart, ${n(fact)} by the facts.`,
      );
    return {
      right: found.mart_category === found.fact_category ? 'category' : 'never',
      why: {
        category: compared(found.mart_category, found.fact_category),
        country: compared(found.mart_country, found.fact_country),
        month: compared(found.mart_month, found.fact_month),
        never: {
          fr: 'Comparez catégorie par catégorie : une commande y compte une fois au plus.',
          en: 'Compare category by category: an order counts there once at most.',
        },
      },
      explanation: {
        fr: "Une commande a un jour, un pays, un client : ces colonnes ne la répètent pas. Elle a plusieurs catégories : c'est la seule colonne qui la fait compter plusieurs fois. Dès qu'on en choisit une, l'erreur disparaît ; elle ne se voit que sur le total.",
        en: 'An order has one day, one country, one customer: these columns do not repeat it. It has several categories: that is the only column that makes it count several times. As soon as one is chosen the error is gone; it shows in the total alone.',
      },
    };
  },
});

const CHAMPIONS = `SELECT COUNT(*) AS CUSTOMERS,
       COUNT(CASE WHEN rfm_segment = 'Champions' THEN 1 END) AS CHAMPIONS,
       SUM(lifetime_value) AS AMOUNT,
       SUM(CASE WHEN rfm_segment = 'Champions' THEN lifetime_value END) AS CHAMPIONS_AMOUNT
FROM ${CUSTOMERS}`;

const championsShare = defineQuestion({
  id: 'champions-share',
  kind: 'number',
  step: 'power-bi.customers',
  needs: ['warehouse'],
  unit: { fr: '%', en: '%' },
  tolerance: 0.5,
  text: {
    fr: "L'anneau de la page « Analyse Clients » compte des clients ; les barres additionnent leur valeur. Quelle part de cette valeur vient des « Champions » ? À un demi-point près.",
    en: 'The doughnut of the page “Analyse Clients” counts customers; the bars add up their value. Which share of the value comes from “Champions”? To half a point.',
  },
  find: () =>
    askSnowflake(
      `SELECT rfm_segment, COUNT(*), SUM(lifetime_value)\nFROM ${CUSTOMERS}\nGROUP BY rfm_segment\nORDER BY 3 DESC;`,
    ),
  async answer({ ports, signal }) {
    const { customers, champions, amount, champions_amount } = await warehouseFigures(
      ports.warehouse,
      ['customers', 'champions', 'amount', 'champions_amount'],
      CHAMPIONS,
      signal,
    );
    const [ofCustomers, ofValue] = [(100 * champions) / customers, (100 * champions_amount) / amount];
    return {
      value: ofValue,
      mistakes: [
        {
          value: ofCustomers,
          why: {
            fr: "C'est leur part parmi les clients : celle de l'anneau, non des barres.",
            en: 'This is their share of the customers: that of the doughnut, not of the bars.',
          },
        },
      ],
      explanation: told(
        n =>
          `Les Champions sont ${n(champions)} clients sur ${n(customers)} (${n(ofCustomers, 1)} %) et apportent ${n(ofValue, 1)} % de la valeur. Deux visuels côte à côte peuvent dire deux choses vraies : lisez toujours ce qu'ils additionnent.`,
        n =>
          `Champions are ${n(champions)} of ${n(customers)} customers (${n(ofCustomers, 1)}%) and bring ${n(ofValue, 1)}% of the value. Two visuals side by side may tell two true things: always read what they add up.`,
      ),
    };
  },
});

/** What a measure computes, and what a visual adds up. */
export const questions: readonly QuestionDefinition[] = [previousMonth, filteredBasket, championsShare];
