import assert from 'node:assert/strict';
import test from 'node:test';
import type { TaskEvent } from '../engine/task-graph.ts';
import { same } from '../i18n/text.ts';
import type { TaskGraph, TaskState } from '../lab/task-graph.ts';
import { eventLine, graphEventJson, graphLines } from './task-graph.ts';

const TABLES = ['users', 'products', 'orders', 'order_items', 'crm_contacts', 'events'];
const copies = (task: string, of = TABLES) => of.map(table => `${task}[${table}]`);
const graph: TaskGraph = {
  id: 'shopstream_pipeline',
  parallel: 1,
  retries: 2,
  retryDelay: 0,
  mayRetry: () => true,
  tasks: [
    'business_day',
    ...copies('export'),
    ...copies('copy_into', TABLES.slice(0, 5)),
    ...copies('check_rows', TABLES.slice(0, 5)),
    'dbt_run',
    'dbt_test',
    'publish',
  ].map(id => ({ id, after: [], run: async () => undefined })),
};

const event = (id: string, state: TaskState, more: Partial<TaskEvent> = {}): [string, TaskEvent] => [
  id,
  { event: 'task', id, state, attempt: 1, ...more },
];

const latest = new Map([
  event('business_day', 'success', { result: same('2026-11-24'), ms: 300 }),
  event('export[users]', 'success', { result: same('1000 rows'), ms: 1200 }),
  event('export[orders]', 'running'),
  event('check_rows[orders]', 'retry', { attempt: 2 }),
  event('dbt_run', 'upstream_failed', { attempt: 0 }),
]);

test('the whole pipeline fits a terminal of 80 columns and 24 lines, each state with its word', () => {
  for (const lang of ['fr', 'en'] as const) {
    const lines = graphLines(graph, latest, { lang, ascii: false, width: 79 });
    assert.ok(lines.length <= 22, `${lines.length} lines`);
    for (const line of lines) assert.ok(line.length <= 79, line);
  }
  const words = graphLines(graph, latest, { lang: 'fr', ascii: false, width: 79 }).join('\n');
  assert.match(words, /business_day +✓ 2026-11-24, 300 ms/);
  assert.match(words, /✓ users 1000 rows, 1,2 s/);
  assert.match(words, /▶ orders en cours/);
  assert.match(words, /↻ orders nouvelle tentative \(2\)/);
  assert.match(words, /dbt_run +⊘ amont en échec/);
  assert.match(words, /publish +○ en attente/);
});

test('a terminal without these signs gets others', () => {
  const lines = graphLines(graph, latest, { lang: 'en', ascii: true, width: 79 });
  assert.match(lines.join('\n'), /^[\x20-\x7e\n]*$/);
  assert.match(lines.join('\n'), /\[~\] orders up for retry \(2\)/);
});

test('events are told as lines and as JSON', () => {
  const [, failed] = event('check_rows[orders]', 'failed', {
    attempt: 3,
    problem: { text: { fr: '5000 lignes,\nmais 5001', en: '5000 rows,\nbut 5001' }, exitCode: 1 },
  });
  assert.equal(eventLine(failed, 'fr'), '  ✗ check_rows[orders] : en échec (3) : 5000 lignes, mais 5001');
  assert.deepEqual(JSON.parse(graphEventJson(failed, 'en')), {
    event: 'task',
    id: 'check_rows[orders]',
    state: 'failed',
    attempt: 3,
    problem: { text: '5000 rows,\nbut 5001' },
  });
  const [, queued] = event('publish', 'queued');
  assert.equal(eventLine(queued, 'fr'), undefined);
});
