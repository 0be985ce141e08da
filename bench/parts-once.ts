/** One export in parts, and its verification, in a process of its own: prints its milliseconds and its largest memory as JSON. */
import process from 'node:process';
import { createObjectStore } from '../src/adapters/object-store.ts';
import { createPostgres, type PostgresConnection } from '../src/adapters/postgres.ts';
import type { AnyStep, LabSettings } from '../src/lab/lab.ts';
import type { Ports, ReaderPorts } from '../src/ports/ports.ts';
import { events } from '../steps/04-export/events.ts';
import { tables } from '../steps/04-export/tables.ts';

/** What the benchmark tells the process, as JSON in its last argument. */
export interface PartsRun {
  readonly connection: PostgresConnection;
  readonly s3: { readonly endpoint: string; readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly bucket: string;
  readonly partBytes: number;
  readonly what: 'export' | 'verify';
}

/** What the process answers. */
export interface PartsMeasured {
  readonly milliseconds: number;
  /** Megabytes, the largest resident size. */
  readonly memory: number;
}

const { connection, s3, bucket, partBytes, what } = JSON.parse(process.argv.at(-1) ?? '') as PartsRun;
const postgres = createPostgres(connection);
const store = createObjectStore({ endpoint: s3.endpoint, region: 'eu-west-3', credentials: async () => s3 });
const settings: LabSettings = {
  target: 'sandbox',
  student: 'bench',
  bucket,
  region: 'eu-west-3',
  lang: 'en',
  workspace: '/nowhere',
  scale: undefined,
  seed: undefined,
  lineage: 'bench',
  partBytes,
};
// The steps of this chapter need these two ports and no other.
const ports: Pick<Ports, 'postgres' | 'objectStore'> = { postgres: postgres.port, objectStore: store.port };
const readers: Pick<ReaderPorts, 'postgres' | 'objectStore'> = ports;
const signal = new AbortController().signal;

async function work(step: AnyStep): Promise<void> {
  if (what === 'export') {
    const report = { progress() {}, log() {}, exportDate: () => '2025-12-31' };
    await step.execute({ ports: ports as Ports, settings, signal, ...report });
    return;
  }
  const { checks } = await step.verify({ ports: readers as ReaderPorts, settings, signal });
  const wrong = checks.find(check => check.verdict !== 'passed');
  if (wrong !== undefined) throw new Error(`${wrong.id}: ${wrong.expected} / ${wrong.actual}`);
}

const began = performance.now();
for (const step of [tables, events]) await work(step);
const measured: PartsMeasured = {
  milliseconds: performance.now() - began,
  memory: (process.resourceUsage().maxRSS * 1024) / 1e6,
};
await Promise.all([postgres.close(), store.close()]);
console.log(JSON.stringify(measured));
