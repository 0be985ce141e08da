import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type LabMachine, newMachine, processesOf, until } from '../helpers/lab-process.ts';

/** Kills every process of a machine at once, as a power cut would. */
async function killEverything(machine: LabMachine): Promise<void> {
  for (const id of await processesOf(machine.home)) {
    try {
      process.kill(id, 'SIGKILL');
    } catch (error) {
      // It ended between being seen and being killed.
      assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
    }
  }
  await until('every process is gone', async () => (await processesOf(machine.home)).length === 0);
}

/** Runs the lab until it prints a line that has `words`, then kills everything. */
async function runUntil(machine: LabMachine, words: string): Promise<void> {
  const child = machine.start(['run', '--all', '--json']);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', chunk => {
    output += chunk;
  });
  const ended = new Promise(resolve => child.once('close', resolve));
  await until(`the run says ${words}`, () => output.includes(words) || child.exitCode !== null, 120_000);
  assert.ok(output.includes(words), `the run ended before ${words}: ${output.slice(-2000)}`);
  await killEverything(machine);
  await ended;
}

describe('killing every process', () => {
  let machine: LabMachine;
  before(async () => {
    machine = await newMachine();
  });
  after(async () => machine.dispose());

  const moments = [
    '"id":"data.generate","phase":"executing"',
    '"id":"export.tables","phase":"executing"',
    '"id":"snowflake.load-staging","phase":"executing"',
    '"id":"dbt.run","phase":"executing"',
    '"id":"marts.customer-ltv","phase":"executing"',
  ];
  for (const moment of moments) {
    test(`in the middle: ${moment}`, () => runUntil(machine, moment));
  }

  test('and starting again finishes the lab with the same totals', async () => {
    const { code, stdout, stderr } = await machine.run([]);
    assert.equal(code, 0, `${stdout}${stderr}`);
    assert.match(stdout, /attendu 7320915\.45 {2}obtenu 7320915\.45/);
    const validation = await machine.run(['validate', '--json']);
    assert.equal(validation.code, 0, validation.stdout);
  });
});
