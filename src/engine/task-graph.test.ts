import assert from 'node:assert/strict';
import test from 'node:test';
import { same } from '../i18n/text.ts';
import type { GraphTask, TaskGraph, TaskState } from '../lab/task-graph.ts';
import { type GraphEvent, runGraph } from './task-graph.ts';

const task = (id: string, after: readonly string[], run: GraphTask['run']): GraphTask => ({ id, after, run });
const done = async () => same('1 row');

function graph(tasks: readonly GraphTask[], options: Partial<TaskGraph> = {}): TaskGraph {
  return { id: 'x', tasks, parallel: 2, retries: 2, retryDelay: 1, mayRetry: () => true, ...options };
}

async function events(of: TaskGraph, signal = new AbortController().signal): Promise<readonly GraphEvent[]> {
  return await Array.fromAsync(runGraph(of, signal));
}

/** The states that a task went through. */
function states(all: readonly GraphEvent[], id: string): readonly TaskState[] {
  return all.flatMap(event => (event.event === 'task' && event.id === id ? [event.state] : []));
}

const endOf = (all: readonly GraphEvent[]) => all.at(-1);

test('each task runs after those before it, and so many at a time', async () => {
  const running = new Set<string>();
  const order: string[] = [];
  let most = 0;
  const work = (id: string) => async () => {
    running.add(id);
    most = Math.max(most, running.size);
    await new Promise(resolve => setImmediate(resolve));
    running.delete(id);
    order.push(id);
    return same(id);
  };
  const copies = ['e[a]', 'e[b]', 'e[c]', 'e[d]'];
  const all = await events(
    graph([
      task('first', [], work('first')),
      ...copies.map(id => task(id, ['first'], work(id))),
      task('last', copies, work('last')),
    ]),
  );
  assert.equal(most, 2);
  assert.equal(order[0], 'first');
  assert.equal(order.at(-1), 'last');
  assert.deepEqual(states(all, 'last'), ['queued', 'running', 'success']);
  assert.deepEqual(endOf(all), {
    event: 'end',
    success: 6,
    failed: 0,
    upstreamFailed: 0,
    interrupted: false,
  });
});

test('a task that fails is tried again, and succeeds when the fault has passed', async () => {
  let attempts = 0;
  const flaky = async () => {
    attempts += 1;
    if (attempts < 3) throw new Error('row counts differ');
    return undefined;
  };
  const all = await events(graph([task('check', [], flaky), task('dbt', ['check'], done)]));
  assert.deepEqual(states(all, 'check'), [
    'queued',
    'running',
    'retry',
    'running',
    'retry',
    'running',
    'success',
  ]);
  assert.deepEqual(states(all, 'dbt'), ['queued', 'running', 'success']);
});

test('after its last attempt it has failed, and nothing that comes after it is started', async () => {
  const broken = async () => {
    throw new Error('row counts differ');
  };
  const never = async () => assert.fail('started');
  const all = await events(
    graph([
      task('check', [], broken),
      task('beside', [], done),
      task('dbt', ['check', 'beside'], never),
      task('publish', ['dbt'], never),
    ]),
  );
  assert.equal(states(all, 'check').filter(state => state === 'running').length, 3);
  assert.equal(states(all, 'check').at(-1), 'failed');
  assert.deepEqual(states(all, 'dbt'), ['queued', 'upstream_failed']);
  assert.deepEqual(states(all, 'publish'), ['queued', 'upstream_failed']);
  const failed = all.find(event => event.event === 'task' && event.state === 'failed');
  assert.match(JSON.stringify(failed), /row counts differ/);
  assert.deepEqual(endOf(all), {
    event: 'end',
    success: 1,
    failed: 1,
    upstreamFailed: 2,
    interrupted: false,
  });
});

test('what cannot get better is not tried again', async () => {
  const refused = async () => {
    throw Object.assign(new Error('Incorrect username or password'), { code: '390100' });
  };
  const all = await events(graph([task('connect', [], refused)], { mayRetry: () => false }));
  assert.deepEqual(states(all, 'connect'), ['queued', 'running', 'failed']);
});

test('an interruption ends what runs, and what waits for another attempt', async () => {
  const controller = new AbortController();
  const endless = ({ signal }: { signal: AbortSignal }) =>
    new Promise<undefined>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('ended')));
    });
  const all: GraphEvent[] = [];
  const of = graph(
    [
      task('fails', [], async () => {
        throw new Error('again');
      }),
      task('endless', [], endless),
      task('after', ['endless'], async () => assert.fail('started')),
    ],
    { retryDelay: 1_000_000 },
  );
  for await (const event of runGraph(of, controller.signal)) {
    all.push(event);
    if (event.event === 'task' && event.state === 'retry') controller.abort();
  }
  assert.equal(states(all, 'fails').at(-1), 'interrupted');
  assert.equal(states(all, 'endless').at(-1), 'interrupted');
  assert.equal(states(all, 'after').at(-1), 'interrupted');
  assert.deepEqual(endOf(all), {
    event: 'end',
    success: 0,
    failed: 0,
    upstreamFailed: 0,
    interrupted: true,
  });
});
