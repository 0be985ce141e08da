import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestSession, type TestSession } from './testing/account.ts';

let session: TestSession;
before(async () => {
  session = await openTestSession();
  await session.run('CREATE TABLE t (i INT)');
});
after(() => session.close());

test('a transaction is invisible to others until it commits, and gone when it is rolled back', async () => {
  const other = await session.another();
  const seen = async (): Promise<string | null | undefined> =>
    (await other.rows('SELECT COUNT(*) FROM t'))[0]?.[0];
  try {
    await session.run('BEGIN; INSERT INTO t VALUES (1)');
    assert.equal(await seen(), '0');
    await session.run('COMMIT');
    assert.equal(await seen(), '1');
    await session.run('BEGIN; DELETE FROM t; ROLLBACK');
    assert.equal(await seen(), '1');
  } finally {
    other.close();
  }
});

test('DDL commits the open transaction, as in Snowflake', async () => {
  await session.run(
    'CREATE OR REPLACE TABLE committed (i INT); BEGIN; INSERT INTO committed VALUES (1); CREATE TABLE by_ddl (i INT); ROLLBACK',
  );
  assert.deepEqual(await session.rows('SELECT COUNT(*) FROM committed'), [['1']]);
});

test('a failure that DuckDB cannot undo alone says that the transaction is gone, and the session goes on', async () => {
  await session.run('CREATE OR REPLACE TABLE undone (i INT); BEGIN; INSERT INTO undone VALUES (1)');
  await assert.rejects(session.run("INSERT INTO undone SELECT 'x' || i FROM undone"), {
    code: '100038',
    message: /rolled back the open transaction/,
  });
  assert.deepEqual(await session.rows('SELECT COUNT(*) FROM undone'), [['0']]);
  await session.run('INSERT INTO undone VALUES (2)');
  assert.deepEqual(await session.rows('SELECT COUNT(*) FROM undone'), [['1']]);
});

test('a mistake in the text leaves the transaction open', async () => {
  await session.run('CREATE OR REPLACE TABLE kept (i INT); BEGIN; INSERT INTO kept VALUES (1)');
  await assert.rejects(session.run('SELECT nope FROM kept'), { code: '000904' });
  await session.run('COMMIT');
  assert.deepEqual(await session.rows('SELECT COUNT(*) FROM kept'), [['1']]);
});

test('writers of one object wait for each other instead of failing', async () => {
  const others = await Promise.all(Array.from({ length: 6 }, () => session.another()));
  try {
    await session.run('CREATE OR REPLACE TABLE busy (i INT); INSERT INTO busy VALUES (0)');
    const work = others.map(async (other, n) => {
      await other.run(`INSERT INTO busy VALUES (${n + 1})`);
      await other.run('UPDATE busy SET i = i + 1');
      await other.run('CREATE SCHEMA IF NOT EXISTS shared');
      await other.run('CREATE OR REPLACE TABLE shared.same AS SELECT 1 AS a');
    });
    await Promise.all(work);
    assert.deepEqual(await session.rows('SELECT COUNT(*), MIN(i) > 0 FROM busy'), [['7', 'true']]);
    assert.deepEqual(await session.rows('SELECT * FROM lab.shared.same'), [['1']]);
  } finally {
    for (const other of others) other.close();
  }
});

test('the information schema counts rows exactly and lists what is declared', async () => {
  await session.run(
    'USE SCHEMA lab.public; CREATE OR REPLACE TABLE listed (id INT NOT NULL, name VARCHAR(20), amount NUMBER(10,2))',
  );
  await session.run(
    "INSERT INTO listed VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3); DELETE FROM listed WHERE id = 1",
  );
  await session.run(
    "CREATE OR REPLACE VIEW seen AS SELECT id FROM listed; COMMENT ON TABLE listed IS 'l''été'",
  );
  assert.deepEqual(
    await session.rows(
      `SELECT table_name, table_type, row_count, comment FROM information_schema.tables
        WHERE table_schema ILIKE 'public' AND table_name IN ('LISTED', 'SEEN') ORDER BY 1`,
    ),
    [
      ['LISTED', 'BASE TABLE', '2', "l'été"],
      ['SEEN', 'VIEW', null, null],
    ],
  );
  assert.deepEqual(
    await session.rows(
      `SELECT column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable
         FROM lab.information_schema.columns WHERE table_name = 'LISTED' ORDER BY ordinal_position`,
    ),
    [
      ['ID', 'NUMBER', null, '38', '0', 'NO'],
      ['NAME', 'TEXT', '20', null, null, 'YES'],
      ['AMOUNT', 'NUMBER', null, '10', '2', 'YES'],
    ],
  );
  assert.deepEqual(
    await session.rows("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'P%'"),
    [['PUBLIC']],
  );
  await assert.rejects(session.run('SELECT * FROM information_schema.nope'), { code: '002003' });
});

test('dbt finds its own names for the columns of a catalogue', async () => {
  assert.deepEqual(
    await session.rows(
      `with tables as (select table_schema as "table_schema", table_name as "table_name",
           to_varchar(convert_timezone('UTC', last_altered), 'yyyy-mm-dd HH24:MI'||'UTC') as "stats:last_modified:value"
         from LAB.INFORMATION_SCHEMA.tables where "table_schema" ilike 'public' and upper("table_schema") = upper('public'))
       select "table_name", length("stats:last_modified:value") from tables where "table_name" = 'LISTED'`,
    ),
    [['LISTED', '19']],
  );
});

test('an unknown statement is named as unsupported or as a syntax error', async () => {
  await assert.rejects(session.run('CREATE TASK x AS SELECT 1'), { code: '000002', message: /CREATE TASK/ });
  await assert.rejects(session.run('CALL something()'), { code: '000002' });
  await assert.rejects(session.run('FROBNICATE'), { code: '001003' });
});

test('one transaction writes to one database', async () => {
  await session.run(
    'CREATE DATABASE IF NOT EXISTS second; CREATE TABLE second.public.t (i INT); USE SCHEMA lab.public; BEGIN',
  );
  try {
    await session.run('INSERT INTO t VALUES (7)');
    await assert.rejects(session.run('INSERT INTO second.public.t VALUES (7)'), {
      code: '000002',
      message: /two databases/,
    });
  } finally {
    await session.run('ROLLBACK');
  }
  assert.deepEqual(await session.rows('SELECT COUNT(*) FROM t WHERE i = 7'), [['0']]);
});
