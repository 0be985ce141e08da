import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { createOrchestrator } from './adapter.ts';
import { airflowPaths, ownPrograms, processEnvironment, readAirflow } from './environment.ts';
import { startGroup } from './group.ts';
import { startStandalone } from './standalone.ts';

const posix = { skip: process.platform === 'win32' ? 'Airflow needs a POSIX system' : false };

async function temporary(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'airflow é '));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function placesIn(t: TestContext) {
  const folder = await temporary(t);
  const homeDir = join(folder, 'home');
  await mkdir(homeDir);
  await writeFile(join(folder, 'requirements.txt'), 'apache-airflow==3\n');
  return {
    toolsDir: join(folder, 'tools'),
    assetsDir: folder,
    uvLock: join(folder, 'uv.txt'),
    homeDir,
    dagsDir: join(folder, 'ws', 'airflow', 'dags'),
  };
}

/** The number of processes in a group: none means that the signal reaches nobody. */
function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

test('stopping a group ends what its programs started, also what does not listen', posix, async () => {
  // A child that ignores the signal, and a head that ends at once: what Airflow does when only its head is signalled.
  const script = `sh -c 'trap "" TERM; echo child; while :; do sleep 0.1; done' & echo head; wait`;
  const lines: string[] = [];
  const both = Promise.withResolvers<void>();
  const group = await startGroup('/bin/sh', ['-c', script], { PATH: '/usr/bin:/bin' }, tmpdir(), line => {
    lines.push(line.text);
    if (lines.length === 2) both.resolve();
  });
  await both.promise;
  assert.ok(isAlive(group.id));
  await group.stop(200);
  assert.equal(isAlive(group.id), false);
  await group.stop(200);
});

test('a group reads the end of its input when its owner goes', posix, async () => {
  const group = await startGroup(
    '/bin/sh',
    ['-c', 'read x; exit 7'],
    { PATH: '/usr/bin:/bin' },
    tmpdir(),
    () => {},
  );
  assert.ok(isAlive(group.id));
  group.release();
  assert.equal(await group.ended, 7);
  await group.stop();
});

test('everything that Airflow opens is on loopback, with little parallelism and no examples', async t => {
  const places = await placesIn(t);
  const paths = airflowPaths(places, 'apache-airflow==3\n');
  const env = processEnvironment(places, paths, { AIRFLOW_CONN_X: '{}' }, 28_080);
  assert.equal(env.AIRFLOW__API__HOST, '127.0.0.1');
  assert.equal(env.AIRFLOW__CORE__EXECUTION_API_SERVER_URL, 'http://127.0.0.1:28080/execution/');
  assert.equal(env.AIRFLOW__CORE__LOAD_EXAMPLES, 'False');
  assert.equal(env.AIRFLOW__CORE__PARALLELISM, '2');
  assert.equal(env.AIRFLOW_CONN_X, '{}');
  assert.match(env.NO_PROXY ?? '', /127\.0\.0\.1/);
  // Airflow starts its parts by their bare name.
  assert.ok(env.PATH?.startsWith(join(paths.folder, process.platform === 'win32' ? 'Scripts' : 'bin')));
});

test('without the environment it says so, and an own one in the workspace is taken', posix, async t => {
  const places = await placesIn(t);
  const { port, close } = createOrchestrator({ ...places, connections: async () => ({}) });
  t.after(close);
  assert.equal(await port.environment(), undefined);
  await assert.rejects(port.readDags(), { code: 'AIRFLOW_NOT_INSTALLED' });
  await assert.rejects(
    port.run(['version'], () => {}),
    { code: 'AIRFLOW_NOT_INSTALLED' },
  );

  const own = ownPrograms(places);
  const packages = join(own.folder, 'lib', 'python3.12', 'site-packages');
  for (const name of ['apache_airflow-3.3.2', 'apache_airflow_providers_amazon-9.39.0'])
    await mkdir(join(packages, `${name}.dist-info`), { recursive: true });
  await mkdir(join(own.folder, 'bin'));
  await writeFile(join(own.folder, 'pyvenv.cfg'), 'version = 3.12.1\n');
  await writeFile(own.python, '');
  assert.deepEqual(await port.environment(), {
    python: own.python,
    pythonVersion: '3.12.1',
    airflow: '3.3.2',
    providers: { amazon: '9.39.0', postgres: undefined, snowflake: undefined },
  });
  assert.equal(await readAirflow(airflowPaths(places, 'x')), undefined);
});

test('a port that is taken is refused with its code, before anything is started', async t => {
  const places = await placesIn(t);
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const address = taken.address();
  assert.ok(typeof address === 'object' && address !== null);
  await assert.rejects(
    startStandalone({
      places,
      paths: airflowPaths(places, 'x'),
      connections: {},
      port: address.port,
      onLine: () => assert.fail('started'),
      signal: undefined,
    }),
    { code: 'EADDRINUSE' },
  );
});
