import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { newMachine, processesOf } from '../helpers/lab-process.ts';

test('lint looks at the content, and takes steps through their cycle in a sandbox that does not stay', async () => {
  const machine = await newMachine();
  const temporary = await mkdtemp(join(tmpdir(), 'shopstream-e2e-'));
  try {
    const content = await machine.run(['lint']);
    assert.deepEqual([content.code, content.stdout], [0, 'Rien à corriger.\n'], content.stderr);
    const full = await machine.run(['lint', '--full', 'postgres', '--lang', 'en'], { TMPDIR: temporary });
    const steps = ['postgres.connect', 'postgres.create-database', 'postgres.create-tables'];
    const questions = ['user-index', 'references-to-users', 'orders-indexes'].map(id => `postgres.${id}`);
    assert.equal(
      full.stdout,
      `${[...steps, ...questions].map(id => `✓ ${id}\n`).join('')}Nothing to mend.\n`,
      full.stderr,
    );
    assert.equal(full.code, 0);
    assert.deepEqual(await readdir(temporary), []);
    if (process.platform === 'linux') assert.deepEqual(await processesOf(temporary), []);
    assert.ok(!existsSync(machine.home), 'the lab of the person was touched');
    assert.equal((await machine.run(['lint', 'postgres'])).code, 2);
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await machine.dispose();
  }
});
