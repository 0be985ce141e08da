import { MEASURES, type Measure, measure, PUBLISHED } from '../../src/bi/bi.ts';
import { same, text } from '../../src/i18n/text.ts';
import {
  type Check,
  type CheckContext,
  type Command,
  expectThat,
  type Measured,
  type Sample,
} from '../../src/lab/lab.ts';
import { orAbsent } from '../05-snowflake/ask.ts';
import { REVENUE_STATUSES, STAGING } from '../06-dbt/relations.ts';
import { measureChecks } from './checks/measures.ts';
import { partStep } from './part-step.ts';
import { scalars } from './scalars.ts';

/** The right average basket from the loaded tables, without dbt and without the marts. */
const BASKET = `SELECT CAST(ROUND(SUM(i.quantity * i.unit_price) / NULLIF(COUNT(DISTINCT o.id), 0), 2) AS NUMBER(18,2)) AS VALUE
FROM ${STAGING}.STG_ORDER_ITEMS i
JOIN ${STAGING}.STG_ORDERS o ON o.id = i.order_id
WHERE o.status IN ${REVENUE_STATUSES}`;

/** The handout's from the same tables: an order counts once for each category that it holds. */
const BASKET_BY_CATEGORY = `SELECT CAST(ROUND(SUM(i.quantity * i.unit_price) / NULLIF(COUNT(DISTINCT o.id || '/' || p.category), 0), 2) AS NUMBER(18,2)) AS VALUE
FROM ${STAGING}.STG_ORDER_ITEMS i
JOIN ${STAGING}.STG_ORDERS o ON o.id = i.order_id
JOIN ${STAGING}.STG_PRODUCTS p ON p.id = i.product_id
WHERE o.status IN ${REVENUE_STATUSES}`;

const HANDOUT = MEASURES.filter(({ origin }) => origin === 'handout');

const rounded = (value: number | null, decimals: number) =>
  value === null ? null : Number(value.toFixed(decimals));

/** The right basket, and that the handout's is another one: the checkpoint of the step. */
async function basketChecks(context: CheckContext<'warehouse'>): Promise<readonly Check[]> {
  const corrected = measure('average-basket-corrected').sql(PUBLISHED);
  const handout = measure('average-basket').sql(PUBLISHED);
  const found = await scalars(
    context.ports.warehouse,
    new Map([
      ['right', corrected],
      ['wrong', handout],
      ['expected-right', BASKET],
      ['expected-wrong', BASKET_BY_CATEGORY],
    ]),
    context.signal,
  );
  const basket = (id: string) => rounded(found.get(id) ?? null, 2);
  const message = {
    fr: 'fact_orders ou mart_sales_overview ne correspondent pas aux tables chargées : exécutez dbt.run.',
    en: 'fact_orders or mart_sales_overview do not match the loaded tables: run dbt.run.',
  };
  return [
    expectThat(
      'value-average-basket',
      { fr: 'Panier moyen, par commande distincte', en: 'Average basket, by distinct order' },
      basket('right') !== null && basket('right') === basket('expected-right'),
      { expected: basket('expected-right'), actual: basket('right'), query: `${corrected};`, message },
    ),
    expectThat(
      'value-average-basket-handout',
      {
        fr: "Panier moyen de l'énoncé : une commande comptée par catégorie",
        en: 'The handout’s average basket: an order counted once a category',
      },
      basket('wrong') !== null && basket('wrong') === basket('expected-wrong'),
      {
        expected: basket('expected-wrong'),
        actual: basket('wrong'),
        query: `${handout};`,
        message,
      },
    ),
  ];
}

/** Both formulas side by side, and the last months as the corrected ones show them. */
async function comparison(context: CheckContext<'warehouse'>): Promise<readonly Sample[]> {
  const both = HANDOUT.map(of => [of, measure(of.correctedBy ?? '')]);
  const found = await scalars(
    context.ports.warehouse,
    new Map(both.flat().map(of => [of.id, of.sql(PUBLISHED)])),
    context.signal,
  );
  const rows = both.map(([handout, corrected]): readonly Measured[] => {
    const decimals = handout?.format === 'percent' ? 4 : 2;
    const figure = (of: Measure | undefined) => rounded(found.get(of?.id ?? '') ?? null, decimals);
    return [handout?.name ?? '', figure(handout), figure(corrected)];
  });
  const months = measure('monthly-growth-corrected')
    .sql(PUBLISHED)
    .replace(/LIMIT 1$/, 'LIMIT 6');
  const query = months.replace('SELECT GROWTH AS VALUE', 'SELECT *');
  const monthly = await orAbsent(context.ports.warehouse.query(query, [], context.signal));
  return [
    {
      title: {
        fr: 'La même question, deux formules (corrigé : dernier mois choisi)',
        en: 'The same question, two formulas (corrected: the last month chosen)',
      },
      query: HANDOUT.map(of => `${of.sql(PUBLISHED)};`).join('\n'),
      columns: ['MESURE', 'ENONCE', 'CORRIGE'],
      rows,
    },
    ...(monthly === undefined
      ? []
      : [
          {
            title: { fr: 'Les six derniers mois', en: 'The last six months' },
            query: `${query};`,
            columns: monthly.columns,
            rows: monthly.rows.map(row => monthly.columns.map(column => row[column] ?? null)),
          },
        ]),
  ];
}

function daxCommand({ name, dax, origin }: Measure): Command {
  return {
    language: 'text',
    title: text(lang =>
      origin === 'handout'
        ? lang === 'fr'
          ? `Clic droit sur MART_SALES_OVERVIEW > Nouvelle mesure (énoncé) : ${name}`
          : `Right-click MART_SALES_OVERVIEW > New measure (handout): ${name}`
        : lang === 'fr'
          ? `Puis la mesure ${name}`
          : `Then the measure ${name}`,
    ),
    code: `${name} = ${dax}`,
  };
}

export const measures = partStep({
  part: 'measures',
  title: { fr: 'Mesures DAX', en: 'DAX measures' },
  handout: '1.12.4',

  async checks(context, project) {
    return [...measureChecks(project), ...(await basketChecks(context))];
  },

  samples: comparison,

  commands() {
    return [
      ...MEASURES.map(daxCommand),
      {
        language: 'text',
        title: same("Vue d'ensemble"),
        code: `Carte : Panier Moyen
Carte : CA Mois Précédent
Carte : Croissance Mensuelle (format Pourcentage)
Enregistrer`,
      },
      {
        language: 'sql',
        title: { fr: 'Le panier moyen, en SQL', en: 'The average basket, by SQL' },
        code: `${measure('average-basket-corrected').sql(PUBLISHED)};`,
      },
    ];
  },
});
