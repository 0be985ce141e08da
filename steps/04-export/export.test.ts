import assert from 'node:assert/strict';
import { text as collect } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { AnyStep, ExecuteContext, LabSettings } from '../../src/lab/lab.ts';
import type { ObjectStore, ObjectStoreReader } from '../../src/ports/object-store.ts';
import type { Postgres } from '../../src/ports/postgres.ts';
import { type ExportLab, openExportLab, EXPORT_SETTINGS as settings } from '../../test/helpers/export-lab.ts';
import { events } from './events.ts';
import { exportKey } from './objects.ts';
import { tables } from './tables.ts';

const DATE = '2025-12-31';

let lab: ExportLab;
let postgres: Postgres;
let store: ObjectStore;

before(async () => {
  lab = await openExportLab(1, DATE);
  ({ postgres, store } = lab);
});

after(() => lab.close());

const executing = (of?: Partial<ExecuteContext>) => lab.executing(of);
const checking = (of?: Partial<LabSettings>, objectStore?: ObjectStoreReader) =>
  lab.checking(of, objectStore);

async function failed(step: AnyStep, of: Partial<LabSettings> = {}): Promise<readonly string[]> {
  const { checks } = await step.verify(checking(of));
  return checks.filter(check => check.verdict !== 'passed').map(check => check.id);
}

async function keys(): Promise<readonly string[]> {
  return (await store.list(settings.bucket, 'raw/')).map(object => object.key);
}

test('five tables and the events go out, are verified, and a second time on the same day replace', async () => {
  assert.equal((await failed(tables)).length, 15);
  assert.equal((await failed(events)).length, 3);
  for (const _ of [1, 2]) {
    for (const step of [tables, events]) {
      const progress: [number, number | undefined][] = [];
      await step.execute(executing({ progress: (_label, done, total) => void progress.push([done, total]) }));
      assert.deepEqual(await failed(step), []);
      assert.ok(progress.some(([done, total]) => done === total));
    }
  }
  const { checks } = await tables.verify(checking());
  const rows = checks
    .filter(check => check.id.endsWith('-rows'))
    .map(check => [check.expected, check.actual]);
  assert.deepEqual(
    rows,
    [1000, 200, 5000, 15_112, 500].map(count => [count, count]),
  );
  assert.deepEqual(
    await keys(),
    (['events', 'crm_contacts', 'order_items', 'orders', 'products', 'users'] as const).map(table =>
      exportKey(table, DATE),
    ),
  );
});

/** How often a verification reads an object. */
async function downloads(step: AnyStep): Promise<number> {
  let count = 0;
  const watched: ObjectStoreReader = {
    endpoint: store.endpoint,
    region: store.region,
    buckets: () => store.buckets(),
    bucket: name => store.bucket(name),
    list: (...of) => store.list(...of),
    head: (...of) => store.head(...of),
    get(...of) {
      count++;
      return store.get(...of);
    },
  };
  await step.verify(checking({}, watched));
  return count;
}

test('a verification reads no object while S3 vouches for the bytes', async () => {
  assert.equal(await downloads(tables), 0);
  assert.equal(await downloads(events), 0);
});

test('a row that changes in the source is seen although the counts agree, and so is one that goes', async () => {
  const change = (to: string) => postgres.execute(`UPDATE orders SET country = '${to}' WHERE id = 17`);
  const [before] = await postgres.query<{ country: string }>('SELECT country FROM orders WHERE id = 17');
  await change(before?.country === 'FRA' ? 'ESP' : 'FRA');
  assert.deepEqual(await failed(tables), ['orders-content']);
  await change(before?.country ?? '');
  assert.deepEqual(await failed(tables), []);
  await postgres.execute('DELETE FROM crm_contacts WHERE id = 500');
  assert.deepEqual(await failed(tables), ['crm-contacts-rows', 'crm-contacts-content']);
  await tables.execute(executing());
  assert.deepEqual(await failed(tables), []);
});

test("a student's own file counts by its rows, at the newest date that has it", async () => {
  const csv = await collect(await store.get(settings.bucket, exportKey('users', DATE)));
  const [header, ...lines] = csv.trimEnd().split('\n');
  const own = [header, ...lines.reverse().map(line => line.replace(/ (\d\d:)/, 'T$1'))].join('\r\n');
  await store.put(settings.bucket, exportKey('users', '2026-01-01'), own);
  assert.deepEqual(await failed(tables), []);
  const { checks } = await tables.verify(checking());
  assert.equal(checks[0]?.actual, exportKey('users', '2026-01-01'));

  await store.put(settings.bucket, exportKey('users', '2026-01-01'), [header, ...lines.slice(1)].join('\n'));
  assert.deepEqual(await failed(tables), ['users-rows', 'users-content']);
  const pandas = [`,${header}`, ...lines.map((line, i) => `${i},${line}`)].join('\n');
  await store.put(settings.bucket, exportKey('users', '2026-01-01'), pandas);
  const content = (await tables.verify(checking())).checks.find(check => check.id === 'users-content');
  assert.match(content?.message?.fr ?? '', /index=False/);
  await store.delete(settings.bucket, [exportKey('users', '2026-01-01')]);
});

test("another object in the day's folder is named, because COPY INTO would load it", async () => {
  const extra = `raw/postgres/products/${DATE}/products (1).csv`;
  await store.put(settings.bucket, extra, 'id\n1\n');
  assert.deepEqual(await failed(tables), ['products-object']);
  await store.delete(settings.bucket, [extra]);
});

test('a table larger than one part is uploaded in parts, and its content is verified', async () => {
  await postgres.execute(`
    INSERT INTO events (id, session_id, event_type, event_ts, payload)
      SELECT 20000 + i, 'large', 'search', '2025-12-31', jsonb_build_object('query', repeat('é"\\', 500))
        FROM generate_series(1, 5000) AS i`);
  await events.execute(executing());
  const details = await store.head(settings.bucket, exportKey('events', DATE));
  assert.ok((details?.size ?? 0) > 10_000_000);
  assert.equal(await downloads(events), 0);
  assert.deepEqual(await failed(events), []);
  const { checks } = await events.verify(checking());
  assert.equal(checks.find(check => check.id === 'events-rows')?.actual, 15_000);
});

test('an export that is stopped leaves the object that was there, and no other', async () => {
  const before = await store.head(settings.bucket, exportKey('events', DATE));
  const controller = new AbortController();
  const stopped = events.execute(
    executing({ signal: controller.signal, progress: () => controller.abort(new Error('enough')) }),
  );
  await assert.rejects(stopped);
  const after = await store.head(settings.bucket, exportKey('events', DATE));
  assert.equal(after?.etag, before?.etag);
  assert.deepEqual(await postgres.query('SELECT 1 AS one'), [{ one: 1 }]);
});

test('a reset removes the exports and nothing else', async () => {
  const kept = ['raw/postgres/users/', `raw/postgres/users/${DATE}/notes.txt`];
  for (const key of kept) await store.put(settings.bucket, key, '');
  await tables.undo?.(executing());
  await events.undo?.(executing());
  assert.deepEqual(await keys(), kept);
});

test('without a bucket or rows the step is blocked, and a verification fails without an exception', async () => {
  const nowhere = { bucket: 'shopstream-datalake-nobody' };
  assert.equal((await failed(events, nowhere)).length, 3);
  await postgres.execute('TRUNCATE events');
  const blocked = await events.prerequisites(checking(nowhere));
  assert.deepEqual(
    blocked.map(check => [check.id, check.verdict, check.actual]),
    [
      ['source', 'failed', 0],
      ['bucket', 'failed', null],
    ],
  );
});
