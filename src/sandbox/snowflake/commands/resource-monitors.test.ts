import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Catalog } from '../catalog.ts';
import type { Session } from '../session.ts';
import { openTestSession } from '../testing/account.ts';
import { Warehouses } from '../warehouses.ts';
import { newWarehouse } from './warehouses.ts';

const MONITOR = `CREATE RESOURCE MONITOR IF NOT EXISTS LIMITS WITH CREDIT_QUOTA = 5 FREQUENCY = NEVER
  START_TIMESTAMP = IMMEDIATELY TRIGGERS ON 80 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND ON 110 PERCENT DO SUSPEND_IMMEDIATE`;

test('a monitor is made, shown, given to a warehouse, changed and dropped as in Snowflake', async t => {
  const { run, rows, close } = await openTestSession();
  t.after(close);
  assert.deepEqual((await run(MONITOR)).rows, [['Resource monitor LIMITS successfully created.']]);
  assert.deepEqual((await run(MONITOR)).rows, [['LIMITS already exists, statement succeeded.']]);
  await run('CREATE WAREHOUSE W INITIALLY_SUSPENDED = TRUE RESOURCE_MONITOR = LIMITS');
  const monitorOf = async () => {
    const { columns, rows: found } = await run("SHOW WAREHOUSES LIKE 'W'");
    return found[0]?.[columns.findIndex(({ name }) => name === 'resource_monitor')];
  };
  assert.equal(await monitorOf(), 'LIMITS');
  const [shown] = await rows('SHOW RESOURCE MONITORS');
  assert.deepEqual(shown?.slice(0, 6), ['LIMITS', '5.00', '0.00', '5.00', 'WAREHOUSE', 'NEVER']);
  assert.deepEqual(shown?.slice(8, 11), ['80%', '100%', '110%']);
  await run('ALTER RESOURCE MONITOR LIMITS SET CREDIT_QUOTA = 7');
  assert.equal((await rows("SHOW RESOURCE MONITORS LIKE 'limits'"))[0]?.[1], '7.00');
  await assert.rejects(run('ALTER WAREHOUSE W SET RESOURCE_MONITOR = NOBODY'), { code: '002003' });
  await run('DROP RESOURCE MONITOR LIMITS');
  assert.equal(await monitorOf(), 'null');
  await assert.rejects(run('DROP RESOURCE MONITOR LIMITS'), { code: '002003' });
});

test('what a query cost is told by the hour, sixty seconds at least, and by the monitor', async t => {
  const { run, rows, close } = await openTestSession();
  t.after(close);
  await run(MONITOR);
  await run('CREATE WAREHOUSE W INITIALLY_SUSPENDED = TRUE RESOURCE_MONITOR = LIMITS');
  await run('CREATE TABLE T (a INT)');
  await run('INSERT INTO T VALUES (1)');
  const history = (of: string) =>
    rows(`SELECT warehouse_name, SUM(credits_used) > 0.016, SUM(credits_used) < 0.04 FROM ${of} GROUP BY 1`);
  const expected = [['W', 'true', 'true']];
  const range = "DATE_RANGE_START => '2020-01-01', WAREHOUSE_NAME => 'W'";
  assert.deepEqual(await history(`TABLE(INFORMATION_SCHEMA.WAREHOUSE_METERING_HISTORY(${range}))`), expected);
  assert.deepEqual(
    await history(
      "(SELECT * FROM SNOWFLAKE.ACCOUNT_USAGE.WAREHOUSE_METERING_HISTORY WHERE warehouse_name = 'W')",
    ),
    expected,
  );
  assert.equal((await rows('SHOW RESOURCE MONITORS'))[0]?.[2], '0.02');
});

test('a used-up quota stops the warehouse until it is raised', t => {
  const folder = mkdtempSync(join(tmpdir(), 'shopstream-metering-'));
  let now = Date.parse('2026-03-01T10:30:00Z');
  const warehouses = new Warehouses(Catalog.open(folder), () => now);
  t.after(() => {
    warehouses.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const triggers = [{ percent: 100, action: 'SUSPEND' }] as const;
  const monitor = {
    quota: 2,
    frequency: 'NEVER',
    triggers,
    used: 0,
    since: now,
    owner: 'X',
    createdOn: now,
  } as const;
  warehouses.monitors.set('M', monitor);
  warehouses.set('W', { ...newWarehouse('X'), autoSuspend: null, suspended: true, resourceMonitor: 'M' });
  const session = { warehouse: 'W' } as Session;
  warehouses.use(session)();
  now += 119 * 60_000;
  warehouses.use(session)();
  now += 2 * 60_000;
  const refused = {
    code: '090073',
    message: "Warehouse 'W' cannot be resumed because resource monitor 'M' has exceeded its quota.",
  };
  assert.throws(() => warehouses.use(session), refused);
  assert.equal(warehouses.get('W')?.suspended, true);
  assert.throws(() => warehouses.use(session), refused);
  const hours = warehouses
    .hours()
    .map(({ start, credits }) => [new Date(start).toISOString().slice(11, 16), credits]);
  assert.deepEqual(
    hours.map(([at]) => at),
    ['10:00', '11:00', '12:00'],
  );
  assert.ok(Math.abs(hours.reduce((sum, [, credits]) => sum + Number(credits), 0) - 121 / 60) < 1e-9);
  warehouses.monitors.set('M', { ...monitor, used: 121 / 60, quota: 4 });
  warehouses.use(session)();
  // A monthly quota begins anew.
  warehouses.monitors.set('M', { ...monitor, used: 2, frequency: 'MONTHLY' });
  now += 31 * 86_400_000;
  warehouses.set('W', { ...newWarehouse('X'), autoSuspend: null, suspended: true, resourceMonitor: 'M' });
  warehouses.monitors.set('M', { ...monitor, used: 2, frequency: 'MONTHLY' });
  warehouses.use(session)();
});
