import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { DEFAULT_CORRECTION, DEFAULT_SEED, dataset, TABLE_NAMES } from './dataset.ts';
import { orderBook } from './orders.ts';
import { productsOf, usersOf } from './population.ts';
import { shapeOf } from './shape.ts';
import { checkDataset } from './testing/checker.ts';

test("the default data set has the handout's totals to the cent", () => {
  const data = dataset();
  assert.deepEqual(data.rows, {
    users: 1000,
    products: 200,
    orders: 5000,
    order_items: 15_112,
    events: 10_000,
    crm_contacts: 500,
  });
  const { totals, productNames, atHome } = checkDataset(data);
  assert.equal(totals.revenueOrders, 4515);
  assert.equal(totals.revenueLines, 13_637);
  assert.equal(totals.revenueAmount, 732_091_545);
  assert.equal(totals.lines, 15_112);
  assert.deepEqual(data.totals(), totals);
  assert.equal(productNames, 200);
  assert.ok(atHome > 0.93 && atHome < 0.97);
});

test('its correction is what chance leaves to be added, a few cents a line', () => {
  const shape = shapeOf(1, DEFAULT_SEED);
  const book = orderBook(shape, usersOf(shape), productsOf(shape));
  const single: number[] = [];
  let revenue = 0;
  for (let ordinal = 0; ordinal < shape.rows.orders; ordinal++) {
    const order = book.order(ordinal);
    if (!order.revenue) continue;
    revenue += order.total;
    for (let n = 0; n < order.lines; n++) if (order.quantities[n] === 1) single.push(order.firstLine + n);
  }
  const difference = 732_091_545 - revenue;
  const each = Math.floor(difference / single.length);
  const until = single[difference - each * single.length];
  assert.deepEqual(DEFAULT_CORRECTION, { each, until });
  assert.ok(Math.abs(each) < 10);
});

test('it has the contrasts that the marts look for', () => {
  const { productRevenue, customers, months } = checkDataset(dataset());
  const total = productRevenue.reduce((sum, revenue) => sum + revenue, 0);
  const classes = { A: 0, B: 0, C: 0 };
  let running = 0;
  for (const revenue of productRevenue) {
    running += revenue;
    classes[running <= total * 0.8 ? 'A' : running <= total * 0.95 ? 'B' : 'C'] += 1;
  }
  const least = (counts: object): number => Math.min(...Object.values(counts));
  assert.ok(least(classes) >= 30, JSON.stringify(classes));

  const since = (date: string): number => customers.filter(({ last }) => last >= date).length;
  const churn = {
    low: since('2025-10-02'),
    medium: since('2025-07-04') - since('2025-10-02'),
    high: customers.length - since('2025-07-04'),
  };
  assert.ok(least(churn) >= 80, JSON.stringify(churn));
  assert.ok(customers.filter(({ orders }) => orders === 1).length > 80);
  assert.ok(customers.filter(({ orders }) => orders >= 20).length > 10);

  assert.equal(Object.keys(months).length, 24);
  assert.ok((months['2025-12'] ?? 0) > 1.5 * (months['2025-08'] ?? 0));
});

test('its bytes are the same on every machine', () => {
  const digest = createHash('sha256');
  const data = dataset(1, DEFAULT_SEED);
  for (const table of TABLE_NAMES) for (const chunk of data.chunks(table)) digest.update(chunk);
  assert.equal(digest.digest('hex'), '6290b948c4558505b9badffa233936d7fc97b752dfb46d96fd3a86765872c5eb');
});

for (const { scale, seed } of [
  { scale: 1, seed: 'n° 20251234, Élodie' },
  { scale: 2, seed: '' },
  { scale: 3, seed: DEFAULT_SEED },
]) {
  test(`scale ${scale} with the seed "${seed}" is another valid data set of the same shape`, () => {
    const data = dataset(scale, seed);
    const { totals } = checkDataset(data);
    assert.equal(totals.revenueOrders, 4515 * scale);
    assert.equal(totals.revenueLines, 13_637 * scale);
    assert.equal(totals.lines, 15_112 * scale);
    assert.notEqual(totals.revenueAmount, 732_091_545 * scale);
    assert.deepEqual(data.totals(), totals);
  });
}

test('any rows can be made alone, in any order', () => {
  const data = dataset(2, 'x');
  for (const table of TABLE_NAMES) {
    const rows = Buffer.concat([...data.chunks(table)])
      .toString()
      .slice(0, -1)
      .split('\n');
    const half = Math.floor(rows.length / 2);
    for (const from of [rows.length - 2, half, half - 700, 3]) {
      if (from < 0) continue;
      const alone = Buffer.concat([...data.chunks(table, { from, to: from + 2 })]).toString();
      assert.equal(alone, `${rows[from]}\n${rows[from + 1]}\n`, `${table} from ${from}`);
    }
  }
});

test('CSV quotes what needs quotes, and begins with the columns', () => {
  const csv = Buffer.concat([...dataset().csvChunks('events', { from: 0, to: 2 })]).toString();
  const [header, first] = csv.split('\n');
  assert.equal(header, 'id,user_id,session_id,event_type,event_ts,product_id,device,payload');
  assert.match(first ?? '', /,"\{""[a-z]+"": /);
});

test('a scale that is no integer of 1 to 1000 is refused', () => {
  for (const scale of [0, 1.5, -1, 1001, Number.NaN]) assert.throws(() => dataset(scale), RangeError);
});
