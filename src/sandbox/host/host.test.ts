import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type AttachedSandbox,
  attachSandbox,
  keepSandbox,
  loadConfig,
  type SandboxEvent,
  sandboxDown,
  sandboxStatus,
} from './client.ts';
import { SERVICES, saveConfig } from './config.ts';
import { connectToHost } from './launch.ts';
import { configPath } from './paths.ts';
import { answers, isPortFree } from './ports.ts';
import type { HostStatus } from './protocol.ts';
import { greetHost } from './wire.ts';

const extension = import.meta.url.slice(-3);
const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}${extension}`, import.meta.url));

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "hôte d'essai "));
});
afterEach(async () => {
  await sandboxDown(home);
  rmSync(home, { recursive: true, force: true });
});

const attach = (onEvent?: (event: SandboxEvent) => void): Promise<AttachedSandbox> =>
  attachSandbox(home, { hostModule: fixture('host'), ...(onEvent === undefined ? {} : { onEvent }) });

/** Waits until `condition` holds. @throws when it does not within 20 s. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `still not: ${condition}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

function lives(pid: number | undefined): boolean {
  assert.ok(pid !== undefined);
  // An ended process keeps its number until its parent asks; an orphan's parent may take seconds to do so.
  const stat = `/proc/${pid}/stat`;
  if (existsSync(stat)) return !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
  try {
    return process.platform !== 'linux' && process.kill(pid, 0);
  } catch {
    return false;
  }
}

const pidsOf = (status: HostStatus) => [status.pid, ...status.services.map(service => service.pid)];

async function assertNothingLives(status: HostStatus): Promise<void> {
  await until(() => !pidsOf(status).some(lives));
  for (const { port } of status.services) assert.ok(await isPortFree(port), `port ${port} is free again`);
}

test('the services run while somebody holds them, and stop cleanly when the last one lets go', async () => {
  const first = await attach();
  const second = await attach();
  assert.deepEqual(
    first.status.services.map(({ name, state }) => [name, state]),
    SERVICES.map(name => [name, 'ready']),
  );
  assert.equal(second.status.pid, first.status.pid);
  for (const name of SERVICES) assert.ok(await answers(first.config[name].port, 1000));

  await first.release();
  assert.equal((await sandboxStatus(home))?.owners, 1);
  await second.release();
  await second.release();
  assert.equal(await sandboxStatus(home), undefined);
  await assertNothingLives(first.status);
  assert.deepEqual(readFileSync(join(home, 'stopped.txt'), 'utf8').trim().split('\n').sort(), [...SERVICES]);
});

test('only what is asked for is started, and what is not needed cannot be in the way', async () => {
  const { s3 } = await loadConfig(home);
  await saveConfig(home, { ...(await loadConfig(home)), s3: { ...s3, settled: true } });
  const stranger = createServer().listen(s3.port, '127.0.0.1');
  await once(stranger, 'listening');
  try {
    const of = { hostModule: fixture('host') };
    const first = await attachSandbox(home, { ...of, services: ['postgres'] });
    assert.deepEqual(
      first.status.services.map(({ name, state }) => [name, state]),
      [
        ['postgres', 'ready'],
        ['s3', 'stopped'],
        ['snowflake', 'stopped'],
      ],
    );
    const second = await attachSandbox(home, { ...of, services: ['snowflake'] });
    assert.equal(second.status.pid, first.status.pid);
    assert.ok(await answers(second.config.snowflake.port, 1000));
    await assert.rejects(attachSandbox(home, of), { code: 'EADDRINUSE' });
    await first.release();
    await second.release();
    await assertNothingLives({
      ...second.status,
      services: second.status.services.filter(s => s.name !== 's3'),
    });
  } finally {
    stranger.close();
  }
});

test('kept services stay without an owner until they are stopped', async () => {
  const { status, release } = await attach();
  await keepSandbox(home);
  await release();
  assert.equal((await sandboxStatus(home))?.kept, true);
  assert.equal(await sandboxDown(home), true);
  await assertNothingLives(status);
  assert.equal(await sandboxDown(home), false);
  await assert.rejects(keepSandbox(home), { code: 'SANDBOX_STOPPED' });
});

test('an owner hears when somebody stops the sandbox', async () => {
  const events: SandboxEvent[] = [];
  await attach(event => events.push(event));
  await sandboxDown(home);
  await until(() => events.some(event => event.type === 'lost'));
});

test('the services do not outlive an owner that is killed', async () => {
  const owner = spawn(process.execPath, [fixture('owner'), home], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(owner.stdout, 'data');
  const status = await sandboxStatus(home);
  assert.ok(status !== undefined);
  owner.kill('SIGKILL');
  await assertNothingLives(status);
});

test('the services do not outlive a host that is killed, and the next owner starts them again on the same ports', async () => {
  const events: SandboxEvent[] = [];
  const { status } = await attach(event => events.push(event));
  process.kill(status.pid, 'SIGKILL');
  await until(() => events.some(event => event.type === 'lost'));
  // At once, while the orphans may still be stopping.
  const again = await attach();
  assert.ok(!pidsOf(status).some(lives));
  assert.deepEqual(
    again.status.services.map(({ name, state, port }) => [name, state, port]),
    status.services.map(({ name, port }) => [name, 'ready', port]),
  );
  await again.release();
});

test('an owner that is interrupted while the services start leaves nothing', async () => {
  const interruption = new AbortController();
  const attaching = attachSandbox(home, {
    hostModule: fixture('host'),
    signal: interruption.signal,
    onEvent: () => interruption.abort(new Error('interrupted')),
  });
  await assert.rejects(attaching, { message: 'interrupted' });
  await until(async () => (await sandboxStatus(home)) === undefined);
});

test('clients that start at once share one host', async () => {
  const clients = await Promise.all(Array.from({ length: 6 }, () => attach()));
  assert.equal(new Set(clients.map(client => client.status.pid)).size, 1);
  await Promise.all(clients.map(client => client.release()));
  assert.equal(await sandboxStatus(home), undefined);
});

test('an owner that comes while the host stops waits and gets a new one', async () => {
  writeFileSync(join(home, 'fixture.json'), JSON.stringify({ s3: { stopsIn: 300 } }));
  const first = await attach();
  const released = first.release();
  await until(async () => (await sandboxStatus(home))?.services[0]?.state === 'stopped');
  const second = await attach();
  await released;
  assert.notEqual(second.status.pid, first.status.pid);
  assert.ok(second.status.services.every(({ state }) => state === 'ready'));
  await second.release();
});

test('a service that dies is started again, but not for ever', async () => {
  const { release } = await attach();
  const s3 = async () => (await sandboxStatus(home))?.services.find(({ name }) => name === 's3');
  for (let death = 1; death <= 4; death += 1) {
    const pid = (await s3())?.pid;
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    await until(async () => {
      const now = await s3();
      return now?.state === 'failed' || (now?.state === 'ready' && now.pid !== pid);
    });
    assert.equal((await s3())?.state, death < 4 ? 'ready' : 'failed');
  }
  assert.equal((await s3())?.error?.code, 'SANDBOX_RESTARTS');
  const again = await attach();
  assert.equal((await s3())?.state, 'ready');
  await Promise.all([release(), again.release()]);
});

test('a service that cannot start is named with its own code and its log', async () => {
  writeFileSync(join(home, 'fixture.json'), JSON.stringify({ snowflake: { failsWith: 'EXYZ' } }));
  await assert.rejects(attach(), {
    code: 'EXYZ',
    service: 'snowflake',
    log: join(home, 'logs', 'snowflake.log'),
  });
  await until(async () => (await sandboxStatus(home)) === undefined);
  assert.match(readFileSync(join(home, 'logs', 'snowflake.log'), 'utf8'), /told to fail/);
});

test('a taken port is replaced before the first run, and refused with its number afterwards', async () => {
  const { postgres } = await loadConfig(home);
  const stranger = createServer().listen(postgres.port, '127.0.0.1');
  await once(stranger, 'listening');
  try {
    const first = await attach();
    assert.notEqual(first.config.postgres.port, postgres.port);
    await first.release();

    saveConfig(home, { ...first.config, postgres: { ...first.config.postgres, port: postgres.port } });
    const text = new RegExp(String(postgres.port));
    await assert.rejects(attach(), { code: 'EADDRINUSE', service: 'postgres', message: text });
  } finally {
    stranger.close();
  }
});

test('a client that does not know the token is told nothing', async () => {
  const { release } = await attach();
  const socket = await connectToHost(home);
  assert.ok(socket !== undefined);
  assert.equal(await greetHost(socket, 'another token'), 'refused');
  assert.equal((await sandboxStatus(home))?.owners, 1);
  await release();
});

test('the services stop when their home is deleted', async () => {
  const { status } = await attach();
  await keepSandbox(home);
  rmSync(configPath(home));
  await assertNothingLives(status);
});

test('the configuration is made once, for this user alone, and a damaged one is refused', async () => {
  const configs = await Promise.all([loadConfig(home), loadConfig(home), loadConfig(home)]);
  assert.deepEqual(configs[0], configs[1]);
  assert.deepEqual(configs[1], configs[2]);
  const { postgres, s3, snowflake } = configs[0];
  assert.equal(new Set([postgres.port, s3.port, snowflake.port]).size, 3);
  assert.match(s3.admin.accessKeyId, /^AKIA[A-Z2-7]{16}$/);
  assert.match(snowflake.iam.arn, /^arn:aws:iam::\d{12}:user\//);
  if (process.platform !== 'win32') assert.equal(statSync(configPath(home)).mode & 0o777, 0o600);

  writeFileSync(configPath(home), '{"version":1}');
  await assert.rejects(loadConfig(home), { code: 'SANDBOX_CONFIG' });
  rmSync(configPath(home));
});
