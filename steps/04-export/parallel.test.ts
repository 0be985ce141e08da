import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inParallel } from './parallel.ts';

const never = new AbortController().signal;

test('results come in the order of the items, and no more than the limit are worked on at once', async () => {
  let under = 0;
  let most = 0;
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const results = inParallel([0, 1, 2, 3, 4], 2, never, async item => {
    most = Math.max(most, ++under);
    await gates[item]?.promise;
    under--;
    return item * 10;
  });
  for (const gate of gates.toReversed()) gate.resolve();
  assert.deepEqual(await results, [0, 10, 20, 30, 40]);
  assert.equal(most, 2);
  assert.deepEqual(await inParallel([], 4, never, async () => 1), []);
});

test('a failure stops the others, is waited for and is thrown; an abort throws its own reason', async () => {
  const ended: string[] = [];
  const waiting = (signal: AbortSignal) =>
    new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const failing = inParallel(['waits', 'fails', 'late'], 2, never, async (item, signal) => {
    if (item === 'fails') throw new Error('broken');
    await waiting(signal).finally(() => ended.push(item));
  });
  await assert.rejects(failing, /broken/);
  assert.deepEqual(ended, ['waits']);
  const controller = new AbortController();
  const stopped = inParallel(['waits'], 2, controller.signal, async (_, signal) => waiting(signal));
  controller.abort(new Error('enough'));
  await assert.rejects(stopped, /enough/);
});
