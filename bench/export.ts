/**
 * Exporting a table to a file, against psql's \copy with the same statement from the same server.
 * `node dist/bench/export.js [SCALE] [--rounds=5]`. What the lab does on the way to S3 is part of its time: it counts rows.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TableName } from '../steps/01-postgres/schema.ts';
import { dataset } from '../steps/02-data/generator/dataset.ts';
import { loadDataset } from '../steps/02-data/load.ts';
import { scanBytes } from '../steps/04-export/contents.ts';
import { RowCounter } from '../steps/04-export/row-counter.ts';
import { copyStatement } from '../steps/04-export/source.ts';
import { type Bench, median, numbersOf, option, runPsql, spread, withServer } from './measure.ts';

async function ours({ postgres }: Bench, table: TableName, file: string): Promise<number> {
  const began = performance.now();
  const counter = new RowCounter(table);
  const counting = new Transform({
    highWaterMark: 1024 * 1024,
    transform(chunk: Buffer, _, done) {
      counter.push(chunk);
      done(null, chunk);
    },
  });
  await pipeline(await postgres.copyOut(copyStatement(table)), counting, createWriteStream(file));
  return performance.now() - began;
}

async function compare(bench: Bench, table: TableName, rounds: number): Promise<void> {
  const [mine, theirs] = [join(bench.folder, 'ours'), join(bench.folder, 'theirs')];
  const script = join(bench.folder, `${table}.sql`);
  await writeFile(script, `\\${copyStatement(table).replace('STDOUT', `'${theirs}'`)}\n`);
  const own: number[] = [];
  const psql: number[] = [];
  for (let round = 0; round < rounds; round++) {
    own.push(await ours(bench, table, mine));
    psql.push(await runPsql(bench, script));
  }
  const { size, checksum } = await scanBytes(createReadStream(mine), table);
  if (checksum !== (await scanBytes(createReadStream(theirs), table)).checksum)
    throw new Error(`The two exports of ${table} differ.`);
  const ratios = own.map((ms, round) => ms / (psql[round] ?? Number.NaN));
  console.log(
    [
      `| ${table}`,
      `${(size / 1e6).toFixed(1)} MB`,
      spread(own),
      spread(psql),
      (median(own) / median(psql)).toFixed(2),
      `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`,
      `${(size / 1000 / median(own)).toFixed(0)} |`,
    ].join(' | '),
  );
}

const [scale = 10] = numbersOf(process.argv.slice(2), [10]);
await withServer(async bench => {
  const report = { progress() {}, log() {}, signal: new AbortController().signal };
  await bench.postgres.transaction(tx => loadDataset(tx, dataset(scale), report));
  console.log(`| scale ${scale} | size | export | psql \\copy | ratio | by round | MB/s |`);
  console.log('|---|---|---|---|---|---|---|');
  for (const table of ['orders', 'order_items', 'events'] as const)
    await compare(bench, table, option('rounds', 5));
  const memory = (process.resourceUsage().maxRSS * 1024) / 1e6;
  console.log(`\nLargest memory of this process, the load included: ${Math.round(memory)} MB`);
});
