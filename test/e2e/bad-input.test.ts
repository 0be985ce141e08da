import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type LabMachine, newMachine } from '../helpers/lab-process.ts';

describe('bad input gets one clear sentence', () => {
  let machine: LabMachine;
  before(async () => {
    machine = await newMachine();
  });
  after(async () => machine.dispose());

  const refused = async (args: readonly string[], words: RegExp, environment?: NodeJS.ProcessEnv) => {
    const { code, stdout, stderr } = await machine.run(args, environment);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /\n\s+at /, 'a stack is shown');
  };

  test('an unknown command, step or option', async () => {
    await refused(['launch'], /« launch » n'existe pas/);
    await refused(
      ['run', 'snowflake.load'],
      /« snowflake\.load » n'est ni une étape ni un chapitre[\s\S]*snowflake\.load-staging/,
    );
    await refused(['validate', '--fast'], /--fast n'existe pas/);
    await refused(['sql', 'oracle', 'select 1'], /postgres/);
    await refused(['config', 'set', 'lang', 'de'], /fr ou en/);
    await refused(['reset', 'data.generate'], /confirmation/);
  });

  test('in English too', async () => {
    await refused(['launch', '--lang', 'en'], /There is no command "launch"/);
  });

  test('a home that is a file', async () => {
    const file = join(machine.workspace, 'fichier');
    await mkdir(machine.workspace, { recursive: true });
    await writeFile(file, '');
    await refused(['status', '--home', file], /n'est pas un dossier[\s\S]*--home/);
  });

  test('a home that cannot be written', {
    skip: process.getuid?.() === 0 ? 'root may write everywhere' : false,
  }, async () => {
    const folder = join(machine.workspace, 'verrouillé');
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o500);
    await refused(['status', '--home', folder], /ne peut pas être lu et écrit/);
  });

  test('damaged settings are kept aside and said', async () => {
    await mkdir(machine.home, { recursive: true });
    await writeFile(join(machine.home, 'config.json'), '{"student":');
    const { code, stderr } = await machine.run(['status']);
    assert.equal(code, 0);
    assert.match(stderr, /réglages étaient illisibles/);
  });

  test('settings are written and read', async () => {
    assert.equal((await machine.run(['config', 'set', 'student', 'Inès', 'Élodie'])).code, 0);
    assert.equal((await machine.run(['config', 'get', 'student'])).stdout, 'ines-elodie\n');
    assert.equal((await machine.run(['config', 'unset', 'student'])).code, 0);
    assert.equal((await machine.run(['config', 'get', 'student'])).stdout, 'etudiant\n');
  });

  test('status of a fresh machine', async () => {
    const { code, stdout } = await machine.run(['status', '--json']);
    assert.equal(code, 0);
    const status = JSON.parse(stdout) as { done: number; steps: { state: string }[] };
    assert.equal(status.done, 0);
    assert.ok(status.steps.every(step => step.state === 'pending'));
  });
});
