import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { createDbt } from '../../src/adapters/dbt/adapter.ts';
import { findPython } from '../../src/adapters/dbt/python.ts';
import { createShell } from '../../src/adapters/shell.ts';
import { createWarehouse } from '../../src/adapters/warehouse.ts';
import { createWorkspace } from '../../src/adapters/workspace.ts';
import {
  type AnyStep,
  type Check,
  LabError,
  overall,
  packageRoot,
  sqlScript,
  type Verification,
} from '../../src/lab/lab.ts';
import type { Opened } from '../../src/ports/opened.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { startSnowflake } from '../../src/sandbox/snowflake/main.ts';
import { dataset, TABLE_COLUMNS } from '../02-data/generator/dataset.ts';
import { dbt as dbtChapter } from '../06-dbt/chapter.ts';
import { marts } from './chapter.ts';

/** The two chapters with real dbt, the real driver and the sandbox's endpoint, on the default data set. */

const noPython = (await findPython()).kind !== 'found' && 'needs Python 3.10 to 3.13';
const folder = await mkdtemp(join(tmpdir(), 'chapitre é '));
const workspace = createWorkspace(join(folder, 'TP'));
const PASSWORD = 'pa$$ "word"';
const closing: (() => Promise<void>)[] = [];
const steps = [...dbtChapter.steps, ...marts.steps];
let ports: Pick<Ports, 'dbt' | 'shell' | 'warehouse' | 'workspace'>;

function keep<P>(opened: Opened<P>): P {
  closing.push(opened.close);
  return opened.port;
}

before(async () => {
  if (noPython !== false) return;
  const endpoint = await startSnowflake({
    port: 0,
    dataDir: join(folder, 'snowflake'),
    account: 'lab',
    user: 'STUDENT',
    password: PASSWORD,
    storage: {
      endpoint: 'http://127.0.0.1:1',
      region: 'eu-west-3',
      iamUserArn: '',
      accessKeyId: '',
      secretAccessKey: '',
    },
  });
  closing.push(endpoint.stop);
  const warehouse = keep(
    createWarehouse({
      account: 'lab',
      user: 'STUDENT',
      authentication: { kind: 'password', password: PASSWORD },
      role: 'ACCOUNTADMIN',
      endpoint: { host: '127.0.0.1', port: endpoint.port, protocol: 'http' },
    }),
  );
  const dbt = keep(
    createDbt({
      toolsDir: process.env.SHOPSTREAM_TOOLS ?? join(packageRoot, '.cache', 'tools'),
      assetsDir: join(packageRoot, 'assets', 'dbt'),
      projectDir: workspace.path('shopstream_dbt'),
      profilesDir: workspace.path('.dbt'),
      environment: async () => ({
        SNOWFLAKE_ACCOUNT: 'lab',
        SNOWFLAKE_USER: 'STUDENT',
        SNOWFLAKE_PASSWORD: PASSWORD,
        SNOWFLAKE_HOST: '127.0.0.1',
        SNOWFLAKE_PORT: String(endpoint.port),
        SNOWFLAKE_PROTOCOL: 'http',
      }),
    }),
  );
  ports = { dbt, warehouse, workspace, shell: createShell() };
  await loadStaging();
});

after(async () => {
  for (const close of closing.toReversed()) await close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** STAGING as `load-staging` leaves it, without S3. */
async function loadStaging(): Promise<void> {
  for (const script of ['create-schemas', 'create-warehouses', 'create-staging-tables']) {
    await ports.warehouse.script(sqlScript(`snowflake/${script}.sql`));
  }
  const data = dataset();
  for (const table of ['users', 'products', 'orders', 'order_items'] as const) {
    const rows = [...data.chunks(table)].join('').trimEnd().split('\n').map(sqlRow);
    for (let from = 0; from < rows.length; from += 2500) {
      await ports.warehouse.execute(
        `INSERT INTO SHOPSTREAM_DWH.STAGING.STG_${table} (${TABLE_COLUMNS[table].join(', ')}) VALUES ${rows.slice(from, from + 2500).join(',')}`,
      );
    }
  }
}

/** A row of PostgreSQL's COPY text as SQL. */
function sqlRow(line: string): string {
  const values = line
    .split('\t')
    .map(value => (value === '\\N' ? 'NULL' : `'${value.replaceAll("'", "''")}'`));
  return `(${values.join(',')})`;
}

const settings = {
  target: 'sandbox',
  student: 'ines',
  bucket: 'shopstream-datalake-ines',
  region: 'eu-west-3',
  lang: 'fr',
  workspace: workspace.root,
  scale: undefined,
  seed: undefined,
  lineage: 'test',
} as const;

function context(lines: string[] = []) {
  return {
    ports: ports as Ports,
    settings,
    signal: new AbortController().signal,
    exportDate: () => '2026-01-01',
    progress: () => undefined,
    log: (line: string) => void lines.push(line),
  };
}

const step = (name: string): AnyStep => {
  const found = steps.find(candidate => candidate.name === name);
  assert.ok(found, name);
  return found;
};

/** Ids of the steps that do not verify, in order. */
async function red(): Promise<readonly string[]> {
  const verified = await Promise.all(
    steps.map(async ({ name, verify }) => ({ name, ...(await verify(context())) })),
  );
  return verified.filter(({ checks }) => overall(checks) !== 'passed').map(({ name }) => name);
}

const checkOf = ({ checks }: Verification, id: string): Check => {
  const found = checks.find(check => check.id === id);
  assert.ok(found, `${id} is among ${checks.map(check => check.id).join(', ')}`);
  return found;
};

const options = { skip: noPython };

test(
  'before anything is done, what is absent is failed with nothing found, and never thrown',
  options,
  async () => {
    const absent = await red();
    for (const name of [
      'init-project',
      'run',
      'docs',
      'inspect',
      'product-performance',
      'customer-ltv',
      'publish',
    ])
      assert.ok(absent.includes(name), name);
    const verification = await step('run').verify(context());
    assert.equal(checkOf(verification, 'fact-orders-rows').actual, null);
    assert.equal(checkOf(verification, 'fact-orders-rows').expected, 13_637);
  },
);

test('the chapters run from the first step to the last, with the handout’s figures', options, async () => {
  for (const { name, prerequisites, execute, verify } of steps) {
    const lines: string[] = [];
    const unmet = (await prerequisites(context())).filter(({ verdict }) => verdict === 'failed');
    assert.deepEqual(unmet, [], name);
    await execute(context(lines));
    const { checks } = await verify(context());
    assert.deepEqual(
      checks.filter(({ verdict }) => verdict === 'failed'),
      [],
      name,
    );
    if (name === 'run')
      assert.ok(
        lines.some(line => /Done\. PASS=5 WARN=0 ERROR=0/.test(line)),
        lines.join('\n'),
      );
    if (name === 'test') assert.ok(lines.some(line => /Done\. PASS=13 /.test(line)));
  }
  const rows = await step('run').verify(context());
  for (const [id, expected] of [
    ['stg-orders-rows', 5000],
    ['dim-customers-rows', 1000],
    ['dim-products-rows', 200],
    ['fact-orders-rows', 13_637],
  ] as const)
    assert.equal(checkOf(rows, id).actual, expected);
  const { checks } = await step('publish').verify(context());
  assert.deepEqual(
    checks.slice(-5).map(({ id, actual }) => [id, actual]),
    [
      ['control-sales-revenue', 7_320_915.45],
      ['control-products-revenue', 7_320_915.45],
      ['control-products-orders', 13_637],
      ['control-customers-value', 7_320_915.45],
      ['control-customers-orders', 4515],
    ],
  );
});

test('one fault shows where it is, and running that step mends it', options, async () => {
  const faults: readonly (readonly [step: string, sql: string])[] = [
    ['run', 'DELETE FROM SHOPSTREAM_DWH.CORE_CORE.FACT_ORDERS WHERE order_item_key = 1'],
    [
      'customer-ltv',
      "UPDATE SHOPSTREAM_DWH.CORE_MARTS.MART_CUSTOMER_LTV SET rfm_segment = 'Others' WHERE rfm_segment = 'Champions'",
    ],
    ['product-performance', 'DROP TABLE SHOPSTREAM_DWH.CORE_MARTS.MART_PRODUCT_PERFORMANCE'],
    ['publish', 'DROP VIEW SHOPSTREAM_DWH.MARTS.MART_SALES_OVERVIEW'],
  ];
  for (const [name, sql] of faults) {
    await ports.warehouse.execute(sql);
    assert.equal((await red())[0], name, sql);
    await step(name).execute(context());
    assert.deepEqual(await red(), [], `after ${name}`);
  }
});

test('a student’s edit is kept, and a broken one is told with dbt’s words', options, async () => {
  const model = 'shopstream_dbt/models/core/dim_products.sql';
  const original = (await workspace.read(model)) ?? '';
  await writeFile(workspace.path(model), `-- à moi\n${original}`);
  await step('init-project').execute(context());
  assert.match((await workspace.read(model)) ?? '', /^-- à moi/);
  assert.deepEqual(await red(), []);

  await writeFile(workspace.path(model), original.replace('merchant_id,', 'merchant_idd,'));
  await assert.rejects(step('run').execute(context()), (error: unknown) => {
    assert.ok(error instanceof LabError);
    assert.match(error.text.fr, /dim_products/);
    assert.match(error.text.fr, /merchant_idd/i);
    return true;
  });
  await writeFile(workspace.path(model), original);
});

test(
  'undoing takes back what was made, keeps an edited file as a copy, and doing again gives the same',
  options,
  async () => {
    const profile = '.dbt/profiles.yml';
    await writeFile(workspace.path(profile), `# à moi\n${(await workspace.read(profile)) ?? ''}`);
    for (const { name, undo } of steps.toReversed()) if (name !== 'install') await undo?.(context());
    const left = await ports.warehouse.query(
      "SELECT TABLE_SCHEMA, TABLE_NAME FROM SHOPSTREAM_DWH.INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA <> 'STAGING' AND TABLE_SCHEMA <> 'INFORMATION_SCHEMA'",
    );
    assert.deepEqual(left.rows, []);
    assert.deepEqual(
      (await workspace.list(''))
        .filter(file => !file.startsWith('.shopstream/'))
        .map(file => file.replace(/\d/g, '0')),
      ['.dbt/profiles.yml.copie-00000000-000000'],
    );
    for (const { execute } of steps) await execute(context());
    assert.deepEqual(await red(), []);
  },
);
