import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Engine } from './engine.ts';

let folder: string;
let engine: Engine;
before(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'shopstream-engine-')));
  mkdirSync(join(folder, 'data', 'tmp'), { recursive: true });
  engine = await Engine.open(join(folder, 'data'), join(folder, 'data', 'tmp'));
});
after(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

test('nothing of the machine can be read, written or loaded, whatever reaches DuckDB', async () => {
  writeFileSync(join(folder, 'outside.csv'), 'a\n1\n');
  const connection = await engine.connect();
  const attempts = [
    `SELECT * FROM read_csv('${folder}/outside.csv')`,
    `SELECT * FROM '${folder}/outside.csv'`,
    `SELECT * FROM read_text('${folder}/data/../outside.csv')`,
    `SELECT * FROM glob('/etc/*')`,
    `COPY (SELECT 1) TO '${folder}/written.csv'`,
    `ATTACH '${folder}/other.duckdb'`,
    'INSTALL httpfs',
    "LOAD '/tmp/x.duckdb_extension'",
    'SET enable_external_access = true',
    "SET allowed_directories = ['/']",
    "SET memory_limit = '100GB'",
  ];
  try {
    for (const sql of attempts) await assert.rejects(connection.run(sql), sql);
  } finally {
    connection.closeSync();
  }
});

test("files in the folder for temporary files can be read, and the time zone is the session's", async () => {
  const path = join(folder, 'data', 'tmp', 'inside.csv');
  writeFileSync(path, 'a\n1\n2\n');
  const [first, second] = [await engine.connect(), await engine.connect()];
  try {
    const rows = (await first.runAndReadAll(`SELECT sum(a) FROM read_csv('${path}')`)).getRowsJS();
    assert.equal(Number(rows[0]?.[0]), 3);
    await first.run("SET TimeZone = 'Europe/Paris'");
    const zone = "SELECT current_setting('TimeZone')";
    assert.equal((await first.runAndReadAll(zone)).getRowsJS()[0]?.[0], 'Europe/Paris');
    assert.equal((await second.runAndReadAll(zone)).getRowsJS()[0]?.[0], 'UTC');
  } finally {
    first.closeSync();
    second.closeSync();
  }
});
