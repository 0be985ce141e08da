import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesSession, isReading, splitStatements } from './warehouse-script.ts';

test('a script is split where Snowflake ends its statements', () => {
  const script = `
    -- first; not an end
    SELECT 'a;b''c\\';d' AS "x;y"; // second; comment
    /* ; */ CREATE TABLE t (v STRING COMMENT $$it's; here$$);
    ; -- nothing
    SELECT 1`;
  assert.deepEqual(
    splitStatements(script).map(statement => statement.replace(/\s+/g, ' ')),
    [
      `-- first; not an end SELECT 'a;b''c\\';d' AS "x;y"`,
      `// second; comment /* ; */ CREATE TABLE t (v STRING COMMENT $$it's; here$$)`,
      '-- nothing SELECT 1',
    ],
  );
});

test('a reader lets exactly one reading statement pass', () => {
  for (const sql of [
    'SELECT 1',
    '/* why */ -- and\n(select 1) union (select 2);',
    'with a as (select 1) select * from a',
    'SHOW WAREHOUSES',
    'desc integration s3_integration',
    'LIST @s3_raw_stage',
    "SELECT 'p AS PROCEDURE'",
  ])
    assert.equal(isReading(sql), true, sql);
  for (const sql of [
    'DELETE FROM t',
    'SELECT 1; DROP TABLE t',
    '-- SELECT\nTRUNCATE t',
    'COPY INTO t FROM @s',
    'CALL p()',
    'WITH p AS PROCEDURE () RETURNS INT LANGUAGE SQL AS $$ DELETE FROM t $$ CALL p()',
    "SELECT SYSTEM$CANCEL_ALL_QUERIES('1')",
    '',
  ])
    assert.equal(isReading(sql), false, sql);
});

test('statements that change their session are recognised', () => {
  assert.equal(changesSession('USE ROLE ACCOUNTADMIN; SELECT 1'), true);
  assert.equal(changesSession("SELECT 'USE ROLE'"), false);
  assert.equal(changesSession('-- first\ncreate or replace warehouse W'), true);
  assert.equal(changesSession('CREATE TABLE warehouse (a INT)'), false);
});
