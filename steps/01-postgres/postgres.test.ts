import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createPostgres, createPostgresReader } from '../../src/adapters/postgres.ts';
import {
  type AnyStep,
  bucketName,
  type ExecuteContext,
  LabError,
  type LabSettings,
  overall,
  type Verification,
} from '../../src/lab/lab.ts';
import type { Opened } from '../../src/ports/opened.ts';
import type { Ports, ReaderPorts } from '../../src/ports/ports.ts';
import type { Postgres, PostgresReader } from '../../src/ports/postgres.ts';
import { removePostgres, startPostgres } from '../../src/sandbox/postgres/main.ts';
import type { RunningService } from '../../src/sandbox/service.ts';
import { connect } from './connect.ts';
import { createDatabase } from './create-database.ts';
import { createTables } from './create-tables.ts';
import { formatMark, parseMark } from './mark.ts';

const settings: LabSettings = {
  target: 'sandbox',
  student: 'ines',
  bucket: bucketName('ines'),
  region: 'eu-west-3',
  lang: 'fr',
  workspace: '/nowhere',
  scale: undefined,
  seed: undefined,
  lineage: 'lab-of-this-test',
};

let folder: string;
let server: RunningService;
const opened: Opened<unknown>[] = [];
let writers: Pick<Ports, 'postgresAdmin' | 'postgres'>;
let readers: Pick<ReaderPorts, 'postgresAdmin' | 'postgres'>;

function keep<Port extends Postgres | PostgresReader>(port: Opened<Port>): Port {
  opened.push(port);
  return port.port;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chapter-postgres-'));
  const account = { user: 'shopstream', password: 'secret' };
  server = await startPostgres({ port: 0, dataDir: join(folder, 'pg'), ...account });
  const to = (database: string) => ({ host: '127.0.0.1', port: server.port, ...account, database });
  writers = {
    postgresAdmin: keep(createPostgres(to('postgres'))),
    postgres: keep(createPostgres(to('shopstream'))),
  };
  readers = {
    postgresAdmin: keep(createPostgresReader(to('postgres'))),
    postgres: keep(createPostgresReader(to('shopstream'))),
  };
});

after(async () => {
  await Promise.all(opened.map(port => port.close()));
  await server?.stop();
  await removePostgres(join(folder, 'pg'));
  await rm(folder, { recursive: true, force: true });
});

const signal = new AbortController().signal;

// The steps of this chapter need the two ports above and no other.
const executing = (): ExecuteContext => ({
  ports: writers as Ports,
  settings,
  signal,
  exportDate: () => '2025-12-31',
  progress() {},
  log() {},
});

function verify(step: AnyStep, of: Partial<LabSettings> = {}): Promise<Verification> {
  return step.verify({ ports: readers as ReaderPorts, settings: { ...settings, ...of }, signal });
}

async function failed(step: AnyStep, of: Partial<LabSettings> = {}): Promise<readonly string[]> {
  const { checks } = await verify(step, of);
  return checks
    .filter(check => check.verdict !== 'passed')
    .map(check => `${check.id}: ${check.actual} of ${check.expected}`);
}

test('the chapter goes from an empty server to a verified schema, and twice changes nothing', async () => {
  assert.deepEqual(await failed(connect), []);
  assert.deepEqual(await failed(createDatabase), ['database: null of shopstream', 'encoding: null of UTF8']);
  assert.equal((await failed(createTables)).length, 15);

  for (const _ of [1, 2]) {
    for (const step of [connect, createDatabase, createTables]) {
      const prerequisites = await step.prerequisites({ ports: readers as ReaderPorts, settings, signal });
      assert.notEqual(overall(prerequisites), 'failed');
      await step.execute(executing());
      assert.deepEqual(await failed(step), []);
    }
  }
  const { checks } = await verify(createTables);
  const expected = Object.fromEntries(checks.map(check => [check.id, check.actual]));
  assert.deepEqual(expected, {
    tables: 6,
    'columns-users': 7,
    'columns-products': 9,
    'columns-orders': 7,
    'columns-order-items': 5,
    'columns-events': 8,
    'columns-crm-contacts': 11,
    'primary-keys': 6,
    'foreign-keys': 6,
    'unique-keys': 2,
    rules: 12,
    'allowed-values': 6,
    required: 36,
    numbering: 6,
    indexes: 7,
  });
});

test('what is dropped is missed by its own check, and the step completes it without losing rows', async () => {
  await writers.postgres.execute(`
    INSERT INTO users (email, first_name, last_name, country, plan_type, created_at)
      VALUES ('a@example.com', 'Ana', 'Ruiz', 'ESP', 'premium', '2025-01-01');
    DROP TABLE crm_contacts;
    ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;
    DROP INDEX events_event_ts_idx;
    ALTER TABLE products DROP CONSTRAINT products_price_check;
  `);
  assert.deepEqual(await failed(createTables), [
    'tables: 5 of 6',
    'columns-crm-contacts: 0 of 11',
    'primary-keys: 5 of 6',
    'foreign-keys: 4 of 6',
    'rules: 11 of 12',
    'required: 31 of 36',
    'numbering: 5 of 6',
    'indexes: 5 of 7',
  ]);
  await createTables.execute(executing());
  assert.deepEqual(await failed(createTables), []);
  assert.deepEqual(await writers.postgres.query('SELECT count(*) AS n FROM users'), [{ n: 1 }]);
});

test('a table of another shape is made again when it is empty, and left alone when it is not', async () => {
  await writers.postgres.execute('ALTER TABLE users DROP COLUMN plan_type');
  assert.deepEqual(await failed(createTables), [
    'columns-users: 6 of 7',
    'rules: 11 of 12',
    'allowed-values: 5 of 6',
    'required: 35 of 36',
  ]);
  await assert.rejects(createTables.execute(executing()), LabError);
  assert.deepEqual(await writers.postgres.query('SELECT count(*) AS n FROM users'), [{ n: 1 }]);
  await writers.postgres.execute('TRUNCATE users CASCADE');
  await createTables.execute(executing());
  assert.deepEqual(await failed(createTables), []);
});

test("another lab's database is neither used nor dropped", async () => {
  assert.deepEqual(await failed(createDatabase, { lineage: 'other' }), [
    'lineage: lab-of-this-test of other',
  ]);
  const other = { ...executing(), settings: { ...settings, lineage: 'other' } };
  await assert.rejects(createDatabase.execute(other), /another lab/);
  await assert.rejects(async () => createDatabase.undo?.(other), /another lab/);
});

test('a database made by hand is as good, and is dropped only once it is empty', async () => {
  await writers.postgresAdmin.execute('COMMENT ON DATABASE shopstream IS NULL');
  assert.deepEqual(await failed(createDatabase), []);
  await assert.rejects(async () => createDatabase.undo?.(executing()), /made by hand/);
  await createTables.undo?.(executing());
  await createDatabase.undo?.(executing());
  assert.deepEqual(await failed(createDatabase), ['database: null of shopstream', 'encoding: null of UTF8']);
});

test('a server that is not there is one failed check that says so', async () => {
  const { port } = server;
  await server.stop();
  const { checks } = await verify(connect);
  assert.equal(checks.length, 1);
  assert.equal(checks[0]?.verdict, 'failed');
  assert.match(checks[0]?.message?.fr ?? '', new RegExp(`Aucun serveur n'écoute sur 127.0.0.1:${port}`));
});

test('the mark of a database survives its comment', () => {
  const mark = { lineage: 'a b]=%', seed: 'Élodie 1', scale: 10 };
  assert.deepEqual(parseMark(formatMark(mark)), mark);
  assert.deepEqual(parseMark(`Ma base [shopstream-lab lineage=x%]`), { lineage: 'x%' });
  for (const comment of [null, '', 'Ma base', '[shopstream-lab seed=1]'])
    assert.equal(parseMark(comment), undefined);
});
