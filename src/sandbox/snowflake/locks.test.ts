import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Locks } from './locks.ts';

const never = new AbortController().signal;

test('a second owner waits until the first releases, in order of arrival', async () => {
  const locks = new Locks();
  const [a, b, c] = [{}, {}, {}];
  const order: string[] = [];
  await locks.acquire(a, ['T'], 1000, never);
  await locks.acquire(a, ['T'], 1000, never);
  const second = locks.acquire(b, ['T'], 1000, never).then(() => order.push('b'));
  const third = locks.acquire(c, ['T'], 1000, never).then(() => order.push('c'));
  assert.deepEqual(order, []);
  locks.release(a);
  await second;
  locks.release(b);
  await third;
  assert.deepEqual(order, ['b', 'c']);
});

test('waiting ends with 000625 after the timeout or an abort, and leaves no trace', async () => {
  const locks = new Locks();
  const [a, b] = [{}, {}];
  await locks.acquire(a, ['T'], 1000, never);
  await assert.rejects(locks.acquire(b, ['T'], 5, never), { code: '000625' });
  const controller = new AbortController();
  const waiting = locks.acquire(b, ['T'], 10_000, controller.signal);
  controller.abort();
  await assert.rejects(waiting, { code: '000625' });
  locks.release(a);
  await locks.acquire(b, ['T'], 5, never);
});
