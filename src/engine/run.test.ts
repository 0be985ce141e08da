import assert from 'node:assert/strict';
import test from 'node:test';
import { same } from '../i18n/text.ts';
import { defineLab } from '../lab/chapter.ts';
import type { LabEvent } from './events.ts';
import { resetSteps } from './reset.ts';
import { runSteps } from './run.ts';
import { fixtureLab, fixtureSettings, newWorld, noPorts, type World } from './testing/fixture-lab.ts';
import { validateSteps } from './validate.ts';

const environment = {
  settings: fixtureSettings,
  ports: noPorts(['hunter2-secret']),
  exportDate: undefined,
  wasDone: () => false,
};

async function collect(events: AsyncGenerator<LabEvent>): Promise<LabEvent[]> {
  const all: LabEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const phases = (events: readonly LabEvent[], id: string) =>
  events.flatMap(event => (event.event === 'step' && event.id === id ? [event.phase] : []));

const runAll = (world: World, signal = new AbortController().signal) => {
  const lab = fixtureLab(world);
  return collect(runSteps(lab, lab.steps, environment, signal));
};

test('a fresh run executes every step once, in order', async () => {
  const world = newWorld();
  const events = await runAll(world);
  assert.deepEqual(world.actions, ['a', 'b', 'c', 'd', 'e']);
  assert.deepEqual(phases(events, 'one.a'), [
    'checking',
    'prerequisites',
    'prerequisites',
    'executing',
    'verifying',
    'verified',
  ]);
  const end = { event: 'end', executed: 5, verified: 4, failed: 0, interrupted: false, exitCode: 0 };
  assert.deepEqual(events.at(-1), end);
});

test('a second run executes nothing', async () => {
  const world = newWorld();
  await runAll(world);
  const events = await runAll(world);
  assert.equal(world.actions.length, 5);
  assert.deepEqual(phases(events, 'two.c'), ['checking', 'skipped']);
  assert.deepEqual(events.at(-1), {
    event: 'end',
    executed: 0,
    verified: 4,
    failed: 0,
    interrupted: false,
    exitCode: 0,
  });
});

test('only what is broken is executed again', async () => {
  const world = newWorld();
  await runAll(world);
  world.rows.set('c', 2);
  await runAll(world);
  assert.deepEqual(world.actions.slice(5), ['c']);
});

test('a step that fails stops the run, with the cause and without its secrets', async () => {
  const world = newWorld();
  world.before = name => {
    if (name === 'b') throw Object.assign(new Error('no room for hunter2-secret'), { code: 'ENOSPC' });
  };
  const events = await runAll(world);
  assert.deepEqual(world.actions, ['a']);
  const failed = events.find(event => event.event === 'step' && event.phase === 'failed');
  assert.ok(failed?.event === 'step');
  assert.equal(failed.id, 'one.b');
  assert.equal(failed.problem?.code, 'ENOSPC');
  assert.equal(failed.problem?.text.fr, 'Le disque est plein.');
  assert.equal(failed.problem?.raw, 'no room for •••');
  assert.equal(failed.problem?.diagnosis?.id, 'SYS-01');
  assert.deepEqual(events.at(-1), {
    event: 'end',
    executed: 1,
    verified: 1,
    failed: 1,
    interrupted: false,
    exitCode: 1,
  });
});

test('an optional step that fails is passed over', async () => {
  const world = newWorld();
  world.before = name => {
    if (name === 'd') throw new Error('not today');
  };
  const events = await runAll(world);
  assert.deepEqual(world.actions, ['a', 'b', 'c', 'e']);
  assert.deepEqual(events.at(-1), {
    event: 'end',
    executed: 4,
    verified: 4,
    failed: 0,
    interrupted: false,
    exitCode: 0,
  });
});

test('an abort interrupts the running step and ends with 130', async () => {
  const world = newWorld();
  const controller = new AbortController();
  world.before = (name, signal) => {
    if (name !== 'b') return;
    controller.abort();
    signal.throwIfAborted();
  };
  const events = await runAll(world, controller.signal);
  assert.deepEqual(phases(events, 'one.b').at(-1), 'interrupted');
  assert.deepEqual(events.at(-1), {
    event: 'end',
    executed: 1,
    verified: 1,
    failed: 0,
    interrupted: true,
    exitCode: 130,
  });
});

test('one fault turns one step red; what stands on it is unknown and names it', async () => {
  const world = newWorld();
  await runAll(world);
  world.rows.set('b', 1);
  const lab = fixtureLab(world);
  const pending = validateSteps(lab, lab.steps, environment, new AbortController().signal);
  const results = await Promise.all(pending.values());
  assert.deepEqual(
    results.map(({ step, verdict }) => `${step.id} ${verdict}`),
    ['one.a passed', 'one.b failed', 'two.c unknown', 'two.d unknown', 'two.e unknown'],
  );
  const [failed, , , last] = results.slice(1);
  assert.equal(failed?.checks[0]?.expected, 2);
  assert.equal(failed?.checks[0]?.actual, 1);
  assert.match(last?.checks[0]?.message?.en ?? '', /one\.b/);
});

test('an optional step that was never done is unknown; one that lost rows is failed', async () => {
  const world = newWorld();
  await runAll(world);
  const lab = fixtureLab(world);
  const verdict = async () => {
    const all = validateSteps(lab, lab.steps, environment, new AbortController().signal);
    return (await all.get('two.d'))?.verdict;
  };
  world.rows.set('d', 3);
  assert.equal(await verdict(), 'failed');
  world.rows.delete('d');
  assert.equal(await verdict(), 'unknown');
});

test('reset undoes in reverse order', async () => {
  const world = newWorld();
  await runAll(world);
  const lab = fixtureLab(world);
  const events = await collect(resetSteps(lab.steps.slice(0, 2), environment, new AbortController().signal));
  assert.deepEqual(world.actions.slice(5), ['undo b', 'undo a']);
  assert.equal(world.rows.has('c'), true);
  assert.deepEqual(phases(events, 'one.a'), ['undoing', 'undone']);
});

test('a step that shows something is executed the first time, whatever its verification says', async () => {
  const world = newWorld();
  const { definition } = fixtureLab(world).steps[0] ?? {};
  assert.ok(definition !== undefined);
  const showing = { ...definition, name: 'show', demonstrates: true };
  const lab = defineLab([{ id: 'one', folder: '01-one', title: same('one'), steps: [definition, showing] }]);
  world.rows.set('a', 1);
  const signal = new AbortController().signal;
  await collect(runSteps(lab, lab.steps, environment, signal));
  assert.deepEqual(world.actions, ['a']);
  await collect(runSteps(lab, lab.steps, { ...environment, wasDone: () => true }, signal));
  assert.deepEqual(world.actions, ['a']);
});
