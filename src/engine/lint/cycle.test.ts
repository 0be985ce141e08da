import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../../i18n/text.ts';
import { defineLab } from '../../lab/chapter.ts';
import { expectEqual } from '../../lab/check.ts';
import type { AnyStep } from '../../lab/step.ts';
import type { Environment } from '../environment.ts';
import { counter, fixtureSettings, newWorld, noPorts, type World } from '../testing/fixture-lab.ts';
import { lintCycles } from './cycle.ts';

const ENVIRONMENT: Environment = {
  settings: fixtureSettings,
  ports: noPorts(),
  exportDate: undefined,
  wasDone: () => true,
};

/** A counter whose verification says what is missing. */
function advised(world: World, name: string, changes: Partial<AnyStep> = {}): AnyStep {
  const verify: AnyStep['verify'] = async () => ({ checks: [rows(world, name)] });
  return { ...counter(world, name, 1), verify, ...changes };
}

function rows(world: World, name: string) {
  const actual = world.rows.get(name) ?? 0;
  return expectEqual('rows', same('rows'), { expected: 1, actual, message: same('Run the step.') });
}

async function cycles(steps: readonly AnyStep[], chosen?: readonly string[]): Promise<readonly string[]> {
  const lab = defineLab([{ id: 'one', folder: '01-one', title: same('One'), steps }]);
  const wanted = lab.steps.filter(({ id }) => chosen?.includes(id) ?? true);
  const told: string[] = [];
  for await (const { step, findings } of lintCycles(lab, wanted, ENVIRONMENT, new AbortController().signal)) {
    told.push(step.id, ...findings.map(({ text }) => text.en));
    for (const { text, advice } of findings)
      assert.ok(text.fr !== '' && advice.fr !== '' && advice.en !== '');
  }
  return told;
}

test('a step is red, green, red and green again, and is left done for those behind it', async () => {
  const world = newWorld();
  assert.deepEqual(await cycles([advised(world, 'a'), advised(world, 'b')]), ['one.a', 'one.b']);
  assert.deepEqual(world.actions, ['a', 'undo a', 'a', 'b', 'undo b', 'b']);
  assert.deepEqual(
    [...world.rows],
    [
      ['a', 1],
      ['b', 1],
    ],
  );
});

test('only the chosen steps are judged; those they stand on are done first', async () => {
  const world = newWorld();
  const apart = advised(world, 'apart', { after: [] });
  const steps = [advised(world, 'a'), apart, advised(world, 'b', { after: ['one.a'] })];
  assert.deepEqual(await cycles(steps, ['one.b']), ['one.b']);
  assert.deepEqual(world.actions, ['a', 'b', 'undo b', 'b']);
});

test('a step that only looks may be green from the start, and its action runs all the same', async () => {
  const world = newWorld();
  const { undo: _, ...looks } = advised(world, 'looks', { verify: async () => ({ checks: [] }) });
  assert.deepEqual(await cycles([looks]), ['one.looks']);
  assert.deepEqual(world.actions, ['looks', 'looks']);
});

test('every fault of a cycle is named', async () => {
  const world = newWorld();
  const green: AnyStep['verify'] = async () => ({ checks: [] });
  assert.deepEqual(await cycles([advised(world, 'a', { verify: green })]), [
    'one.a',
    'verify is green before anything is done.',
    'verify is green after the reset.',
  ]);
  assert.deepEqual(await cycles([advised(newWorld(), 'a', { undo: async () => {} })]), [
    'one.a',
    'verify is green after the reset.',
  ]);
  assert.deepEqual(await cycles([counter(newWorld(), 'a', 1)]), [
    'one.a',
    'The check rows fails without advice.',
  ]);
  const idle = advised(newWorld(), 'a', { execute: async () => {} });
  // What stands on a step that never becomes green cannot be judged.
  assert.deepEqual(await cycles([idle, advised(newWorld(), 'b')]), [
    'one.a',
    'The step is not green after execute (rows).',
  ]);
  const broken = advised(newWorld(), 'a', {
    undo: async () => {
      throw new Error('still in use');
    },
  });
  assert.deepEqual(await cycles([broken]), ['one.a', 'undo fails (still in use).']);
  const blind = advised(newWorld(), 'a', {
    verify: async () => {
      throw new Error('no such table');
    },
  });
  assert.match(
    (await cycles([blind])).join('\n'),
    /verify cannot judge \(no such table\) before anything is done/,
  );
});
