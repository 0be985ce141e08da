import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingGrant } from './warehouse-rights.ts';

const refused = (object: string) =>
  `SQL access control error:\nInsufficient privileges to operate on ${object}`;

// The rights of each statement: https://docs.snowflake.com/en/user-guide/security-access-control-privileges
const CASES: readonly (readonly [sql: string, object: string, grant: string | undefined])[] = [
  ['CREATE DATABASE IF NOT EXISTS lab', "account 'X'", 'GRANT CREATE DATABASE ON ACCOUNT TO ROLE R;'],
  ['-- step 1\nCREATE OR REPLACE WAREHOUSE w', "account 'X'", 'GRANT CREATE WAREHOUSE ON ACCOUNT TO ROLE R;'],
  [
    'CREATE STORAGE INTEGRATION IF NOT EXISTS s3_integration',
    "account 'X'",
    'GRANT CREATE INTEGRATION ON ACCOUNT TO ROLE R;',
  ],
  ['CREATE SCHEMA IF NOT EXISTS lab.raw', "database 'LAB'", 'GRANT CREATE SCHEMA ON DATABASE LAB TO ROLE R;'],
  ['CREATE STAGE s', "schema 'RAW'", 'GRANT CREATE STAGE ON SCHEMA RAW TO ROLE R;'],
  ['CREATE TABLE IF NOT EXISTS t (a NUMBER)', "schema 'RAW'", 'GRANT CREATE TABLE ON SCHEMA RAW TO ROLE R;'],
  ['COPY INTO t FROM @s', "table 'T'", 'GRANT INSERT ON TABLE T TO ROLE R;'],
  ['TRUNCATE TABLE t', "table 'T'", 'GRANT TRUNCATE ON TABLE T TO ROLE R;'],
  [
    'ALTER WAREHOUSE w SET AUTO_SUSPEND = 60',
    "warehouse 'W'",
    'GRANT MODIFY, OPERATE ON WAREHOUSE W TO ROLE R;',
  ],
  ['DESC INTEGRATION i', "integration 'I'", 'GRANT USAGE ON INTEGRATION I TO ROLE R;'],
  ['CREATE SOMETHING NEW', 'something', undefined],
];

for (const [sql, object, grant] of CASES) {
  test(`what ${sql.replace('\n', ' ')} lacks on ${object}`, () => {
    assert.equal(missingGrant(sql, refused(object), 'R'), grant);
  });
}
