import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, testService } from './testing.ts';

/** A cross join that runs for minutes unless it is stopped. */
const LONG = `SELECT SUM(a.n * b.n) AS total FROM (SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) a,
  (SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) b`;

const TABLE = `CREATE TABLE t (id NUMBER, amount NUMBER(12,2), name VARCHAR, ok BOOLEAN, day DATE, at TIMESTAMP_NTZ)`;

test('a session starts with the context that its login names, as far as it exists', async t => {
  const { port } = await testService(t);
  const first = await connect(t, port);
  const context =
    'SELECT CURRENT_DATABASE() d, CURRENT_SCHEMA() s, CURRENT_WAREHOUSE() w, CURRENT_ROLE() r, CURRENT_USER() u';
  assert.deepEqual((await first.run(context)).rows, [
    { D: null, S: null, W: 'COMPUTE_WH', R: 'ACCOUNTADMIN', U: 'STUDENT' },
  ]);
  await first.run('CREATE DATABASE shop');
  await first.run('CREATE SCHEMA "Odd name"');
  const named = await connect(t, port, {
    database: 'shop',
    schema: '"Odd name"',
    warehouse: 'nowhere',
    role: 'sysadmin',
  });
  assert.deepEqual((await named.run(context)).rows, [
    { D: 'SHOP', S: 'Odd name', W: null, R: 'SYSADMIN', U: 'STUDENT' },
  ]);
  await assert.rejects(connect(t, port, { role: 'nobody' }), { code: '390189' });
  const missing = await connect(t, port, { database: 'nowhere', schema: 'public' });
  assert.deepEqual((await missing.run('SELECT CURRENT_DATABASE() d')).rows, [{ D: null }]);
});

test('values of every type arrive as the driver knows them', async t => {
  const { port } = await testService(t);
  const { run } = await connect(t, port);
  const { rows, statement } = await run(`
    SELECT 42 AS n, 1234.56::NUMBER(12,2) AS dec, 1.5::FLOAT AS f, 'é' AS t, TRUE AS b, NULL AS nothing,
           '2024-12-06'::DATE AS d, '01:02:03'::TIME AS ti, '2024-12-06 12:00:00.123'::TIMESTAMP_NTZ AS ntz,
           PARSE_JSON('{"a":[1,"x"]}') AS v, TO_BINARY('DEADBEEF', 'HEX') AS bin, '1969-12-31 23:59:59.5'::TIMESTAMP_NTZ AS old`);
  const { D, NTZ, OLD, BIN, ...plain } = rows[0] ?? {};
  assert.deepEqual(plain, {
    N: 42,
    DEC: 1234.56,
    F: 1.5,
    T: 'é',
    B: true,
    NOTHING: null,
    TI: '01:02:03',
    V: { a: [1, 'x'] },
  });
  assert.equal((D as Date).toISOString().slice(0, 10), '2024-12-06');
  assert.equal((NTZ as Date).toISOString(), '2024-12-06T12:00:00.123Z');
  assert.equal((OLD as Date).toISOString(), '1969-12-31T23:59:59.500Z');
  assert.equal((BIN as Buffer).toString('hex'), 'deadbeef');
  const types = statement.getColumns()?.map(column => column.getType());
  assert.deepEqual(types?.slice(0, 3), ['fixed', 'fixed', 'real']);
  assert.equal(statement.getColumns()?.[1]?.getScale(), 2);
});

test('binds reach the statement with their types', async t => {
  const { port } = await testService(t);
  const { run } = await connect(t, port);
  await run('CREATE DATABASE binds');
  await run(TABLE);
  const values = [1, -12.5, "l'été; -- ?", true, '2024-02-29', '2024-02-29 10:20:30'];
  const { statement } = await run('INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)', values);
  assert.equal(statement.getNumUpdatedRows(), 1);
  await run('INSERT INTO t (id, name) VALUES (:1, :2)', [2, null] as never);
  const { rows } = await run('SELECT name, amount, ok FROM t WHERE id = ? OR name = ? ORDER BY id', [
    2,
    values[2] ?? '',
  ]);
  assert.deepEqual(rows, [
    { NAME: "l'été; -- ?", AMOUNT: -12.5, OK: true },
    { NAME: null, AMOUNT: null, OK: null },
  ]);
});

test('array binds are one statement: counted, and all or none', async t => {
  const { port } = await testService(t);
  const { run } = await connect(t, port);
  await run('CREATE DATABASE binds');
  await run(TABLE);
  const rows = Array.from({ length: 20_000 }, (_, i) => [i, i / 4, `name ${i}`, i % 2 === 0]);
  const insert = 'INSERT INTO t (id, amount, name, ok) VALUES (?, ?, ?, ?)';
  const began = performance.now();
  assert.equal((await run(insert, rows as never)).statement.getNumUpdatedRows(), 20_000);
  assert.ok(performance.now() - began < 5000);
  const summary = await run('SELECT COUNT(*) c, SUM(amount) s, COUNT_IF(ok) o, MAX(name) m FROM t');
  assert.deepEqual(summary.rows, [{ C: 20_000, S: 49_997_500, O: 10_000, M: 'name 9999' }]);
  const wrong = [
    ['1', 1, 'good', true],
    ['x', 1, 'bad', true],
  ];
  await assert.rejects(run(insert, wrong as never), { code: '100038' });
  assert.deepEqual((await run('SELECT COUNT(*) c FROM t')).rows, [{ C: 20_000 }]);
  const updates = [
    ['first', 0],
    ['second', 1],
    ['nobody', -1],
  ];
  const { statement } = await run('UPDATE t SET name = ? WHERE id = ?', updates as never);
  assert.equal(statement.getNumUpdatedRows(), 2);
});

test('DML tells how many rows it touched', async t => {
  const { port } = await testService(t);
  const { run } = await connect(t, port);
  await run('CREATE DATABASE dml');
  await run(TABLE);
  const touched = async (sql: string) => (await run(sql)).statement.getNumUpdatedRows();
  assert.equal(await touched("INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')"), 3);
  assert.equal(await touched("UPDATE t SET name = 'z' WHERE id > 1"), 2);
  assert.equal(
    await touched(`MERGE INTO t USING (SELECT 3 AS id UNION ALL SELECT 4) s ON t.id = s.id
      WHEN MATCHED THEN UPDATE SET name = 'm' WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, 'n')`),
    2,
  );
  assert.equal(await touched('DELETE FROM t WHERE id <= 2'), 2);
  assert.equal(await touched('SELECT 1'), -1);
});

test('several statements in one request give several results', async t => {
  const { port } = await testService(t);
  const { connection, run } = await connect(t, port);
  await assert.rejects(run('SELECT 1; SELECT 2'), { code: '000008', sqlState: '0A000' });
  const results: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    connection.execute({
      sqlText: "SELECT 1 AS a; SELECT ';' AS b; SELECT 3 AS c",
      parameters: { MULTI_STATEMENT_COUNT: 3 },
      complete: (error, statement, rows) => {
        if (error) return reject(error);
        results.push(rows?.[0]);
        const next = statement as { hasNext?: () => boolean; NextResult?: () => void };
        if (next.hasNext?.() === true) next.NextResult?.();
        else resolve();
      },
    });
  });
  assert.deepEqual(results, [{ A: 1 }, { B: ';' }, { C: 3 }]);
});

test('errors keep their code, SQLSTATE and query id', async t => {
  const { port } = await testService(t);
  const { run } = await connect(t, port);
  await run('CREATE DATABASE errors');
  await assert.rejects(run('SELECT * FROM nope'), (error: Error & { data?: { queryId?: string } }) => {
    assert.match(error.message, /^SQL compilation error:\nObject 'NOPE' does not exist or not authorized\.$/);
    assert.match(error.data?.queryId ?? '', /^[0-9a-f-]{36}$/);
    return true;
  });
  await assert.rejects(run('SELEC 1'), { code: '001003', sqlState: '42000' });
  await assert.rejects(connect(t, port, { password: 'wrong' }), { code: '390100' });
});

test('large results come in chunks, every row once and in order', async t => {
  const { port } = await testService(t);
  const { run } = await connect(t, port);
  const { rows, statement } = await run(
    `SELECT SEQ4() AS n, 'é' || SEQ4() AS t FROM TABLE(GENERATOR(ROWCOUNT => 150000)) ORDER BY 1`,
  );
  assert.equal(statement.getNumRows(), 150_000);
  assert.equal(rows.length, 150_000);
  assert.ok(rows.every((row, i) => row['N'] === i && row['T'] === `é${i}`));
});

test('a slow statement is asked for again, an asynchronous one is answered at once', async t => {
  const { port } = await testService(t, { patience: 5 });
  const { connection, run } = await connect(t, port);
  const sql = 'SELECT COUNT(*) AS n FROM TABLE(GENERATOR(ROWCOUNT => 20000000)) WHERE SQRT(SEQ4()) >= 0';
  assert.deepEqual((await run(sql)).rows, [{ N: 20_000_000 }]);
  const { statement } = await run(sql, undefined, { asyncExec: true });
  const queryId = statement.getQueryId();
  const status = await connection.getQueryStatus(queryId);
  assert.ok(['RUNNING', 'SUCCESS'].includes(String(status)));
  const later = await connection.getResultsFromQueryId({ queryId, sqlText: '' });
  for await (const row of later.streamRows()) assert.deepEqual(row, { N: 20_000_000 });
  assert.equal(String(await connection.getQueryStatus(queryId)), 'SUCCESS');
});

test('a statement is canceled, also one that waits behind another', async t => {
  const { port } = await testService(t);
  const { connection, run } = await connect(t, port);
  const started = (sqlText: string) => {
    let finished: (outcome: { code: string | undefined; sqlState: string | undefined }) => void;
    const outcome = new Promise<{ code: string | undefined; sqlState: string | undefined }>(resolve => {
      finished = resolve;
    });
    const statement = connection.execute({
      sqlText,
      complete: error => finished({ code: error?.code as string | undefined, sqlState: error?.sqlState }),
    });
    return { outcome, cancel: () => new Promise<void>(resolve => statement.cancel(() => resolve())) };
  };
  const running = started(LONG);
  const waiting = started('SELECT 1');
  await waiting.cancel();
  await running.cancel();
  const canceled = { code: '000604', sqlState: '57014' };
  assert.deepEqual(await running.outcome, canceled);
  assert.deepEqual(await waiting.outcome, canceled);
  assert.deepEqual((await run('SELECT 1 AS one')).rows, [{ ONE: 1 }]);
});

test('a statement is stopped after STATEMENT_TIMEOUT_IN_SECONDS', async t => {
  const { port } = await testService(t);
  const { run } = await connect(t, port);
  await run('ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1');
  await assert.rejects(run(LONG), { code: '000630', sqlState: '57014' });
});

test('tokens are renewed without the caller knowing', async t => {
  let now = Date.now();
  const { port } = await testService(t, { clock: () => now });
  const { run } = await connect(t, port);
  await run('CREATE DATABASE kept');
  now += 61 * 60_000;
  assert.deepEqual((await run('SELECT CURRENT_DATABASE() AS d')).rows, [{ D: 'KEPT' }]);
});

test('a closed session is gone with its transaction and its temporary tables', async t => {
  const { port } = await testService(t);
  const first = await connect(t, port);
  await first.run('CREATE DATABASE shared');
  await first.run('CREATE TABLE t (a NUMBER)');
  await first.run('CREATE TEMPORARY TABLE own (a NUMBER)');
  await first.run('BEGIN');
  await first.run('INSERT INTO t VALUES (1)');
  await first.destroy();
  const second = await connect(t, port, { database: 'shared' });
  assert.deepEqual((await second.run('SELECT COUNT(*) AS n FROM t')).rows, [{ N: 0 }]);
  await assert.rejects(second.run('SELECT * FROM own'), { code: '002003' });
  await second.run('DELETE FROM t');
});

test('what was committed is there after a restart, the sessions are not', async t => {
  const service = await testService(t);
  const before = await connect(t, service.port);
  await before.run('CREATE DATABASE kept');
  await before.run(TABLE);
  await before.run('INSERT INTO t (id) VALUES (1), (2)');
  await before.run('BEGIN');
  await before.run('INSERT INTO t (id) VALUES (3)');
  await service.restart();
  await assert.rejects(before.run('SELECT 1'), { code: 407002 });
  const after = await connect(t, service.port, { database: 'kept' });
  assert.deepEqual((await after.run('SELECT COUNT(*) AS n FROM t')).rows, [{ N: 2 }]);
});

test('a second process on the same folder is refused, a stopped one frees it', async t => {
  const service = await testService(t);
  const { startSnowflake } = await import('../main.ts');
  const options = {
    port: 0,
    dataDir: service.dataDir,
    account: 'LAB',
    user: 'U',
    password: 'P',
    storage: { endpoint: '', region: '', iamUserArn: '', accessKeyId: '', secretAccessKey: '' },
  };
  await assert.rejects(startSnowflake(options), { code: 'ELOCKED' });
  await service.stop();
  await service.stop();
  const next = await startSnowflake(options);
  await next.stop();
});
