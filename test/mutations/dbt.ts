import type { LabSession } from '../helpers/lab-session.ts';
import { of } from './mutation.ts';
import { edit, editForRun, remade, snowflake } from './tools.ts';

const DWH = 'SHOPSTREAM_DWH';
const VIEW = `${DWH}.CORE_STAGING.STG_ORDERS`;
const CUSTOMERS = `${DWH}.CORE_CORE.DIM_CUSTOMERS`;
const PRODUCTS = `${DWH}.CORE_CORE.DIM_PRODUCTS`;
const FACTS = `${DWH}.CORE_CORE.FACT_ORDERS`;
const SALES = `${DWH}.CORE_MARTS.MART_SALES_OVERVIEW`;
const ONE_FACT = `ORDER_ITEM_KEY = (SELECT MIN(ORDER_ITEM_KEY) FROM ${FACTS})`;

const PROJECT = 'shopstream_dbt';
const model = (path: string) => `${PROJECT}/models/${path}.sql`;
const SOURCES = `${PROJECT}/models/staging/_staging__sources.yml`;
const CATALOG = `${PROJECT}/target/catalog.json`;

/** Edits a model, and runs it as its author would. */
const editAndRun = (path: string, change: (sql: string) => string) => async (lab: LabSession) => {
  const undo = await edit(model(path), change)(lab);
  const { dbt } = await lab.ports.open(['dbt']);
  const { success, error } = await dbt.run(['run', '--select', path.split('/').at(-1) ?? ''], () => {});
  if (!success) throw new Error(`dbt run: ${error}`);
  return undo;
};

export const DBT = [
  ...of('dbt.init-project', [
    {
      id: 'profile-deleted',
      what: 'the profile deleted',
      check: 'profile',
      break: editForRun('.dbt/profiles.yml', () => undefined),
    },
    {
      id: 'model-deleted',
      what: 'a model deleted',
      check: 'models',
      break: editForRun(model('core/fact_orders'), () => undefined),
    },
    {
      id: 'ref-misspelt',
      what: 'a model that refers to one that does not exist',
      check: 'references',
      break: edit(model('core/fact_orders'), sql => sql.replace("ref('dim_products')", "ref('dim_product')")),
    },
    {
      id: 'source-renamed',
      what: 'a source table renamed in its declaration',
      check: 'references',
      break: edit(SOURCES, yaml => yaml.replace('- name: stg_orders\n', '- name: stg_order\n')),
    },
    {
      id: 'variable-removed',
      what: 'a variable removed from dbt_project.yml',
      check: 'references',
      break: edit(`${PROJECT}/dbt_project.yml`, yaml => yaml.replace(/^ +revenue_statuses.*\n/m, '')),
    },
  ]),
  ...of('dbt.debug', [
    {
      id: 'profile-schema',
      what: 'another target schema in the profile',
      check: 'schema',
      break: edit('.dbt/profiles.yml', yaml => yaml.replace('schema: CORE', 'schema: DEV')),
    },
    {
      id: 'profile-warehouse',
      what: 'a warehouse in the profile that does not exist',
      check: 'warehouse',
      break: edit('.dbt/profiles.yml', yaml => yaml.replace('warehouse: TRANSFORM_WH', 'warehouse: NO_WH')),
    },
  ]),
  ...of('dbt.run', [
    {
      id: 'view-dropped',
      what: 'the view dropped',
      check: 'stg-orders-kind',
      break: snowflake(`DROP VIEW ${VIEW}`),
    },
    {
      id: 'view-as-table',
      what: 'the view replaced by a table',
      check: 'stg-orders-kind',
      break: snowflake(
        `CREATE TABLE ${VIEW}_MADE AS SELECT * FROM ${VIEW}; DROP VIEW ${VIEW}; ALTER TABLE ${VIEW}_MADE RENAME TO ${VIEW};`,
      ),
    },
    {
      id: 'customer-deleted',
      what: 'a customer deleted',
      check: 'dim-customers-rows',
      break: snowflake(`DELETE FROM ${CUSTOMERS} WHERE CUSTOMER_KEY = 42`),
    },
    {
      id: 'customer-renamed',
      what: 'the segment of a customer changed',
      check: 'dim-customers-content',
      break: snowflake(`UPDATE ${CUSTOMERS} SET CUSTOMER_SEGMENT = 'VIP' WHERE CUSTOMER_KEY = 42`),
    },
    {
      id: 'products-swapped',
      what: 'the keys of two products exchanged',
      check: 'dim-products-content',
      break: snowflake(
        `UPDATE ${PRODUCTS} SET PRODUCT_KEY = CASE PRODUCT_KEY WHEN 42 THEN 43 ELSE 42 END WHERE PRODUCT_KEY IN (42, 43)`,
      ),
    },
    {
      id: 'fact-deleted',
      what: 'a line deleted',
      check: 'fact-orders-rows',
      break: snowflake(`DELETE FROM ${FACTS} WHERE ${ONE_FACT}`),
    },
    {
      id: 'fact-doubled',
      what: 'a line doubled',
      check: 'fact-orders-rows',
      break: snowflake(`INSERT INTO ${FACTS} SELECT * FROM ${FACTS} WHERE ${ONE_FACT}`),
    },
    {
      id: 'fact-flag',
      what: 'a flag of a line turned',
      check: 'fact-orders-content',
      break: snowflake(`UPDATE ${FACTS} SET IS_DELIVERED = NOT IS_DELIVERED WHERE ${ONE_FACT}`),
    },
    {
      id: 'fact-margin',
      what: 'a margin changed by a cent',
      check: 'fact-orders-content',
      break: snowflake(`UPDATE ${FACTS} SET LINE_MARGIN = LINE_MARGIN + 0.01 WHERE ${ONE_FACT}`),
    },
    {
      id: 'fact-column-renamed',
      what: 'a column of the facts renamed',
      check: 'fact-orders-columns',
      break: snowflake(`ALTER TABLE ${FACTS} RENAME COLUMN LINE_COST TO COST`),
    },
    {
      id: 'fact-filter-removed',
      what: 'the filter on revenue removed from a model, and dbt run',
      check: 'fact-orders-rows',
      mends: ['dbt.run'],
      break: editAndRun('core/fact_orders', sql => sql.replace('where is_revenue', '')),
    },
    {
      id: 'rule-edited',
      what: 'a rule edited in a model, and dbt run',
      check: 'dim-products-content',
      mends: ['dbt.run'],
      break: editAndRun('core/dim_products', sql => sql.replace('price < 400', 'price < 450')),
    },
    {
      id: 'sales-cent',
      what: 'an amount of the sales changed by a cent',
      check: 'mart-sales-overview-revenue',
      break: snowflake(`UPDATE ${SALES} SET TOTAL_REVENUE = TOTAL_REVENUE + 0.01
        WHERE (SALE_DATE, COUNTRY_CODE, PRODUCT_CATEGORY, CUSTOMER_SEGMENT) IN
          (SELECT SALE_DATE, COUNTRY_CODE, PRODUCT_CATEGORY, CUSTOMER_SEGMENT FROM ${SALES} ORDER BY 1, 2, 3, 4 LIMIT 1)`),
    },
    {
      id: 'sales-country',
      what: 'the sales of a country given to another',
      check: 'mart-sales-overview-content',
      break: snowflake(`UPDATE ${SALES} SET COUNTRY_CODE = 'BEL' WHERE COUNTRY_CODE = 'FRA'`),
    },
    {
      id: 'sales-text',
      what: 'a number of the sales as text',
      check: 'mart-sales-overview-types',
      break: remade(SALES, '* REPLACE (total_quantity::VARCHAR AS total_quantity)'),
    },
    {
      id: 'sales-reordered',
      what: 'two columns of the sales in each other’s place',
      check: 'mart-sales-overview-columns',
      break: remade(
        SALES,
        `country_code, sale_date, product_category, customer_segment, total_orders, unique_customers, total_lines,
         total_quantity, total_revenue, total_cost, total_margin, avg_order_value`,
      ),
    },
  ]),
  ...of('dbt.test', [
    {
      id: 'test-removed',
      what: 'a test removed from the sources',
      check: 'source_unique_staging_stg_order_items_id',
      break: edit(SOURCES, yaml =>
        yaml.replace(/(stg_order_items[\s\S]*?data_tests: \[not_null), unique\]/, '$1]'),
      ),
    },
    {
      id: 'relationship-removed',
      what: 'a relationship that is not tested any more',
      check: 'source_relationships_staging_stg_order_items_order_id__id__source_staging_stg_orders_',
      break: edit(SOURCES, yaml =>
        yaml.replace(/(stg_order_items[\s\S]*?) +data_tests:\n +- relationships:(\n {17,}.*){3}/, '$1'),
      ),
    },
  ]),
  ...of('dbt.docs', [
    {
      id: 'catalogue-deleted',
      what: 'the catalogue deleted',
      check: 'fact-orders',
      break: editForRun(CATALOG, () => undefined),
    },
    {
      id: 'catalogue-column',
      what: 'a catalogue that lacks a column',
      check: 'dim-customers',
      break: edit(CATALOG, json =>
        json.replaceAll('"CUSTOMER_SEGMENT"', '"SEGMENT"').replaceAll('"customer_segment"', '"segment"'),
      ),
    },
  ]),
];
