import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Opened } from '../ports/opened.ts';
import type { Postgres, PostgresReader } from '../ports/postgres.ts';
import { removePostgres, startPostgres } from '../sandbox/postgres/main.ts';
import type { RunningService } from '../sandbox/service.ts';
import { createPostgres, createPostgresReader, type PostgresConnection } from './postgres.ts';

let folder: string;
let server: RunningService;
let connection: PostgresConnection;
let opened: Opened<Postgres>;
let postgres: Postgres;
let reader: Opened<PostgresReader>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adapter-'));
  const account = { user: 'shopstream', password: 'le mot de passe' };
  server = await startPostgres({ port: 0, dataDir: join(folder, 'pg'), ...account });
  connection = { host: '127.0.0.1', port: server.port, ...account, database: 'postgres' };
  opened = createPostgres(connection);
  postgres = opened.port;
  reader = createPostgresReader(connection);
});

after(async () => {
  await reader?.close();
  await opened?.close();
  await server?.stop();
  await removePostgres(join(folder, 'pg'));
  await rm(folder, { recursive: true, force: true });
});

async function code(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error: unknown) => (error as { code?: unknown }).code,
  );
}

test('a row holds integers as numbers, and money and dates as PostgreSQL prints them', async () => {
  const [row] = await postgres.query(
    `SELECT count(*) AS n, 9007199254740991 AS big, 12.50::numeric(10,2) AS price, DATE '2025-02-03' AS day,
            TIMESTAMP '2025-12-05 15:48:16' AS at, TIMESTAMPTZ '2025-12-05 15:48:16+01' AS instant, NULL AS nothing`,
  );
  assert.deepEqual(row, {
    n: 1,
    big: 9007199254740991,
    price: '12.50',
    day: '2025-02-03',
    at: '2025-12-05 15:48:16',
    instant: '2025-12-05 14:48:16+00',
    nothing: null,
  });
});

test('values are bound, and a query is one statement', async () => {
  const name = `x'; DROP TABLE users; --`;
  assert.deepEqual(await postgres.query('SELECT $1::text AS name', [name]), [{ name }]);
  assert.equal(await code(postgres.query('SELECT 1; SELECT 2')), '42601');
});

test('a reader sends nothing that writes, and the server refuses what looks as if it read', async () => {
  for (const sql of [
    'CREATE TABLE refused (id int)',
    'SET default_transaction_read_only = off',
    "SELECT set_config('default_transaction_read_only', 'off', false)",
    '/* SELECT */ -- SELECT\nDROP TABLE refused',
    // The server itself would let this one make its table.
    'EXPLAIN (ANALYZE) CREATE TABLE refused AS SELECT 1',
  ])
    assert.equal(await code(reader.port.query(sql)), 'READ_ONLY', sql);
  assert.equal(await code(reader.port.query('SELECT lo_create(0)')), '25006');
  assert.equal((await reader.port.query('EXPLAIN SELECT 1')).length, 1);
  assert.equal(await code(reader.port.query('SELECT 1; CREATE TABLE refused ()')), '42601');
  assert.equal(await code(reader.port.copyOut('COPY refused FROM STDIN')), 'READ_ONLY');
});

test('a transaction commits what it did, or nothing', async () => {
  await postgres.execute('CREATE TABLE ledger (id int PRIMARY KEY); INSERT INTO ledger VALUES (1)');
  const failure = new Error('stop');
  await assert.rejects(
    postgres.transaction(async tx => {
      await tx.query('INSERT INTO ledger VALUES (2)');
      throw failure;
    }),
    failure,
  );
  const swallowed = postgres.transaction(async tx => {
    await tx.query('INSERT INTO ledger VALUES (3)');
    await tx.query('INSERT INTO ledger VALUES (1)').catch(() => {});
  });
  await assert.rejects(swallowed, /rolled back/);
  assert.deepEqual(await postgres.query('SELECT id FROM ledger'), [{ id: 1 }]);
});

test('COPY goes in and out by streams, whole and in chunks that are worth handling', async () => {
  await postgres.execute('CREATE TABLE copied (id int PRIMARY KEY, words text)');
  const words = 'é"quoted", and a comma '.repeat(20);
  function* chunks(): Generator<string> {
    for (let id = 1; id <= 5000; id++) yield `${id}\t${words}\n`;
  }
  const loaded = await postgres.transaction(tx => tx.copyIn('COPY copied FROM STDIN', chunks()));
  assert.equal(loaded, 5000);
  const sizes: number[] = [];
  const out = await reader.port.copyOut(
    'COPY (SELECT * FROM copied ORDER BY id) TO STDOUT (FORMAT csv, HEADER)',
  );
  let text = '';
  for await (const chunk of out as AsyncIterable<Buffer>) {
    sizes.push(chunk.length);
    text += chunk.toString('utf8');
  }
  const lines = text.trimEnd().split('\n');
  assert.equal(lines.length, 5001);
  assert.equal(lines[5000], `5000,"${words.replaceAll('"', '""')}"`);
  assert.ok(
    sizes.slice(0, -1).every(size => size >= 256 * 1024),
    sizes.join(' '),
  );
});

test('a COPY that fails in the source, on the server or by an abort leaves nothing, and the session works', async () => {
  await postgres.execute('CREATE TABLE empty (id int PRIMARY KEY)');
  const copy = (chunks: Iterable<string> | AsyncIterable<string>, signal?: AbortSignal): Promise<number> =>
    postgres.transaction(tx => tx.copyIn('COPY empty FROM STDIN', chunks, signal));
  const broken = new Error('source');
  const source = copy(
    (function* () {
      yield '1\n';
      throw broken;
    })(),
  );
  await assert.rejects(source, broken);
  assert.equal(await code(copy(['1\n', '1\n'])), '23505');
  assert.equal(
    await code(postgres.transaction(tx => tx.copyIn('COPY missing FROM STDIN', ['1\n']))),
    '42P01',
  );
  const controller = new AbortController();
  const aborted = copy(
    (async function* () {
      yield '1\n';
      controller.abort(new Error('enough'));
      yield '2\n';
      await new Promise(() => {});
    })(),
    controller.signal,
  );
  await assert.rejects(aborted, /enough/);
  assert.deepEqual(await postgres.query('SELECT count(*) AS n FROM empty'), [{ n: 0 }]);
});

async function activeQueries(text: string): Promise<number> {
  const [row] = await postgres.query<{ n: number }>(
    `SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()`,
    [`${text}%`],
  );
  return row?.n ?? 0;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await holds()); ) {
    assert.ok(Date.now() < end, 'waited for ten seconds');
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

test('an abort ends the query on the server', async () => {
  const controller = new AbortController();
  const query = reader.port.query('SELECT pg_sleep(60)', [], controller.signal);
  const rejected = assert.rejects(query, /stopped by the person/);
  await until(async () => (await activeQueries('SELECT pg_sleep')) === 1);
  controller.abort(new Error('stopped by the person'));
  await rejected;
  await until(async () => (await activeQueries('SELECT pg_sleep')) === 0);
});

test('a COPY whose reader goes away ends on the server, and frees its connection', async () => {
  for (let i = 0; i < 18; i++) {
    const out = await postgres.copyOut(`COPY (SELECT repeat('x', 1000), generate_series(1, 1e7)) TO STDOUT`);
    for await (const _ of out) break;
  }
  await until(async () => (await activeQueries('COPY (SELECT repeat')) === 0);
  const missing = await postgres.copyOut('COPY missing TO STDOUT');
  assert.equal(await code(missing.toArray()), '42P01');
});

test('a snapshot is of one moment for all its readers, and gives every connection back', async () => {
  // A server that lets nobody wait long in a transaction; new connections take the setting.
  await postgres.execute("ALTER ROLE CURRENT_USER SET idle_in_transaction_session_timeout = '50ms'");
  const impatient = createPostgres(connection);
  await postgres.execute('CREATE TABLE moment AS SELECT i FROM generate_series(1, 3) AS i');
  const seen = await impatient.port.snapshot(async snapshot => {
    await postgres.execute('DELETE FROM moment WHERE i > 1; INSERT INTO moment VALUES (9)');
    await postgres.query('SELECT pg_sleep(0.2)');
    const streams = await Promise.all(
      [1, 2, 3, 4].map(() => snapshot.copyOut('COPY (SELECT i FROM moment ORDER BY i) TO STDOUT')),
    );
    const copies = await Promise.all(streams.map(async stream => Buffer.concat(await stream.toArray())));
    const [row] = await snapshot.query<{ n: number }>('SELECT count(*) AS n FROM moment');
    return [row?.n, ...copies.map(String)];
  });
  assert.deepEqual(seen, [3, ...Array.from({ length: 4 }, () => '1\n2\n3\n')]);
  await assert.rejects(
    impatient.port.snapshot(async snapshot => {
      const left = await snapshot.copyOut('COPY (SELECT generate_series(1, 1e7)) TO STDOUT');
      for await (const _ of left) break;
      throw new Error('enough');
    }),
    /enough/,
  );
  await until(async () => {
    const [row] = await postgres.query<{ n: number }>(
      "SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'shopstream-lab' AND state LIKE '%transaction%'",
    );
    return row?.n === 0;
  });
  await impatient.close();
  await postgres.execute(
    'DROP TABLE moment; ALTER ROLE CURRENT_USER RESET idle_in_transaction_session_timeout',
  );
});

test('a closed port ends what is under way, twice without harm', async () => {
  const other = createPostgres(connection);
  const query = assert.rejects(other.port.query('SELECT pg_sleep(60)'));
  await until(async () => (await activeQueries('SELECT pg_sleep')) === 1);
  await other.close();
  await query;
  await other.close();
  await assert.rejects(other.port.query('SELECT 1'), /closed/);
});

test('a server that goes away is an error of the query, and the next query finds the new one', async () => {
  const held = postgres.transaction(async tx => {
    await tx.query('SELECT 1');
    await server.stop();
    await tx.query('SELECT 2');
  });
  await assert.rejects(held);
  assert.equal(await code(postgres.query('SELECT 1')), 'ECONNREFUSED');
  const { user, password, port } = connection;
  server = await startPostgres({ port, dataDir: join(folder, 'pg'), user, password });
  assert.deepEqual(await postgres.query('SELECT 1 AS one'), [{ one: 1 }]);
});

test('wrong passwords and databases keep their SQLSTATE', async () => {
  const wrong = createPostgres({ ...connection, password: 'no' });
  const absent = createPostgres({ ...connection, database: 'absent' });
  assert.equal(await code(wrong.port.query('SELECT 1')), '28P01');
  assert.equal(await code(absent.port.query('SELECT 1')), '3D000');
  await Promise.all([wrong.close(), absent.close()]);
});
