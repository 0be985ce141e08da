import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { removePostgres } from '../postgres/main.ts';
import { attachSandbox, loadConfig, sandboxDown, sandboxStatus } from './client.ts';
import { dataFolder } from './paths.ts';
import { isPortFree } from './ports.ts';

const extension = import.meta.url.slice(-3);
const hostModule = fileURLToPath(new URL(`./fixtures/postgres-host${extension}`, import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'hôte '));
after(async () => {
  await sandboxDown(home);
  await removePostgres(dataFolder(home, 'postgres'));
  rmSync(home, { recursive: true, force: true });
});

/** Waits until `condition` holds. @throws when it does not within 20 s. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `still not: ${condition}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

/** One query's first row, or `undefined` while the server does not take it. */
async function ask(sql: string): Promise<Record<string, unknown> | undefined> {
  const { postgres } = await loadConfig(home);
  const { port, user, password } = postgres;
  const client = new pg.Client({ host: '127.0.0.1', port, user, password, database: 'postgres' });
  // A server that is killed under a connection says so here as well.
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows[0];
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The server's main process. It is no child of ours: pg_ctl lets it go. */
async function postmaster(): Promise<number> {
  const row = await ask("select current_setting('data_directory') as folder");
  return Number(readFileSync(join(String(row?.['folder']), 'postmaster.pid'), 'utf8').split('\n')[0]);
}

test('PostgreSQL comes back with its data when its server, its process or its host is killed, and down leaves nothing', async () => {
  const { status } = await attachSandbox(home, { hostModule });
  await ask('create table kept as select 1 as one');
  const keeps = async () => (await ask('select one from kept'))?.['one'] === 1;
  const service = async () => (await sandboxStatus(home))?.services[0];
  const pid = async () => (await service())?.pid ?? assert.fail('there is no process');

  const server = await postmaster();
  process.kill(server, 'SIGKILL');
  await until(async () => (await service())?.state !== 'ready');
  await until(async () => (await service())?.state === 'ready');
  assert.ok(await keeps());
  assert.notEqual(await postmaster(), server);

  const before = await pid();
  const orphan = await postmaster();
  process.kill(before, 'SIGKILL');
  await until(async () => {
    const now = await service();
    return now?.state === 'ready' && now.pid !== before;
  });
  assert.ok(await keeps());
  assert.notEqual(await postmaster(), orphan);

  const last = await pid();
  // Suspended first: it must not have the time to stop its server.
  process.kill(last, 'SIGSTOP');
  for (const victim of [status.pid, last]) process.kill(victim, 'SIGKILL');
  assert.ok(await keeps(), 'the server outlives its killed process');
  assert.equal(await sandboxDown(home), true);
  assert.ok(await isPortFree((await loadConfig(home)).postgres.port));
});
