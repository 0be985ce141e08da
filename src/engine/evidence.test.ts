import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../i18n/text.ts';
import { expectEqual } from '../lab/check.ts';
import type { ReaderPorts } from '../ports/ports.ts';
import { type Observation, observed, withEvidence } from './evidence.ts';

const workspace: ReaderPorts['workspace'] = Object.freeze({
  root: '/ws',
  path: (relative: string) => `/ws/${relative}`,
  read: async (relative: string) => {
    if (relative === 'broken') throw Object.assign(new Error('no'), { queryId: 'q-error' });
    return relative;
  },
  list: async () => [],
});

test('whatever a port is asked is noted, answers and errors alike, and the port stays what it is', async () => {
  const seen: Observation[] = [];
  const { workspace: port } = observed({ workspace }, seen);
  assert.equal(port.root, '/ws');
  assert.equal(port.path('a'), '/ws/a');
  assert.equal(await port.read('a'), 'a');
  await assert.rejects(port.read('broken'));
  assert.deepEqual(
    seen.map(({ request, queryId }) => [request, queryId]),
    [
      ['cat a', undefined],
      ['cat broken', 'q-error'],
    ],
  );
});

test('a check is measured by the request that holds its words, else by the whole look', () => {
  const whole = { at: '2026-01-01T00:00:09.000Z', ms: 90 };
  const sent = (request: string, ms: number, queryId?: string): Observation => ({
    port: 'warehouse',
    request,
    at: `2026-01-01T00:00:0${ms}.000Z`,
    ms,
    ...(queryId === undefined ? {} : { queryId }),
  });
  const seen = [
    sent(
      "SELECT 'a' AS name, COUNT(*) FROM db.a UNION ALL SELECT 'b' AS name, COUNT(*) FROM db.b",
      1,
      'union',
    ),
    sent('SELECT COUNT(*) FROM db.a', 2, 'alone'),
    sent('SHOW WAREHOUSES', 3),
  ];
  const check = (query?: string) =>
    expectEqual('rows', same('Rows'), { expected: 1, actual: 1, ...(query === undefined ? {} : { query }) });
  const measured = (query?: string) => withEvidence([check(query)], seen, whole)[0];
  assert.equal(measured('select count(*) from db.a;')?.queryId, 'alone');
  assert.equal(measured('SELECT COUNT(*) FROM db.b;')?.queryId, 'union');
  const elsewhere = measured('SELECT 1 FROM somewhere.else_entirely WHERE x = y');
  assert.deepEqual([elsewhere?.ms, elsewhere?.queryId], [90, undefined]);
  assert.match(measured()?.query ?? '', /SHOW WAREHOUSES$/);
  assert.equal(withEvidence([check()], [], whole)[0]?.query, undefined);
});
