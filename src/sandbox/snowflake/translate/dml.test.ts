import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openTestSession, type TestSession } from '../testing/account.ts';

let session: TestSession;
before(async () => {
  session = await openTestSession();
});
after(() => session.close());
beforeEach(async () => {
  await session.run(
    `CREATE OR REPLACE TABLE t (id INT, amount NUMBER(10,2), status VARCHAR(10));
     INSERT INTO t VALUES (1, 1.00, 'old'), (9, 9.00, 'keep');
     CREATE OR REPLACE TABLE s (id INT, amount NUMBER(10,2), status VARCHAR);
     INSERT INTO s VALUES (1, 10.50, 'paid'), (2, 20.25, 'open')`,
  );
});

const counts = async (sql: string): Promise<Readonly<Record<string, string | null>>> => {
  const { columns, rows } = await session.run(sql);
  return Object.fromEntries(columns.map((column, i) => [column.name, rows[0]?.[i] ?? null]));
};
const content = (): Promise<readonly unknown[]> => session.rows('SELECT * FROM t ORDER BY id');

test('INSERT counts its rows, with columns, defaults, VALUES and queries', async () => {
  assert.deepEqual(await counts("INSERT INTO t (status, id) VALUES ('a', 5), ('b', '6')"), {
    'number of rows inserted': '2',
  });
  assert.deepEqual(await counts('INSERT INTO t SELECT * FROM s'), { 'number of rows inserted': '2' });
  assert.deepEqual(await counts('INSERT INTO t (id, status) VALUES (7, DEFAULT)'), {
    'number of rows inserted': '1',
  });
  assert.deepEqual(await counts('INSERT INTO t WITH x AS (SELECT 8 AS id) SELECT id, NULL, NULL FROM x'), {
    'number of rows inserted': '1',
  });
  assert.deepEqual(await counts('INSERT OVERWRITE INTO t SELECT * FROM s'), {
    'number of rows inserted': '2',
  });
  assert.deepEqual(await content(), [
    ['1', '10.50', 'paid'],
    ['2', '20.25', 'open'],
  ]);
});

test('UPDATE takes aliases and a FROM, and counts', async () => {
  assert.deepEqual(
    await counts('UPDATE t x SET x.status = s.status, amount = s.amount * 2 FROM s WHERE x.id = s.id'),
    {
      'number of rows updated': '1',
      'number of multi-joined rows updated': '0',
    },
  );
  assert.deepEqual(await content(), [
    ['1', '21.00', 'paid'],
    ['9', '9.00', 'keep'],
  ]);
  assert.deepEqual((await counts('UPDATE t SET status = NULL'))['number of rows updated'], '2');
});

test('DELETE takes aliases and USING, and counts', async () => {
  assert.deepEqual(await counts('DELETE FROM t USING s WHERE t.id = s.id'), {
    'number of rows deleted': '1',
  });
  assert.deepEqual(await counts('DELETE FROM t AS x WHERE x.id = 9'), { 'number of rows deleted': '1' });
  assert.deepEqual(await content(), []);
});

test('MERGE reports what it inserted, updated and deleted', async () => {
  assert.deepEqual(
    await counts(
      `MERGE INTO t AS d USING (SELECT * FROM s) AS src ON d.id = src.id
       WHEN MATCHED THEN UPDATE SET d.amount = src.amount, status = src.status
       WHEN NOT MATCHED THEN INSERT (d.id, amount, status) VALUES (src.id, src.amount, src.status)`,
    ),
    { 'number of rows inserted': '1', 'number of rows updated': '1' },
  );
  assert.deepEqual(
    await counts(
      "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.status = 'open' THEN DELETE WHEN MATCHED THEN UPDATE SET amount = 0",
    ),
    { 'number of rows updated': '1', 'number of rows deleted': '1' },
  );
  assert.deepEqual(await content(), [
    ['1', '0.00', 'paid'],
    ['9', '9.00', 'keep'],
  ]);
});

test('MERGE refuses to update one row twice, unless the session allows it', async () => {
  const merge =
    'MERGE INTO t USING (SELECT 1 AS id UNION ALL SELECT 1) x ON t.id = x.id WHEN MATCHED THEN UPDATE SET amount = 3';
  await assert.rejects(session.run(merge), {
    code: '100090',
    message: /Duplicate row detected during DML action/,
  });
  assert.equal((await session.rows('SELECT amount FROM t WHERE id = 1'))[0]?.[0], '1.00');
  session.session.parameters.set('ERROR_ON_NONDETERMINISTIC_MERGE', 'FALSE');
  await session.run(merge);
  session.session.parameters.delete('ERROR_ON_NONDETERMINISTIC_MERGE');
});

test('values are stored as Snowflake reads them', async () => {
  await session.run(
    'CREATE OR REPLACE TABLE k (i INT, b BOOLEAN, d DATE, ts TIMESTAMP_NTZ, tz TIMESTAMP_TZ, s VARCHAR, v VARIANT)',
  );
  await session.run(
    `INSERT INTO k SELECT 2.5::FLOAT, 'yes', '31-JAN-2024', '01/31/2024 10:00:00', '2024-01-31 10:00:00 +0200', 1.50, PARSE_JSON('[1]')`,
  );
  assert.deepEqual(await session.rows('SELECT * FROM k'), [
    ['3', 'true', '2024-01-31', '2024-01-31 10:00:00.000', '2024-01-31 08:00:00.000', '1.50', '[1]'],
  ]);
});

test('what does not fit is refused with its own error', async () => {
  const refused: readonly (readonly [string, string, RegExp])[] = [
    [
      "INSERT INTO t (status) VALUES ('far too long a status')",
      '100078',
      /String 'far too long a status' is too long and would be truncated/,
    ],
    ["UPDATE t SET status = 'far too long a status'", '100078', /too long/],
    ["INSERT INTO t (id) VALUES ('abc')", '100038', /Numeric value 'abc' is not recognized/],
    ['INSERT INTO t (id) VALUES (1, 2)', '002020', /expecting 1 but got 2/],
    ['INSERT INTO t (nope) VALUES (1)', '000904', /invalid identifier 'NOPE'/],
    ['INSERT INTO t (amount) VALUES (123456789012)', '100132', /out of range/],
    ['UPDATE t SET amount = amount / 0', '100051', /Division by zero/],
    ['INSERT INTO nope VALUES (1)', '002003', /'NOPE' does not exist/],
    ['INSERT ALL INTO t VALUES (1, 2, 3) SELECT 1', '000002', /several tables/],
  ];
  for (const [sql, code, message] of refused) await assert.rejects(session.run(sql), { code, message }, sql);
  assert.equal((await content()).length, 2);
});
