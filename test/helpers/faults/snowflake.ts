import { distrust, type Fault, snowflake } from './damage.ts';

const DWH = 'SHOPSTREAM_DWH';
const STG = `${DWH}.STAGING`;

export const SNOWFLAKE: readonly Fault[] = [
  {
    step: 'snowflake.create-warehouses',
    damages: [
      {
        what: 'a warehouse that no longer wakes up',
        check: 'loading-wh',
        break: snowflake('ALTER WAREHOUSE LOADING_WH SET AUTO_RESUME = FALSE'),
      },
      {
        what: 'a warehouse dropped',
        check: 'transform-wh',
        break: snowflake('DROP WAREHOUSE TRANSFORM_WH'),
      },
    ],
  },
  {
    step: 'snowflake.create-storage-integration',
    damages: [{ what: 'a wrong external id', check: 'trust-external-id', break: distrust }],
  },
  {
    step: 'snowflake.create-storage-integration',
    damages: [
      {
        what: 'the integration dropped',
        check: 'integration',
        break: snowflake('DROP INTEGRATION s3_integration'),
      },
    ],
  },
  {
    step: 'snowflake.create-stage',
    damages: [
      { what: 'the stage dropped', check: 'stage', break: snowflake(`DROP STAGE ${DWH}.RAW.s3_raw_stage`) },
    ],
  },
  {
    step: 'snowflake.create-schemas',
    executes: [
      'snowflake.create-schemas',
      'snowflake.create-staging-tables',
      'snowflake.load-staging',
      'marts.publish',
    ],
    damages: [
      {
        what: 'the schema of the loaded tables dropped',
        check: 'schema-staging',
        break: snowflake(`DROP SCHEMA ${DWH}.STAGING CASCADE`),
      },
      {
        what: 'the schema of the published marts dropped',
        check: 'schema-marts',
        break: snowflake(`DROP SCHEMA ${DWH}.MARTS CASCADE`),
      },
    ],
  },
  {
    step: 'snowflake.create-staging-tables',
    executes: ['snowflake.create-staging-tables', 'snowflake.load-staging'],
    damages: [
      { what: 'a table dropped', check: 'stg-users', break: snowflake(`DROP TABLE ${STG}.STG_USERS`) },
      {
        what: 'a column renamed',
        check: 'stg-products',
        break: snowflake(`ALTER TABLE ${STG}.STG_PRODUCTS RENAME COLUMN PRICE TO PRIX`),
      },
    ],
  },
  {
    step: 'snowflake.load-staging',
    damages: [
      {
        what: 'a user deleted',
        check: 'stg-users-rows',
        break: snowflake(`DELETE FROM ${STG}.STG_USERS WHERE ID = 42`),
      },
      {
        what: 'a product deleted',
        check: 'stg-products-rows',
        break: snowflake(`DELETE FROM ${STG}.STG_PRODUCTS WHERE ID = 42`),
      },
      {
        what: 'an amount changed',
        check: 'stg-orders-checksum',
        break: snowflake(`UPDATE ${STG}.STG_ORDERS SET TOTAL_AMOUNT = TOTAL_AMOUNT + 0.01 WHERE ID = 42`),
      },
      {
        what: 'a line doubled',
        check: 'stg-order-items-rows',
        break: snowflake(
          `INSERT INTO ${STG}.STG_ORDER_ITEMS SELECT * FROM ${STG}.STG_ORDER_ITEMS WHERE ID = 42`,
        ),
      },
      {
        what: 'a contact deleted',
        check: 'stg-crm-contacts-rows',
        break: snowflake(`DELETE FROM ${STG}.STG_CRM_CONTACTS WHERE ID = 42`),
      },
    ],
  },
];
