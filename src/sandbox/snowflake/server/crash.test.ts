import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect, serviceOptions, testService } from './testing.ts';

/** The service in a process of its own, and a way to kill it. */
async function startProcess(
  t: TestContext,
  dataDir: string,
): Promise<{ readonly port: number; kill(): Promise<void> }> {
  const module = fileURLToPath(new URL(`./fixtures/service${extname(import.meta.url)}`, import.meta.url));
  const child = fork(module, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  t.after(() => child.kill('SIGKILL'));
  child.send(serviceOptions(dataDir, 0));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    port,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

test('what was acknowledged survives kill -9, what was open does not', async t => {
  const dataDir = await mkdtemp(join(tmpdir(), 'shopstream-snowflake-'));
  t.after(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const first = await startProcess(t, dataDir);
  const before = await connect(t, first.port);
  await before.run('CREATE DATABASE kept');
  await before.run('CREATE TABLE t (a NUMBER, v VARIANT)');
  await before.run("CREATE VIEW v AS SELECT a, TO_CHAR(a, '000') AS c FROM t");
  await before.run('INSERT INTO t (a) VALUES (1), (2)');
  const open = await connect(t, first.port, { database: 'kept' });
  await open.run('BEGIN');
  await open.run('INSERT INTO t (a) VALUES (3)');
  await first.kill();
  const second = await startProcess(t, dataDir);
  const after = await connect(t, second.port, { database: 'kept' });
  assert.deepEqual((await after.run('SELECT COUNT(*) AS n, MAX(a) AS m FROM v')).rows, [{ N: 2, M: 2 }]);
  await second.kill();
});

test('a stop cancels the statement that runs, and leaves nothing behind', async t => {
  const service = await testService(t);
  const { run } = await connect(t, service.port);
  await run('CREATE DATABASE d');
  await run('CREATE TABLE n AS SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))');
  const other = await connect(t, service.port);
  const refused = assert.rejects(run('SELECT SUM(a.n * b.n) FROM n a, n b'), { code: '000604' });
  while ((await other.run('SHOW WAREHOUSES')).rows[0]?.['running'] !== 1);
  const began = performance.now();
  await service.stop();
  await refused;
  assert.ok(performance.now() - began < 4000);
  assert.deepEqual(await readdir(join(service.dataDir, 'tmp')), []);
});
