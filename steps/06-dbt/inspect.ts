import { defineStep, expectThat } from '../../src/lab/lab.ts';
import { orAbsent } from '../05-snowflake/ask.ts';
import { fullName, SALES_OVERVIEW } from './relations.ts';

/** The columns of the handout's figure 1.26, in its order. */
const FIRST_COLUMNS = [
  'SALE_DATE',
  'COUNTRY_CODE',
  'PRODUCT_CATEGORY',
  'CUSTOMER_SEGMENT',
  'TOTAL_ORDERS',
  'UNIQUE_CUSTOMERS',
];

const QUERY = `SELECT *
FROM ${fullName(SALES_OVERVIEW)}
ORDER BY sale_date DESC, total_revenue DESC, country_code, product_category, customer_segment
LIMIT 10`;

export const inspect = defineStep({
  name: 'inspect',
  title: { fr: 'Regarder les données dans Snowflake', en: 'Look at the data in Snowflake' },
  handout: '1.10.4',
  needs: ['warehouse'],
  after: ['dbt.run'],

  async prerequisites() {
    return [];
  },

  async execute({ log }) {
    log(QUERY);
  },

  async verify({ ports, signal }) {
    const result = await orAbsent(ports.warehouse.query(QUERY, [], signal));
    const columns = result?.columns ?? [];
    const first = columns.slice(0, FIRST_COLUMNS.length).join(', ');
    return {
      checks: [
        expectThat(
          'columns',
          { fr: 'Premières colonnes de la figure 1.26', en: 'First columns of figure 1.26' },
          first === FIRST_COLUMNS.join(', '),
          {
            expected: FIRST_COLUMNS.join(', '),
            actual: result === undefined ? null : first,
            query: `${QUERY};`,
            message: {
              fr: 'Le SELECT final de mart_sales_overview.sql donne l’ordre des colonnes : remettez celles de la figure en tête, puis « dbt run ».',
              en: 'The final SELECT of mart_sales_overview.sql gives the order of the columns: put those of the figure first, then "dbt run".',
            },
          },
        ),
        expectThat('rows', { fr: 'Lignes montrées', en: 'Rows shown' }, (result?.rows.length ?? 0) > 0, {
          expected: 10,
          actual: result?.rows.length ?? null,
          query: `${QUERY};`,
          message: {
            fr: 'Le mart est vide ou absent : exécutez l’étape dbt.run.',
            en: 'The mart is empty or absent: run the step dbt.run.',
          },
        }),
      ],
      samples: [
        {
          title: { fr: 'Les dernières ventes', en: 'The latest sales' },
          query: `${QUERY};`,
          columns,
          rows: (result?.rows ?? []).map(row => columns.map(column => row[column] ?? null)),
        },
      ],
    };
  },

  commands() {
    return [
      {
        language: 'sql',
        title: {
          fr: 'Dans une feuille SQL, ou : shopstream sql snowflake "…"',
          en: 'In a SQL worksheet, or: shopstream sql snowflake "…"',
        },
        code: `${QUERY};`,
      },
    ];
  },
});
