/**
 * Generating and loading a data set, against psql's \copy of ready files into the same server, in the same shape: one
 * transaction, keys and indexes built after the load. `node dist/bench/load.js [SCALE…] [--rounds=5]`
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sqlScript } from '../src/lab/content.ts';
import { type Dataset, dataset, TABLE_NAMES } from '../steps/02-data/generator/dataset.ts';
import { copyStatement, counterStatement, TRUNCATE } from '../steps/02-data/load.ts';
import type { Loaded } from './load-once.ts';
import { type Bench, median, numbersOf, option, runPsql, spread, withServer } from './measure.ts';

const LOAD_ONCE = fileURLToPath(new URL(`./load-once${import.meta.url.slice(-3)}`, import.meta.url));

/** A process of its own, as the lab is, so that its memory can be told. */
async function ours({ connection }: Bench, scale: number): Promise<Loaded> {
  const { stdout } = await promisify(execFile)(process.execPath, [LOAD_ONCE, String(scale)], {
    env: { ...process.env, BENCH_CONNECTION: JSON.stringify(connection) },
  });
  return JSON.parse(stdout) as Loaded;
}

async function writeFiles(bench: Bench, data: Dataset): Promise<string> {
  for (const table of TABLE_NAMES) {
    const file = createWriteStream(join(bench.folder, `${table}.tsv`));
    for (const chunk of data.chunks(table)) if (!file.write(chunk)) await once(file, 'drain');
    file.end();
    await once(file, 'finish');
  }
  const copies = TABLE_NAMES.map(
    table => `\\${copyStatement(table).replace('STDIN', `'${join(bench.folder, `${table}.tsv`)}'`)}`,
  );
  const script = join(bench.folder, 'load.sql');
  await writeFile(
    script,
    [
      'BEGIN;',
      `${TRUNCATE};`,
      sqlScript('postgres/drop-keys.sql'),
      ...copies,
      sqlScript('postgres/keys.sql'),
      ...TABLE_NAMES.map(table => `${counterStatement(table)};`),
      'COMMIT;',
    ].join('\n'),
  );
  return script;
}

async function compare(bench: Bench, scale: number, rounds: number): Promise<void> {
  const data = dataset(scale);
  const script = await writeFiles(bench, data);
  const own: Loaded[] = [];
  const psql: number[] = [];
  // One after the other in each round, so that both meet the same machine.
  for (let round = 0; round < rounds; round++) {
    await bench.postgres.execute('CHECKPOINT');
    own.push(await ours(bench, scale));
    await bench.postgres.execute('CHECKPOINT');
    psql.push(await runPsql(bench, script));
  }
  const times = own.map(({ ms }) => ms);
  const rows = Object.values(data.rows).reduce((sum, count) => sum + count, 0);
  const ratios = times.map((ms, round) => ms / (psql[round] ?? Number.NaN));
  console.log(
    [
      `| ${scale}`,
      rows,
      spread(times),
      spread(psql),
      (median(times) / median(psql)).toFixed(2),
      `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`,
      Math.round(rows / (median(times) / 1000)),
      `${Math.round(median(own.map(({ memory }) => memory)))} MB |`,
    ].join(' | '),
  );
}

const scales = numbersOf(process.argv.slice(2), [1, 10]);
console.log('| scale | rows | generate and load | psql \\copy | ratio | by round | rows/s | memory |');
console.log('|---|---|---|---|---|---|---|---|');
await withServer(async bench => {
  for (const scale of scales) await compare(bench, scale, option('rounds', 5));
});
