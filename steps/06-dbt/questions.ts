import { defineQuestion, type QuestionDefinition } from '../../src/lab/lab.ts';
import { cell, rowsOf } from '../05-snowflake/ask.ts';
import { askSnowflake, told, warehouseFigures } from '../figures.ts';
import { DATABASE, REVENUE_STATUSES, STAGING } from './relations.ts';

const LINES = `SELECT (SELECT COUNT(*) FROM ${STAGING}.STG_ORDER_ITEMS) AS LINES,
       (SELECT COUNT(*) FROM ${DATABASE}.CORE_CORE.FACT_ORDERS) AS FACTS,
       (SELECT COUNT(*) FROM ${STAGING}.STG_ORDERS) AS ORDERS,
       (SELECT COUNT(*) FROM ${STAGING}.STG_ORDERS WHERE status NOT IN ${REVENUE_STATUSES}) AS NO_REVENUE`;

const linesLeftOut = defineQuestion({
  id: 'lines-left-out',
  kind: 'number',
  step: 'dbt.run',
  needs: ['warehouse'],
  unit: { fr: 'lignes', en: 'lines' },
  text: {
    fr: 'Combien de lignes de STG_ORDER_ITEMS ne sont pas dans fact_orders ?',
    en: 'How many lines of STG_ORDER_ITEMS are not in fact_orders?',
  },
  find: () =>
    askSnowflake(
      `SELECT (SELECT COUNT(*) FROM ${STAGING}.STG_ORDER_ITEMS) AS staging,\n       (SELECT COUNT(*) FROM ${DATABASE}.CORE_CORE.FACT_ORDERS) AS facts;`,
    ),
  async answer({ ports, signal }) {
    const { lines, facts, orders, no_revenue } = await warehouseFigures(
      ports.warehouse,
      ['lines', 'facts', 'orders', 'no_revenue'],
      LINES,
      signal,
    );
    return {
      value: lines - facts,
      mistakes: [
        {
          value: 0,
          why: {
            fr: 'Lisez la jointure à la fin de fact_orders.sql : que fait-elle des commandes annulées ?',
            en: 'Read the join at the end of fact_orders.sql: what does it do with cancelled orders?',
          },
        },
        {
          value: no_revenue,
          why: {
            fr: 'C’est le nombre de commandes écartées ; chacune a plusieurs lignes.',
            en: 'This is how many orders are left out; each has several lines.',
          },
        },
        {
          value: facts,
          why: { fr: 'Ce sont celles qui y sont.', en: 'These are those that are in it.' },
        },
        {
          value: lines - orders,
          why: {
            fr: 'fact_orders a une ligne par ligne de commande, et non une par commande.',
            en: 'fact_orders has one row an order line, not one an order.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(lines)} lignes chargées, ${n(facts)} dans fact_orders : ${n(lines - facts)} manquent. Elles appartiennent aux ${n(no_revenue)} commandes en attente, annulées ou remboursées, que la jointure interne avec revenue_orders écarte. Rien n'est perdu : ce filtre est la règle du chiffre d'affaires.`,
        n =>
          `${n(lines)} lines loaded, ${n(facts)} in fact_orders: ${n(lines - facts)} are missing. They belong to the ${n(no_revenue)} orders that are pending, cancelled or refunded, which the inner join with revenue_orders leaves out. Nothing is lost: this filter is the rule of what counts as revenue.`,
      ),
    };
  },
});

const KINDS = `SELECT table_schema, table_name, table_type
FROM ${DATABASE}.INFORMATION_SCHEMA.TABLES
WHERE table_schema IN ('CORE_STAGING', 'CORE_CORE', 'CORE_MARTS')`;

const viewOrTable = defineQuestion({
  id: 'view-or-table',
  kind: 'choice',
  step: 'dbt.run',
  needs: ['warehouse'],
  text: {
    fr: 'Une commande payée, avec une ligne, arrive dans STAGING. Avant tout nouveau « dbt run », quel modèle la montre déjà ?',
    en: 'A paid order, with one line, comes into STAGING. Before any new “dbt run”, which model shows it already?',
  },
  options: [
    {
      id: 'stg-orders',
      text: { fr: 'stg_orders, et lui seul', en: 'stg_orders, and it alone' },
    },
    {
      id: 'fact-orders',
      text: { fr: 'stg_orders et fact_orders', en: 'stg_orders and fact_orders' },
    },
    {
      id: 'all',
      text: {
        fr: 'Tous : dbt tient les modèles à jour',
        en: 'All of them: dbt keeps models up to date',
      },
    },
    {
      id: 'none',
      text: { fr: 'Aucun : il faut relancer dbt', en: 'None: dbt has to run again' },
    },
  ],
  find: () => askSnowflake(`${KINDS};`),
  async answer({ ports, signal }) {
    const rows = await rowsOf(ports.warehouse, KINDS, signal);
    const names = (kind: string) =>
      rows
        .filter(row => cell(row, 'TABLE_TYPE') === kind)
        .map(row => cell(row, 'TABLE_NAME').toLowerCase())
        .toSorted();
    const [views, tables] = [names('VIEW'), names('BASE TABLE')];
    const sees = (model: string) => views.includes(model);
    const right = !sees('stg_orders')
      ? 'none'
      : !sees('fact_orders')
        ? 'stg-orders'
        : tables.length > 0
          ? 'fact-orders'
          : 'all';
    return {
      right,
      why: {
        'stg-orders': {
          fr: 'Une vue est une requête enregistrée : elle relit STAGING à chaque lecture.',
          en: 'A view is a stored query: it reads STAGING anew each time.',
        },
        'fact-orders': {
          fr: 'fact_orders est une table : ses lignes ont été écrites par le dernier « dbt run ».',
          en: 'fact_orders is a table: its rows were written by the last “dbt run”.',
        },
        all: {
          fr: "dbt ne surveille rien : il travaille quand on l'appelle. C'est le rôle d'Airflow de l'appeler chaque jour.",
          en: 'dbt watches nothing: it works when it is called. Calling it every day is the part of Airflow.',
        },
        none: {
          fr: 'L’un des modèles n’est pas une table : regardez TABLE_TYPE.',
          en: 'One of the models is no table: look at TABLE_TYPE.',
        },
      },
      explanation: told(
        n =>
          `Vue${views.length > 1 ? 's' : ''} : ${views.join(', ')}. Tables (${n(tables.length)}) : ${tables.join(', ')}. Une vue est toujours à jour et se calcule à chaque lecture ; une table se lit vite, et vieillit jusqu'au « dbt run » suivant. D'où le réglage materialized de chaque dossier.`,
        n =>
          `View${views.length > 1 ? 's' : ''}: ${views.join(', ')}. Tables (${n(tables.length)}): ${tables.join(', ')}. A view is always up to date and is computed at each reading; a table reads fast, and ages until the next “dbt run”. Hence the setting materialized of each folder.`,
      ),
    };
  },
});

const schemaOfFact = defineQuestion({
  id: 'schema-of-fact',
  kind: 'choice',
  step: 'dbt.run',
  needs: ['warehouse'],
  text: {
    fr: 'Le profil dbt dit « schema: CORE », et le dossier des modèles « +schema: core ». Dans quel schéma fact_orders se trouve-t-il ?',
    en: 'The dbt profile says “schema: CORE”, and the folder of the models “+schema: core”. Which schema is fact_orders in?',
  },
  options: [
    { id: 'core-core', text: { fr: 'CORE_CORE', en: 'CORE_CORE' } },
    { id: 'core', text: { fr: 'CORE', en: 'CORE' } },
    { id: 'staging', text: { fr: 'STAGING', en: 'STAGING' } },
    { id: 'public', text: { fr: 'PUBLIC', en: 'PUBLIC' } },
  ],
  find: () =>
    askSnowflake(
      `SELECT table_schema\nFROM ${DATABASE}.INFORMATION_SCHEMA.TABLES\nWHERE table_name = 'FACT_ORDERS';`,
    ),
  async answer({ ports, signal }) {
    const [row] = await rowsOf(
      ports.warehouse,
      `SELECT table_schema FROM ${DATABASE}.INFORMATION_SCHEMA.TABLES WHERE table_name = 'FACT_ORDERS'`,
      signal,
    );
    const schema = cell(row, 'TABLE_SCHEMA');
    return {
      right: schema.toLowerCase().replace('_', '-'),
      why: {
        'core-core': {
          fr: 'dbt met bout à bout le schéma du profil et celui du dossier.',
          en: "dbt puts the profile's schema and the folder's end to end.",
        },
        core: {
          fr: 'C’est ce qu’on attend, mais dbt ne remplace pas le schéma du profil : il y ajoute celui du dossier.',
          en: "That is what one expects, but dbt does not replace the profile's schema: it adds the folder's to it.",
        },
        staging: {
          fr: 'STAGING appartient aux tables chargées depuis S3 : dbt les lit, et n’y écrit jamais.',
          en: 'STAGING belongs to the tables loaded from S3: dbt reads them, and never writes there.',
        },
        public: {
          fr: 'PUBLIC est le schéma de qui n’en nomme aucun ; le profil en nomme un.',
          en: 'PUBLIC is the schema of those who name none; the profile names one.',
        },
      },
      explanation: {
        fr: `Snowflake répond ${schema}. Ainsi deux développeurs, avec deux profils (CORE, DEV_INES), construisent le même projet sans s'écraser l'un l'autre. L'énoncé cherche les marts dans MARTS : c'est l'étape « publish » qui les y montre.`,
        en: `Snowflake answers ${schema}. So two developers with two profiles (CORE, DEV_INES) build the same project without overwriting each other. The handout looks for the marts in MARTS: the step “publish” shows them there.`,
      },
    };
  },
});

/** What dbt made, how, and where. */
export const questions: readonly QuestionDefinition[] = [linesLeftOut, viewOrTable, schemaOfFact];
