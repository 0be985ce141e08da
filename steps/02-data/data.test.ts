import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as collect } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { createPostgres, createPostgresReader } from '../../src/adapters/postgres.ts';
import { createWorkspace } from '../../src/adapters/workspace.ts';
import {
  type AnyStep,
  bucketName,
  type ExecuteContext,
  LabError,
  type LabSettings,
  overall,
} from '../../src/lab/lab.ts';
import type { Opened } from '../../src/ports/opened.ts';
import type { Ports, ReaderPorts } from '../../src/ports/ports.ts';
import type { Postgres, PostgresReader } from '../../src/ports/postgres.ts';
import { removePostgres, startPostgres } from '../../src/sandbox/postgres/main.ts';
import type { RunningService } from '../../src/sandbox/service.ts';
import { createDatabase } from '../01-postgres/create-database.ts';
import { createTables } from '../01-postgres/create-tables.ts';
import { generate } from './generate.ts';
import { dataset, TABLE_NAMES } from './generator/dataset.ts';
import { inspect } from './inspect.ts';
import { readMark } from './wanted.ts';

const signal = new AbortController().signal;
const log: string[] = [];
const progress = new Map<string, readonly [number, number | undefined]>();
const opened: Opened<unknown>[] = [];
let folder: string;
let server: RunningService;
let settings: LabSettings;
let writers: Pick<Ports, 'postgresAdmin' | 'postgres' | 'workspace'>;
let readers: Pick<ReaderPorts, 'postgresAdmin' | 'postgres' | 'workspace'>;

function keep<Port extends Postgres | PostgresReader>(port: Opened<Port>): Port {
  opened.push(port);
  return port.port;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chapter-data-'));
  settings = {
    target: 'sandbox',
    student: 'ines',
    bucket: bucketName('ines'),
    region: 'eu-west-3',
    lang: 'fr',
    workspace: join(folder, 'Mon espace élève'),
    scale: undefined,
    seed: undefined,
    lineage: 'lab-of-this-test',
  };
  const account = { user: 'shopstream', password: 'secret' };
  server = await startPostgres({ port: 0, dataDir: join(folder, 'pg'), ...account });
  const to = (database: string) => ({ host: '127.0.0.1', port: server.port, ...account, database });
  const workspace = createWorkspace(settings.workspace);
  writers = {
    postgresAdmin: keep(createPostgres(to('postgres'))),
    postgres: keep(createPostgres(to('shopstream'))),
    workspace,
  };
  readers = {
    postgresAdmin: keep(createPostgresReader(to('postgres'))),
    postgres: keep(createPostgresReader(to('shopstream'))),
    workspace,
  };
  await createDatabase.execute(executing());
});

after(async () => {
  await Promise.all(opened.map(port => port.close()));
  await server?.stop();
  await removePostgres(join(folder, 'pg'));
  await rm(folder, { recursive: true, force: true });
});

// The steps of this chapter need the ports above and no other.
function executing(of: Partial<LabSettings> = {}): ExecuteContext {
  return {
    ports: writers as Ports,
    settings: { ...settings, ...of },
    signal,
    exportDate: () => '2025-12-31',
    progress: (label, done, total) => void progress.set(label.en, [done, total]),
    log: line => void log.push(line),
  };
}

async function failed(step: AnyStep, of: Partial<LabSettings> = {}): Promise<readonly string[]> {
  const { checks } = await step.verify({
    ports: readers as ReaderPorts,
    settings: { ...settings, ...of },
    signal,
  });
  return checks
    .filter(check => check.verdict !== 'passed')
    .map(check => `${check.id}: ${check.actual} of ${check.expected}`);
}

async function count(table: string): Promise<number> {
  const [row] = await readers.postgres.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
  return row?.n ?? -1;
}

test('without tables every check fails with nothing found, and the step is blocked', async () => {
  const checks = await failed(generate);
  assert.equal(checks.length, 13);
  for (const check of checks) assert.match(check, /: null of /);
  assert.deepEqual(
    await failed(inspect),
    ['users', 'orders', 'products'].map(name => `sample-${name}: 0 of 10`),
  );
  const blocked = await generate.prerequisites({ ports: readers as ReaderPorts, settings, signal });
  assert.equal(overall(blocked), 'failed');
});

test("the step loads the handout's data, says so, and the second time changes nothing", async () => {
  await createTables.execute(executing());
  await generate.execute(executing());
  assert.deepEqual(await failed(createTables), []);
  assert.deepEqual(await failed(generate), []);
  assert.deepEqual(log.slice(-8), [
    'GENERATION TERMINEE AVEC SUCCES',
    'Récapitulatif :',
    '- Users : 1000',
    '- Products : 200',
    '- Orders : 5000',
    '- Order Items : 15112',
    '- Events : 10000',
    '- CRM Contacts : 500',
  ]);
  assert.deepEqual(progress.get('order_items'), [15_112, 15_112]);
  assert.deepEqual(await readMark(readers.postgres, signal), {
    lineage: settings.lineage,
    seed: '1',
    scale: 1,
  });

  const written = 'SELECT max(xmin::text::bigint) AS n FROM order_items';
  const before = await readers.postgres.query(written);
  await generate.execute(executing());
  assert.deepEqual(await readers.postgres.query(written), before);
});

test('PostgreSQL gives back the CSV files byte for byte, and the workspace holds them', async () => {
  for (const table of TABLE_NAMES) {
    const csv = Buffer.concat([...dataset().csvChunks(table)]).toString();
    const copy = `COPY (SELECT * FROM ${table} ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)`;
    assert.equal(await collect(await readers.postgres.copyOut(copy)), csv);
    assert.equal(await readFile(join(settings.workspace, `scripts/data/${table}.csv`), 'utf8'), csv);
  }
  assert.deepEqual(
    await readers.workspace.list('scripts'),
    [
      ...TABLE_NAMES.map(table => `data/${table}.csv`).sort(),
      'data/mark.sql',
      'export_to_s3.py',
      'load.sql',
      'load_data.py',
    ].sort(),
  );
});

test('the sample shows ten rows of three tables', async () => {
  const { checks, samples } = await inspect.verify({ ports: readers as ReaderPorts, settings, signal });
  assert.equal(overall(checks), 'passed');
  assert.deepEqual(
    samples?.map(sample => [sample.columns[0], sample.rows.length]),
    Array(3).fill(['id', 10]),
  );
  assert.equal(samples?.[1]?.rows[0]?.[3], '624.12');
});

test('what is changed turns red with its figures, and the step mends it', async () => {
  await writers.postgres.execute('DELETE FROM order_items WHERE id = 15112');
  const lines = await failed(generate);
  assert.ok(
    lines.includes('order-items: 15111 of 15112') && lines.includes('order-totals: 1 of 0'),
    lines.join(),
  );
  await writers.postgres.execute("UPDATE orders SET created_at = '2023-12-31' WHERE id = 7");
  assert.ok((await failed(generate)).includes('order-dates: 1 of 0'));
  await generate.execute(executing());
  assert.deepEqual(await failed(generate), []);
  assert.deepEqual(await failed(createTables), []);
});

test('another seed and scale replace the data, and are remembered', async () => {
  const of = { scale: 2, seed: 'Élodie 42' };
  assert.ok((await failed(generate, of)).includes('users: 1000 of 2000'));
  await generate.execute(executing(of));
  assert.deepEqual(await failed(generate, of), []);
  assert.deepEqual(await failed(generate), []);
  const back = await failed(generate, { scale: 1, seed: '1' });
  assert.ok(back.includes('orders: 10000 of 5000'));
  await assert.rejects(generate.execute(executing({ scale: 0.5 })), LabError);
});

test('rows that the lab did not make are kept in a schema of their own, and never deleted by a reset', async () => {
  await generate.undo?.(executing());
  assert.equal(await count('users'), 0);
  assert.deepEqual(await readMark(readers.postgres, signal), { lineage: settings.lineage });

  const mine = `INSERT INTO users (email, first_name, last_name, country, plan_type, created_at)
    VALUES ('moi@example.com', 'Inès', 'Martin', 'FRA', 'freemium', now())`;
  await writers.postgres.execute(mine);
  await assert.rejects(async () => generate.undo?.(executing()), LabError);
  await generate.execute(executing());
  assert.deepEqual(await failed(generate), []);
  const [kept] = await readers.postgres.query<{ schema: string }>(
    "SELECT nspname AS schema FROM pg_namespace WHERE nspname LIKE 'copie%'",
  );
  assert.match(kept?.schema ?? '', /^copie_\d{8}_\d{6}$/);
  assert.equal(await count(`${kept?.schema}.users`), 1);

  const [next] = await writers.postgres.query<{ id: number }>("SELECT nextval('users_id_seq') AS id");
  assert.equal(next?.id, 1001);
});

test('a load that is interrupted leaves the rows that were there', async () => {
  const interruption = new AbortController();
  const context = {
    ...executing({ scale: 3 }),
    signal: interruption.signal,
    progress: (label: { en: string }) => {
      if (label.en === 'events') interruption.abort();
    },
  };
  await assert.rejects(generate.execute(context));
  assert.deepEqual(await failed(generate), []);
  assert.deepEqual(await failed(createTables), []);
});
