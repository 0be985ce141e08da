import { of } from './mutation.ts';
import { remade, snowflake } from './tools.ts';

const STG = 'SHOPSTREAM_DWH.STAGING';
const EVENTS = 'SHOPSTREAM_DWH.RAW.EVENTS';
/** A table that is made again is loaded again. */
const mends = ['snowflake.create-staging-tables', 'snowflake.load-staging'];

export const LOADING = [
  ...of('snowflake.create-staging-tables', [
    {
      id: 'staging-dropped',
      what: 'a table dropped',
      check: 'stg-users',
      mends,
      break: snowflake(`DROP TABLE ${STG}.STG_USERS`),
    },
    {
      id: 'staging-renamed',
      what: 'a column renamed',
      check: 'stg-products',
      mends,
      break: snowflake(`ALTER TABLE ${STG}.STG_PRODUCTS RENAME COLUMN PRICE TO PRIX`),
    },
    {
      id: 'staging-float',
      what: 'an amount of money as FLOAT',
      check: 'stg-orders-types',
      mends,
      break: remade(
        `${STG}.STG_ORDERS`,
        'id, user_id, created_at, total_amount::FLOAT AS total_amount, status, country, payment_method',
      ),
    },
    {
      id: 'staging-text-date',
      what: 'dates as texts',
      check: 'stg-users-types',
      mends,
      break: remade(
        `${STG}.STG_USERS`,
        'id, email, first_name, last_name, country, plan_type, created_at::VARCHAR AS created_at',
      ),
    },
    {
      id: 'staging-reordered',
      what: 'two columns in each other’s place',
      check: 'stg-order-items',
      mends,
      break: remade(`${STG}.STG_ORDER_ITEMS`, 'id, product_id, order_id, quantity, unit_price'),
    },
    {
      id: 'staging-extra-column',
      what: 'one more column, which COPY would look for in the files',
      check: 'stg-crm-contacts',
      mends,
      break: snowflake(`ALTER TABLE ${STG}.STG_CRM_CONTACTS ADD COLUMN NOTE VARCHAR`),
    },
  ]),
  ...of('snowflake.load-staging', [
    {
      id: 'loaded-row-deleted',
      what: 'a user deleted',
      check: 'stg-users-rows',
      break: snowflake(`DELETE FROM ${STG}.STG_USERS WHERE ID = 42`),
    },
    {
      id: 'loaded-twice',
      what: 'everything loaded twice',
      check: 'stg-products-rows',
      break: snowflake(`INSERT INTO ${STG}.STG_PRODUCTS SELECT * FROM ${STG}.STG_PRODUCTS`),
    },
    {
      id: 'loaded-line-doubled',
      what: 'a line doubled',
      check: 'stg-order-items-rows',
      break: snowflake(
        `INSERT INTO ${STG}.STG_ORDER_ITEMS SELECT * FROM ${STG}.STG_ORDER_ITEMS WHERE ID = 42`,
      ),
    },
    {
      id: 'loaded-cent',
      what: 'an amount changed by a cent',
      check: 'stg-orders-checksum',
      break: snowflake(`UPDATE ${STG}.STG_ORDERS SET TOTAL_AMOUNT = TOTAL_AMOUNT + 0.01 WHERE ID = 42`),
    },
    {
      id: 'loaded-name',
      what: 'a name changed to another of the same length',
      check: 'stg-crm-contacts-checksum',
      break: snowflake(
        `UPDATE ${STG}.STG_CRM_CONTACTS SET FIRST_NAME = REPEAT('x', LENGTH(FIRST_NAME)) WHERE ID = 42`,
      ),
    },
    {
      id: 'loaded-swapped',
      what: 'the values of two rows exchanged, which leaves every sum as it was',
      check: 'stg-products-checksum',
      break: snowflake(
        `UPDATE ${STG}.STG_PRODUCTS SET ID = CASE ID WHEN 42 THEN 43 ELSE 42 END WHERE ID IN (42, 43)`,
      ),
    },
    {
      id: 'loaded-status',
      what: 'a status replaced by one of the same length',
      check: 'stg-orders-checksum',
      break: snowflake(
        `UPDATE ${STG}.STG_ORDERS SET STATUS = 'pending' WHERE ID = (SELECT MIN(ID) FROM ${STG}.STG_ORDERS WHERE STATUS = 'shipped')`,
      ),
    },
    {
      id: 'loaded-null',
      what: 'an e-mail address lost',
      check: 'stg-users-checksum',
      break: snowflake(`UPDATE ${STG}.STG_USERS SET EMAIL = NULL WHERE ID = 42`),
    },
    {
      id: 'loaded-orphan',
      what: 'an order of a user who does not exist',
      check: 'stg-orders-checksum',
      break: snowflake(`UPDATE ${STG}.STG_ORDERS SET USER_ID = 999999 WHERE ID = 42`),
    },
    {
      id: 'loaded-shifted',
      what: 'every date shifted by an hour, as a time zone does',
      check: 'stg-orders-checksum',
      break: snowflake(`UPDATE ${STG}.STG_ORDERS SET CREATED_AT = DATEADD(HOUR, 1, CREATED_AT)`),
    },
    {
      id: 'loaded-zero',
      what: 'absent keys that became 0, which leaves every sum as it was',
      check: 'stg-crm-contacts-checksum',
      break: snowflake(`UPDATE ${STG}.STG_CRM_CONTACTS SET USER_ID = 0 WHERE USER_ID IS NULL`),
    },
  ]),
  ...of('snowflake.load-events', [
    {
      id: 'raw-event-deleted',
      what: 'an event deleted',
      check: 'events-rows',
      break: snowflake(`DELETE FROM ${EVENTS} WHERE ID = 42`),
    },
    {
      id: 'raw-event-device',
      what: 'the device of an event changed',
      check: 'events-checksum',
      break: snowflake(`UPDATE ${EVENTS} SET DEVICE = 'console' WHERE ID = 42`),
    },
    {
      id: 'raw-event-document',
      what: 'the document of an event replaced, its columns kept',
      check: 'events-checksum',
      break: snowflake(`UPDATE ${EVENTS} SET DOCUMENT = PARSE_JSON('{"id":42}') WHERE ID = 42`),
    },
  ]),
];
