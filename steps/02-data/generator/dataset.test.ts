import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  type Dataset,
  DEFAULT_SEED,
  dataset,
  TABLE_COLUMNS,
  TABLE_NAMES,
  type TableName,
} from './dataset.ts';
import { CATEGORIES, COUNTRIES, PLANS } from './population.ts';

/** Rows as records of texts, `null` for `\N`. */
function* records(data: Dataset, table: TableName): Generator<Record<string, string | null>> {
  const columns = TABLE_COLUMNS[table];
  for (const chunk of data.chunks(table)) {
    assert.ok(chunk.length < 100_000 && chunk.at(-1) === 10);
    for (const line of chunk.toString().slice(0, -1).split('\n')) {
      const values = line.split('\t');
      assert.equal(values.length, columns.length, line);
      yield Object.fromEntries(
        columns.map((name, i) => [name, values[i] === '\\N' ? null : (values[i] ?? null)]),
      );
    }
  }
}

function cents(amount: string | null | undefined): number {
  assert.match(amount ?? '', /^\d+\.\d\d$/);
  return Number((amount ?? '').replace('.', ''));
}

const REVENUE = new Set(['paid', 'shipped', 'delivered']);
const MOMENT = /^202[45]-\d\d-\d\d [0-2]\d:[0-5]\d:[0-5]\d$/;

/** Reads a whole data set as a database with every constraint would, and adds up the orders. */
function check(data: Dataset) {
  const userCreated: string[] = [];
  const userEmails: string[] = [];
  const emails = new Set<string>();
  let id = 0;
  for (const user of records(data, 'users')) {
    assert.equal(user.id, String(++id));
    assert.match(user.email ?? '', /^[a-z.]+\d+@example\.(com|net|org)$/);
    assert.ok(COUNTRIES.some(country => country === user.country));
    assert.ok(PLANS.some(plan => plan === user.plan_type));
    assert.match(user.created_at ?? '', MOMENT);
    userCreated[id] = user.created_at ?? '';
    userEmails[id] = user.email ?? '';
    emails.add(user.email ?? '');
  }
  assert.equal(id, data.rows.users);
  assert.equal(emails.size, id);

  const prices: number[] = [];
  const productCreated: string[] = [];
  const names = new Set<string>();
  id = 0;
  for (const product of records(data, 'products')) {
    assert.equal(product.id, String(++id));
    assert.ok(cents(product.cost) > 0 && cents(product.cost) < cents(product.price));
    assert.ok(CATEGORIES.some(category => category === product.category));
    assert.ok(Number(product.stock_quantity) >= 0);
    prices[id] = cents(product.price);
    productCreated[id] = product.created_at ?? '';
    names.add(product.name ?? '');
  }
  assert.equal(id, data.rows.products);

  const orders: { status: string; created: string; total: number; products: Set<string> }[] = [];
  id = 0;
  for (const order of records(data, 'orders')) {
    assert.equal(order.id, String(++id));
    const created = userCreated[Number(order.user_id)];
    assert.ok(created !== undefined && created < (order.created_at ?? ''));
    assert.match(order.created_at ?? '', MOMENT);
    assert.match(order.payment_method ?? '', /^(credit_card|paypal|stripe)$/);
    assert.match(order.status ?? '', /^(paid|shipped|delivered|pending|cancelled|refunded)$/);
    orders[id] = {
      status: order.status ?? '',
      created: order.created_at ?? '',
      total: cents(order.total_amount),
      products: new Set(),
    };
  }
  assert.equal(id, data.rows.orders);

  const totals = { orders: id, lines: 0, amount: 0, revenueOrders: 0, revenueLines: 0, revenueAmount: 0 };
  const sums = new Map<number, number>();
  id = 0;
  for (const item of records(data, 'order_items')) {
    assert.equal(item.id, String(++id));
    const order = orders[Number(item.order_id)];
    const price = prices[Number(item.product_id)];
    assert.ok(order !== undefined && price !== undefined);
    assert.ok(!order.products.has(item.product_id ?? ''));
    order.products.add(item.product_id ?? '');
    assert.ok((productCreated[Number(item.product_id)] ?? '9') <= order.created);
    const paid = cents(item.unit_price);
    assert.ok(paid > price * 0.79 && paid < price * 1.08, `${paid} for ${price}`);
    assert.ok(Number(item.quantity) > 0);
    const amount = Number(item.quantity) * paid;
    sums.set(Number(item.order_id), (sums.get(Number(item.order_id)) ?? 0) + amount);
    totals.lines += 1;
    totals.amount += amount;
    if (!REVENUE.has(order.status)) continue;
    totals.revenueLines += 1;
    totals.revenueAmount += amount;
  }
  orders.forEach((order, number) => {
    assert.equal(order.total, sums.get(number));
    if (REVENUE.has(order.status)) totals.revenueOrders += 1;
  });
  assert.equal(id, data.rows.order_items);

  const nulls = { eventUser: 0, eventProduct: 0, contactUser: 0 };
  const visitors = new Map<string, string | null>();
  id = 0;
  for (const event of records(data, 'events')) {
    assert.equal(event.id, String(++id));
    const payload = JSON.parse(event.payload ?? '') as Record<string, unknown>;
    assert.equal('quantity' in payload, event.event_type === 'add_to_cart');
    assert.equal('payment_method' in payload, event.event_type === 'purchase');
    assert.equal(event.product_id !== null, ['product_view', 'add_to_cart'].includes(event.event_type ?? ''));
    const who = `${event.user_id} ${event.device}`;
    assert.equal(visitors.get(event.session_id ?? '') ?? who, who);
    visitors.set(event.session_id ?? '', who);
    if (event.user_id === null) nulls.eventUser += 1;
    else assert.ok((userCreated[Number(event.user_id)] ?? '9') < (event.event_ts ?? ''));
    if (event.product_id === null) nulls.eventProduct += 1;
    else assert.ok(prices[Number(event.product_id)] !== undefined);
    if (event.event_type === 'purchase') assert.notEqual(event.user_id, null);
  }
  assert.equal(id, data.rows.events);

  const contacts = new Set<string>();
  id = 0;
  for (const contact of records(data, 'crm_contacts')) {
    assert.equal(contact.id, String(++id));
    if (contact.user_id === null) {
      nulls.contactUser += 1;
      assert.ok(!emails.has(contact.email ?? ''));
    } else assert.equal(contact.email, userEmails[Number(contact.user_id)]);
    contacts.add(contact.email ?? '');
    assert.ok((contact.created_at ?? '') <= (contact.last_contact_at ?? ''));
  }
  assert.equal(id, data.rows.crm_contacts);
  assert.equal(contacts.size, id);
  for (const count of Object.values(nulls)) assert.ok(count > 0);
  return { totals, names: names.size };
}

test("the default data set has the handout's totals to the cent", () => {
  const data = dataset();
  const expected = {
    orders: 5000,
    lines: 15_112,
    amount: 0,
    revenueOrders: 4515,
    revenueLines: 13_637,
    revenueAmount: 732_091_545,
  };
  assert.deepEqual(data.rows, {
    users: 1000,
    products: 200,
    orders: 5000,
    order_items: 15_112,
    events: 10_000,
    crm_contacts: 500,
  });
  const { totals, names } = check(data);
  assert.deepEqual(totals, { ...expected, amount: totals.amount });
  assert.deepEqual(data.totals(), totals);
  assert.equal(names, 200);
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
    const { totals } = check(data);
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
