import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { ObjectSummary } from '../../src/ports/object-store.ts';
import { TABLES } from '../01-postgres/schema.ts';
import { scanBytes, scanRows } from './contents.ts';
import { currentExport, exportDateOf, exportKey } from './objects.ts';
import { RowCounter } from './row-counter.ts';

function objects(...keys: string[]): readonly ObjectSummary[] {
  return keys.map(key => ({ key, size: 1, etag: '', lastModified: undefined }));
}

test('keys are those of the handout, and give their date back', () => {
  assert.equal(
    exportKey('order_items', '2025-12-19'),
    'raw/postgres/order_items/2025-12-19/order_items_20251219.csv',
  );
  assert.equal(exportKey('events', '2025-12-19'), 'raw/events/2025-12-19/events_20251219.json');
  for (const table of TABLES) assert.equal(exportDateOf(exportKey(table, '2026-01-02'), table), '2026-01-02');
  for (const key of [
    'raw/postgres/users/2025-12-19/users_20251218.csv',
    'raw/postgres/users/2025-12-19/users.csv',
    'raw/postgres/users/',
    'raw/postgres/users/19-12-2025/users_19122025.csv',
  ]) {
    assert.equal(exportDateOf(key, 'users'), undefined, key);
  }
});

test('the newest date that holds a table is its export, and what lies beside it is named', () => {
  const listing = objects(
    'raw/postgres/orders/2025-12-19/orders_20251219.csv',
    'raw/postgres/orders/2025-12-21/',
    'raw/postgres/orders/2025-12-20/orders_20251220.csv',
    'raw/postgres/orders/2025-12-20/orders (copie).csv',
    'raw/postgres/orders/2025-12-20/',
    'raw/postgres/order_items/2025-12-22/order_items_20251222.csv',
  );
  assert.deepEqual(currentExport(listing, 'orders'), {
    table: 'orders',
    date: '2025-12-20',
    key: 'raw/postgres/orders/2025-12-20/orders_20251220.csv',
    size: 1,
    inParts: false,
    parts: [],
    others: ['raw/postgres/orders/2025-12-20/orders (copie).csv'],
  });
  assert.equal(currentExport(listing, 'order_items')?.date, '2025-12-22');
  assert.equal(currentExport(listing, 'users'), undefined);
});

test('rows are counted as records, wherever the chunks are cut', () => {
  const csv = Buffer.from('id,words\n1,"two\nlines, ""quoted"""\n2,\n3,"\n"\n');
  for (const size of [1, 2, 7, csv.length]) {
    const counter = new RowCounter('products');
    for (let at = 0; at < csv.length; at += size) counter.push(csv.subarray(at, at + size));
    assert.equal(counter.rows, 3, `chunks of ${size}`);
  }
  const count = (table: 'users' | 'events', text: string): number => {
    const counter = new RowCounter(table);
    counter.push(Buffer.from(text));
    return counter.rows;
  };
  assert.equal(count('users', ''), 0);
  assert.equal(count('users', 'id\n'), 0);
  assert.equal(count('users', 'id\n1'), 1);
  assert.equal(count('events', '{"a":"\\""}\n{"b":1}'), 2);
});

async function digests(table: 'orders' | 'events', ...texts: string[]): Promise<readonly string[]> {
  const scans = texts.map(text => scanRows(Readable.from([Buffer.from(text)]), table));
  return (await Promise.all(scans)).map(scan => `${scan.rows} ${scan.digest}`);
}

const HEADER = 'id,user_id,created_at,total_amount,status,country,payment_method\n';

test('the same rows written by another program, in another order, are the same content', async () => {
  const [ours, pandas, changed] = await digests(
    'orders',
    `${HEADER}1,7,2025-01-02 00:00:00,12.50,paid,FRA,paypal\n2,8,2025-01-02 10:00:00,100.00,paid,FRA,"a ""b"", c"\n`,
    `${HEADER}2,8,2025-01-02T10:00:00.000,100.0,paid,FRA,"a ""b"", c"\r\n1,7.0,2025-01-02,12.5,paid,FRA,paypal\r\n`,
    `${HEADER}1,7,2025-01-02 00:00:00,12.51,paid,FRA,paypal\n2,8,2025-01-02 10:00:00,100.00,paid,FRA,"a ""b"", c"\n`,
  );
  assert.equal(pandas, ours);
  assert.notEqual(changed, ours);
  assert.match(ours ?? '', /^2 rows:[0-9a-f]{16}$/);
});

test('nothing and an empty text differ, and so do JSON documents of other values only', async () => {
  const [nothing, empty] = await digests('orders', `${HEADER}1,,,,,,\n`, `${HEADER}1,,,,"",,\n`);
  assert.notEqual(nothing, empty);
  const event = (rest: string): string =>
    `{"id":1,"user_id":null,"event_ts":"2025-01-02T10:00:00",${rest}}\n`;
  const [ours, reordered, changed] = await digests(
    'events',
    event('"payload":{"a": 1, "b": [1.50]}'),
    event('"payload":{"b":[1.5],"a":1}'),
    event('"payload":{"b":[1.5],"a":2}'),
  );
  assert.equal(reordered, ours);
  assert.notEqual(changed, ours);
});

test('a multi-byte character cut by a chunk is read whole', async () => {
  const bytes = Buffer.from(`${HEADER}1,7,2025-01-02,1.00,é€😀,FRA,paypal\n`);
  const whole = await scanRows(Readable.from([bytes]), 'orders');
  const cut = await scanRows(Readable.from([...bytes].map(byte => Buffer.of(byte))), 'orders');
  assert.deepEqual(cut, whole);
});

test('the checksum is the CRC32 that S3 keeps', async () => {
  // The check value of CRC-32/ISO-HDLC: cbf43926 for the digits 1 to 9.
  const scan = await scanBytes(Readable.from([Buffer.from('1234'), Buffer.from('56789')]), 'users');
  assert.equal(scan.size, 9);
  assert.equal(scan.checksum, `CRC32:${Buffer.from('cbf43926', 'hex').toString('base64')}`);
});
