import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type LabMachine, newMachine } from '../helpers/lab-process.ts';

interface EndOfRun {
  readonly event: string;
  readonly executed?: number;
  readonly failed?: number;
}

/** What the orders come to in one place: `orders`, `lines`, `amount` of the revenue. */
type Hop = Readonly<Record<string, unknown>>;

const REVENUE = "status IN ('paid', 'shipped', 'delivered')";

describe('a business day after the other', () => {
  let machine: LabMachine;
  before(async () => {
    machine = await newMachine();
    const up = await machine.run(['sandbox', 'up']);
    assert.equal(up.code, 0, up.stderr);
  });
  after(async () => machine.dispose());

  const end = async (): Promise<EndOfRun> => {
    const { code, stdout, stderr } = await machine.run(['run', '--all', '--json']);
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    assert.equal(code, 0, `${last}\n${stderr}`);
    return JSON.parse(last) as EndOfRun;
  };
  const ask = async (where: 'postgres' | 'snowflake', query: string): Promise<string> => {
    const { code, stdout, stderr } = await machine.run(['sql', where, query]);
    assert.equal(code, 0, stderr);
    return stdout.split('\n')[2]?.trim() ?? '';
  };
  const totals = async (): Promise<Hop> => {
    const lines = (orders: string, items: string, id: string) =>
      `SELECT COUNT(DISTINCT o.${id}) || ' ' || COUNT(*) || ' ' || SUM(i.quantity * i.unit_price) AS totals FROM ${items} i JOIN ${orders} o ON o.${id} = i.order_id WHERE ${REVENUE}`;
    const marts = (column: string, mart: string) =>
      ask('snowflake', `SELECT SUM(${column}) AS total FROM SHOPSTREAM_DWH.MARTS.${mart}`);
    return {
      postgres: await ask('postgres', lines('orders', 'order_items', 'id')),
      staging: await ask(
        'snowflake',
        lines('SHOPSTREAM_DWH.STAGING.STG_ORDERS', 'SHOPSTREAM_DWH.STAGING.STG_ORDER_ITEMS', 'id'),
      ),
      fact: await ask(
        'snowflake',
        "SELECT COUNT(DISTINCT order_id) || ' ' || COUNT(*) AS totals FROM SHOPSTREAM_DWH.CORE_CORE.FACT_ORDERS",
      ),
      sales: await marts('total_revenue', 'MART_SALES_OVERVIEW'),
      products: await marts('total_revenue', 'MART_PRODUCT_PERFORMANCE'),
      customers: await marts('lifetime_value', 'MART_CUSTOMER_LTV'),
      orders: await marts('total_orders', 'MART_CUSTOMER_LTV'),
    };
  };

  test('without data there is nothing to go on from', async () => {
    const { code, stderr } = await machine.run(['next-day']);
    assert.equal(code, 2);
    assert.match(stderr, /data\.generate/);
  });

  test('a day lands in its own folder, and every hop agrees on the grown totals', async () => {
    await end();
    const before = await totals();
    assert.equal(before['postgres'], '4515 13637 7320915.45');
    const day = await machine.run(['next-day', '--json']);
    assert.equal(day.code, 0, day.stderr);
    const report = JSON.parse(day.stdout) as Readonly<Record<string, unknown>>;
    assert.equal(report['date'], '2026-01-01');
    assert.equal(report['orders'], 12);
    assert.equal(report['users'], 1);
    const status = await machine.run(['status', '--json']);
    const stale = JSON.parse(status.stdout) as { steps: { id: string; state: string }[] };
    assert.equal(stale.steps.find(({ id }) => id === 'export.tables')?.state, 'stale');
    assert.equal(stale.steps.find(({ id }) => id === 's3.create-bucket')?.state, 'verified');
    const { executed } = await end();
    assert.ok((executed ?? 0) >= 5, `executed ${executed}`);
    const grown = await totals();
    const [orders = '', lines = '', amount = ''] = String(grown['postgres']).split(' ');
    assert.ok(Number(orders) > 4515 && Number(amount) > 7_320_915.45, String(grown['postgres']));
    assert.deepEqual(grown, {
      postgres: grown['postgres'],
      staging: grown['postgres'],
      fact: `${orders} ${lines}`,
      sales: amount,
      products: amount,
      customers: amount,
      orders,
    });
    const exported = await machine.run(['validate', 'export.tables', '--json']);
    const { steps } = JSON.parse(exported.stdout) as {
      steps: { checks: { id: string; actual: unknown }[] }[];
    };
    const object = steps[0]?.checks.find(({ id }) => id === 'orders-object');
    assert.equal(object?.actual, 'raw/postgres/orders/2026-01-01/orders_20260101.csv');
    assert.equal((await end()).executed, 0);
  });

  test('the signed report of such a lab is computed again, its days included', async () => {
    const room = join(machine.workspace, 'rapports');
    await mkdir(room, { recursive: true });
    const validated = await machine.run(['validate', '--report', join(room, 'inès.json')]);
    assert.equal(validated.code, 0, validated.stderr);
    const graded = await machine.run(['grade', room, '--json']);
    assert.equal(graded.code, 0, graded.stderr);
    assert.doesNotMatch(graded.stdout, /forged|not-recomputed/);
    assert.match(graded.stdout, /etudiant/);
  });

  test('the same day again changes nothing, and a day further on is refused', async () => {
    const before = await totals();
    const again = await machine.run(['next-day', '--date', '2026-01-01', '--json']);
    assert.equal(again.code, 0, again.stderr);
    assert.equal((JSON.parse(again.stdout) as { added: boolean }).added, false);
    assert.equal((await end()).executed, 0);
    assert.deepEqual(await totals(), before);
    for (const [date, reason] of [
      ['2026-03-01', /2026-01-02, pas le 2026-03-01/],
      ['2025-12-31', /2026-01-02, pas le 2025-12-31/],
    ] as const) {
      const { code, stderr } = await machine.run(['next-day', '--date', date]);
      assert.equal(code, 2);
      assert.match(stderr, reason);
    }
  });

  test('data that was changed by hand is not built upon, and the step mends it with its days', async () => {
    const before = await totals();
    const ports = await machine.run(['sandbox', 'env', '--format', 'json']);
    const { PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE } = JSON.parse(ports.stdout);
    const { default: pg } = await import('pg');
    const client = new pg.Client({
      host: PGHOST,
      port: Number(PGPORT),
      user: PGUSER,
      password: PGPASSWORD,
      database: PGDATABASE,
    });
    await client.connect();
    try {
      await client.query('UPDATE order_items SET quantity = quantity + 1 WHERE id = 15120');
    } finally {
      await client.end();
    }
    const refused = await machine.run(['next-day']);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /validate data/);
    await end();
    assert.deepEqual(await totals(), before);
  });
});
