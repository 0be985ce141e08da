import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Account } from '../account.ts';
import { openAccount } from './open-account.ts';
import { SessionStore } from './session-store.ts';

const MINUTE = 60_000;
const START = {
  user: 'U',
  role: 'ACCOUNTADMIN',
  warehouse: null,
  database: null,
  schema: null,
  parameters: new Map(),
};

async function testStore(
  t: TestContext,
): Promise<{ account: Account; store: SessionStore; pass(time: number): void }> {
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-sessions-'));
  const storage = { endpoint: '', region: '', iamUserArn: '', accessKeyId: '', secretAccessKey: '' };
  const account = await openAccount(folder, { account: 'LAB', user: 'U', storage });
  let now = 1_700_000_000_000;
  const store = new SessionStore(account, () => now);
  t.after(async () => {
    await store.closeAll();
    account.warehouses.close();
    account.engine.close();
    await rm(folder, { recursive: true });
  });
  return {
    account,
    store,
    pass(time) {
      now += time;
    },
  };
}

test('a session that is idle for four hours is closed, one that is used or kept alive is not', async t => {
  const { store, pass } = await testStore(t);
  const idle = await store.open(START);
  const used = await store.open(START);
  pass(50 * MINUTE);
  assert.equal(store.admit(used.tokens.session).kind, 'valid');
  pass(195 * MINUTE);
  await store.sweep();
  assert.equal(store.admit(idle.tokens.session).kind, 'unknown');
  assert.equal(store.renew(idle.tokens.master), undefined);
  await assert.rejects(idle.client.session.connection.run('SELECT 1'));
  assert.equal(store.admit(used.tokens.session).kind, 'expired');
  await used.client.session.connection.run('SELECT 1');
});

test('a heartbeat prolongs the master token', async t => {
  const { store, pass } = await testStore(t);
  const kept = await store.open(START);
  const forgotten = await store.open(START);
  pass(200 * MINUTE);
  store.heartbeat(kept.client);
  pass(100 * MINUTE);
  assert.notEqual(store.renew(kept.tokens.master), undefined);
  assert.equal(store.renew(forgotten.tokens.master), undefined);
});

test('a transaction whose client fell silent is rolled back and gives up its locks', async t => {
  const { account, store, pass } = await testStore(t);
  const { client } = await store.open(START);
  const { session } = client;
  await session.connection.run('CREATE TEMP TABLE t (a INTEGER)');
  await session.connection.run('BEGIN TRANSACTION');
  session.transaction = 'open';
  await session.connection.run('INSERT INTO t VALUES (1)');
  const { signal } = new AbortController();
  await account.locks.acquire(session, ['T'], 0, signal);
  pass(4 * MINUTE);
  await store.sweep();
  assert.equal(session.transaction, 'open');
  pass(2 * MINUTE);
  await store.sweep();
  assert.equal(session.transaction, 'none');
  const { currentRowCount } = await session.connection.runAndReadAll('SELECT * FROM t');
  assert.equal(currentRowCount, 0);
  await account.locks.acquire({}, ['T'], 0, signal);
});

test('statements of a session run one after the other, also after a failure', async t => {
  const { store } = await testStore(t);
  const { client } = await store.open(START);
  const order: string[] = [];
  const slow = client.queue(async () => {
    await new Promise(resolve => setImmediate(resolve));
    order.push('slow');
    throw new Error('failed');
  });
  const quick = client.queue(async () => {
    order.push('quick');
  });
  await assert.rejects(slow, { message: 'failed' });
  await quick;
  assert.deepEqual(order, ['slow', 'quick']);
});
