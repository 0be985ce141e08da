import { type Fault, removeFile, snowflake } from './damage.ts';

const DWH = 'SHOPSTREAM_DWH';
const FACTS = `${DWH}.CORE_CORE.FACT_ORDERS`;
const MARTS = `${DWH}.CORE_MARTS`;

export const DBT: readonly Fault[] = [
  {
    step: 'dbt.init-project',
    damages: [
      { what: 'the profile deleted', check: 'profile', break: removeFile('.dbt/profiles.yml') },
      {
        what: 'a model deleted',
        check: 'models',
        break: removeFile('shopstream_dbt/models/core/fact_orders.sql'),
      },
    ],
  },
  {
    step: 'dbt.run',
    damages: [
      {
        what: 'the view dropped',
        check: 'stg-orders-kind',
        break: snowflake(`DROP VIEW ${DWH}.CORE_STAGING.STG_ORDERS`),
      },
      {
        what: 'a customer deleted',
        check: 'dim-customers-rows',
        break: snowflake(`DELETE FROM ${DWH}.CORE_CORE.DIM_CUSTOMERS WHERE CUSTOMER_KEY = 42`),
      },
      {
        what: 'a product deleted',
        check: 'dim-products-rows',
        break: snowflake(`DELETE FROM ${DWH}.CORE_CORE.DIM_PRODUCTS WHERE PRODUCT_KEY = 42`),
      },
      {
        what: 'a line deleted',
        check: 'fact-orders-rows',
        break: snowflake(
          `DELETE FROM ${FACTS} WHERE ORDER_ITEM_KEY = (SELECT MIN(ORDER_ITEM_KEY) FROM ${FACTS})`,
        ),
      },
      {
        what: 'an amount changed',
        check: 'mart-sales-overview-revenue',
        break: snowflake(
          `UPDATE ${MARTS}.MART_SALES_OVERVIEW SET TOTAL_REVENUE = TOTAL_REVENUE + 0.01 WHERE TOTAL_LINES = 1`,
        ),
      },
    ],
  },
  {
    step: 'dbt.docs',
    damages: [
      {
        what: 'the catalogue deleted',
        check: 'fact-orders',
        break: removeFile('shopstream_dbt/target/catalog.json'),
      },
    ],
  },
  {
    step: 'marts.product-performance',
    damages: [
      {
        what: 'an amount changed',
        check: 'mart-product-performance-revenue',
        break: snowflake(
          `UPDATE ${MARTS}.MART_PRODUCT_PERFORMANCE SET TOTAL_REVENUE = TOTAL_REVENUE + 1 WHERE PRODUCT_KEY = 42`,
        ),
      },
    ],
  },
  {
    step: 'marts.customer-ltv',
    damages: [
      {
        what: 'a customer deleted',
        check: 'mart-customer-ltv-rows',
        break: snowflake(`DELETE FROM ${MARTS}.MART_CUSTOMER_LTV WHERE CUSTOMER_KEY = 42`),
      },
    ],
  },
  {
    step: 'marts.publish',
    damages: [
      {
        what: 'a view dropped',
        check: 'mart-customer-ltv-view',
        break: snowflake(`DROP VIEW ${DWH}.MARTS.MART_CUSTOMER_LTV`),
      },
    ],
  },
];
