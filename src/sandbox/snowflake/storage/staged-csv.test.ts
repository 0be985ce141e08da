import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { DuckDBConnection } from '@duckdb/node-api';
import { castTo, type TargetColumn } from './casts.ts';
import { type CsvFormat, DEFAULT_CSV } from './file-format.ts';
import { badRows, type FilledColumn, insertAll, insertGood } from './rows.ts';
import { cleanCsv, directCsv } from './staged-csv.ts';
import { cleanJson } from './staged-json.ts';

const FORMAT: CsvFormat = { ...DEFAULT_CSV, skipHeader: 1, enclosedBy: '"' };
const COLUMNS: readonly TargetColumn[] = [
  { name: 'ID', type: 'BIGINT', nullable: false, limit: undefined },
  { name: 'NAME', type: 'VARCHAR', nullable: true, limit: 5 },
  { name: 'AMOUNT', type: 'DECIMAL(10,2)', nullable: true, limit: undefined },
  { name: 'AT', type: 'TIMESTAMP', nullable: true, limit: undefined },
];
const SHAPE = { columns: 4, table: 'T', names: COLUMNS.map(column => column.name), lenient: false };

let folder: string;
let connection: DuckDBConnection;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shopstream-csv-'));
  const { DuckDBInstance } = await import('@duckdb/node-api');
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    'CREATE TABLE t (id BIGINT NOT NULL, name VARCHAR, amount DECIMAL(10,2), "AT" TIMESTAMP)',
  );
});

after(async () => {
  connection.closeSync();
  await rm(folder, { recursive: true });
});

async function fileOf(text: string | Buffer): Promise<string> {
  const path = join(folder, `${Math.random()}.csv`);
  await writeFile(path, text);
  return path;
}

function filled(format: CsvFormat): readonly FilledColumn[] {
  return COLUMNS.map((column, i) => ({ column, raw: `f${i + 1}`, cast: castTo(column, format, false) }));
}

async function loadedBy(insert: string): Promise<readonly unknown[][]> {
  await connection.run('DELETE FROM t');
  await connection.run(insert);
  const rows = await connection.runAndReadAll(
    'SELECT id, name, amount::VARCHAR, "AT"::VARCHAR FROM t ORDER BY id',
  );
  return rows.getRowsJson() as unknown[][];
}

test('both readers give the same rows: quotes, doubled quotes, lines in fields, NULL and empty text', async () => {
  const text =
    'id,name,amount,at\r\n1,"a ""b""",1.5,2025-12-31 08:15:00.25\r\n2,"",,\r\n3,,-2,2025-12-31T00:00:00Z\r\n4,"x\ny",3,12/05/2025 10:00:00\r\n';
  const expected = [
    ['1', 'a "b"', '1.50', '2025-12-31 08:15:00.25'],
    ['2', '', null, null],
    ['3', null, '-2.00', '2025-12-31 00:00:00'],
    ['4', 'x\ny', '3.00', '2025-12-05 10:00:00'],
  ];
  const path = await fileOf(text);
  const columns = filled(FORMAT);
  assert.deepEqual(await loadedBy(insertAll('t', directCsv(path, FORMAT, 4).sql, columns)), expected);
  const cleaned = await cleanCsv(path, FORMAT, SHAPE, join(folder, 'clean.csv'));
  assert.equal(cleaned.records, 4);
  assert.deepEqual(await loadedBy(insertGood('t', cleaned.sql, columns)), expected);
});

test("escapes, NULL_IF and TRIM_SPACE follow Snowflake's rules", async () => {
  const format: CsvFormat = { ...FORMAT, trimSpace: true, nullIf: ['\\N', 'NULL'] };
  const path = await fileOf('id,name,amount,at\n 1 , "a" ,\\N,NULL\n2,a\\,b,"NULL",\n');
  const cleaned = await cleanCsv(path, format, SHAPE, join(folder, 'clean.csv'));
  assert.deepEqual(await loadedBy(insertGood('t', cleaned.sql, filled(format))), [
    ['1', 'a', null, null],
    ['2', 'a,b', null, null],
  ]);
});

test('bad records are told with line, character and column, and only they are left out', async () => {
  const path = await fileOf(
    [
      'id,name,amount,at',
      '1,a,1,2025-01-01',
      'x,a,1,2025-01-01',
      '3,"multi',
      'line",1_000,2025-01-01',
      '4,abcdef,1,2025-01-01',
      '5,a,1',
      '6,a,1,2025-01-01,9',
      ',a,1,2025-01-01',
      '8,"a"b,1,2025-01-01',
      '9,a,99999999999,2025-01-01',
      '10,a,1,2025-13-01',
      '11,a,1,2025-01-01',
    ].join('\n'),
  );
  const cleaned = await cleanCsv(path, FORMAT, SHAPE, join(folder, 'clean.csv'));
  assert.deepEqual(
    cleaned.problems.map(({ code, row, place, column }) => [code, row, place.line, place.character, column]),
    [
      ['100068', 5, 7, 6, '"T"["AT":4]'],
      ['100016', 6, 8, 17, '"T"["AT":4]'],
      ['100065', 8, 10, 6, '"T"["NAME":2]'],
    ],
  );
  const bad = await connection.runAndReadAll(badRows(cleaned.sql, filled(FORMAT), 10));
  assert.deepEqual(
    bad.getRowObjectsJS().map(({ r, k, t, n }) => [Number(r), Number(k), t, Number(n)]),
    [
      [2, 1, 'x', 6],
      [3, 2, 'multi\nline', 6],
      [4, 2, 'abcdef', 6],
      [7, 1, null, 6],
      [9, 3, '99999999999', 6],
      [10, 4, '2025-13-01', 6],
    ],
  );
  const rows = await loadedBy(insertGood('t', cleaned.sql, filled(FORMAT)));
  assert.deepEqual(
    rows.map(([id]) => id),
    ['1', '11'],
  );
});

test('an open quote and bytes that are not UTF-8 are problems of their record', async () => {
  const open = await fileOf('id,name,amount,at\n1,a,1,2025-01-01\n2,"open,1,2025-01-01\n');
  const first = await cleanCsv(open, FORMAT, SHAPE, join(folder, 'clean.csv'));
  assert.deepEqual(
    first.problems.map(({ code, row, place }) => [code, row, place.line, place.character]),
    [['100068', 2, 3, 3]],
  );
  const latin = await fileOf(Buffer.from('id,name,amount,at\n1,\xe9t\xe9,1,2025-01-01\n', 'latin1'));
  const second = await cleanCsv(latin, FORMAT, SHAPE, join(folder, 'clean.csv'));
  assert.equal(second.problems[0]?.code, '100144');
});

test('a disk that is full ends the load with its error', {
  skip: existsSync('/dev/full') ? false : 'there is no /dev/full',
  timeout: 10_000,
}, async () => {
  const line = `1,${'x'.repeat(1000)}\n`;
  const csv = await fileOf(`id,name\n${line.repeat(500)}`);
  const json = await fileOf(`{"id":1,"name":"${'x'.repeat(1000)}"}\n`.repeat(500));
  await assert.rejects(cleanCsv(csv, FORMAT, { ...SHAPE, columns: 2 }, '/dev/full'), { code: 'ENOSPC' });
  await assert.rejects(cleanJson(json, 'T', '/dev/full'), { code: 'ENOSPC' });
});
