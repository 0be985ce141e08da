import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { authorized, logIn, PASSWORD, send, testService, USER } from './testing.ts';

const LOGIN = '/session/v1/login-request';
const QUERY = '/queries/v1/query-request';
const credentials = JSON.stringify({ data: { LOGIN_NAME: USER, PASSWORD } });

test('keeps browsers out', async t => {
  const { port } = await testService(t);
  const status = async (headers: Readonly<Record<string, string>>, method = 'POST') =>
    (await send(port, LOGIN, { headers, method, body: credentials })).status;
  assert.equal(await status({}), 200);
  assert.equal(await status({ host: `localhost:${port}` }), 200);
  assert.equal(await status({ host: `rebound.example:${port}` }), 403);
  assert.equal(await status({ host: '127.0.0.1:1' }), 403);
  assert.equal(await status({ origin: `http://127.0.0.1:${port}` }), 403);
  assert.equal(await status({}, 'OPTIONS'), 403);
});

test('refuses a wrong password or user as Snowflake does', async t => {
  const { port } = await testService(t);
  for (const data of [{ LOGIN_NAME: USER, PASSWORD: 'wrong' }, { LOGIN_NAME: 'NOBODY', PASSWORD }, {}]) {
    const { status, json } = await send(port, LOGIN, { body: JSON.stringify({ data }) });
    assert.equal(status, 200);
    assert.deepEqual(json(), {
      data: { nextAction: 'RETRY_LOGIN', authnMethod: 'USERNAME_PASSWORD', signInOptions: {} },
      code: '390100',
      message: 'Incorrect username or password was specified.',
      success: false,
    });
  }
});

test('never answers a driver with an HTTP error', async t => {
  const { port } = await testService(t);
  const { token } = await logIn(port);
  const refused = async (body: string | Buffer, headers: Readonly<Record<string, string>> = {}) => {
    const { status, json } = await send(port, QUERY, { headers: { ...authorized(token), ...headers }, body });
    assert.equal(status, 200);
    assert.equal(json().success, false);
    return json().message ?? '';
  };
  assert.match(await refused('{"sqlText": '), /not JSON/);
  assert.match(await refused('[]'), /no statement/);
  assert.match(await refused('{}', { 'content-encoding': 'br' }), /Unknown content encoding/);
  assert.match(await refused('{}', { 'content-encoding': 'gzip' }), /not gzip/);
  const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
  assert.match(await refused(bomb, { 'content-encoding': 'gzip' }), /larger than 64 MiB/);
  const large = Buffer.alloc(70 * 1024 * 1024, 32);
  assert.match(await refused(large), /larger than 64 MiB/);
  assert.match(await refused(large, { 'transfer-encoding': 'chunked' }), /larger than 64 MiB/);
  assert.match(await refused('{"sqlText": "-- nothing"}'), /Empty SQL statement/);
  const binds = { sqlText: 'SELECT ?', bindings: { 1: { type: 'TEXT', value: {} } } };
  assert.match(await refused(JSON.stringify(binds)), /bind value/);
});

test('reads gzipped requests', async t => {
  const { port } = await testService(t);
  const { token } = await logIn(port);
  const { json } = await send(port, QUERY, {
    headers: { ...authorized(token), 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify({ sqlText: 'SELECT 1 AS one' })),
  });
  assert.deepEqual(json().data?.['rowset'], [['1']]);
});

test('tells drivers by codes what became of their tokens', async t => {
  let now = Date.now();
  const { port } = await testService(t, { clock: () => now });
  const { token, master } = await logIn(port);
  const post = async (path: string, by: string) =>
    (await send(port, path, { headers: authorized(by), body: '{"sqlText": "SELECT 1"}' })).json();
  assert.equal((await post(QUERY, 'unknown')).code, '390111');
  assert.equal((await post(QUERY, master)).code, '390111');
  assert.equal((await post('/session/token-request', token)).code, '390114');
  now += 61 * 60_000;
  assert.equal((await post(QUERY, token)).code, '390112');
  const renewed = String((await post('/session/token-request', master)).data?.['sessionToken']);
  assert.equal((await post(QUERY, renewed)).success, true);
  now += 241 * 60_000;
  assert.equal((await post('/session/token-request', master)).code, '390114');
});

test('runs a request that is sent twice once', async t => {
  const { port } = await testService(t);
  const { token } = await logIn(port);
  const post = async (sqlText: string, query: string) =>
    (
      await send(port, `${QUERY}?${query}`, {
        headers: authorized(token),
        body: JSON.stringify({ sqlText }),
      })
    ).json();
  await post('CREATE DATABASE twice', 'requestId=1');
  await post('CREATE TABLE twice.public.t (a NUMBER)', 'requestId=2');
  const insert = 'INSERT INTO twice.public.t VALUES (1)';
  const [first, second] = await Promise.all([
    post(insert, 'requestId=3'),
    post(insert, 'requestId=3&retryCount=1&clientStartTime=1'),
  ]);
  const third = await post(insert, 'requestId=3&retryCount=2');
  assert.equal(first.success, true);
  assert.equal(second.data?.['queryId'], first.data?.['queryId']);
  assert.equal(third.data?.['queryId'], first.data?.['queryId']);
  const counted = await post('SELECT COUNT(*) FROM twice.public.t', 'requestId=4');
  assert.deepEqual(counted.data?.['rowset'], [['1']]);
});

test('a request that was aborted before it arrived does not run', async t => {
  const { port } = await testService(t);
  const { token } = await logIn(port);
  const headers = authorized(token);
  const aborted = await send(port, '/queries/v1/abort-request?requestId=x', {
    headers,
    body: '{"requestId": "late"}',
  });
  assert.equal(aborted.json().success, true);
  const late = await send(port, `${QUERY}?requestId=late`, { headers, body: '{"sqlText": "SELECT 1"}' });
  assert.equal(late.json().code, '000604');
});

test('has no other routes', async t => {
  const { port } = await testService(t);
  assert.equal((await send(port, '/', { method: 'GET' })).status, 404);
  assert.equal((await send(port, '/results/00/0', { method: 'GET' })).status, 404);
  assert.equal((await send(port, '/telemetry/send', { body: '{"logs": []}' })).json().success, true);
});
