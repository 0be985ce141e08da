import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../i18n/text.ts';
import { expectEqual } from '../lab/check.ts';
import type { Lineage } from '../lab/lineage.ts';
import { seen } from './lineage.ts';
import type { LabState } from './state.ts';

const ORDERS: Lineage = {
  table: 'orders',
  hops: [
    { name: 'postgres', step: 'a', check: 'orders' },
    { name: 's3', step: 'b', check: 'rows' },
    { name: 'staging', step: 'c', check: 'rows' },
    { name: 'fact', step: 'd', check: 'rows', unit: same('orders'), equals: { step: 'a', check: 'revenue' } },
  ],
};

/** What was counted in each step, and what was expected there. */
function counted(
  counts: Record<string, Record<string, readonly [actual: number | null, expected: number]>>,
): LabState {
  return {
    steps: Object.fromEntries(
      Object.entries(counts).map(([step, of]) => [
        step,
        {
          state: 'verified' as const,
          checks: Object.entries(of).map(([id, [actual, expected]]) =>
            expectEqual(id, same(id), { actual, expected, query: `count ${step}.${id}` }),
          ),
        },
      ]),
    ),
  };
}

const SOURCE = { orders: [5000, 5000], revenue: [4515, 4515] } as const;
const brief = (state: LabState) => {
  const { hops, divergent } = seen(ORDERS, state);
  return [hops.map(({ count }) => count), divergent];
};

test('a way is known as far as it was verified, and diverges where a count is not the one before', () => {
  assert.deepEqual(brief({ steps: {} }), [[], undefined]);
  const whole = {
    a: SOURCE,
    b: { rows: [5000, 5000] },
    c: { rows: [5000, 5000] },
    d: { rows: [4515, 4515] },
  } as const;
  assert.deepEqual(brief(counted(whole)), [[5000, 5000, 5000, 4515], undefined]);
  assert.deepEqual(brief(counted({ ...whole, c: { rows: [4999, 5000] } })), [[5000, 5000, 4999, 4515], 2]);
  // What was verified against a source that has changed since still agrees with itself.
  assert.deepEqual(brief(counted({ ...whole, c: { rows: [4999, 4999] } })), [[5000, 5000, 4999, 4515], 2]);
  assert.deepEqual(brief(counted({ ...whole, d: { rows: [4510, 4510] } }))[1], 3);
  assert.deepEqual(brief(counted({ ...whole, a: { ...SOURCE, orders: [4000, 5000] } }))[1], 0);
});

test('a place that could not be counted is left open, not called different', () => {
  const state = counted({ a: SOURCE, b: { rows: [null, 5000] }, c: { rows: [5000, 5000] } });
  assert.deepEqual(brief(state), [[5000, undefined, 5000], undefined]);
  assert.equal(seen(ORDERS, state).hops[2]?.query, 'count c.rows');
});
