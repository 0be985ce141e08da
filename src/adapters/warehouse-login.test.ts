import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { countLogins } from '../../test/helpers/login-counter.ts';
import type { RunningService } from '../sandbox/service.ts';
import { startSnowflake } from '../sandbox/snowflake/main.ts';
import { createWarehouse, type WarehouseAuthentication } from './warehouse.ts';

const PASSWORD = 'right';
let folder: string;
let service: RunningService;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shopstream-login-'));
  service = await startSnowflake({
    ...{ port: 0, dataDir: join(folder, 'data'), account: 'LAB', user: 'STUDENT', password: PASSWORD },
    storage: {
      ...{
        endpoint: 'http://127.0.0.1:9',
        region: 'eu-west-3',
        accessKeyId: 'none',
        secretAccessKey: 'none',
      },
      iamUserArn: 'arn:aws:iam::123456789012:user/snowflake',
    },
  });
});
after(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const as = (port: number, authentication: WarehouseAuthentication) =>
  createWarehouse({
    ...{ account: 'LAB', user: 'STUDENT', role: 'ACCOUNTADMIN', authentication },
    endpoint: { host: '127.0.0.1', port, protocol: 'http' },
  });

const errorsOf = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.map(outcome => (outcome.status === 'rejected' ? outcome.reason.code : 'answered'));

test('a refused password costs one login, however many statements wait and follow', async () => {
  const counter = await countLogins(service.port);
  const { port, close } = as(counter.port, { kind: 'password', password: 'wrong' });
  try {
    const eight = Array.from({ length: 8 }, () => port.query('SELECT 1'));
    assert.deepEqual(errorsOf(await Promise.allSettled(eight)), Array(8).fill('390100'));
    await assert.rejects(port.query('SELECT 1'), { code: '390100' });
    assert.equal(counter.logins, 1);
  } finally {
    await close();
    await counter.close();
  }
});

test('statements that wait for the first login then run side by side, in sessions of their own', async () => {
  const counter = await countLogins(service.port);
  const { port, close } = as(counter.port, { kind: 'password', password: PASSWORD });
  try {
    const eight = Array.from({ length: 8 }, () => port.query('SELECT 1'));
    assert.deepEqual(errorsOf(await Promise.allSettled(eight)), Array(8).fill('answered'));
    assert.ok(counter.logins >= 1 && counter.logins <= 4, `${counter.logins} logins`);
  } finally {
    await close();
    await counter.close();
  }
});

test('a server that was away is asked again by the next statement', async () => {
  const counter = await countLogins(9);
  const { port, close } = as(counter.port, { kind: 'password', password: PASSWORD });
  try {
    await assert.rejects(port.query('SELECT 1'), { code: /^40100[12]$/ });
    const first = counter.logins;
    await assert.rejects(port.query('SELECT 1'), { code: /^40100[12]$/ });
    assert.ok(counter.logins > first);
  } finally {
    await close();
    await counter.close();
  }
});

test('an access token stands in for the password, as third-party tools send it', async () => {
  const admin = as(service.port, { kind: 'password', password: PASSWORD });
  const { rows } = await admin.port.execute('ALTER USER STUDENT ADD PROGRAMMATIC ACCESS TOKEN tool');
  await admin.close();
  const token = String(rows[0]?.['token_secret']);
  const tool = as(service.port, { kind: 'password', password: token });
  assert.equal((await tool.port.query('SELECT CURRENT_USER() U')).rows[0]?.['U'], 'STUDENT');
  await tool.close();
});
