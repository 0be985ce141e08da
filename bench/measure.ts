/** What the benchmarks of data share: a server of their own, psql, medians. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createPostgres, type PostgresConnection } from '../src/adapters/postgres.ts';
import { sqlScript } from '../src/lab/content.ts';
import type { Postgres } from '../src/ports/postgres.ts';
import { removePostgres, startPostgres } from '../src/sandbox/postgres/main.ts';

/** A fresh server with the six empty tables. */
export interface Bench {
  readonly folder: string;
  readonly connection: PostgresConnection;
  readonly postgres: Postgres;
  readonly psql: string;
}

/** Runs `work` on a fresh server, and removes it afterwards. */
export async function withServer(work: (bench: Bench) => Promise<void>): Promise<void> {
  const psql = await findPsql();
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-bench-'));
  const dataDir = join(folder, 'pg');
  const account = { user: 'shopstream', password: 'bench' };
  const server = await startPostgres({ port: 0, dataDir, ...account });
  try {
    const to = (database: string) => ({ host: '127.0.0.1', port: server.port, ...account, database });
    const admin = createPostgres(to('postgres'));
    await admin.port.execute(sqlScript('postgres/create-database.sql')).finally(() => admin.close());
    const connection = to('shopstream');
    const { port: postgres, close } = createPostgres(connection);
    try {
      await postgres.execute(sqlScript('postgres/tables.sql'));
      await postgres.execute(sqlScript('postgres/keys.sql'));
      await work({ folder, connection, postgres, psql });
    } finally {
      await close();
    }
  } finally {
    await server.stop();
    await removePostgres(dataDir);
    await rm(folder, { recursive: true, force: true });
  }
}

/** psql on PATH, or where Debian's packages put it. */
async function findPsql(): Promise<string> {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? await readdir(debian) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map(version => join(debian, version, 'bin')),
  ];
  const found = folders.map(folder => join(folder, 'psql')).find(path => existsSync(path));
  if (found === undefined) throw new Error('The benchmarks compare with psql: install it first.');
  return found;
}

/** Runs a psql script and returns its wall-clock milliseconds, from spawn to exit. */
export async function runPsql({ psql, connection }: Bench, script: string): Promise<number> {
  const began = performance.now();
  const child = spawn(psql, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-f', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PGHOST: connection.host,
      PGPORT: String(connection.port),
      PGUSER: connection.user,
      PGPASSWORD: connection.password,
      PGDATABASE: connection.database,
    },
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`psql ended with code ${code}.`);
  return performance.now() - began;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** `1.23 s [1.10-1.40]`. */
export function spread(values: readonly number[]): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  return `${seconds(median(values))} s [${seconds(Math.min(...values))}-${seconds(Math.max(...values))}]`;
}

/** Integers of the command line, or these. */
export function numbersOf(words: readonly string[], otherwise: readonly number[]): readonly number[] {
  const numbers = words.map(Number).filter(number => Number.isInteger(number) && number > 0);
  return numbers.length > 0 ? numbers : otherwise;
}

/** The value of `--name=VALUE` as a number. */
export function option(name: string, otherwise: number): number {
  const word = process.argv.find(argument => argument.startsWith(`--${name}=`));
  return word === undefined ? otherwise : Number(word.slice(name.length + 3));
}
