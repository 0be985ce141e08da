/**
 * An export in compressed parts to a local S3, against psql's \copy through gzip into files: five tables and the events.
 * `node bench/parts.ts [SCALE…] [--part-bytes=1000000] [--rounds=3]`. Ours is a process of its own each time.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createObjectStore } from '../src/adapters/object-store.ts';
import { startS3 } from '../src/sandbox/s3/main.ts';
import { dataset } from '../steps/02-data/generator/dataset.ts';
import { loadDataset } from '../steps/02-data/load.ts';
import { CSV_TABLES } from '../steps/04-export/objects.ts';
import { copyStatement } from '../steps/04-export/source.ts';
import { type Bench, numbersOf, option, runPsql, spread, withServer } from './measure.ts';
import type { PartsMeasured, PartsRun } from './parts-once.ts';

const BUCKET = 'bench';
const ADMIN = { accessKeyId: 'AKIABENCHEXAMPLE0001', secretAccessKey: 'secret-of-the-benchmark-key-00001' };
const program = fileURLToPath(new URL(`./parts-once${extname(import.meta.url)}`, import.meta.url));

async function once(run: PartsRun): Promise<PartsMeasured> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(run)]);
  return JSON.parse(stdout) as PartsMeasured;
}

/** psql's \copy of every table, each through gzip into a file. */
async function peer(bench: Bench): Promise<number> {
  const script = join(bench.folder, 'peer.sql');
  const lines = [...CSV_TABLES, 'events' as const].map(table => {
    const to = `PROGRAM 'gzip > "${join(bench.folder, table)}.gz"'`;
    return `\\${copyStatement(table).replace('STDOUT', to)}`;
  });
  await writeFile(script, `${lines.join('\n')}\n`);
  return runPsql(bench, script);
}

async function compare(bench: Bench, s3Port: number, scale: number, partBytes: number): Promise<void> {
  const endpoint = `http://127.0.0.1:${s3Port}`;
  const s3 = { endpoint, ...ADMIN };
  const store = createObjectStore({ endpoint, region: 'eu-west-3', credentials: async () => ADMIN });
  try {
    const run = { connection: bench.connection, s3, bucket: BUCKET, partBytes };
    const [ours, theirs, again, verified]: number[][] = [[], [], [], []];
    let memory = 0;
    let memoryOfVerify = 0;
    for (let round = 0; round < option('rounds', 3); round++) {
      await store.port.emptyBucket(BUCKET);
      const exported = await once({ ...run, what: 'export' });
      const repeated = await once({ ...run, what: 'export' });
      const checked = await once({ ...run, what: 'verify' });
      ours?.push(exported.milliseconds);
      again?.push(repeated.milliseconds);
      verified?.push(checked.milliseconds);
      memory = Math.max(memory, exported.memory);
      memoryOfVerify = Math.max(memoryOfVerify, checked.memory);
      theirs?.push(await peer(bench));
    }
    const objects = await store.port.list(BUCKET, 'raw/');
    const parts = objects.filter(({ key }) => key.endsWith('.gz'));
    const bytes = parts.reduce((sum, { size }) => sum + size, 0);
    console.log(
      [
        `| ${scale}`,
        `${parts.length} parts, ${(bytes / 1e6).toFixed(1)} MB`,
        spread(ours ?? []),
        spread(theirs ?? []),
        spread(again ?? []),
        spread(verified ?? []),
        `${Math.round(memory)} MB`,
        `${Math.round(memoryOfVerify)} MB |`,
      ].join(' | '),
    );
  } finally {
    await store.close();
  }
}

const partBytes = option('part-bytes', 1_000_000);
const scales = numbersOf(process.argv.slice(2), [10, 30]);
await withServer(async bench => {
  const s3 = await startS3({
    port: 0,
    dataDir: join(bench.folder, 's3'),
    account: '123456789012',
    region: 'eu-west-3',
    admin: ADMIN,
    principals: [],
  });
  try {
    const endpoint = `http://127.0.0.1:${s3.port}`;
    const store = createObjectStore({ endpoint, region: 'eu-west-3', credentials: async () => ADMIN });
    await store.port.createBucket(BUCKET).finally(() => store.close());
    console.log(
      '| scale | in parts | export | psql \\copy, gzip | nothing to send | verify | memory | of verify |',
    );
    console.log('|---|---|---|---|---|---|---|---|');
    for (const scale of scales) {
      const report = { progress() {}, log() {}, signal: new AbortController().signal };
      await bench.postgres.transaction(tx => loadDataset(tx, dataset(scale), report));
      await compare(bench, s3.port, scale, partBytes);
    }
  } finally {
    await s3.stop();
  }
});
