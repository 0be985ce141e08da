import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { acquireLock } from '../../src/engine/lock.ts';
import { type LabMachine, newMachine } from '../helpers/lab-process.ts';

const STEPS = ['postgres.connect', 'postgres.create-database', 'postgres.create-tables'];

async function states(machine: LabMachine, state: string): Promise<readonly string[]> {
  const { stdout } = await machine.run(['status', '--json']);
  const { steps } = JSON.parse(stdout) as { steps: readonly { id: string; state: string }[] };
  return steps.filter(step => step.state === state).map(({ id }) => id);
}

describe('progress on another computer, and after a loss', () => {
  let here: LabMachine;
  let there: LabMachine;
  let file: string;
  before(async () => {
    [here, there] = await Promise.all([newMachine(), newMachine()]);
    file = join(here.home, '..', 'progression é.json');
  });
  after(async () => {
    await Promise.all([here.dispose(), there.dispose()]);
  });

  test('there is nothing to export before the lab is begun', async () => {
    const { code, stderr } = await here.run(['progress', 'export', file]);
    assert.equal(code, 2);
    assert.match(stderr, /pas encore de progression/);
  });

  test('an exported file holds neither a path nor a secret, and replaces nothing unasked', async () => {
    const run = await here.run(['run', 'postgres']);
    assert.equal(run.code, 0, run.stdout);
    assert.equal((await here.run(['progress', 'export', file])).code, 0);
    const content = await readFile(file, 'utf8');
    const { stdout } = await here.run(['sandbox', 'env', '--format', 'json']);
    const password = (JSON.parse(stdout) as Record<string, string>)['PGPASSWORD'] ?? '';
    assert.ok(password.length > 8 && !content.includes(password));
    assert.ok(!content.includes(here.home) && !content.includes(here.workspace));
    const again = await here.run(['progress', 'export', file]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /existe déjà/);
    assert.equal((await here.run(['progress', 'export', file, '--yes'])).code, 0);
  });

  test('on an empty machine it is to be verified, and starts no service', async () => {
    const { code, stdout } = await there.run(['progress', 'import', file]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /3 étapes à revérifier/);
    assert.match(stdout, /encore vide/);
    assert.deepEqual(await states(there, 'stale'), STEPS);
    assert.equal((await there.run(['run', 'postgres'])).code, 0);
    assert.deepEqual(await states(there, 'verified'), STEPS);
  });

  test('a bad file, a file of another target, and a lab that somebody holds change nothing', async () => {
    const bad = join(there.home, 'bad.json');
    const whole = await readFile(file, 'utf8');
    for (const [content, expected] of [
      [whole.slice(0, 100), /abîmé ou incomplet/],
      ['hello', /n'est pas un fichier de progression/],
      [whole.replace('"format": 1', '"format": 99'), /version plus récente/],
      [whole.replace('"target": "sandbox"', '"target": "cloud"'), /--target cloud/],
      ['x'.repeat(2_000_000), /n'est pas un fichier de progression/],
    ] as const) {
      await writeFile(bad, content);
      const { code, stderr } = await there.run(['progress', 'import', bad]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, expected);
    }
    assert.match((await there.run(['progress', 'import', `${bad}.none`])).stderr, /ne peut pas être lu/);
    assert.equal((await there.run(['progress', 'sideways'])).code, 2);
    const lock = await acquireLock(there.home, 'test');
    assert.ok('release' in lock);
    const held = await there.run(['progress', 'import', file]);
    await lock.release();
    assert.equal(held.code, 2);
    assert.match(held.stderr, new RegExp(`${process.pid}`));
    assert.deepEqual(await states(there, 'verified'), STEPS);
  });

  test('with the journal lost, importing says whose the data are, and rebuilding finds what holds', async () => {
    await rename(join(here.home, 'journal'), join(here.home, 'lost'));
    const imported = await here.run(['progress', 'import', file]);
    assert.equal(imported.code, 0, imported.stderr);
    assert.match(imported.stdout, /progress rebuild/);
    assert.deepEqual(await states(here, 'stale'), STEPS.slice(1));
    const rebuilt = await here.run(['progress', 'rebuild']);
    assert.equal(rebuilt.code, 0, rebuilt.stderr);
    const verified = await states(here, 'verified');
    for (const id of STEPS) assert.ok(verified.includes(id), rebuilt.stdout);
    assert.ok(!verified.includes('data.generate'));
    const { code, stdout } = await here.run(['validate', 'postgres']);
    assert.equal(code, 0, stdout);
  });
});
