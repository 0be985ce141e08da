import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Warehouse } from '../ports/warehouse.ts';
import type { RunningService } from '../sandbox/service.ts';
import { startSnowflake } from '../sandbox/snowflake/main.ts';
import { createWarehouse, type WarehouseConnection } from './warehouse.ts';

const PASSWORD = 'a password with spaces and é';

let folder: string;
let service: RunningService;

function start(port: number): Promise<RunningService> {
  return startSnowflake({
    port,
    dataDir: join(folder, 'data'),
    account: 'LAB',
    user: 'STUDENT',
    password: PASSWORD,
    storage: {
      endpoint: 'http://127.0.0.1:9',
      region: 'eu-west-3',
      iamUserArn: 'arn:aws:iam::123456789012:user/snowflake',
      accessKeyId: 'none',
      secretAccessKey: 'none',
    },
  });
}

function connection(port: number, password = PASSWORD): WarehouseConnection {
  return {
    account: 'LAB',
    user: 'STUDENT',
    authentication: { kind: 'password', password },
    role: 'ACCOUNTADMIN',
    endpoint: { host: '127.0.0.1', port, protocol: 'http' },
  };
}

/** What the history says of the latest statement that begins so. */
async function statusOf(port: Warehouse, beginning: string): Promise<unknown> {
  const { rows } = await port.query(
    `SELECT execution_status AS status FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())
      WHERE STARTSWITH(query_text, '${beginning}') ORDER BY start_time DESC LIMIT 1`,
  );
  return rows[0]?.STATUS;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shopstream-warehouse-'));
  service = await start(0);
});

after(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

describe('the warehouse adapter', () => {
  test('gives cells as plain values', async () => {
    const { port, close } = createWarehouse(connection(service.port));
    try {
      const { columns, rows, queryId } = await port.query(`
        SELECT 42 AS n, 12.50::NUMBER(10,2) AS amount, 'é' AS t, TRUE AS b, NULL AS nothing,
               '2025-12-31'::DATE AS d, '2025-12-31 08:15:00.250'::TIMESTAMP_NTZ AS ts,
               PARSE_JSON('{"a":[1,"x"]}') AS v, 1 AS n`);
      assert.deepEqual(columns, ['N', 'AMOUNT', 'T', 'B', 'NOTHING', 'D', 'TS', 'V', 'N_2']);
      const { V, ...plain } = rows[0] ?? {};
      assert.deepEqual(plain, {
        N: 42,
        AMOUNT: 12.5,
        T: 'é',
        B: true,
        NOTHING: null,
        D: '2025-12-31',
        TS: '2025-12-31 08:15:00.25',
        N_2: 1,
      });
      assert.deepEqual(JSON.parse(String(V)), { a: [1, 'x'] });
      assert.notEqual(queryId, '');
    } finally {
      await close();
    }
  });

  test('a reader sends nothing that writes', async () => {
    const { port, close } = createWarehouse(connection(service.port));
    try {
      await assert.rejects(port.query('CREATE DATABASE nope'), { code: 'READ_ONLY' });
      await assert.rejects(port.query('SELECT 1; DROP DATABASE nope'), { code: 'READ_ONLY' });
      assert.deepEqual((await port.query("SHOW DATABASES LIKE 'NOPE'")).rows, []);
    } finally {
      await close();
    }
  });

  test('a script keeps its context to itself', async () => {
    const { port, close } = createWarehouse({ ...connection(service.port), sessions: 1 });
    try {
      const results = await port.script(`
        CREATE DATABASE IF NOT EXISTS scripted; -- a comment; with a semicolon
        USE DATABASE scripted;
        CREATE SCHEMA s;
        CREATE TABLE s.t (a NUMBER, b VARCHAR);
        INSERT INTO s.t VALUES (1, 'x;y'), (2, NULL);
        SELECT COUNT(*) AS n, CURRENT_DATABASE() AS d FROM s.t`);
      assert.deepEqual(results.at(-1)?.rows, [{ N: 2, D: 'SCRIPTED' }]);
      const outside = await port.query('SELECT CURRENT_DATABASE() AS d');
      assert.deepEqual(outside.rows, [{ D: null }]);
    } finally {
      await close();
    }
  });

  test('computes on the preferred warehouse once it exists, and on the user’s own when it is gone', async () => {
    const options = { ...connection(service.port), sessions: 1, preferredWarehouse: 'LAB_WH' };
    const { port, close } = createWarehouse(options);
    const current = async () => (await port.query('SELECT CURRENT_WAREHOUSE() AS w')).rows[0]?.W;
    try {
      assert.equal(await current(), 'COMPUTE_WH');
      await port.execute('CREATE DATABASE IF NOT EXISTS PREFERRED');
      await port.execute('CREATE TABLE PREFERRED.PUBLIC.T AS SELECT 1 AS a');
      await port.execute('CREATE WAREHOUSE LAB_WH INITIALLY_SUSPENDED = TRUE');
      await port.execute('CREATE WAREHOUSE OTHER_WH INITIALLY_SUSPENDED = TRUE');
      assert.equal(await current(), 'LAB_WH');
      const count = async () => (await port.query('SELECT COUNT(*) AS n FROM PREFERRED.PUBLIC.T')).rows;
      assert.deepEqual(await count(), [{ N: 1 }]);
      await port.execute('ALTER WAREHOUSE LAB_WH SET AUTO_RESUME = FALSE');
      await port.execute('ALTER WAREHOUSE LAB_WH SUSPEND');
      assert.deepEqual(await count(), [{ N: 1 }]);
      await port.execute('DROP WAREHOUSE LAB_WH');
      assert.deepEqual(await count(), [{ N: 1 }]);
      assert.equal(await current(), 'COMPUTE_WH');
      await port.execute('DROP DATABASE PREFERRED');
      await port.execute('DROP WAREHOUSE OTHER_WH');
    } finally {
      await close();
    }
  });

  test('errors keep code and SQLSTATE', async () => {
    const { port, close } = createWarehouse(connection(service.port));
    try {
      await assert.rejects(port.query('SELECT * FROM scripted.s.nope'), {
        name: 'WarehouseError',
        code: '002003',
        sqlState: '42S02',
      });
    } finally {
      await close();
    }
    const wrong = createWarehouse(connection(service.port, 'wrong'));
    await assert.rejects(wrong.port.query('SELECT 1'), { code: '390100' });
    await wrong.close();
  });

  test('an aborted statement is cancelled at the server', async () => {
    const { port, close } = createWarehouse(connection(service.port));
    try {
      const controller = new AbortController();
      const endless = `SELECT SUM(a.n + b.n) FROM (SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) a,
        (SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) b`;
      const running = assert.rejects(port.execute(endless, controller.signal), {
        message: 'stopped by the test',
      });
      while ((await statusOf(port, 'SELECT SUM(a.n')) !== 'RUNNING') await setImmediate();
      controller.abort(new Error('stopped by the test'));
      await running;
      while ((await statusOf(port, 'SELECT SUM(a.n')) === 'RUNNING') await setImmediate();
      assert.equal((await port.query('SELECT 1 AS one')).rows[0]?.ONE, 1);
    } finally {
      await close();
    }
  });

  test('a session that the server forgot is opened anew', async () => {
    const { port, close } = createWarehouse(connection(service.port));
    try {
      await port.query('SELECT 1');
      const same = service.port;
      await service.stop();
      service = await start(same);
      assert.equal((await port.query('SELECT COUNT(*) AS n FROM scripted.s.t')).rows[0]?.N, 2);
    } finally {
      await close();
    }
  });

  test('a stopped endpoint is told quickly, without a stray byte or file', async () => {
    const unused = createServer().listen(0, '127.0.0.1');
    await once(unused, 'listening');
    const address = unused.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    unused.close();
    await once(unused, 'close');
    const cwd = await mkdtemp(join(folder, 'cwd-'));
    const program = `
      import { createWarehouse } from ${JSON.stringify(new URL('./warehouse.ts', import.meta.url).href.replace(/\.ts$/, import.meta.url.slice(-3)))};
      const { port, close } = createWarehouse({ account: 'LAB', user: 'U', authentication: { kind: 'password', password: 'p' },
        endpoint: { host: '127.0.0.1', port: ${port}, protocol: 'http' } });
      try { await port.query('SELECT 1'); } catch (error) { process.exitCode = error.code === '401001' ? 0 : 3; }
      await close();`;
    const began = performance.now();
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { cwd },
    );
    assert.deepEqual([stdout, stderr], ['', '']);
    assert.deepEqual(await readdir(cwd), []);
    assert.ok(performance.now() - began < 10_000);
  });
});

test('an abort does not wait for a server that says nothing', { timeout: 20_000 }, async () => {
  const sockets: Socket[] = [];
  const silent = createServer(socket => sockets.push(socket));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const { port: warehouse, close } = createWarehouse(connection(port));
  try {
    const abort = new AbortController();
    const connected = once(silent, 'connection');
    const asked = warehouse.query('SELECT 1', [], abort.signal);
    await connected;
    abort.abort();
    await assert.rejects(asked, { name: 'AbortError' });
  } finally {
    await close();
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});
