import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createIdentity } from '../../src/adapters/identity.ts';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import { createPostgres } from '../../src/adapters/postgres.ts';
import { createWarehouse } from '../../src/adapters/warehouse.ts';
import {
  type AnyStep,
  bucketName,
  type ExecuteContext,
  type LabSettings,
  sqlScript,
} from '../../src/lab/lab.ts';
import type { Identity } from '../../src/ports/identity.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { Opened } from '../../src/ports/opened.ts';
import type { Ports, ReaderPorts } from '../../src/ports/ports.ts';
import type { Postgres } from '../../src/ports/postgres.ts';
import type { Warehouse } from '../../src/ports/warehouse.ts';
import { removePostgres, startPostgres } from '../../src/sandbox/postgres/main.ts';
import { startS3 } from '../../src/sandbox/s3/main.ts';
import type { RunningService } from '../../src/sandbox/service.ts';
import { startSnowflake } from '../../src/sandbox/snowflake/main.ts';
import { events } from '../04-export/events.ts';
import { tables } from '../04-export/tables.ts';
import { snowflake } from './chapter.ts';
import { createSchemas } from './create-schemas.ts';
import { createStorageIntegration } from './create-storage-integration.ts';
import { createWarehouses } from './create-warehouses.ts';
import { loadStaging } from './load-staging.ts';
import { ROLE } from './objects.ts';
import { trustPolicy } from './trust.ts';

const REGION = 'eu-west-3';
const ADMIN = { accessKeyId: 'AKIASNOWFLAKEEXAMPLE', secretAccessKey: 'secret-of-the-administrator-0001' };
const SNOWFLAKE = {
  accessKeyId: 'AKIAEXAMPLESNOWFLAKE',
  secretAccessKey: 'secret-of-snowflake-itself-000001',
};
const SNOWFLAKE_ARN = 'arn:aws:iam::210987654321:user/snowflake';
const settings: LabSettings = {
  target: 'sandbox',
  student: 'ines',
  bucket: bucketName('ines'),
  region: REGION,
  lang: 'fr',
  workspace: '/nowhere',
  scale: undefined,
  seed: undefined,
  lineage: 'lab-of-this-test',
};

let folder: string;
let date = '2025-12-30';
const services: RunningService[] = [];
const opened: Opened<unknown>[] = [];
let postgres: Postgres;
let store: ObjectStore;
let identity: Identity;
let warehouse: Warehouse;

function keep<Port>(port: Opened<Port>): Port {
  opened.push(port);
  return port.port;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chapter-snowflake-'));
  const account = { user: 'shopstream', password: 'secret' };
  const [server, s3] = await Promise.all([
    startPostgres({ port: 0, dataDir: join(folder, 'pg'), ...account }),
    startS3({
      port: 0,
      dataDir: join(folder, 's3'),
      account: '123456789012',
      region: REGION,
      admin: ADMIN,
      principals: [{ arn: SNOWFLAKE_ARN, ...SNOWFLAKE }],
    }),
  ]);
  services.push(server, s3);
  const endpoint = `http://127.0.0.1:${s3.port}`;
  const endpointOfSnowflake = await startSnowflake({
    port: 0,
    dataDir: join(folder, 'snowflake'),
    account: 'LAB',
    ...account,
    storage: { endpoint, region: REGION, iamUserArn: SNOWFLAKE_ARN, ...SNOWFLAKE },
  });
  services.push(endpointOfSnowflake);
  const aws = { endpoint, region: REGION, credentials: async () => ADMIN };
  postgres = keep(createPostgres({ host: '127.0.0.1', port: server.port, ...account, database: 'postgres' }));
  store = keep(createObjectStore(aws));
  identity = keep(createIdentity(aws));
  warehouse = keep(
    createWarehouse({
      account: 'LAB',
      user: account.user,
      authentication: { kind: 'password', password: account.password },
      role: 'ACCOUNTADMIN',
      endpoint: { host: '127.0.0.1', port: endpointOfSnowflake.port, protocol: 'http' },
    }),
  );
  await postgres.execute(sqlScript('postgres/tables.sql'));
  await postgres.execute(ROWS);
  await store.createBucket(settings.bucket);
  await tables.execute(executing());
  await events.execute(executing());
});

after(async () => {
  await Promise.all(opened.map(port => port.close()));
  await Promise.all(services.map(service => service.stop()));
  await removePostgres(join(folder, 'pg'));
  await rm(folder, { recursive: true, force: true });
});

const ROWS = `
  INSERT INTO users SELECT i, 'u' || i || '@example.org', 'Zoé "Z"', 'O''Neil, ' || i, 'FRA', 'premium', timestamp '2025-01-01' + i * interval '1 hour 1 second' FROM generate_series(1, 20) i;
  INSERT INTO products SELECT i, 1, 'Produit ' || i, CASE WHEN i % 2 = 0 THEN NULL ELSE E'Deux\\nlignes, "guillemets", \\\\ et virgules' END, 'Books', i + 0.99, i, 5, '2025-01-01' FROM generate_series(1, 5) i;
  INSERT INTO orders SELECT i, 1 + i % 20, timestamp '2025-02-01' + i * interval '1 minute', i * 1.11, 'paid', 'FRA', 'paypal' FROM generate_series(1, 50) i;
  INSERT INTO order_items SELECT i, 1 + i % 50, 1 + i % 5, 2, 9.99 FROM generate_series(1, 120) i;
  INSERT INTO crm_contacts SELECT i, NULL, 'c@example.org', 'É', 'B', '', NULL, 'web', 'lead', '2025-01-01', NULL FROM generate_series(1, 8) i;
  INSERT INTO events SELECT i, NULL, 's', 'page_view', timestamp '2025-03-01' + i * interval '1 second', NULL, 'mobile', '{"path": "/é", "n": [1, 2]}' FROM generate_series(1, 30) i;`;

const signal = new AbortController().signal;

function executing(): ExecuteContext {
  const ports: Partial<Ports> = {
    postgres,
    objectStore: store,
    objectStoreAdmin: store,
    identity,
    warehouse,
  };
  return { ports: ports as Ports, settings, signal, exportDate: () => date, progress() {}, log() {} };
}

function checking(of: Partial<LabSettings> = {}) {
  const { ports } = executing();
  return { ports: ports as ReaderPorts, settings: { ...settings, ...of }, signal };
}

/** `id: expected/actual` of every check that does not pass. */
async function faults(step: AnyStep): Promise<readonly string[]> {
  const { checks } = await step.verify(checking());
  return checks
    .filter(check => check.verdict !== 'passed')
    .map(({ id, expected, actual }) => `${id}: ${expected}/${actual}`);
}

test('the chapter fails on an empty account, without a throw, and holds once it is done, twice', async () => {
  for (const step of snowflake.steps.slice(1)) assert.notDeepEqual(await faults(step), [], step.name);
  for (const _ of [1, 2]) {
    for (const step of snowflake.steps) {
      const before = await step.prerequisites(checking());
      assert.deepEqual(
        before.filter(check => check.verdict !== 'passed'),
        [],
      );
      await step.execute(executing());
      assert.deepEqual(await faults(step), [], step.name);
    }
  }
});

test('a row that is missing is told with both counts, and loading again mends it', async () => {
  await warehouse.execute('DELETE FROM SHOPSTREAM_DWH.STAGING.STG_ORDERS WHERE id = 7');
  const found = await faults(loadStaging);
  assert.equal(found[0], 'stg-orders-rows: 50/49');
  assert.ok(found.every(fault => fault.startsWith('stg-orders-')));
  await loadStaging.execute(executing());
  assert.deepEqual(await faults(loadStaging), []);
});

test('a value that differs is seen although the counts agree', async () => {
  await warehouse.execute(
    'UPDATE SHOPSTREAM_DWH.STAGING.STG_ORDERS SET total_amount = total_amount + 0.01 WHERE id = 7',
  );
  const found = await faults(loadStaging);
  assert.deepEqual(
    found.map(fault => fault.split(':')[0]),
    ['stg-orders-checksum'],
  );
  await loadStaging.execute(executing());
  assert.deepEqual(await faults(loadStaging), []);
});

test('a table emptied by DELETE is loaded again although COPY remembers its file', async () => {
  await warehouse.execute('DELETE FROM SHOPSTREAM_DWH.STAGING.STG_USERS');
  await loadStaging.execute(executing());
  assert.deepEqual(await faults(loadStaging), []);
});

test('on the second day only the newest folder is loaded', async () => {
  date = '2025-12-31';
  await postgres.execute(
    "INSERT INTO users SELECT 21, 'new@example.org', 'N', 'N', 'ESP', 'freemium', '2025-12-31'",
  );
  await tables.execute(executing());
  assert.ok((await store.list(settings.bucket, 'raw/postgres/users/')).length >= 2);
  assert.equal((await faults(loadStaging))[0], 'stg-users-rows: 21/20');
  await loadStaging.execute(executing());
  assert.deepEqual(await faults(loadStaging), []);
});

test('an export in parts is loaded by one COPY of its folder, only when it is whole, and again when some of it is remembered', async () => {
  const inParts = { ...executing(), settings: { ...settings, partBytes: 300 } };
  await tables.execute(inParts);
  const folder = `raw/postgres/order_items/${date}/`;
  const parts = (await store.list(settings.bucket, folder)).map(({ key }) => key);
  assert.ok(parts.length >= 2 && parts.every(key => key.endsWith('.csv.gz')), parts.join());

  await warehouse.execute('TRUNCATE TABLE SHOPSTREAM_DWH.STAGING.STG_ORDER_ITEMS');
  await loadStaging.execute(executing());
  assert.deepEqual(await faults(loadStaging), []);
  const history = async () =>
    (
      await warehouse.query(
        "SELECT file_name, row_count FROM SHOPSTREAM_DWH.INFORMATION_SCHEMA.LOAD_HISTORY WHERE table_name = 'STG_ORDER_ITEMS' ORDER BY 1",
      )
    ).rows;
  assert.deepEqual(
    (await history()).map(row => row.FILE_NAME),
    parts.map(key => `s3://${settings.bucket}/${key}`),
  );

  // One part is new, the others are remembered: COPY alone would bring back that one.
  await postgres.execute('UPDATE order_items SET quantity = 3 WHERE id = 1');
  await warehouse.execute('DELETE FROM SHOPSTREAM_DWH.STAGING.STG_ORDER_ITEMS');
  await tables.execute(inParts);
  await loadStaging.execute(executing());
  assert.deepEqual(await faults(loadStaging), []);
  assert.equal((await history()).length, parts.length);

  const manifest = `raw/manifests/order_items/${date}.json`;
  const exported = async () =>
    (await loadStaging.prerequisites(checking())).find(check => check.id === 'exported')?.actual;
  await store.delete(settings.bucket, [
    manifest,
    `raw/postgres/order_items/2025-12-30/order_items_20251230.csv`,
  ]);
  assert.equal(await exported(), 4);
  await tables.execute(executing());
  assert.equal(await exported(), 5);
  assert.deepEqual(
    (await store.list(settings.bucket, folder)).map(({ key }) => key),
    [`${folder}order_items_20251231.csv`],
  );
});

test('a trust with a wrong external id is the fault of one step, which mends it and keeps the id', async () => {
  const describe = async () =>
    (await warehouse.query('DESC INTEGRATION s3_integration')).rows.find(
      row => row.property === 'STORAGE_AWS_EXTERNAL_ID',
    )?.property_value;
  const externalId = await describe();
  await identity.updateTrustPolicy(ROLE, trustPolicy(SNOWFLAKE_ARN, 'wrong'));
  assert.deepEqual(await faults(createStorageIntegration), [`trust-external-id: ${externalId}/wrong`]);
  await createStorageIntegration.execute(executing());
  assert.deepEqual(await faults(createStorageIntegration), []);
  assert.equal(await describe(), externalId);
});

test("another lab's objects are neither taken, changed nor dropped, and the way out is told in full", async () => {
  const other = { ...settings, lineage: 'another-lab' };
  const steps = [createSchemas, createWarehouses, createStorageIntegration];
  for (const step of steps) {
    const refused = (await step.prerequisites(checking(other))).filter(({ verdict }) => verdict === 'failed');
    assert.ok(refused.length > 0, step.name);
    for (const { message } of refused)
      for (const words of Object.values(message ?? {})) assert.match(words, /another-lab/);
    const { checks } = await step.verify(checking(other));
    assert.ok(checks.some(({ id, verdict }) => id.endsWith('lineage') && verdict === 'failed'));
    await step.undo?.({ ...executing(), settings: other });
    assert.deepEqual(await faults(step), [], step.name);
  }
});

test("in somebody's own account what was there before is left alone, until it is adopted", async () => {
  const cloud = {
    ...settings,
    placement: { postgres: 'sandbox', aws: 'cloud', snowflake: 'cloud' },
  } as const;
  await warehouse.execute(
    "ALTER WAREHOUSE BI_WH SET COMMENT = 'L''entrepôt de la compta' AUTO_SUSPEND = 3600",
  );
  const [refused] = await createWarehouses.prerequisites(checking(cloud));
  assert.equal(refused?.actual, 'BI_WH');
  const adopt = /ALTER WAREHOUSE BI_WH SET COMMENT = .*?\]'/.exec(refused?.message?.en ?? '')?.[0] ?? '';
  await createWarehouses.undo?.({ ...executing(), settings: cloud });
  const left = await warehouse.query("SHOW WAREHOUSES LIKE '%_WH'");
  assert.deepEqual(
    left.rows.map(({ name }) => name).filter(name => name !== 'COMPUTE_WH'),
    ['BI_WH'],
  );
  await warehouse.execute(adopt);
  assert.equal((await createWarehouses.prerequisites(checking(cloud)))[0]?.verdict, 'passed');
  await createWarehouses.execute({ ...executing(), settings: cloud });
  assert.deepEqual(await faults(createWarehouses), []);
  const [monitor] = (await warehouse.query('SHOW RESOURCE MONITORS')).rows;
  assert.deepEqual([monitor?.credit_quota, monitor?.suspend_at], ['5.00', '100%']);
});

test('a warehouse without a limit of credits is told, and limited again', async () => {
  await warehouse.execute('ALTER WAREHOUSE TRANSFORM_WH UNSET RESOURCE_MONITOR');
  assert.deepEqual(await faults(createWarehouses), ['resource-monitor: 3/2']);
  await createWarehouses.execute(executing());
  assert.deepEqual(await faults(createWarehouses), []);
});

test('undone in reverse order, nothing is left', async () => {
  for (const step of [...snowflake.steps].reverse()) await step.undo?.(executing());
  for (const show of [
    'SHOW DATABASES',
    'SHOW INTEGRATIONS',
    'SHOW RESOURCE MONITORS',
    "SHOW WAREHOUSES LIKE '%_WH' STARTS WITH 'BI'",
  ])
    assert.deepEqual((await warehouse.query(show)).rows, [], show);
  assert.equal(await identity.role(ROLE), undefined);
});
