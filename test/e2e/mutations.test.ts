import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { StepResult } from '../../src/engine/validate.ts';
import { lab } from '../../steps/index.ts';
import { type LabMachine, newMachine } from '../helpers/lab-process.ts';
import { type LabSession, openSession } from '../helpers/lab-session.ts';
import { MUTATIONS } from '../mutations/all.ts';
import { alarms, judge } from '../mutations/judge.ts';

/** At least one a chapter; `npm run scores mutations` does them all. */
const SAMPLE = [
  'database-latin1',
  'foreign-key-dropped',
  'price-cent',
  'bucket-public-policy',
  'object-byte',
  'trust-second-statement',
  'never-suspended',
  'staging-float',
  'loaded-swapped',
  'rule-edited',
  'test-removed',
  'ltv-segments',
  'published-stale',
];

describe('one mutation turns one step red, by the right check', () => {
  let machine: LabMachine;
  let session: LabSession;
  let untouched: readonly StepResult[];
  before(async () => {
    machine = await newMachine();
    const run = await machine.run([]);
    assert.equal(run.code, 0, run.stdout + run.stderr);
    session = await openSession(machine);
    untouched = await session.validate();
  });
  after(async () => {
    await session?.close();
    await machine.dispose();
  });

  test('an untouched lab raises no alarm', () => {
    assert.deepEqual(alarms(untouched), []);
  });

  for (const mutation of MUTATIONS.filter(({ id }) => SAMPLE.includes(id))) {
    test(`${mutation.step}: ${mutation.what}`, async () => {
      assert.equal(await judge(mutation, session, untouched), undefined);
    });
  }

  test('after all that, everything holds', async () => {
    assert.deepEqual(alarms(await session.validate()), []);
  });
});

describe('the mutations', () => {
  test('have ids of their own, steps of the lab, and are told in words', () => {
    assert.equal(new Set(MUTATIONS.map(({ id }) => id)).size, MUTATIONS.length);
    const steps = new Set(lab.steps.map(({ id }) => id));
    assert.deepEqual(
      MUTATIONS.filter(({ step, what }) => !steps.has(step) || what === ''),
      [],
    );
    assert.deepEqual(
      SAMPLE.filter(wanted => !MUTATIONS.some(({ id }) => id === wanted)),
      [],
    );
  });
});
