import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { WireCell } from '../result.ts';
import { openTestSession, type TestSession } from '../testing/account.ts';

let lab: TestSession;
before(async () => {
  lab = await openTestSession();
  await lab.run(`CREATE SCHEMA core; CREATE TABLE plain (a INT); CREATE TRANSIENT TABLE passing AS SELECT 1 AS a;
    CREATE VIEW seen AS SELECT a FROM plain; CREATE TEMPORARY TABLE mine (a INT)`);
});
after(() => lab.close());

/** Some columns of every row. */
async function pick(sql: string, ...names: readonly string[]): Promise<readonly (readonly WireCell[])[]> {
  const { columns, rows } = await lab.run(sql);
  return rows.map(row => names.map(name => row[columns.findIndex(column => column.name === name)] ?? null));
}

describe('SHOW', () => {
  it('calls a transient table TABLE among objects, for dbt, and TRANSIENT among tables', async () => {
    const kinds = await pick(
      'show objects in LAB.CORE limit 10000',
      'name',
      'kind',
      'is_dynamic',
      'is_iceberg',
    );
    assert.deepEqual(kinds, [
      ['MINE', 'TABLE', 'N', 'N'],
      ['PASSING', 'TABLE', 'N', 'N'],
      ['PLAIN', 'TABLE', 'N', 'N'],
      ['SEEN', 'VIEW', 'N', 'N'],
    ]);
    assert.deepEqual(await pick('SHOW TABLES IN SCHEMA lab.core', 'name', 'kind', 'rows'), [
      ['MINE', 'TEMPORARY', '0'],
      ['PASSING', 'TRANSIENT', '1'],
      ['PLAIN', 'TABLE', '0'],
    ]);
  });

  it('filters by pattern, beginning, place and number', async () => {
    assert.deepEqual(await pick("SHOW TABLES LIKE 'p%'", 'name'), [['PASSING'], ['PLAIN']]);
    assert.deepEqual(await pick("SHOW TABLES IN DATABASE lab STARTS WITH 'PL'", 'name'), [['PLAIN']]);
    assert.deepEqual(await pick('SHOW TERSE OBJECTS IN lab.core LIMIT 1', 'name', 'kind'), [
      ['MINE', 'TABLE'],
    ]);
    assert.deepEqual(await pick("SHOW TERSE OBJECTS IN lab.core LIMIT 1 FROM 'PASSING'", 'name'), [
      ['PLAIN'],
    ]);
    assert.deepEqual(await pick('show terse schemas in database LAB limit 10000', 'name'), [
      ['CORE'],
      ['INFORMATION_SCHEMA'],
      ['PUBLIC'],
    ]);
  });

  it('fails with 002043 for a place that is not there', async () => {
    await assert.rejects(lab.run('show objects in LAB.NOWHERE limit 10000'), {
      code: '002043',
      sqlState: '02000',
    });
    await assert.rejects(lab.run('SHOW TABLES IN DATABASE nowhere'), { code: '002043' });
  });

  it('lists columns and keys', async () => {
    await lab.run('CREATE TABLE lines (id NUMBER(9,2) PRIMARY KEY, plain_a INT REFERENCES plain(a))');
    const [first] = await pick('SHOW COLUMNS IN TABLE lines', 'column_name', 'data_type', 'null?');
    const type = { type: 'FIXED', precision: 9, scale: 2, nullable: false };
    assert.deepEqual(first, ['ID', JSON.stringify(type), 'NOT_NULL']);
    assert.deepEqual(await pick('SHOW IMPORTED KEYS IN SCHEMA core', 'pk_table_name', 'fk_column_name'), [
      ['PLAIN', 'PLAIN_A'],
    ]);
  });
});

describe('warehouses', () => {
  it('suspend, resume and refuse as real ones do', async () => {
    await lab.run(
      "CREATE WAREHOUSE w WITH WAREHOUSE_SIZE = 'xsmall' AUTO_SUSPEND = 60 INITIALLY_SUSPENDED = TRUE",
    );
    assert.deepEqual(await pick("SHOW WAREHOUSES LIKE 'w'", 'state', 'size', 'auto_suspend', 'is_current'), [
      ['SUSPENDED', 'X-Small', '60', 'Y'],
    ]);
    await lab.run('SELECT a FROM plain');
    assert.deepEqual(await pick("SHOW WAREHOUSES LIKE 'w'", 'state'), [['STARTED']]);
    await lab.run('ALTER WAREHOUSE w SUSPEND; ALTER WAREHOUSE w SET AUTO_RESUME = FALSE');
    await assert.rejects(lab.run('SELECT a FROM plain'), { code: '000606' });
    await assert.rejects(lab.run('ALTER WAREHOUSE w SUSPEND'), { code: '090064' });
    await lab.run('USE WAREHOUSE compute_wh');
  });
});

describe('roles, users and grants', () => {
  it('record what was granted, and forget it with its object', async () => {
    await lab.run(
      "CREATE ROLE analyst; CREATE USER lea DEFAULT_ROLE = 'ANALYST'; GRANT ROLE analyst TO USER lea",
    );
    await lab.run(
      'grant select on LAB.CORE.PLAIN to ANALYST; GRANT USAGE ON WAREHOUSE compute_wh TO ROLE analyst',
    );
    assert.deepEqual(await pick('show grants on table LAB.CORE.PLAIN', 'privilege', 'grantee_name'), [
      ['OWNERSHIP', 'ACCOUNTADMIN'],
      ['SELECT', 'ANALYST'],
    ]);
    assert.deepEqual(await pick('SHOW GRANTS OF ROLE analyst', 'granted_to', 'grantee_name'), [
      ['USER', 'LEA'],
    ]);
    await lab.run('CREATE OR REPLACE TABLE plain (a INT)');
    assert.deepEqual(await pick('SHOW GRANTS TO ROLE analyst', 'privilege', 'granted_on'), [
      ['USAGE', 'WAREHOUSE'],
    ]);
    await lab.run('DROP ROLE analyst');
    await assert.rejects(lab.run('GRANT SELECT ON plain TO ROLE analyst'), { code: '002003' });
    assert.deepEqual(await pick('SHOW USERS', 'name', 'default_role'), [
      ['LEA', 'ANALYST'],
      ['STUDENT', 'ACCOUNTADMIN'],
    ]);
  });
});

describe('session', () => {
  it('keeps variables and parameters', async () => {
    await lab.run("SET day = '2024-05-01'; SET (x, y) = (2, 1.5)");
    assert.deepEqual(await lab.rows('SELECT $x * $y, $day'), [['3.0', '2024-05-01']]);
    await lab.run('UNSET day');
    assert.deepEqual(await pick('SHOW VARIABLES', 'name', 'value'), [
      ['X', '2'],
      ['Y', '1.5'],
    ]);
    await lab.run("ALTER SESSION SET QUERY_TAG = 'essai', LOCK_TIMEOUT = 5");
    assert.deepEqual(await pick("SHOW PARAMETERS LIKE 'query_tag' IN SESSION", 'value', 'level'), [
      ['essai', 'SESSION'],
    ]);
    await lab.run('ALTER SESSION UNSET QUERY_TAG');
    assert.deepEqual(await pick("SHOW PARAMETERS LIKE 'query_tag'", 'value', 'level'), [['', '']]);
    await assert.rejects(lab.run('ALTER SESSION SET NO_SUCH = 1'), { code: '001006' });
    await assert.rejects(lab.run('ALTER SESSION SET WEEK_START = 3'), { code: '000002' });
  });

  it('rolls back rows, and commits before DDL', async () => {
    await lab.run('CREATE TABLE tried (a INT); BEGIN; INSERT INTO tried VALUES (1); ROLLBACK');
    assert.deepEqual(await lab.rows('SELECT count(*) FROM tried'), [['0']]);
    await lab.run(
      'START TRANSACTION; INSERT INTO tried VALUES (1); CREATE TABLE between_times (a INT); ROLLBACK',
    );
    assert.deepEqual(await lab.rows('SELECT count(*) FROM tried'), [['1']]);
  });

  it('follows USE', async () => {
    await lab.run('USE lab.public');
    assert.deepEqual(await lab.rows('SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()'), [['LAB', 'PUBLIC']]);
    await assert.rejects(lab.run('USE SCHEMA nowhere'), { code: '002043' });
    await lab.run('CREATE DATABASE second; DROP DATABASE second');
    await assert.rejects(lab.run('CREATE TABLE homeless (a INT)'), { code: '090105' });
    await lab.run('USE DATABASE lab');
  });
});

describe('sequences', () => {
  it('count for every session', async () => {
    await lab.run('CREATE SEQUENCE numbers START 3 INCREMENT 2');
    assert.deepEqual(await lab.rows('SELECT numbers.NEXTVAL'), [['3']]);
    assert.deepEqual(await pick('SHOW SEQUENCES', 'name', 'next_value', 'interval'), [['NUMBERS', '5', '2']]);
    await lab.run('DROP SEQUENCE numbers');
    await assert.rejects(lab.run('DROP SEQUENCE numbers'), { code: '002003' });
  });
});
