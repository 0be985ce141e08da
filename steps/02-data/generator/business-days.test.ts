import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BusinessDay, dataset } from './dataset.ts';
import { type DAY_TABLES, dayRows } from './day-rows.ts';

function firstDays(count: number, scale = 1, seed?: string): readonly BusinessDay[] {
  const days = dataset(scale, seed).days();
  return Array.from({ length: count }, () => {
    const { value } = days.next();
    assert.ok(value !== undefined);
    return value;
  });
}

/** Every order's status and total, in the data set and after `days`. */
function replay(days: readonly BusinessDay[]) {
  const orders = new Map<number, { status: string; total: number; lines: number }>();
  const text = Buffer.concat([...dataset().chunks('orders')]).toString();
  for (const row of text.trimEnd().split('\n')) {
    const [id = '', , , amount = '', status = ''] = row.split('\t');
    orders.set(Number(id) - 1, { status, total: Math.round(Number(amount) * 100), lines: 0 });
  }
  for (const day of days) {
    for (const { ordinal, from, to } of day.changes) {
      const order = orders.get(ordinal);
      assert.equal(order?.status, from, `order ${ordinal} on ${day.date}`);
      if (order !== undefined) order.status = to;
    }
    for (const { ordinal, status, total, lines } of day.orders) {
      assert.ok(!orders.has(ordinal));
      orders.set(ordinal, { status, total, lines: lines.length });
    }
  }
  return orders;
}

test('a day brings a new customer, new orders and changed statuses, the same ones every time', () => {
  const [first, second] = firstDays(2);
  assert.deepEqual(firstDays(2), [first, second]);
  assert.equal(first?.date, '2026-01-01');
  assert.equal(second?.date, '2026-01-02');
  assert.equal(first?.users.length, 1);
  assert.equal(first?.orders.length, 12);
  assert.ok((first?.changes.length ?? 0) > 20);
  assert.ok(first?.orders.some(({ user }) => user === first.users[0]?.ordinal));
  assert.equal(firstDays(1, 3)[0]?.orders.length, 36);
  assert.notDeepEqual(firstDays(1, 1, 'other')[0]?.orders, first?.orders);
});

test('statuses only move on from where they are, and the totals are what the rows come to', () => {
  const days = firstDays(30);
  const orders = [...replay(days).values()];
  const gained = days.at(-1)?.gained;
  assert.ok(gained !== undefined);
  const base = dataset().totals();
  const revenue = orders.filter(({ status }) => ['paid', 'shipped', 'delivered'].includes(status));
  const sum = (of: readonly { total: number }[]): number =>
    of.reduce((total, order) => total + order.total, 0);
  assert.equal(base.orders + gained.orders, orders.length);
  assert.equal(base.amount + gained.amount, sum(orders));
  assert.equal(base.revenueOrders + gained.revenueOrders, revenue.length);
  assert.equal(base.revenueAmount + gained.revenueAmount, sum(revenue));
  assert.equal(gained.users, 30);
});

test('its rows are what COPY reads: ids go on, timestamps are of the day, prices of the products', () => {
  const [day] = firstDays(1);
  assert.ok(day !== undefined);
  const rows = (table: (typeof DAY_TABLES)[number]): readonly string[][] =>
    Buffer.concat([...dayRows(day, table, '1')])
      .toString()
      .trimEnd()
      .split('\n')
      .map(row => row.split('\t'));
  const [user] = rows('users');
  assert.equal(user?.[0], '1001');
  assert.match(user?.[1] ?? '', /1001@example\.(com|org|net)$/);
  assert.match(user?.[6] ?? '', /^2026-01-01 0[0-7]:/);
  const orders = rows('orders');
  assert.deepEqual(
    orders.map(([id]) => Number(id)),
    Array.from({ length: 12 }, (_, n) => 5001 + n),
  );
  for (const [, , at] of orders) assert.match(at ?? '', /^2026-01-01 \d\d:\d\d:\d\d$/);
  const times = orders.map(([, , at]) => at);
  assert.deepEqual(times, times.toSorted());
  const items = rows('order_items');
  assert.equal(Number(items[0]?.[0]), 15_113);
  for (const [id, , , total] of orders) {
    const lines = items.filter(([, order]) => order === id);
    const cents = lines.reduce(
      (sum, [, , , quantity, price]) => sum + Number(quantity) * Math.round(Number(price) * 100),
      0,
    );
    assert.equal(cents, Math.round(Number(total) * 100), `order ${id}`);
    assert.equal(new Set(lines.map(([, , product]) => product)).size, lines.length);
  }
});
