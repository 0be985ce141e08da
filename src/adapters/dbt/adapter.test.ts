import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Line } from '../../ports/shell.ts';
import { createDbt } from './adapter.ts';
import { findPython } from './python.ts';

const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
const assetsDir = join(root, 'assets', 'dbt');
/** The environment is made once per checkout. */
const toolsDir = process.env.SHOPSTREAM_TOOLS ?? join(root, '.cache', 'tools');
const silent = () => undefined;
const SECRET = 'canary-5b1c-secret';

function packageRoot(from: string): string {
  return existsSync(join(from, 'assets', 'dbt', 'runner.py')) ? from : packageRoot(dirname(from));
}

const noPython = (await findPython()).kind !== 'found' && 'needs Python 3.10 to 3.13';

/** A home whose dbt profile would break every command that reads it. */
const home = await mkdtemp(join(tmpdir(), 'home-'));
/** One workspace and one dbt process for the whole file: each process takes seconds to start. */
const workspace = await mkdtemp(join(tmpdir(), 'espace é '));
const { port: dbt, close } = createDbt({
  ...places(workspace),
  environment: async () => ({
    SNOWFLAKE_ACCOUNT: 'lab',
    SNOWFLAKE_USER: 'STUDENT',
    SNOWFLAKE_PASSWORD: SECRET,
    SNOWFLAKE_HOST: '127.0.0.1',
    // Nothing listens there: no test of this file needs an answer.
    SNOWFLAKE_PORT: '1',
    SNOWFLAKE_PROTOCOL: 'http',
  }),
});

before(async () => {
  Object.assign(process.env, { HOME: home, USERPROFILE: home });
  await mkdir(join(home, '.dbt'));
  await writeFile(join(home, '.dbt', 'profiles.yml'), 'shopstream_dbt: {target: broken, outputs: {}}\n');
  await cp(join(assetsDir, 'shopstream_dbt'), join(workspace, 'shopstream_dbt'), { recursive: true });
  await cp(join(assetsDir, 'marts'), join(workspace, 'shopstream_dbt', 'models', 'marts'), {
    recursive: true,
  });
  await cp(join(assetsDir, 'profiles.yml'), join(workspace, '.dbt', 'profiles.yml'));
  if (noPython === false) await dbt.install(silent);
});

after(async () => {
  await close();
  await rm(workspace, { recursive: true, force: true, maxRetries: 5 });
  await rm(home, { recursive: true, force: true });
});

function places(workspace: string) {
  return {
    toolsDir,
    assetsDir,
    projectDir: join(workspace, 'shopstream_dbt'),
    profilesDir: join(workspace, '.dbt'),
  };
}

test('the environment is read without starting anything, and a second installation does nothing', {
  skip: noPython,
}, async () => {
  const environment = await dbt.environment();
  assert.match(environment?.dbtCore ?? '', /^1\.11\./);
  assert.match(environment?.dbtSnowflake ?? '', /^1\.11\./);
  const lines: Line[] = [];
  await dbt.install(line => lines.push(line));
  assert.deepEqual(lines, []);
});

test('the project has five models and two marts, the 13 tests by their names, and describes every column', {
  skip: noPython,
}, async () => {
  const lines: string[] = [];
  const result = await dbt.run(['parse'], line => lines.push(line.text));
  assert.deepEqual({ success: result.success, error: result.error }, { success: true, error: null });
  assert.ok(lines.some(line => line.includes('Running with dbt=1.11.')));
  assert.ok(!lines.some(line => /warn/i.test(line)), lines.join('\n'));

  const target = join(workspace, 'shopstream_dbt', 'target');
  const manifest: Manifest = JSON.parse(await readFile(join(target, 'manifest.json'), 'utf8'));
  const nodes = Object.values(manifest.nodes);
  const models = nodes.filter(node => node.resource_type === 'model');
  assert.deepEqual(models.map(({ name }) => name).sort(), [
    'dim_customers',
    'dim_products',
    'fact_orders',
    'mart_customer_ltv',
    'mart_product_performance',
    'mart_sales_overview',
    'stg_orders',
  ]);
  assert.deepEqual(
    nodes
      .filter(node => node.resource_type === 'test')
      .map(({ name }) => name)
      .sort(),
    SOURCE_TEST_NAMES,
  );
  assert.deepEqual([...new Set(models.map(({ schema }) => schema))].sort(), [
    'CORE_core',
    'CORE_marts',
    'CORE_staging',
  ]);
  for (const model of models) {
    assert.notEqual(model.description, '', model.name);
    for (const column of Object.values(model.columns)) {
      assert.match(column.description, /. — ./, `${model.name}.${column.name} speaks both languages`);
    }
  }
});

/** The names of design and handout, with the `__` that the print lost. */
const SOURCE_TEST_NAMES = [
  'source_not_null_staging_stg_order_items_id',
  'source_not_null_staging_stg_orders_id',
  'source_not_null_staging_stg_orders_user_id',
  'source_not_null_staging_stg_products_id',
  'source_not_null_staging_stg_users_email',
  'source_not_null_staging_stg_users_id',
  'source_relationships_staging_stg_order_items_order_id__id__source_staging_stg_orders_',
  'source_relationships_staging_stg_orders_user_id__id__source_staging_stg_users_',
  'source_unique_staging_stg_order_items_id',
  'source_unique_staging_stg_orders_id',
  'source_unique_staging_stg_products_id',
  'source_unique_staging_stg_users_email',
  'source_unique_staging_stg_users_id',
];

interface Manifest {
  readonly nodes: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly resource_type: string;
        readonly schema: string;
        readonly description: string;
        readonly columns: Readonly<Record<string, { readonly name: string; readonly description: string }>>;
      }
    >
  >;
}

test('commands run one after the other, a failure is told in dbt’s words, and no secret is left in a file', {
  skip: noPython,
}, async () => {
  const lines: string[] = [];
  const [debug, parsed] = await Promise.all([
    dbt.run(['debug'], line => lines.push(`debug ${line.text}`)),
    dbt.run(['parse'], line => lines.push(`parse ${line.text}`)),
  ]);
  assert.equal(debug.success, false);
  assert.ok(lines.some(line => line.includes('Connection test: [ERROR]')));
  assert.equal(parsed.success, true);
  const second = lines.findIndex(line => line.startsWith('parse'));
  assert.ok(second > 0 && lines.slice(second).every(line => line.startsWith('parse')));

  const wrong = await dbt.run(['run', '--no-such-option'], silent);
  assert.equal(wrong.success, false);
  assert.match(wrong.error ?? '', /no-such-option/);

  const broken = join(workspace, 'shopstream_dbt', 'models', 'core', 'dim_products.sql');
  const model = await readFile(broken, 'utf8');
  await writeFile(broken, "select * from {{ ref('stg_nothing') }}\n");
  const compiled = await dbt.run(['parse'], silent);
  await writeFile(broken, model);
  assert.match(compiled.error ?? '', /stg_nothing/);

  for (const file of await readdir(workspace, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const content = await readFile(join(file.parentPath, file.name), 'latin1');
    assert.ok(!content.includes(SECRET), `${file.name} holds the password`);
  }
});

test('a person’s own ~/.dbt is neither read nor written', { skip: noPython }, async () => {
  const profile = join(workspace, '.dbt', 'profiles.yml');
  await rename(profile, `${profile}.away`);
  try {
    assert.match((await dbt.run(['parse'], silent)).error ?? '', /profile/i);
  } finally {
    await rename(`${profile}.away`, profile);
  }
  assert.equal((await dbt.run(['parse'], silent)).error, null);
  assert.deepEqual(await readdir(join(home, '.dbt')), ['profiles.yml']);
});

test('an interrupted command ends its process, and the next one has a new process', {
  skip: noPython,
}, async () => {
  const controller = new AbortController();
  const serving = dbt.run(
    ['docs', 'serve', '--host', '127.0.0.1', '--port', '0', '--no-browser'],
    line => {
      if (line.text.includes('Serving docs')) controller.abort(new Error('Ctrl-C'));
    },
    controller.signal,
  );
  await assert.rejects(serving, /Ctrl-C/);
  assert.equal((await dbt.run(['parse'], silent)).error, null);
});

test('dbt’s process does not outlive a lab that is killed', {
  skip: noPython || (process.platform !== 'linux' && 'reads /proc'),
}, async () => {
  const lab = labThatWarms();
  try {
    await once(lab.stdout as NodeJS.ReadableStream, 'data');
    const children = await readFile(`/proc/${lab.pid}/task/${lab.pid}/children`, 'utf8');
    const python = Number(children.trim());
    assert.ok(python > 0, 'the process was started');
    lab.kill('SIGKILL');
    for (let wait = 0; existsSync(`/proc/${python}/exe`) && wait < 200; wait += 1) await delay(50);
    assert.ok(!existsSync(`/proc/${python}/exe`));
  } finally {
    lab.kill('SIGKILL');
  }
});

/** Another process that starts dbt's, says so, and stays. */
function labThatWarms(): ChildProcess {
  const options = JSON.stringify(places('/nowhere'));
  const adapter = new URL(import.meta.url.replace(/\.test(\.\w+)$/, '$1')).href;
  const program = `
    const { createDbt } = await import(${JSON.stringify(adapter)});
    const { port } = createDbt({ ...${options}, environment: async () => ({}) });
    port.warm();
    const { readFileSync } = await import('node:fs');
    const started = setInterval(() => {
      if (readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim() !== '') {
        clearInterval(started);
        console.log('started');
      }
    }, 20);
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
