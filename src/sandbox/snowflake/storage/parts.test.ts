import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Lake, openLake } from './testing/lake.ts';

let lake: Lake;

const PARTS = 12;
const ROWS = 50;

/** A part of fifty rows, with its header; every third text holds a comma, a quote or a line feed. */
function part(number: number, change: (line: string) => string = line => line): Buffer {
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const id = (number - 1) * ROWS + i + 1;
    return change(`${id},${id % 3 === 0 ? `"l'été, ""${id}""\n"` : `n${id}`},${id}.50,2025-01-01 10:00:00`);
  });
  return gzipSync(`id,name,amount,at\n${lines.join('\n')}\n`);
}

const key = (number: number) => `raw/parts/t_part${String(number).padStart(4, '0')}.csv.gz`;

before(async () => {
  lake = await openLake();
  await lake.trust(await lake.externalId());
  await Promise.all(Array.from({ length: PARTS }, (_, i) => lake.put(key(i + 1), part(i + 1))));
});

after(() => lake.close());

const COPY = 'COPY INTO t FROM @files/parts/';

async function emptyTable(): Promise<void> {
  await lake.run(
    'CREATE OR REPLACE TABLE t (id NUMBER(38,0), name VARCHAR(30), amount NUMBER(10,2), at TIMESTAMP_NTZ)',
  );
}

async function totals(): Promise<unknown> {
  const [row] = (await lake.run('SELECT COUNT(*) AS n, COUNT(DISTINCT id) AS ids, SUM(amount) AS sum FROM t'))
    .rows;
  return [row?.N, row?.IDS, row?.SUM];
}

/** Files of the load history, by their status. */
async function history(): Promise<Readonly<Record<string, number>>> {
  const { rows } = await lake.run(
    "SELECT status, COUNT(*) AS n, SUM(row_count) AS r FROM lab.INFORMATION_SCHEMA.LOAD_HISTORY WHERE table_name = 'T' GROUP BY 1 ORDER BY 1",
  );
  return Object.fromEntries(rows.map(row => [`${row.STATUS} ${row.R}`, Number(row.N)]));
}

const sum = (rows: number) => (rows * (rows + 1)) / 2 + rows / 2;
const ALL = PARTS * ROWS;

test('one COPY of a folder loads many compressed parts, each counted and remembered', async () => {
  for (const format of [
    '',
    `FILE_FORMAT = (TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '"' SKIP_HEADER = 1 COMPRESSION = GZIP)`,
  ]) {
    await emptyTable();
    const { rows } = await lake.run(`${COPY} ${format}`);
    assert.deepEqual(
      rows.map(row => [row.file, row.status, row.rows_parsed, row.rows_loaded]),
      Array.from({ length: PARTS }, (_, i) => [`s3://lake/${key(i + 1)}`, 'LOADED', ROWS, ROWS]),
    );
    assert.deepEqual(await totals(), [ALL, ALL, sum(ALL)]);
    assert.deepEqual(await history(), { [`LOADED ${ALL}`]: PARTS });
  }
  assert.deepEqual((await lake.run(COPY)).rows, [{ status: 'Copy executed with 0 files processed.' }]);
  await lake.run(`${COPY} FORCE = TRUE`);
  assert.deepEqual(await totals(), [2 * ALL, ALL, 2 * sum(ALL)]);
  await emptyTable();
  await lake.run(`${COPY} PATTERN = '.*_part000[1-3][.]csv[.]gz'`);
  assert.deepEqual(await totals(), [3 * ROWS, 3 * ROWS, sum(3 * ROWS)]);
  assert.equal((await lake.run(COPY)).rows.length, PARTS - 3);
  assert.deepEqual(await totals(), [ALL, ALL, sum(ALL)]);
});

test('a part that fails leaves nothing, or is left out, and is the only one to be loaded when it is mended', async () => {
  const broken = part(7, line => (line.startsWith('310,') ? line.replace('310.50', 'much') : line));
  await lake.put(key(7), broken);
  await emptyTable();
  await assert.rejects(lake.run(COPY), {
    code: '100038',
    message: /File 'parts\/t_part0007\.csv\.gz', line \d+, character \d+\n {2}Row 10,/,
  });
  assert.deepEqual(await totals(), [0, 0, null]);
  assert.deepEqual(await history(), {});

  const { rows } = await lake.run(`${COPY} ON_ERROR = SKIP_FILE`);
  assert.deepEqual(
    rows.filter(row => row.status !== 'LOADED').map(row => [row.file, row.status, row.rows_loaded]),
    [[`s3://lake/${key(7)}`, 'LOAD_FAILED', 0]],
  );
  assert.deepEqual(await history(), { [`LOADED ${ALL - ROWS}`]: PARTS - 1, 'LOAD_FAILED 0': 1 });
  await lake.put(key(7), part(7));
  assert.deepEqual(
    (await lake.run(COPY)).rows.map(row => [row.file, row.rows_loaded]),
    [[`s3://lake/${key(7)}`, ROWS]],
  );
  assert.deepEqual(await totals(), [ALL, ALL, sum(ALL)]);
});

test('a part that was cut short is refused by its name, and nothing of the others is loaded', async () => {
  const whole = part(5);
  await lake.put(key(5), whole.subarray(0, whole.length - 20));
  await emptyTable();
  await assert.rejects(lake.run(COPY), { code: '100205', message: /t_part0005\.csv\.gz/ });
  assert.deepEqual(await totals(), [0, 0, null]);
  await lake.put(key(5), whole);
});

test('parts of JSON lines go through a SELECT, each with its own name', async () => {
  for (const number of [1, 2, 3]) {
    const lines = Array.from({ length: ROWS }, (_, i) => JSON.stringify({ id: number * 1000 + i }));
    await lake.put(`raw/json-parts/e_part000${number}.json.gz`, gzipSync(`${lines.join('\n')}\n`));
  }
  await lake.run('CREATE OR REPLACE TABLE j (id NUMBER(38,0), file VARCHAR)');
  const { rows } = await lake.run(
    'COPY INTO j FROM (SELECT $1:id::NUMBER(38,0), METADATA$FILENAME FROM @files/json-parts/) FILE_FORMAT = (TYPE = JSON)',
  );
  assert.deepEqual(
    rows.map(row => row.rows_loaded),
    [ROWS, ROWS, ROWS],
  );
  const files = await lake.run('SELECT file, COUNT(*) AS n, MIN(id) AS first FROM j GROUP BY 1 ORDER BY 1');
  assert.deepEqual(
    files.rows.map(row => [row.FILE, row.N, row.FIRST]),
    [1, 2, 3].map(number => [`raw/json-parts/e_part000${number}.json.gz`, ROWS, number * 1000]),
  );
});
