import assert from 'node:assert/strict';
import { chmod, mkdir, open, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadConfig } from '../../src/sandbox/host/client.ts';
import { saveConfig } from '../../src/sandbox/host/config.ts';
import { finished, type LabMachine, newMachine } from '../helpers/lab-process.ts';

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
    await refused(['status', 'snowflake'], /n'attend rien de plus, pas même « snowflake »/);
    await refused(['sandbox', 'up', 'postgres'], /n'attend rien de plus/);
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

  test('a home whose files belong to somebody else', {
    skip: process.getuid?.() === 0 ? 'root may read everything' : false,
  }, async () => {
    const home = join(machine.workspace, 'sudo');
    await mkdir(join(home, 'journal'), { recursive: true });
    await writeFile(join(home, 'journal', 'sandbox.ndjson'), '', { mode: 0o000 });
    await refused(['status', '--home', home], /journal de progression ne peut pas être lu/);
  });

  test('output that nobody reads any more, or that does not fit on the disk', {
    skip: process.platform !== 'linux',
  }, async () => {
    const child = machine.start(['run', 'postgres', '--json']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', chunk => {
      stderr += chunk;
    });
    const code = await new Promise(resolve => child.once('exit', resolve));
    assert.deepEqual([code, stderr], [141, '']);

    const full = await open('/dev/full', 'w');
    try {
      const ended = await finished(machine.start(['status'], full.fd));
      assert.equal(ended.code, 1);
      assert.match(ended.stderr, /^✗ La sortie standard ne peut pas être écrite.*\n$/);
    } finally {
      await full.close();
    }
  });

  test('a port that another program has taken', async () => {
    // The services have chosen their ports.
    assert.equal((await machine.run(['run', 'postgres.connect'])).code, 0);
    const { postgres } = await loadConfig(machine.home);
    const other = createServer();
    await new Promise<void>(resolve => other.listen(postgres.port, '127.0.0.1', resolve));
    try {
      const { code, stdout } = await machine.run(['run', 'postgres', '--json']);
      const lines = stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as Record<string, unknown>);
      assert.equal(code, 2, stdout);
      assert.equal(lines.at(-1)?.['event'], 'end');
      assert.match(stdout, new RegExp(`Le port ${postgres.port} du service local PostgreSQL est occupé`));
    } finally {
      await new Promise(resolve => other.close(resolve));
    }
  });

  test('a password that is not the server’s', async () => {
    const config = await loadConfig(machine.home);
    saveConfig(machine.home, { ...config, postgres: { ...config.postgres, password: 'autre chose' } });
    try {
      const { code, stdout } = await machine.run(['run', 'postgres']);
      assert.equal(code, 1);
      assert.match(stdout, /PostgreSQL refuse le mot de passe[\s\S]*réglages de la connexion[\s\S]*28P01/);
      assert.doesNotMatch(stdout, /autre chose/);
    } finally {
      saveConfig(machine.home, config);
    }
    assert.equal((await machine.run(['run', 'postgres'])).code, 0);
  });

  test('no Python: what is missing, and how to get it on every system', async () => {
    const path = join(machine.workspace, 'rien');
    await mkdir(path, { recursive: true });
    const { code, stdout } = await machine.run(['run', 'dbt', '--lang', 'en'], {
      PATH: path,
      SHOPSTREAM_TOOLS: join(machine.workspace, 'outils'),
    });
    assert.equal(code, 2, stdout);
    for (const system of ['Windows: winget', 'macOS: brew', 'Debian, Ubuntu: sudo apt']) {
      assert.ok(stdout.includes(system), stdout);
    }
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
    const { code, stdout } = await machine.run([
      'status',
      '--json',
      '--home',
      join(machine.workspace, 'neuve'),
    ]);
    assert.equal(code, 0);
    const status = JSON.parse(stdout) as { done: number; steps: { state: string }[] };
    assert.equal(status.done, 0);
    assert.ok(status.steps.every(step => step.state === 'pending'));
  });
});
