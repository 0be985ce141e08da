import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recorded } from '../../../engine/state.ts';
import { same } from '../../../i18n/text.ts';
import { expectEqual } from '../../../lab/check.ts';
import { foldLive, type Happening, LOG_LINES, liveOf } from './live.ts';

const ID = 'data.generate';

function happened(event: Recorded, at = 0): Happening {
  return { kind: 'event', event, at };
}

const log = (line: string) => happened({ event: 'log', id: ID, line });

test('only the end of a long output is kept, and how much was lost can be told', () => {
  let live = foldLive({}, [happened({ event: 'step', id: ID, phase: 'executing' })]);
  for (let batch = 0; batch < 40; batch += 1) {
    live = foldLive(
      live,
      Array.from({ length: 100 }, (_, at) => log(`line ${batch * 100 + at + 1}`)),
    );
  }
  const kept = liveOf(live, ID).log;
  assert.equal(kept.length, LOG_LINES);
  assert.deepEqual(kept.at(-1), { number: 4000, at: 0, text: 'line 4000' });
  assert.equal(kept[0]?.number, 4000 - LOG_LINES + 1);
});

test('lines, measures and phases in one batch keep their order; a new run begins with an empty log', () => {
  const first = [
    happened({ event: 'step', id: ID, phase: 'prerequisites' }),
    log('one'),
    happened({ event: 'progress', id: ID, label: same('users'), done: 1, total: 2 }),
    log('two'),
  ];
  const live = foldLive({}, first);
  assert.deepEqual(
    liveOf(live, ID).log.map(({ text }) => text),
    ['one', 'two'],
  );
  const again = foldLive(live, [happened({ event: 'step', id: ID, phase: 'prerequisites' }), log('three')]);
  assert.deepEqual(
    liveOf(again, ID).log.map(({ text }) => text),
    ['three'],
  );
  assert.deepEqual(liveOf(again, ID).progress, []);
});

test('a rate is told once there is enough to go by', () => {
  const measure = (done: number, at: number) =>
    happened({ event: 'progress', id: ID, label: same('orders'), done, total: 5000 }, at);
  const early = foldLive({}, [measure(1000, 1000), measure(1100, 1050)]);
  assert.equal(liveOf(early, ID).progress[0]?.rate, undefined);
  const later = foldLive(early, [measure(3000, 2000)]);
  assert.equal(liveOf(later, ID).progress[0]?.rate, 2000);
});

test('prerequisites are kept apart from the verification, which the last look replaces', () => {
  const checks = [expectEqual('a', same('a'), { expected: 1, actual: 1 })];
  const before = [expectEqual('p', same('p'), { expected: true, actual: false })];
  const verified = foldLive({}, [
    happened({ event: 'step', id: ID, phase: 'prerequisites' }),
    happened({ event: 'step', id: ID, phase: 'prerequisites', checks: before }),
    happened({ event: 'step', id: ID, phase: 'verified', checks }, 5),
  ]);
  assert.deepEqual(liveOf(verified, ID).prerequisites, before);
  assert.deepEqual(liveOf(verified, ID).found?.checks, checks);
  const blocked = foldLive(verified, [
    happened({ event: 'step', id: ID, phase: 'prerequisites' }),
    happened({ event: 'step', id: ID, phase: 'blocked', checks: before }),
  ]);
  assert.equal(liveOf(blocked, ID).found, undefined);
});
