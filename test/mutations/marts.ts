import { of } from './mutation.ts';
import { remade, snowflake } from './tools.ts';

const MADE = 'SHOPSTREAM_DWH.CORE_MARTS';
const SHOWN = 'SHOPSTREAM_DWH.MARTS';
const PRODUCTS = `${MADE}.MART_PRODUCT_PERFORMANCE`;
const CUSTOMERS = `${MADE}.MART_CUSTOMER_LTV`;

export const MARTS = [
  ...of('marts.product-performance', [
    {
      id: 'product-revenue',
      what: 'the revenue of a product changed by a cent',
      check: 'mart-product-performance-revenue',
      break: snowflake(`UPDATE ${PRODUCTS} SET TOTAL_REVENUE = TOTAL_REVENUE + 0.01 WHERE PRODUCT_KEY = 42`),
    },
    {
      id: 'product-class',
      what: 'a product promoted to class A',
      check: 'abc-class-a',
      break: snowflake(
        `UPDATE ${PRODUCTS} SET ABC_CLASS = 'A' WHERE REVENUE_RANK = (SELECT MAX(REVENUE_RANK) FROM ${PRODUCTS})`,
      ),
    },
    {
      id: 'product-ranks',
      what: 'the ranks of two products exchanged',
      check: 'mart-product-performance-content',
      break: snowflake(
        `UPDATE ${PRODUCTS} SET REVENUE_RANK = CASE REVENUE_RANK WHEN 1 THEN 2 ELSE 1 END WHERE REVENUE_RANK IN (1, 2)`,
      ),
    },
    {
      id: 'product-view',
      what: 'the mart replaced by a view',
      check: 'mart-product-performance-kind',
      break: snowflake(`CREATE TABLE ${PRODUCTS}_MADE AS SELECT * FROM ${PRODUCTS}; DROP TABLE ${PRODUCTS};
        CREATE VIEW ${PRODUCTS} AS SELECT * FROM ${PRODUCTS}_MADE;`),
    },
    {
      id: 'product-float',
      what: 'revenue as FLOAT',
      check: 'mart-product-performance-types',
      break: remade(PRODUCTS, '* REPLACE (total_revenue::FLOAT AS total_revenue)'),
    },
  ]),
  ...of('marts.customer-ltv', [
    {
      id: 'ltv-deleted',
      what: 'a customer deleted',
      check: 'mart-customer-ltv-rows',
      break: snowflake(
        `DELETE FROM ${CUSTOMERS} WHERE CUSTOMER_KEY = (SELECT MIN(CUSTOMER_KEY) FROM ${CUSTOMERS})`,
      ),
    },
    {
      id: 'ltv-segments',
      what: 'the segments of two customers exchanged',
      check: 'mart-customer-ltv-content',
      break: snowflake(
        `UPDATE ${CUSTOMERS} SET RFM_SEGMENT = CASE RFM_SEGMENT WHEN 'Champions' THEN 'Hibernating' ELSE 'Champions' END
         WHERE CUSTOMER_KEY IN (SELECT MIN(CUSTOMER_KEY) FROM ${CUSTOMERS} WHERE RFM_SEGMENT IN ('Champions', 'Hibernating') GROUP BY RFM_SEGMENT)`,
      ),
    },
    {
      id: 'ltv-churn',
      what: 'a churn risk changed',
      check: 'churn-risk-high',
      break: snowflake(
        `UPDATE ${CUSTOMERS} SET CHURN_RISK = 'LOW' WHERE CUSTOMER_KEY = (SELECT MIN(CUSTOMER_KEY) FROM ${CUSTOMERS} WHERE CHURN_RISK = 'HIGH')`,
      ),
    },
    {
      id: 'ltv-column',
      what: 'a column missing',
      check: 'mart-customer-ltv-columns',
      break: snowflake(`ALTER TABLE ${CUSTOMERS} DROP COLUMN MONETARY_SCORE`),
    },
    {
      id: 'ltv-reordered',
      what: 'the columns in another order than the handout',
      check: 'mart-customer-ltv-columns',
      break: remade(
        CUSTOMERS,
        `customer_key, email, full_name, country_code, lifetime_value, total_orders, rfm_segment, churn_risk, customer_segment,
         first_order_date, last_order_date, recency_days, avg_order_value, recency_score, frequency_score, monetary_score`,
      ),
    },
  ]),
  ...of('marts.publish', [
    {
      id: 'published-dropped',
      what: 'a published view dropped',
      check: 'mart-customer-ltv-view',
      break: snowflake(`DROP VIEW ${SHOWN}.MART_CUSTOMER_LTV`),
    },
    {
      id: 'published-copy',
      what: 'a published view replaced by a copy',
      check: 'mart-product-performance-view',
      mends: ['marts.publish'],
      break: async lab => {
        const name = `${SHOWN}.MART_PRODUCT_PERFORMANCE`;
        await snowflake(`DROP VIEW ${name}; CREATE TABLE ${name} AS SELECT * FROM ${PRODUCTS};`)(lab);
        // Snowflake does not put a view in a table's place.
        return async () => {
          await snowflake(`DROP TABLE ${name}`)(lab);
        };
      },
    },
    {
      id: 'published-filter',
      what: 'a published view that leaves out small sales',
      check: 'control-sales-revenue',
      break: snowflake(
        `CREATE OR REPLACE VIEW ${SHOWN}.MART_SALES_OVERVIEW AS SELECT * FROM ${MADE}.MART_SALES_OVERVIEW WHERE TOTAL_LINES > 1`,
      ),
    },
    {
      id: 'published-stale',
      what: 'a published view over an old copy, in which a name has changed since',
      check: 'mart-customer-ltv-view-content',
      break: snowflake(`CREATE OR REPLACE TABLE ${SHOWN}.OLD_LTV AS SELECT * FROM ${CUSTOMERS};
        UPDATE ${SHOWN}.OLD_LTV SET FULL_NAME = 'Zoé' WHERE CUSTOMER_KEY = (SELECT MIN(CUSTOMER_KEY) FROM ${CUSTOMERS});
        CREATE OR REPLACE VIEW ${SHOWN}.MART_CUSTOMER_LTV AS SELECT * FROM ${SHOWN}.OLD_LTV;`),
    },
    {
      id: 'published-column-missing',
      what: 'a published view without one of its columns',
      check: 'mart-sales-overview-view-columns',
      break: snowflake(
        `CREATE OR REPLACE VIEW ${SHOWN}.MART_SALES_OVERVIEW AS SELECT * EXCLUDE (total_margin) FROM ${MADE}.MART_SALES_OVERVIEW`,
      ),
    },
    {
      id: 'published-column-renamed',
      what: 'a column of a published view renamed',
      check: 'mart-product-performance-view-columns',
      break: snowflake(
        `CREATE OR REPLACE VIEW ${SHOWN}.MART_PRODUCT_PERFORMANCE AS SELECT * RENAME (abc_class AS classe) FROM ${PRODUCTS}`,
      ),
    },
  ]),
];
