import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, defineStep, expectEqual, expectThat, sqlScript } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { orAbsent, rowsOf } from '../05-snowflake/ask.ts';
import { lookAt } from '../06-dbt/look.ts';
import {
  CUSTOMER_LTV,
  DATABASE,
  fullName,
  MARTS,
  PRODUCT_PERFORMANCE,
  SALES_OVERVIEW,
} from '../06-dbt/relations.ts';

const SCRIPT = sqlScript('snowflake/publish-marts.sql');
const KINDS = `SELECT TABLE_NAME, TABLE_TYPE FROM ${DATABASE}.INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'MARTS'`;

const HANDOUT_QUERY = `SELECT *
FROM ${DATABASE}.MARTS.mart_sales_overview
LIMIT 10`;

/** A control total: the figure that must come out of a published mart. */
interface Control {
  readonly id: string;
  readonly label: Text;
  readonly model: string;
  readonly total: 'revenue' | 'orders';
  /** Over the published view. */
  readonly query: string;
}

const published = (model: string) => `${DATABASE}.MARTS.${model.toUpperCase()}`;

const CONTROLS: readonly Control[] = [
  {
    id: 'control-sales-revenue',
    label: {
      fr: 'Total de contrôle : Σ total_revenue de mart_sales_overview',
      en: 'Control total: Σ total_revenue of mart_sales_overview',
    },
    model: SALES_OVERVIEW.model,
    total: 'revenue',
    query: `SELECT SUM(total_revenue) FROM ${published(SALES_OVERVIEW.model)}`,
  },
  {
    id: 'control-products-revenue',
    label: {
      fr: 'Total de contrôle : Σ total_revenue de mart_product_performance',
      en: 'Control total: Σ total_revenue of mart_product_performance',
    },
    model: PRODUCT_PERFORMANCE.model,
    total: 'revenue',
    query: `SELECT SUM(total_revenue) FROM ${published(PRODUCT_PERFORMANCE.model)}`,
  },
  {
    id: 'control-products-orders',
    label: {
      fr: 'Total de contrôle : Σ total_orders de mart_product_performance',
      en: 'Control total: Σ total_orders of mart_product_performance',
    },
    model: PRODUCT_PERFORMANCE.model,
    total: 'orders',
    query: `SELECT SUM(total_orders) FROM ${published(PRODUCT_PERFORMANCE.model)}`,
  },
  {
    id: 'control-customers-value',
    label: {
      fr: 'Total de contrôle : Σ lifetime_value de mart_customer_ltv',
      en: 'Control total: Σ lifetime_value of mart_customer_ltv',
    },
    model: CUSTOMER_LTV.model,
    total: 'revenue',
    query: `SELECT SUM(lifetime_value) FROM ${published(CUSTOMER_LTV.model)}`,
  },
  {
    id: 'control-customers-orders',
    label: {
      fr: 'Total de contrôle : Σ total_orders de mart_customer_ltv',
      en: 'Control total: Σ total_orders of mart_customer_ltv',
    },
    model: CUSTOMER_LTV.model,
    total: 'orders',
    query: `SELECT SUM(total_orders) FROM ${published(CUSTOMER_LTV.model)}`,
  },
];

export const publish = defineStep({
  name: 'publish',
  title: { fr: 'Publier les data marts', en: 'Publish the data marts' },
  handout: '1.10.4',
  needs: ['warehouse'],
  after: ['marts.product-performance', 'marts.customer-ltv', 'snowflake.create-schemas'],

  async prerequisites({ ports, signal }) {
    const found = await lookAt(ports.warehouse, MARTS, signal);
    return MARTS.map(relation =>
      expectEqual(
        `${relation.model.replaceAll('_', '-')}-built`,
        text(lang => `${relation.model} ${lang === 'fr' ? 'existe' : 'exists'}`),
        {
          expected: relation.kind,
          actual: found.get(relation.model)?.kind ?? null,
          query: `DESCRIBE TABLE ${fullName(relation)};`,
          message: {
            fr: `${fullName(relation)} est absent : exécutez d’abord les étapes dbt.run, marts.product-performance et marts.customer-ltv.`,
            en: `${fullName(relation)} is absent: first run the steps dbt.run, marts.product-performance and marts.customer-ltv.`,
          },
        },
      ),
    );
  },

  async execute({ ports, signal, log }) {
    const results = await ports.warehouse.script(SCRIPT, signal);
    for (const { rows } of results) if (rows[0]?.status !== undefined) log(String(rows[0].status));
  },

  async verify({ ports, signal }) {
    const [kinds, wanted, controls, shown] = await Promise.all([
      rowsOf(ports.warehouse, KINDS, signal),
      lookAt(ports.warehouse, MARTS, signal),
      controlTotals(ports.warehouse, signal),
      orAbsent(ports.warehouse.query(HANDOUT_QUERY, [], signal)),
    ]);
    const kindOf = new Map(kinds.map(row => [String(row.TABLE_NAME), String(row.TABLE_TYPE)]));
    const views = MARTS.map(({ model }) => viewCheck(model, kindOf.get(model.toUpperCase()) ?? null));
    return {
      checks: [
        ...views,
        ...CONTROLS.map(({ id, label, model, total, query }) => {
          const expected = wanted.get(model)?.expected[total] ?? null;
          const actual = controls.get(id) ?? null;
          return expectThat(id, label, actual !== null && actual === expected, {
            expected,
            actual,
            query: `${query};`,
            message: {
              fr: `Le total publié ne correspond pas aux tables STAGING : regardez d’abord les étapes de ce chapitre, puis dbt.run.`,
              en: `The published total does not match the STAGING tables: look first at the steps of this chapter, then at dbt.run.`,
            },
          });
        }),
      ],
      samples:
        shown === undefined
          ? []
          : [
              {
                title: { fr: 'La requête de l’énoncé (1.10.4)', en: 'The handout’s query (1.10.4)' },
                query: `${HANDOUT_QUERY};`,
                columns: shown.columns,
                rows: shown.rows.map(row => shown.columns.map(column => row[column] ?? null)),
              },
            ],
    };
  },

  async undo({ ports, signal }) {
    for (const { model } of MARTS.toReversed())
      await ports.warehouse.execute(`DROP VIEW IF EXISTS ${published(model)}`, signal);
  },

  commands() {
    return [
      {
        language: 'sql',
        title: { fr: 'Dans une feuille SQL, trois vues', en: 'In a SQL worksheet, three views' },
        code: SCRIPT,
        file: 'sql/snowflake/publish-marts.sql',
      },
    ];
  },
});

function viewCheck(model: string, kind: string | null): Check {
  return expectEqual(
    `${model.replaceAll('_', '-')}-view`,
    text(lang => (lang === 'fr' ? `Vue MARTS.${model}` : `View MARTS.${model}`)),
    {
      expected: 'VIEW',
      actual: kind,
      query: `${KINDS};`,
      message: {
        fr: `La vue ${published(model)} est absente : exécutez cette étape.`,
        en: `View ${published(model)} is absent: run this step.`,
      },
    },
  );
}

/** Every control total by id: one query, or one a control when a view is absent. */
async function controlTotals(
  warehouse: WarehouseReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const ask = (controls: readonly Control[]) =>
    orAbsent(
      warehouse.query(
        controls
          .map(({ id, query }) => `SELECT '${id}' AS ID, CAST((${query}) AS NUMBER(18,2)) AS TOTAL`)
          .join('\nUNION ALL\n'),
        [],
        signal,
      ),
    );
  const together = await ask(CONTROLS);
  const answers =
    together === undefined ? await Promise.all(CONTROLS.map(control => ask([control]))) : [together];
  return new Map(
    answers
      .flatMap(answer => answer?.rows ?? [])
      .filter(row => row.TOTAL !== null)
      .map(row => [String(row.ID), Number(row.TOTAL)]),
  );
}
