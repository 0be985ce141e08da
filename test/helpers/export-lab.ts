import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import {
  createPostgres,
  createPostgresReader,
  type PostgresConnection,
} from '../../src/adapters/postgres.ts';
import { bucketName, type ExecuteContext, type LabSettings, sqlScript } from '../../src/lab/lab.ts';
import type { CheckContext } from '../../src/lab/step.ts';
import type { ObjectStore, ObjectStoreReader } from '../../src/ports/object-store.ts';
import type { Opened } from '../../src/ports/opened.ts';
import type { Ports, ReaderPorts } from '../../src/ports/ports.ts';
import type { Postgres, PostgresReader } from '../../src/ports/postgres.ts';
import { removePostgres, startPostgres } from '../../src/sandbox/postgres/main.ts';
import { startS3 } from '../../src/sandbox/s3/main.ts';
import { dataset } from '../../steps/02-data/generator/dataset.ts';
import { loadDataset } from '../../steps/02-data/load.ts';

const REGION = 'eu-west-3';
const signal = new AbortController().signal;

/** How another process enters the same services. */
export interface ExportAddresses {
  readonly postgres: PostgresConnection;
  readonly s3: { readonly endpoint: string; readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What the chapter `export` stands on: PostgreSQL with the data set, and S3 with the bucket. */
export interface ExportLab {
  readonly postgres: Postgres;
  readonly reader: PostgresReader;
  readonly store: ObjectStore;
  readonly settings: LabSettings;
  readonly addresses: ExportAddresses;
  executing(of?: Partial<ExecuteContext>): ExecuteContext;
  checking(of?: Partial<LabSettings>, objectStore?: ObjectStoreReader): CheckContext;
  close(): Promise<void>;
}

/** Settings of a test's lab. */
export const EXPORT_SETTINGS: LabSettings = {
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

/** The clients of a lab's services. */
export function openExportPorts({ postgres, s3 }: ExportAddresses) {
  return {
    postgres: createPostgres(postgres),
    reader: createPostgresReader(postgres),
    store: createObjectStore({ endpoint: s3.endpoint, region: REGION, credentials: async () => s3 }),
  };
}

/** Starts both services, on free ports and in a temporary folder, with the data set of `scale`; exports go to `date`. */
export async function openExportLab(scale: number, date: string): Promise<ExportLab> {
  const folder = await mkdtemp(join(tmpdir(), 'chapter-export-'));
  const account = { user: 'shopstream', password: 'secret' };
  const admin = {
    accessKeyId: 'AKIAEXPORTEXAMPLE001',
    secretAccessKey: 'secret-of-the-administrator-key-0001',
  };
  const [server, s3] = await Promise.all([
    startPostgres({ port: 0, dataDir: join(folder, 'pg'), ...account }),
    startS3({
      port: 0,
      dataDir: join(folder, 's3'),
      account: '123456789012',
      region: REGION,
      admin,
      principals: [],
    }),
  ]);
  const addresses = {
    postgres: { host: '127.0.0.1', port: server.port, ...account, database: 'postgres' },
    s3: { endpoint: `http://127.0.0.1:${s3.port}`, ...admin },
  };
  const opened = openExportPorts(addresses);
  const [postgres, reader, store] = [opened.postgres.port, opened.reader.port, opened.store.port];
  await postgres.execute(sqlScript('postgres/tables.sql'));
  await postgres.transaction(tx => loadDataset(tx, dataset(scale), { progress() {}, log() {}, signal }));
  await store.createBucket(EXPORT_SETTINGS.bucket);
  return {
    ...{ postgres, reader, store, addresses },
    settings: EXPORT_SETTINGS,
    // The steps of this chapter need these two ports and no other.
    executing: of => ({
      ports: { postgres, objectStore: store } as Ports,
      settings: EXPORT_SETTINGS,
      signal,
      exportDate: () => date,
      progress() {},
      log() {},
      ...of,
    }),
    checking(of = {}, objectStore = store) {
      const ports: Pick<ReaderPorts, 'postgres' | 'objectStore'> = { postgres: reader, objectStore };
      return { ports: ports as ReaderPorts, settings: { ...EXPORT_SETTINGS, ...of }, signal };
    },
    async close() {
      await Promise.all(
        [opened.postgres, opened.reader, opened.store].map((port: Opened<unknown>) => port.close()),
      );
      await Promise.all([server.stop(), s3.stop()]);
      await removePostgres(join(folder, 'pg'));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
