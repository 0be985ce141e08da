import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { StepResult } from '../../src/engine/validate.ts';
import { dependants } from '../../src/lab/chapter.ts';
import { lab } from '../../steps/index.ts';
import { AWS } from '../helpers/faults/aws.ts';
import { DBT } from '../helpers/faults/dbt.ts';
import { POSTGRES } from '../helpers/faults/postgres.ts';
import { SNOWFLAKE } from '../helpers/faults/snowflake.ts';
import { type LabMachine, newMachine } from '../helpers/lab-process.ts';
import { type LabSession, openSession } from '../helpers/lab-session.ts';

describe('one fault turns one step red', () => {
  let machine: LabMachine;
  let session: LabSession;
  before(async () => {
    machine = await newMachine();
    const run = await machine.run([]);
    assert.equal(run.code, 0, run.stdout + run.stderr);
    session = await openSession(machine);
  });
  after(async () => {
    await session?.close();
    await machine.dispose();
  });

  for (const { step, damages, executes = [step] } of [...POSTGRES, ...AWS, ...SNOWFLAKE, ...DBT]) {
    test(`${step}: ${damages.map(({ what }) => what).join(', ')}`, async () => {
      for (const damage of damages) await damage.break(session);
      const results = await session.validate();
      assertOneFault(results, step);
      const red = results.find(result => result.step.id === step)?.checks ?? [];
      for (const { what, check } of damages) {
        assert.equal(
          red.find(({ id }) => id === check)?.verdict,
          'failed',
          `${what} is not seen by ${check}`,
        );
      }
      const { executed, end, problems } = await session.run();
      assert.equal(end.exitCode, 0, problems);
      assert.deepEqual(executed, executes);
    });
  }

  test('after all that, everything holds', async () => {
    const red = (await session.validate()).filter(({ verdict }) => verdict !== 'passed');
    assert.deepEqual(
      red.map(({ step }) => step.id),
      [],
    );
  });
});

/** `id` is red; what stands on it is unknown and names it; everything else holds. */
function assertOneFault(results: readonly StepResult[], id: string): void {
  const unknown = new Set(dependants(lab, [id]).map(step => step.id));
  for (const { step, verdict, checks } of results) {
    const expected = step.id === id ? 'failed' : unknown.has(step.id) ? 'unknown' : 'passed';
    assert.equal(
      verdict,
      expected,
      `${step.id}: ${JSON.stringify(checks.filter(c => c.verdict !== 'passed'))}`,
    );
    if (expected === 'unknown')
      assert.match(checks[0]?.message?.fr ?? '', new RegExp(id.replace('.', '\\.')));
  }
}
