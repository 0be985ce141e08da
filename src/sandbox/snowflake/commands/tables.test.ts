import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { WireCell } from '../result.ts';
import { openTestSession, type TestSession } from '../testing/account.ts';

let lab: TestSession;
before(async () => {
  lab = await openTestSession();
});
after(() => lab.close());

/** The answer of a statement that gives one cell. */
async function status(sql: string): Promise<WireCell | undefined> {
  return (await lab.run(sql)).rows[0]?.[0];
}

/** Some columns of every row. */
async function pick(sql: string, ...names: readonly string[]): Promise<readonly (readonly WireCell[])[]> {
  const { columns, rows } = await lab.run(sql);
  return rows.map(row => names.map(name => row[columns.findIndex(column => column.name === name)] ?? null));
}

describe('CREATE TABLE', () => {
  it('keeps what DuckDB cannot: types, keys, comments, numbering', async () => {
    const made = await status(
      `CREATE TABLE orders (id INT AUTOINCREMENT START 10 INCREMENT 5, code VARCHAR(20) NOT NULL DEFAULT 'x' COMMENT 'le code',
         amount NUMBER(10,2), seen TIMESTAMP_TZ, raw VARIANT, CONSTRAINT pk PRIMARY KEY (id), UNIQUE (code)) COMMENT = 'd''essai'`,
    );
    assert.equal(made, 'Table ORDERS successfully created.');
    const columns = ['name', 'type', 'null?', 'default', 'primary key', 'unique key', 'comment'];
    assert.deepEqual(await pick('DESC TABLE orders', ...columns), [
      ['ID', 'NUMBER(38,0)', 'N', 'IDENTITY START 10 INCREMENT 5 NOORDER', 'Y', 'N', null],
      ['CODE', 'VARCHAR(20)', 'N', "'x'", 'N', 'Y', 'le code'],
      ['AMOUNT', 'NUMBER(10,2)', 'Y', null, 'N', 'N', null],
      ['SEEN', 'TIMESTAMP_TZ(9)', 'Y', null, 'N', 'N', null],
      ['RAW', 'VARIANT', 'Y', null, 'N', 'N', null],
    ]);
    await lab.run("INSERT INTO orders (code) VALUES ('a'), ('b')");
    assert.deepEqual(await lab.rows('SELECT id, code FROM orders ORDER BY id'), [
      ['10', 'a'],
      ['15', 'b'],
    ]);
    assert.deepEqual(await pick("SHOW TABLES LIKE 'orders'", 'name', 'comment', 'rows'), [
      ['ORDERS', "d'essai", '2'],
    ]);
  });

  it('copies a table with or without its rows, and goes on numbering', async () => {
    await lab.run('CREATE TABLE copied CLONE orders; CREATE TABLE emptied LIKE orders');
    await lab.run("INSERT INTO copied (code) VALUES ('c')");
    assert.deepEqual(await lab.rows('SELECT max(id) FROM copied'), [['20']]);
    assert.deepEqual(await lab.rows('SELECT count(*) FROM emptied'), [['0']]);
    assert.deepEqual(await pick('SHOW PRIMARY KEYS IN TABLE emptied', 'column_name'), [['ID']]);
  });

  it('takes names, types and constraints of a column list over a query', async () => {
    await lab.run('CREATE TABLE typed (a NUMBER(5,1) NOT NULL, b VARCHAR(9)) AS SELECT 1, 2');
    assert.deepEqual(await pick('DESC TABLE typed', 'name', 'type', 'null?'), [
      ['A', 'NUMBER(5,1)', 'N'],
      ['B', 'VARCHAR(9)', 'Y'],
    ]);
  });

  it('makes a column of nothing but NULL a VARCHAR', async () => {
    await lab.run('CREATE TABLE nothing AS SELECT 1 AS a, NULL AS b');
    assert.deepEqual(await pick('DESC TABLE nothing', 'type'), [['NUMBER(38,0)'], ['VARCHAR(16777216)']]);
  });

  it('refuses a name that is taken, and keeps or replaces on demand', async () => {
    await assert.rejects(lab.run('CREATE TABLE typed (a INT)'), { code: '002002' });
    assert.equal(
      await status('CREATE TABLE IF NOT EXISTS typed (a INT)'),
      'TYPED already exists, statement succeeded.',
    );
    await lab.run('CREATE OR REPLACE TABLE typed AS SELECT a + 1 AS a FROM typed');
    assert.deepEqual(await lab.rows('SELECT a FROM typed'), [['2.0']]);
    await lab.run('CREATE VIEW seen AS SELECT 1 AS a');
    await assert.rejects(lab.run('CREATE OR REPLACE TABLE seen (a INT)'), { code: '002203' });
    await assert.rejects(lab.run('CREATE TABLE twice (a INT, a INT)'), { code: '002025' });
    await assert.rejects(lab.run('CREATE TABLE odd (a WHATEVER)'), { code: '002040' });
  });

  it('leaves everything as it was when the query fails', async () => {
    await lab.run('CREATE TABLE safe (a VARCHAR(3) PRIMARY KEY)');
    await assert.rejects(lab.run('CREATE OR REPLACE TABLE safe AS SELECT 1 / 0 AS a'), { code: '100051' });
    await assert.rejects(lab.run('CREATE TABLE failed AS SELECT 1 / 0 AS a'), { code: '100051' });
    assert.deepEqual(await pick('DESC TABLE safe', 'type', 'primary key'), [['VARCHAR(3)', 'Y']]);
    assert.equal(lab.account.catalog.table({ database: 'LAB', schema: 'PUBLIC', name: 'FAILED' }), undefined);
  });

  it('hides a permanent table behind a temporary one of the same session only', async () => {
    await lab.run('CREATE TABLE shadow AS SELECT 1 AS a; CREATE TEMPORARY TABLE shadow AS SELECT 2 AS a');
    const other = await lab.another();
    assert.deepEqual(await lab.rows('SELECT a FROM shadow'), [['2']]);
    assert.deepEqual(await other.rows('SELECT a FROM shadow'), [['1']]);
    await lab.run('DROP TABLE shadow');
    assert.deepEqual(await lab.rows('SELECT a FROM shadow'), [['1']]);
  });

  it('lets concurrent replacements of one table wait for each other', async () => {
    const sessions = await Promise.all(Array.from({ length: 4 }, () => lab.another()));
    await Promise.all(sessions.map(({ run }, i) => run(`CREATE OR REPLACE TABLE raced AS SELECT ${i} AS a`)));
    assert.equal((await lab.rows('SELECT a FROM raced')).length, 1);
  });
});

describe('CREATE VIEW', () => {
  it('names and comments its columns as dbt asks', async () => {
    await lab.run(
      `create or replace view v ("A" COMMENT $$l'un$$, b) comment = 'vue' as (select id, code from orders)`,
    );
    assert.deepEqual(await pick('DESC VIEW v', 'name', 'comment'), [
      ['A', "l'un"],
      ['B', null],
    ]);
    assert.deepEqual(await lab.rows('SELECT b FROM v ORDER BY a'), [['a'], ['b']]);
    await lab.run(
      'comment on view v is $$d\'autres$$; alter view v alter "A" COMMENT $$x$$, b COMMENT $$y$$',
    );
    assert.deepEqual(await pick('SHOW VIEWS IN SCHEMA lab.public', 'name', 'comment'), [
      ['SEEN', ''],
      ['V', "d'autres"],
    ]);
    assert.deepEqual(await pick('DESC TABLE v', 'comment'), [['x'], ['y']]);
  });

  it('completes names with its own schema', async () => {
    await lab.run(
      'CREATE SCHEMA other; CREATE TABLE here AS SELECT 1 AS a; CREATE VIEW other.w AS SELECT a FROM here',
    );
    await lab.run('USE SCHEMA lab.public');
    assert.deepEqual(await lab.rows('SELECT a FROM lab.other.w'), [['1']]);
  });
});

describe('ALTER TABLE', () => {
  it('changes columns and what is kept about them', async () => {
    await lab.run('CREATE TABLE changing (a INT, b VARCHAR(5))');
    await lab.run("ALTER TABLE changing ADD COLUMN c VARCHAR(7) NOT NULL DEFAULT 'z', d DATE");
    await lab.run('ALTER TABLE changing RENAME COLUMN c TO e; ALTER TABLE changing DROP COLUMN d');
    await lab.run('ALTER TABLE changing ALTER COLUMN b SET DATA TYPE VARCHAR(50), a SET NOT NULL');
    await assert.rejects(lab.run('ALTER TABLE changing ALTER b TYPE NUMBER'), { code: '002108' });
    assert.deepEqual(await pick('DESC TABLE changing', 'name', 'type', 'null?'), [
      ['A', 'NUMBER(38,0)', 'N'],
      ['B', 'VARCHAR(50)', 'Y'],
      ['E', 'VARCHAR(7)', 'N'],
    ]);
  });

  it('keeps types and keys of a column that is renamed', async () => {
    await lab.run('CREATE TABLE keyed (a VARCHAR(3) PRIMARY KEY); ALTER TABLE keyed RENAME COLUMN a TO b');
    assert.deepEqual(await pick('DESC TABLE keyed', 'name', 'type', 'primary key'), [
      ['B', 'VARCHAR(3)', 'Y'],
    ]);
  });

  it('renames and swaps tables with their metadata', async () => {
    await lab.run('CREATE TABLE one (a VARCHAR(1)); CREATE TABLE two (b VARCHAR(2))');
    await lab.run('ALTER TABLE one RENAME TO uno; ALTER TABLE uno SWAP WITH two');
    assert.deepEqual(await pick('DESC TABLE uno', 'type'), [['VARCHAR(2)']]);
    await assert.rejects(lab.run('DESC TABLE one'), { code: '002003' });
    await assert.rejects(lab.run('ALTER TABLE uno RENAME TO two'), { code: '002002' });
  });
});

describe('DROP and TRUNCATE', () => {
  it('tell what they did', async () => {
    await lab.run('CREATE TABLE going AS SELECT 1 AS a');
    assert.equal(await status('TRUNCATE TABLE going'), 'Statement executed successfully.');
    assert.deepEqual(await lab.rows('SELECT count(*) FROM going'), [['0']]);
    await assert.rejects(lab.run('DROP VIEW going'), { code: '002203' });
    assert.equal(await status('DROP TABLE going'), 'GOING successfully dropped.');
    assert.equal(
      await status('DROP TABLE IF EXISTS going'),
      'Drop statement executed successfully (GOING already dropped).',
    );
    await assert.rejects(lab.run('DROP TABLE going'), { code: '002003' });
  });

  it('leave no sequence of a numbered table behind', async () => {
    await lab.run(
      'CREATE SCHEMA numbered; CREATE TABLE n (a INT IDENTITY); CREATE OR REPLACE TABLE n (a INT IDENTITY)',
    );
    await lab.run('DROP TABLE n; USE SCHEMA lab.public');
    const left = await lab.account.engine.rows(
      "SELECT * FROM duckdb_sequences() WHERE schema_name = 'NUMBERED'",
    );
    assert.deepEqual(left, []);
  });
});
