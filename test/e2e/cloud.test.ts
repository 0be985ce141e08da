import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { AccessKey } from '../../src/ports/identity.ts';
import { lab } from '../../steps/index.ts';
import {
  ACCOUNT,
  AWS_ACCOUNT,
  AWS_KEY,
  type CloudAccounts,
  openCloudAccounts,
  PASSWORD,
  USER,
} from '../helpers/cloud-accounts.ts';
import { finished, type LabMachine, newMachine, until } from '../helpers/lab-process.ts';

interface Report {
  readonly steps: readonly { readonly id: string; readonly optional: boolean; readonly state: string }[];
  readonly done: number;
  readonly total: number;
}

/** Settings of the person, as `connect` would save them. */
async function configure(machine: LabMachine, settings: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    const { code, stderr } = await machine.run(['config', 'set', name, value]);
    assert.equal(code, 0, stderr);
  }
}

async function validated(machine: LabMachine): Promise<Report> {
  const { code, stdout, stderr } = await machine.run(['validate', '--json']);
  assert.ok(stdout.startsWith('{'), `${stdout}${stderr}`);
  const report = JSON.parse(stdout) as Report;
  const broken = report.steps.filter(({ state }) => state !== 'verified').map(({ id, state }) => [id, state]);
  assert.equal(code, 0, JSON.stringify(broken));
  return report;
}

interface StepLine {
  readonly event: string;
  readonly id?: string;
  readonly phase?: string;
  readonly diagnosis?: { readonly id: string };
}

function events(output: string): readonly StepLine[] {
  const lines = output.split('\n').filter(line => line.startsWith('{'));
  return lines.map(line => JSON.parse(line) as StepLine);
}

/** Ids of the steps that a run executed. */
function executed(output: string): readonly string[] {
  return events(output).flatMap(({ event, id, phase }) =>
    event === 'step' && phase === 'executing' ? [id ?? ''] : [],
  );
}

async function status(machine: LabMachine): Promise<readonly { id: string; state: string }[]> {
  const { stdout } = await machine.run(['status', '--json']);
  return (JSON.parse(stdout) as { steps: readonly { id: string; state: string }[] }).steps;
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}

/** Files below `folders` that hold one of the values, as they are relative to their folder. */
async function holding(folders: readonly string[], values: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const file of await filesUnder(folder)) {
      const content = await readFile(file, 'latin1').catch(() => '');
      if (values.some(value => content.includes(value))) found.push(file.slice(folder.length + 1));
    }
  }
  return found;
}

describe('the cloud path', () => {
  let cloud: CloudAccounts;
  let machine: LabMachine;

  before(async () => {
    [cloud, machine] = await Promise.all([openCloudAccounts(), newMachine()]);
    Object.assign(machine.environment, cloud.environment);
    await configure(machine, {
      target: 'cloud',
      'snowflake.account': ACCOUNT,
      'snowflake.user': USER,
      'snowflake.key': cloud.keyFile,
    });
  });
  after(async () => {
    await machine.dispose();
    await cloud.close();
  });

  test('stops with the cause when the network goes in the middle of an upload', async () => {
    cloud.aws.add({
      when: ({ method, url }) => method === 'PUT' && /\/orders_\d+\.csv/.test(url ?? ''),
      what: { kind: 'cut' },
    });
    const { code, stdout } = await machine.run(['run', '--all', '--yes', '--json']);
    cloud.aws.clear();
    assert.equal(code, 1, stdout.slice(-4000));
    const [failed] = events(stdout).filter(({ phase }) => phase === 'failed');
    assert.equal(failed?.id, 'export.tables');
    assert.equal(failed?.diagnosis?.id, 'SYS-08', stdout.slice(-2000));
    assert.match(stdout, /S3 n'a pas répondu comme il faut \(ECONNRESET\) : nouvel essai, 2 sur 8/);
  });

  test('goes on there, and is given up when the network goes in the middle of a COPY', async () => {
    const struck = cloud.snowflake.add({
      when: ({ url }, body) =>
        url?.startsWith('/queries') === true && /COPY INTO\S* \S*stg_orders\b/i.test(body),
      // Snowflake loads the table, and nobody hears of it.
      what: { kind: 'cut-answer' },
    });
    const child = machine.start(['run', '--all', '--yes', '--json']);
    const ended = finished(child);
    await until('the COPY is cut', () => struck() > 0 || child.exitCode !== null, 120_000);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    cloud.snowflake.clear();
    assert.equal(code, 130, stdout.slice(-2000));
    assert.ok(!executed(stdout).includes('s3.create-bucket'), 'what was done is done again');
  });

  test('runs whole from there, with a key pair and the AWS keys of the environment', async () => {
    const { code, stdout, stderr } = await machine.run(['run', '--all', '--yes', '--json']);
    assert.equal(code, 0, `${stdout.slice(-4000)}\n${stderr}`);
    const report = await validated(machine);
    assert.equal(report.done, report.total);
    const { rows } = await cloud.administer(
      'SELECT COUNT(*) AS n, COUNT(DISTINCT ID) AS ids FROM SHOPSTREAM_DWH.STAGING.STG_ORDERS',
    );
    assert.deepEqual(rows, [{ N: 5000, IDS: 5000 }]);
    const stage = await cloud.administer('DESC STAGE SHOPSTREAM_DWH.RAW.S3_RAW_STAGE');
    // A bucket of the account's own namespace, in its own account.
    assert.match(JSON.stringify(stage.rows), new RegExp(`s3://\\S+-${AWS_ACCOUNT}-eu-west-3-an/raw/`));
  });

  test('and executes nothing the second time, with an AWS profile in place of the variables', async () => {
    await writeFile(
      join(cloud.folder, 'aws-credentials'),
      `[tp]\naws_access_key_id = ${AWS_KEY.accessKeyId}\naws_secret_access_key = ${AWS_KEY.secretAccessKey}\n`,
    );
    await configure(machine, { 'aws.profile': 'tp' });
    const withoutKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const again = await machine.run(['run', '--all', '--yes', '--json'], withoutKeys);
    assert.equal(again.code, 0, `${again.stdout.slice(-4000)}\n${again.stderr}`);
    assert.deepEqual(executed(again.stdout), []);
  });

  test('keeps its progress while one works in the sandbox and comes back', async () => {
    const before = await status(machine);
    await configure(machine, { target: 'sandbox' });
    const elsewhere = await status(machine);
    assert.equal(elsewhere.find(({ id }) => id === 's3.create-bucket')?.state, 'pending');
    const run = await machine.run(['run', 's3.create-bucket']);
    assert.equal(run.code, 0, `${run.stdout}${run.stderr}`);
    await configure(machine, { target: 'cloud' });
    assert.deepEqual(await status(machine), before);
    assert.deepEqual(executed((await machine.run(['run', '--all', '--yes', '--json'])).stdout), []);
  });

  test('leaves no secret in a file, but the lab user’s key where the student’s own tools read it', async () => {
    const key = (await readFile(cloud.keyFile, 'utf8')).split('\n')[1] ?? '';
    const folders = [machine.home, machine.workspace];
    assert.deepEqual(await holding(folders, [AWS_KEY.secretAccessKey, PASSWORD, key]), []);
    const vault = await readFile(join(machine.home, 'credentials', 'cloud-aws.json'), 'utf8');
    const secret = (JSON.parse(vault) as AccessKey).secretAccessKey;
    assert.match(secret, /^\S{40}$/);
    assert.deepEqual(
      (await holding(folders, [secret])).toSorted(),
      ['.aws/credentials', 'credentials/cloud-aws.json'].toSorted(),
    );
  });
});

describe('the cloud path with an access token', () => {
  let cloud: CloudAccounts;
  let machine: LabMachine;

  before(async () => {
    [cloud, machine] = await Promise.all([openCloudAccounts(), newMachine()]);
    Object.assign(machine.environment, cloud.environment);
  });
  after(async () => {
    await machine.dispose();
    await cloud.close();
  });

  test('runs up to Snowflake’s warehouses and schemas', async () => {
    const { rows } = await cloud.administer(`ALTER USER ${USER} ADD PROGRAMMATIC ACCESS TOKEN tp`);
    const token = String(rows[0]?.token_secret);
    await configure(machine, {
      target: 'cloud',
      'snowflake.account': ACCOUNT,
      'snowflake.user': USER,
      'snowflake.login': 'access-token',
    });
    const chosen = ['s3.create-bucket', 'snowflake.create-warehouses', 'snowflake.create-schemas'];
    const run = await machine.run(['run', ...chosen, '--yes', '--json'], { SNOWFLAKE_TOKEN: token });
    assert.equal(run.code, 0, `${run.stdout.slice(-4000)}\n${run.stderr}`);
    for (const id of chosen) assert.ok(executed(run.stdout).includes(id), id);
    assert.deepEqual(await holding([machine.home, machine.workspace], [token]), []);
    assert.ok(lab.steps.length > executed(run.stdout).length);
  });
});
