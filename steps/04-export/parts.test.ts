import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AnyStep, Check, ExecuteContext } from '../../src/lab/lab.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { Ports } from '../../src/ports/ports.ts';
import type { Postgres } from '../../src/ports/postgres.ts';
import { EXPORT_SETTINGS, type ExportLab, openExportLab } from '../../test/helpers/export-lab.ts';
import type { StuckExport } from '../../test/helpers/export-until-stuck.ts';
import { events } from './events.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { exportFolder, exportKey, manifestKey, partKey } from './objects.ts';
import { questions } from './questions.ts';
import { tables } from './tables.ts';

const DATE = '2025-12-31';
const PART_BYTES = 50_000;
const { bucket } = EXPORT_SETTINGS;
const signal = new AbortController().signal;

let lab: ExportLab;
let postgres: Postgres;
let store: ObjectStore;

before(async () => {
  lab = await openExportLab(2, DATE);
  ({ postgres, store } = lab);
});

after(() => lab.close());

/** The store, with the keys of what is put and got. */
function watched(beforePut: (key: string) => void = () => {}) {
  const puts: string[] = [];
  const gets: string[] = [];
  const objectStore: ObjectStore = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name === 'put') {
        return async (...of: Parameters<ObjectStore['put']>) => {
          beforePut(of[1]);
          await target.put(...of);
          puts.push(of[1]);
        };
      }
      if (name === 'get') {
        return (...of: Parameters<ObjectStore['get']>) => {
          gets.push(of[1]);
          return target.get(...of);
        };
      }
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return { objectStore, puts, gets };
}

/** Exports in parts, and returns the parts of a table that were sent. */
async function sent(
  of: Partial<ExecuteContext> = {},
  step: AnyStep = tables,
  table = 'order_items',
): Promise<readonly string[]> {
  const { objectStore, puts } = watched();
  await step.execute(inParts({ ports: { postgres, objectStore } as Ports, ...of }));
  return puts.filter(key => key.includes(`/${table}_20251231_part`));
}

function inParts(of: Partial<ExecuteContext>): ExecuteContext {
  return lab.executing({ settings: { ...EXPORT_SETTINGS, partBytes: PART_BYTES }, ...of });
}

async function failed(step: AnyStep = tables): Promise<readonly Check[]> {
  const { checks } = await step.verify(lab.checking());
  return checks.filter(check => check.verdict !== 'passed');
}

const ids = (checks: readonly Check[]) => checks.map(check => check.id);

async function manifest(table: 'order_items' | 'events' = 'order_items'): Promise<Manifest> {
  const found = await readManifest(store, bucket, manifestKey(table, DATE), signal);
  assert.ok(found !== undefined);
  return found;
}

async function folder(table: 'order_items' | 'events' = 'order_items'): Promise<readonly string[]> {
  return (await store.list(bucket, exportFolder(table, DATE))).map(({ key }) => key);
}

const MANIFEST = manifestKey('order_items', DATE);
const part = (number: number) => partKey('order_items', DATE, number);

test('large tables go out in parts of the size asked for, each a file of its own, and small ones as they did', async () => {
  const puts = await sent();
  assert.deepEqual(await failed(), []);
  const { parts, rows, step } = await manifest();
  assert.ok(parts.length >= 3, `${parts.length} parts`);
  assert.equal(rows, 2 * 15_112);
  assert.deepEqual(
    await folder(),
    parts.map((_, index) => part(index + 1)),
  );
  assert.deepEqual(puts.toSorted(), await folder());
  for (const { key, from, to, bytes, checksum } of parts) {
    assert.ok(bytes <= PART_BYTES * 1.2, `${key}: ${bytes} bytes`);
    assert.equal(to - from + 1, step);
    assert.equal((await store.head(bucket, key))?.checksum, checksum);
    const lines = gunzipSync(await buffer(await store.get(bucket, key)))
      .toString()
      .trimEnd()
      .split('\n');
    assert.equal(lines[0], 'id,order_id,product_id,quantity,unit_price');
    assert.equal(lines[1]?.split(',')[0], String(from));
  }
  // Two hundred products fit into one part.
  assert.ok((await store.head(bucket, exportKey('products', DATE))) !== undefined);
  await events.execute(inParts({}));
  assert.deepEqual(await failed(events), []);
  assert.match((await folder('events'))[0] ?? '', /events_20251231_part0001\.json\.gz$/);
});

test('a verification reads manifests alone, and nothing is sent again while all is right', async () => {
  const { objectStore, gets } = watched();
  const { checks, samples } = await tables.verify(lab.checking({}, objectStore));
  assert.ok(checks.every(check => check.verdict === 'passed'));
  assert.ok(gets.length > 0 && gets.every(key => key.startsWith('raw/manifests/')), gets.join());
  assert.ok(samples?.[0]?.rows.some(row => row[0] === part(2)));
  assert.deepEqual(await sent(), []);
});

test('an export that is stopped is not whole, and goes on with the parts that are missing', async () => {
  await tables.undo?.(lab.executing());
  assert.deepEqual(await folder(), []);
  const controller = new AbortController();
  const seen: string[] = [];
  const { objectStore } = watched(key => {
    if (key.includes('order_items_') && seen.push(key) === 4) controller.abort(new Error('enough'));
  });
  const ports = { postgres, objectStore } as Ports;
  await assert.rejects(tables.execute(inParts({ ports, signal: controller.signal })), /enough/);
  const left = await folder();
  assert.ok(left.length >= 2 && left.length <= 4, `${left.length} parts`);
  const found = (await failed()).filter(check => check.id.startsWith('order-items-'));
  assert.equal(found.length, 3);
  assert.match(found[0]?.message?.fr ?? '', /n'est pas fini/);
  const rest = await sent();
  assert.deepEqual([...left, ...rest].toSorted(), await folder());
  assert.deepEqual(await failed(), []);
});

test('a process that is killed leaves parts, and the next one sends the others', async () => {
  await tables.undo?.(lab.executing());
  const stuck: StuckExport = { addresses: lab.addresses, date: DATE, partBytes: PART_BYTES, parts: 2 };
  const program = fileURLToPath(
    new URL(`../../test/helpers/export-until-stuck${extname(import.meta.url)}`, import.meta.url),
  );
  const child = spawn(process.execPath, [program, JSON.stringify(stuck)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  // Two parts are sent at a time: when both stand still, those before them are complete.
  let words = '';
  for await (const more of child.stdout) {
    words += String(more);
    if (words === 'stuck\nstuck\n') break;
  }
  child.kill('SIGKILL');
  await ended;
  const left = await folder();
  assert.equal(left.length, 2);
  const rest = await sent();
  assert.equal(rest.length, (await folder()).length - 2);
  assert.ok(left.every(key => !rest.includes(key)));
  assert.deepEqual(await failed(), []);
});

test('parts of ranges that have changed in the source are replaced, and they alone', async () => {
  const { parts, step } = await manifest();
  await store.delete(bucket, [MANIFEST, part(1)]);
  await postgres.execute(`UPDATE order_items SET quantity = quantity + 1 WHERE id = ${step + 5}`);
  await postgres.execute(
    `INSERT INTO order_items SELECT ${parts.length * step} + 7, order_id, 1, 1, 1 FROM order_items WHERE id = 1`,
  );
  const rest = await sent();
  assert.deepEqual(rest.toSorted(), [part(1), part(2), part(parts.length + 1)]);
  assert.deepEqual(await failed(), []);
  // A change after the export is seen although the counts agree; a part whose last row goes is taken away.
  await postgres.execute(`UPDATE order_items SET quantity = quantity - 1 WHERE id = ${step + 5}`);
  const [content] = await failed();
  assert.equal(content?.id, 'order-items-content');
  assert.match(content?.message?.en ?? '', /order_items_20251231_part0002\.csv\.gz/);
  await postgres.execute(`DELETE FROM order_items WHERE id > ${parts.length * step}`);
  assert.deepEqual(await sent(), [part(2)]);
  assert.deepEqual(
    await folder(),
    parts.map(({ key }) => key),
  );
  assert.deepEqual(await failed(), []);
});

test('a part that is damaged or gone is named, and is sent again alone', async () => {
  await store.put(bucket, part(2), gzipSync('id,order_id,product_id,quantity,unit_price\n1,1,1,1,1\n'));
  const found = await failed();
  assert.deepEqual(ids(found), ['order-items-rows', 'order-items-content']);
  assert.match(
    found[0]?.message?.fr ?? '',
    /order_items_20251231_part0002\.csv\.gz \(CRC32:\S+, CRC32:\S+\)/,
  );
  assert.deepEqual(await sent(), [part(2)]);
  assert.deepEqual(await failed(), []);
  // The same metadata over other bytes is found out by the checksum.
  const details = await store.head(bucket, part(3));
  await store.put(bucket, part(3), gzipSync('other\n'), { metadata: details?.metadata ?? {} });
  await store.delete(bucket, [part(1)]);
  assert.deepEqual(ids(await failed()), ['order-items-object', 'order-items-rows', 'order-items-content']);
  assert.deepEqual((await sent()).toSorted(), [part(1), part(3)]);
  assert.deepEqual(await failed(), []);
});

test('a manifest that cannot be read is written anew, over the parts that are right', async () => {
  await store.put(bucket, MANIFEST, '{"parts":');
  assert.deepEqual(ids(await failed()), ['order-items-object', 'order-items-rows', 'order-items-content']);
  assert.deepEqual(await sent(), []);
  assert.deepEqual(await failed(), []);
});

test('one form makes way for the other, and neither is loaded with the other', async () => {
  const whole = exportKey('order_items', DATE);
  await store.put(bucket, whole, 'id\n1\n');
  const [object] = await failed();
  assert.equal(object?.id, 'order-items-object');
  assert.match(object?.message?.en ?? '', /order_items_20251231\.csv,/);
  assert.deepEqual(await sent(), []);
  assert.deepEqual(await failed(), []);

  await tables.execute(lab.executing());
  assert.deepEqual(await failed(), []);
  assert.deepEqual(await folder(), [whole]);
  assert.deepEqual(
    (await store.list(bucket, 'raw/manifests/')).map(({ key }) => key),
    [manifestKey('events', DATE)],
  );

  await store.put(bucket, part(1), gzipSync('id\n1\n'));
  assert.match((await failed())[0]?.message?.fr ?? '', /parties d'un export \(1\)/);
  const settings = { ...EXPORT_SETTINGS, partBytes: 2 * PART_BYTES };
  const parts = await sent({ settings });
  assert.deepEqual(await folder(), parts.toSorted());
  // Parts of another size cover other ranges.
  assert.ok((await sent()).length > parts.length);
  assert.deepEqual(await failed(), []);
});

test('the questions about files count those of an export in parts', async () => {
  const settings = { ...EXPORT_SETTINGS, partBytes: 5000 };
  await tables.execute(lab.executing({ settings }));
  await events.execute(lab.executing({ settings }));
  const answer = async (id: string) => {
    const question = questions.find(candidate => candidate.id === id);
    return (await question?.answer(lab.checking())) as { value?: number; right?: string } | undefined;
  };
  const users = (await store.list(bucket, exportFolder('users', DATE))).length;
  assert.ok(users >= 2);
  assert.equal((await answer('header-line'))?.value, 2000 + users);
  assert.equal((await answer('second-day'))?.value, 2 * 10_000);
  assert.equal((await answer('heaviest-file'))?.right, 'events');
});

test('a reset removes parts and manifests, and nothing else', async () => {
  const notes = `${exportFolder('order_items', DATE)}notes.txt`;
  await store.put(bucket, notes, 'mine');
  await tables.undo?.(lab.executing());
  await events.undo?.(lab.executing());
  assert.deepEqual(
    (await store.list(bucket, 'raw/')).map(({ key }) => key),
    [notes],
  );
});
