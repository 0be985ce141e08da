import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, defineStep, expectEqual, expectThat, sqlScript } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { orAbsent, rowsOf, rowsOfAll } from '../05-snowflake/ask.ts';
import { countMissing } from '../06-dbt/content.ts';
import { publishHints } from '../06-dbt/hints.ts';
import { lookAt } from '../06-dbt/look.ts';
import {
  CUSTOMER_LTV,
  DATABASE,
  fullName,
  MARTS,
  PRODUCT_PERFORMANCE,
  type Relation,
  SALES_OVERVIEW,
} from '../06-dbt/relations.ts';

const SCRIPT = sqlScript('snowflake/publish-marts.sql');
const KINDS = `SELECT TABLE_NAME, TABLE_TYPE FROM ${DATABASE}.INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'MARTS'`;

const COLUMNS = `SELECT TABLE_NAME, COLUMN_NAME FROM ${DATABASE}.INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'MARTS' ORDER BY TABLE_NAME, ORDINAL_POSITION`;

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

/** The rows that dbt made and a published view does not show, in both directions: a copy grows stale, a view does not. */
const STALE = MARTS.map(relation => {
  const columns = relation.columns.join(', ').toLowerCase();
  const [made, shown] = [fullName(relation), published(relation.model)].map(
    table => `SELECT ${columns} FROM ${table}`,
  );
  return { name: relation.model, query: `(${made} EXCEPT ${shown}) UNION ALL (${shown} EXCEPT ${made})` };
});

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
    const [kinds, columns, wanted, stale, controls, shown] = await Promise.all([
      rowsOf(ports.warehouse, KINDS, signal),
      rowsOf(ports.warehouse, COLUMNS, signal),
      lookAt(ports.warehouse, MARTS, signal),
      countMissing(ports.warehouse, STALE, signal),
      controlTotals(ports.warehouse, signal),
      orAbsent(ports.warehouse.query(HANDOUT_QUERY, [], signal)),
    ]);
    const kindOf = new Map(kinds.map(row => [String(row.TABLE_NAME), String(row.TABLE_TYPE)]));
    const columnsOf = Map.groupBy(columns, row => String(row.TABLE_NAME));
    const views = MARTS.flatMap(relation => {
      const name = relation.model.toUpperCase();
      const found = columnsOf.get(name)?.map(row => String(row.COLUMN_NAME));
      return [
        viewCheck(relation.model, kindOf.get(name) ?? null),
        columnsCheck(relation, found),
        contentCheck(relation, stale.get(relation.model)),
      ];
    });
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

  hints: publishHints,

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

function columnsCheck(relation: Relation, found: readonly string[] | undefined): Check {
  const { model, columns } = relation;
  const view = published(model);
  // Analysts may ask for more columns than these.
  const promised = found?.filter(name => columns.includes(name));
  return expectThat(
    `${model.replaceAll('_', '-')}-view-columns`,
    text(lang => (lang === 'fr' ? `Colonnes de MARTS.${model}` : `Columns of MARTS.${model}`)),
    promised?.join() === columns.join(),
    {
      expected: columns.length,
      actual:
        promised === undefined ? null : promised.filter((name, index) => name === columns[index]).length,
      query: `DESCRIBE VIEW ${view};`,
      message: {
        fr: `Ce qui est publié est un contrat : ${view} doit montrer ${columns.join(', ')}, dans cet ordre. Exécutez cette étape : elle recrée la vue.`,
        en: `What is published is a contract: ${view} has to show ${columns.join(', ')}, in this order. Run this step: it makes the view again.`,
      },
    },
  );
}

function contentCheck({ model }: Relation, differing: number | undefined): Check {
  return expectEqual(
    `${model.replaceAll('_', '-')}-view-content`,
    text(lang =>
      lang === 'fr'
        ? `Lignes de MARTS.${model} qui diffèrent de CORE_marts`
        : `Rows of MARTS.${model} that differ from CORE_marts`,
    ),
    {
      expected: 0,
      actual: differing ?? null,
      query: `${STALE.find(({ name }) => name === model)?.query ?? ''};`,
      message: {
        fr: `${published(model)} ne montre pas ce que dbt a calculé : c’est une copie, un filtre, ou une autre requête. Exécutez cette étape : elle recrée la vue.`,
        en: `${published(model)} does not show what dbt computed: it is a copy, a filter, or another query. Run this step: it makes the view again.`,
      },
    },
  );
}

/** Every control total by id; that of an absent view is left out. */
async function controlTotals(
  warehouse: WarehouseReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const queries = CONTROLS.map(
    ({ id, query }) => `SELECT '${id}' AS ID, CAST((${query}) AS NUMBER(18,2)) AS TOTAL`,
  );
  const rows = await rowsOfAll(warehouse, queries, signal);
  return new Map(rows.filter(row => row.TOTAL !== null).map(row => [String(row.ID), Number(row.TOTAL)]));
}
