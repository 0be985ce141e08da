/** Generates and loads one data set, and prints what it took: the process that `load.ts` measures. */
import { createPostgres, type PostgresConnection } from '../src/adapters/postgres.ts';
import { dataset } from '../steps/02-data/generator/dataset.ts';
import { loadDataset } from '../steps/02-data/load.ts';

export interface Loaded {
  /** From before the generator is made until the transaction is committed, connecting included. */
  readonly ms: number;
  /** Largest resident memory of the process, in megabytes (10^6 bytes). */
  readonly memory: number;
}

const connection = JSON.parse(process.env.BENCH_CONNECTION ?? '') as PostgresConnection;
// The driver's import is the lab's start, not its load.
await Promise.all([import('pg'), import('pg-copy-streams')]);
const began = performance.now();
const { port, close } = createPostgres(connection);
try {
  const report = { progress() {}, log() {}, signal: new AbortController().signal };
  await port.transaction(tx => loadDataset(tx, dataset(Number(process.argv[2])), report));
} finally {
  await close();
}
const loaded: Loaded = {
  ms: performance.now() - began,
  memory: (process.resourceUsage().maxRSS * 1024) / 1e6,
};
console.log(JSON.stringify(loaded));
