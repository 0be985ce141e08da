import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { localDate } from '../../src/lab/date.ts';
import { loadConfig } from '../../src/sandbox/host/client.ts';
import { lab } from '../../steps/index.ts';
import { type Finished, type LabMachine, newMachine } from '../helpers/lab-process.ts';
import { type LabSession, openSession } from '../helpers/lab-session.ts';

/** Every file below a folder. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}

describe('a lab from its first run to its last reset', () => {
  let machine: LabMachine;
  let printed: string;
  before(async () => {
    machine = await newMachine();
    const run = await machine.run(['run', '--all', '--json']);
    printed = run.stdout + run.stderr;
    assert.equal(run.code, 0, printed.slice(-3000));
    assert.equal((await machine.run(['sandbox', 'up'])).code, 0);
  });
  after(async () => machine.dispose());

  test('no secret is in what the lab printed, logged or wrote', async () => {
    const secrets = await secretsOf(machine);
    const places = [
      ...(await filesBelow(join(machine.home, 'journal'))),
      ...(await filesBelow(join(machine.home, 'logs'))),
      ...(await filesBelow(machine.workspace)),
    ];
    for (const path of places) {
      // The one file whose purpose is to hold the key of the AWS profile.
      if (relative(machine.workspace, path) === join('.aws', 'credentials')) continue;
      assertNoSecret(await readFile(path, 'latin1'), secrets, path);
    }
    const validation = await machine.run(['validate']);
    assertNoSecret(printed + validation.stdout + validation.stderr, secrets, 'the output');
    assert.ok(
      places.some(path => path.endsWith('dbt.log')),
      'dbt has written no log to look into',
    );
  });

  test('every action, done again, leaves the lab as it is', async () => {
    const session = await openSession(machine);
    try {
      await doEverythingAgain(session);
      const red = (await session.validate()).filter(
        ({ step, verdict }) => step.chapter.optional !== true && verdict !== 'passed',
      );
      assert.deepEqual(
        red.map(({ step, checks }) => [step.id, checks.filter(check => check.verdict !== 'passed')]),
        [],
      );
      assert.deepEqual((await session.run()).executed, []);
    } finally {
      await session.close();
    }
  });

  test('a step that is undone makes what stands on it stale, and a run does it again', async () => {
    assertDone(await machine.run(['reset', 's3.create-bucket', '--yes']));
    const status = JSON.parse((await machine.run(['status', '--json'])).stdout) as StatusReport;
    const stateOf = (id: string) => status.steps.find(step => step.id === id)?.state;
    assert.equal(stateOf('s3.create-bucket'), 'pending');
    for (const id of ['s3.create-folders', 'export.tables', 'snowflake.load-staging', 'marts.publish']) {
      assert.equal(stateOf(id), 'stale', id);
    }
    for (const id of ['s3.create-iam-user', 'data.generate', 'snowflake.create-schemas']) {
      assert.equal(stateOf(id), 'verified', id);
    }
    assertDone(await machine.run(['run', '--all']));
  });

  test('undone one by one from the last to the first, nothing of it is left, and a run makes it again', async () => {
    for (const { id } of lab.steps.toReversed()) {
      // dbt and Airflow are installed once for all tests.
      if (!id.endsWith('.install')) assertDone(await machine.run(['reset', id, '--yes']));
    }
    const left = (await filesBelow(machine.workspace)).map(path => relative(machine.workspace, path));
    // The scripts are for whoever does the steps by hand, now all the more.
    assert.deepEqual(
      left.filter(path => !path.startsWith('scripts') && !path.startsWith('.shopstream')),
      [],
    );
    assert.match((await machine.run(['sql', 'postgres', 'SELECT 1'])).stderr, /3D000/);
    for (const objects of ['DATABASES', 'INTEGRATIONS', 'WAREHOUSES']) {
      const shown = await machine.run(['sql', 'snowflake', `SHOW ${objects}`]);
      assertDone(shown);
      assert.doesNotMatch(shown.stdout, /SHOPSTREAM|S3_INTEGRATION|LOADING_WH/);
    }
    const { code, stdout } = await machine.run(['validate', '--json']);
    assert.equal(code, 1);
    const states = (JSON.parse(stdout) as StatusReport).steps
      .filter(({ optional }) => !optional)
      .map(({ id, state }) => `${id} ${state}`);
    assert.deepEqual(
      states.filter(line => line.endsWith(' verified')),
      ['postgres.connect', 's3.credentials', 'snowflake.connect', 'dbt.install'].map(id => `${id} verified`),
    );
    assertDone(await machine.run(['run', '--all']));
  });
});

interface StatusReport {
  readonly steps: readonly { readonly id: string; readonly optional: boolean; readonly state: string }[];
}

function assertDone({ code, stdout, stderr }: Finished): void {
  assert.equal(code, 0, `${stdout.slice(-3000)}${stderr}`);
}

/** Every password and secret key of a machine. */
async function secretsOf(machine: LabMachine): Promise<readonly string[]> {
  const { token, postgres, s3, snowflake } = await loadConfig(machine.home);
  const vault = await readFile(join(machine.home, 'credentials', 'sandbox-aws.json'), 'utf8');
  const { secretAccessKey } = JSON.parse(vault) as { secretAccessKey: string };
  return [
    token,
    postgres.password,
    snowflake.password,
    s3.admin.secretAccessKey,
    snowflake.iam.secretAccessKey,
    secretAccessKey,
  ];
}

function assertNoSecret(text: string, secrets: readonly string[], where: string): void {
  for (const [index, secret] of secrets.entries()) {
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
      assert.ok(!text.includes(form), `${where} holds secret number ${index}`);
    }
  }
}

/** Executes every step, whatever its verification says, as a person might who does it by hand once more. */
async function doEverythingAgain({ ports, settings }: LabSession): Promise<void> {
  const signal = new AbortController().signal;
  for (const { definition, chapter } of lab.steps) {
    // Airflow has a test of its own.
    if (chapter.optional === true) continue;
    await definition.execute({
      ports: await ports.open(definition.needs),
      settings,
      signal,
      exportDate: () => localDate(),
      progress: () => {},
      log: () => {},
    });
  }
}
