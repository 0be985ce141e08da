import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { createIdentity } from '../../src/adapters/identity.ts';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import { packageRoot } from '../../src/lab/content.ts';
import {
  ACCOUNT,
  AWS_ACCOUNT,
  AWS_KEY,
  type CloudAccounts,
  openCloudAccounts,
  USER,
} from '../helpers/cloud-accounts.ts';
import { type Finished, type LabMachine, newMachine } from '../helpers/lab-process.ts';
import { Terminal } from '../tui/terminal.ts';

interface Thing {
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly presence: string;
  readonly commands?: readonly string[];
  readonly why?: string;
}

interface Cleaned {
  readonly clean: boolean;
  readonly removed: readonly Thing[];
  readonly kept: readonly Thing[];
  readonly remaining: readonly Thing[];
  readonly credits: number | null;
}

const BUCKET = `shopstream-etudiant-${AWS_ACCOUNT}-eu-west-3-an`;
const CLI = join(packageRoot, 'dist', 'app', 'cli.js');
/** Steps that make everything that lies in an account, and need no data. */
const MAKING = [
  's3',
  'snowflake.create-schemas',
  'snowflake.create-warehouses',
  'snowflake.create-storage-integration',
  'snowflake.create-stage',
];
const THINGS = [
  'bi-wh',
  'bucket',
  'database',
  'iam-role',
  'iam-user',
  'integration',
  'loading-wh',
  'resource-monitor',
  'transform-wh',
];

/** Both accounts, and a student's machine that works on them. */
async function openAccounts(settings: Readonly<Record<string, string>>) {
  const [cloud, machine] = await Promise.all([openCloudAccounts(), newMachine()]);
  Object.assign(machine.environment, cloud.environment);
  await writeFile(
    join(cloud.folder, 'aws-credentials'),
    `[tp]\naws_access_key_id = ${AWS_KEY.accessKeyId}\naws_secret_access_key = ${AWS_KEY.secretAccessKey}\n`,
  );
  await set(machine, {
    ...settings,
    'snowflake.account': ACCOUNT,
    'snowflake.user': USER,
    'snowflake.key': cloud.keyFile,
  });
  return { cloud, machine };
}

async function set(machine: LabMachine, settings: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) ok(await machine.run(['config', 'set', name, value]));
}

function ok({ code, stdout, stderr }: Finished): string {
  assert.equal(code, 0, `${stdout.slice(-4000)}\n${stderr}`);
  return stdout;
}

function present(items: readonly Thing[], presence: string): readonly string[] {
  return items.flatMap(({ id, presence: found }) => (found === presence ? [id] : [])).toSorted();
}

const ids = (things: readonly Thing[]) => things.map(({ id }) => id).toSorted();

describe("somebody's own accounts", () => {
  let cloud: CloudAccounts;
  let machine: LabMachine;
  const planned = async () =>
    (JSON.parse(ok(await machine.run(['plan', '--json']))) as { items: readonly Thing[] }).items;
  const cleaned = async (environment: Readonly<Record<string, string>> = {}) => {
    const { code, stdout, stderr } = await machine.run(['cleanup', '--yes', '--json'], environment);
    assert.ok(stdout.startsWith('{'), stderr);
    return { code, ...(JSON.parse(stdout) as Cleaned) };
  };

  before(async () => {
    ({ cloud, machine } = await openAccounts({ target: 'cloud' }));
  });
  after(async () => {
    await machine.dispose();
    await cloud.close();
  });

  test('are shown a plan first, and nothing is made without a yes', async () => {
    for (const [lang, words] of [
      ['fr', ['à créer', 'Coût, en gros', '1 crédit par heure', '6 mois', 'shopstream cleanup']],
      ['en', ['to be made', 'Cost, roughly', '1 credit an hour', '6 months', 'shopstream cleanup']],
    ] as const) {
      const plan = ok(await machine.run(['plan', '--lang', lang]));
      for (const word of [...words, 'SHOPSTREAM_DWH', BUCKET, 'eu-west-3', ACCOUNT])
        assert.ok(plan.includes(word), `${word}\n${plan}`);
    }
    for (const [lang, words] of [
      ['fr', /run demande une confirmation[\s\S]*--yes/],
      ['en', /run asks for a confirmation[\s\S]*--yes/],
    ] as const) {
      const refused = await machine.run(['run', ...MAKING, '--lang', lang]);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, words);
    }
    assert.deepEqual(present(await planned(), 'absent'), THINGS);
  });

  test('are asked about on a terminal, where a no makes nothing', async () => {
    for (const [key, code, made] of [
      ['n', 1, 0],
      ['o', 0, 1],
    ] as const) {
      const terminal = new Terminal(process.execPath, [CLI, 'run', 's3.create-bucket'], {
        env: machine.environment,
        columns: 100,
        rows: 60,
      });
      await terminal.shows('Continuer ? [o/N]');
      assert.match(terminal.text(), /Ce que le TP va créer sur vos comptes[\s\S]*SHOPSTREAM_DWH — à créer/);
      terminal.write(`${key}\r`);
      assert.equal(await terminal.exit, code, terminal.text());
      terminal.dispose();
      assert.equal(present(await planned(), 'ours').length, made);
    }
  });

  test('get everything marked, and a second run has nothing to ask', async () => {
    ok(await machine.run(['run', ...MAKING, '--yes']));
    assert.deepEqual(present(await planned(), 'ours'), THINGS);
    const plan = ok(await machine.run(['plan']));
    assert.ok(plan.includes(BUCKET) && plan.includes(`••••••••${AWS_ACCOUNT.slice(-4)}`), plan);
    assert.ok(!plan.includes(`compte ${AWS_ACCOUNT}`));
    ok(await machine.run(['run', ...MAKING]));
    // What the lab computes, it computes under its own limit.
    await cloud.administer('CREATE TABLE SHOPSTREAM_DWH.STAGING.T AS SELECT 1 AS a');
    ok(await machine.run(['sql', 'snowflake', 'SELECT COUNT(*) FROM STAGING.T']));
    const metered = await cloud.administer(
      "SELECT COUNT(*) AS n FROM SNOWFLAKE.ACCOUNT_USAGE.WAREHOUSE_METERING_HISTORY WHERE warehouse_name = 'TRANSFORM_WH'",
    );
    assert.deepEqual(metered.rows, [{ N: 1 }]);
  });

  test('keep what is not the lab’s, say what is left when one of them does not answer, and end up clean', async () => {
    await cloud.administer("ALTER WAREHOUSE BI_WH SET COMMENT = 'Compta'");
    // A bucket that was made under another name is the lab's all the same.
    await set(machine, { 'aws.bucket': 'handout' });
    ok(await machine.run(['run', 's3.create-bucket', '--yes']));
    ok(await machine.run(['config', 'unset', 'aws.bucket']));
    // With another account's credentials nothing can be said of this one.
    await set(machine, { 'aws.account': '111122223333' });
    const elsewhere = await cleaned({ SNOWFLAKE_PORT: '9' });
    assert.deepEqual([elsewhere.code, elsewhere.removed], [1, []]);
    assert.match(elsewhere.remaining.find(({ id }) => id === 'iam-user')?.why ?? '', /111122223333/);
    await set(machine, { 'aws.account': AWS_ACCOUNT });
    assert.equal((await machine.run(['cleanup'])).code, 2);
    assert.deepEqual(present(await planned(), 'ours').length, THINGS.length);

    const half = await cleaned({ SNOWFLAKE_PORT: '9' });
    assert.equal(half.code, 1);
    assert.deepEqual(ids(half.removed), [
      'bucket',
      'bucket-shopstream-datalake-etudiant',
      'iam-role',
      'iam-user',
    ]);
    assert.ok(
      half.remaining.some(
        ({ id, commands }) => id === 'database' && commands?.[0]?.startsWith('DROP DATABASE'),
      ),
    );

    // A role that may not drop everything: what it may is dropped, the rest is told with its reason and the statement.
    const limited = await cleaned({ SNOWFLAKE_ROLE: 'PUBLIC' });
    assert.equal(limited.code, 1);
    const integration = limited.remaining.find(({ id }) => id === 'integration');
    assert.deepEqual(integration?.commands, ['DROP INTEGRATION IF EXISTS s3_integration;']);
    assert.match(integration?.why ?? '', /003001/);

    const whole = await cleaned();
    assert.equal(whole.code, 0, JSON.stringify(whole));
    assert.equal(whole.clean, true);
    const inSnowflake = THINGS.filter(id => !['bi-wh', 'bucket', 'iam-role', 'iam-user'].includes(id));
    assert.deepEqual([...ids(limited.removed), ...ids(whole.removed)].toSorted(), inSnowflake);
    assert.deepEqual(ids(whole.kept), ['bi-wh']);
    assert.ok(typeof whole.credits === 'number' && whole.credits >= 0);

    const { rows } = await cloud.administer('SHOW WAREHOUSES');
    assert.ok(rows.some(({ name }) => name === 'BI_WH') && !rows.some(({ name }) => name === 'LOADING_WH'));
    const options = { endpoint: cloud.awsEndpoint, region: 'eu-west-3', credentials: async () => AWS_KEY };
    const [store, identity] = [createObjectStore(options), createIdentity(options)];
    assert.deepEqual(await store.port.buckets(), []);
    assert.equal(await identity.port.user('shopstream-s3-user'), undefined);
    await Promise.all([store.close(), identity.close()]);

    const status = JSON.parse(ok(await machine.run(['status', '--json']))) as {
      steps: readonly { id: string; state: string }[];
    };
    const made = status.steps.filter(
      ({ id }) => id.startsWith('snowflake.create-') || id.startsWith('s3.create-'),
    );
    assert.deepEqual(new Set(made.map(({ state }) => state)), new Set(['pending']));

    const again = await machine.run(['cleanup']);
    assert.equal(again.code, 0);
    assert.match(again.stdout, /il ne reste rien[\s\S]*BI_WH[\s\S]*DROP WAREHOUSE IF EXISTS BI_WH;/);
  });
});

describe('Snowflake in the sandbox with a real bucket', () => {
  let cloud: CloudAccounts;
  let machine: LabMachine;

  before(async () => {
    ({ cloud, machine } = await openAccounts({
      'target.s3': 'cloud',
      'target.export': 'cloud',
      'aws.profile': 'tp',
    }));
  });
  after(async () => {
    await machine.dispose();
    await cloud.close();
  });

  test('reads it with the person’s own profile, makes no role, and keeps its progress to itself', async () => {
    const withoutKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const refused = await machine.run(['config', 'set', 'target.snowflake', 'cloud']);
    assert.equal(refused.code, 0);
    const impossible = await machine.run(['config', 'set', 'target.s3', 'sandbox']);
    assert.equal(impossible.code, 2);
    assert.match(impossible.stderr, /ne peut pas|ne peuvent pas/);
    ok(await machine.run(['config', 'set', 'target.snowflake', 'sandbox']));

    ok(await machine.run(['run', 's3', '--yes'], withoutKeys));
    const store = createObjectStore({
      endpoint: cloud.awsEndpoint,
      region: 'eu-west-3',
      credentials: async () => AWS_KEY,
    });
    await store.port.put(BUCKET, 'raw/postgres/users/2026-01-01/users_20260101.csv', 'id\n1\n');
    await store.close();
    ok(await machine.run(['run', ...MAKING.slice(1), '--yes'], withoutKeys));
    const listed = ok(
      await machine.run(['sql', 'snowflake', 'LIST @SHOPSTREAM_DWH.RAW.S3_RAW_STAGE'], withoutKeys),
    );
    assert.match(listed, /s3:\/\/shopstream-etudiant-[\s\S]*\(1\)/);
    const validated = await machine.run(
      ['validate', 'snowflake.create-storage-integration', '--json'],
      withoutKeys,
    );
    const [step] = (
      JSON.parse(ok(validated)) as {
        steps: readonly { checks: readonly { id: string; verdict: string; message?: string }[] }[];
      }
    ).steps;
    const trust = step?.checks.find(({ id }) => id === 'trust-principal');
    assert.equal(trust?.verdict, 'unknown');
    assert.match(JSON.stringify(trust?.message), /votre propre profil/);

    const identity = createIdentity({
      endpoint: cloud.awsEndpoint,
      region: 'eu-west-3',
      credentials: async () => AWS_KEY,
    });
    assert.equal(await identity.port.role('snowflake-s3-integration'), undefined);
    await identity.close();

    const status = () => machine.run(['status']).then(ok);
    const mixed = await status();
    assert.match(mixed, /AWS : votre compte, Snowflake : bac à sable/);
    ok(await machine.run(['config', 'unset', 'target.s3']));
    ok(await machine.run(['config', 'unset', 'target.export']));
    assert.match(await status(), /AWS : bac à sable/);
    assert.notEqual(await status(), mixed);
    // The same Snowflake plays the role again, at the sandbox's own STS.
    ok(await machine.run(['run', ...MAKING]));
    await set(machine, { 'target.s3': 'cloud', 'target.export': 'cloud' });
    assert.equal(await status(), mixed);

    const { code, stdout } = await machine.run(['cleanup', '--yes'], withoutKeys);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Vérifié : il ne reste rien/);
  });
});
