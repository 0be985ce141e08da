import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../src/adapters/shell.ts';

/** One error that is provoked, and the entry that must be named. */
export interface Case {
  /** The catalogue's entry. */
  readonly id: string;
  /** What is done to provoke it. */
  readonly what: string;
  /** A real tool meets a server of the test that answers with the documented words: what no endpoint of ours can say by itself. */
  readonly replayed?: true;
  /** Gives the error as the lab sees it; throws when nothing went wrong. */
  provoke(signal: AbortSignal): Promise<unknown>;
}

/** Cases that share servers. */
export interface Group {
  readonly name: string;
  /** How many cases may run at the same time: their programs are slow to start and do not meet. One by default. */
  readonly parallel?: number;
  /** Starts what the cases need; `undefined` where this machine has not got it, with the reason told to `report`. */
  open(report: (line: string) => void, signal: AbortSignal): Promise<OpenGroup | undefined>;
}

export interface OpenGroup {
  readonly cases: readonly Case[];
  close(): Promise<void>;
}

/** The error that `work` must end with. @throws Error when it succeeds. */
export async function failureOf(work: Promise<unknown> | (() => Promise<unknown>)): Promise<unknown> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return error;
  }
  throw new Error('It succeeded, so nothing was provoked.');
}

export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** What a program said that ended with an error, as the lab has it from its shell. @throws Error when it ends well. */
export async function saidBy({ path, args, ...options }: Program, signal: AbortSignal): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram(path, args, { ...options, timeout: 60_000, signal });
  if (exitCode === 0) throw new Error(`${path} ended well, so nothing was provoked:\n${stdout}\n${stderr}`);
  return `${stdout}\n${stderr}`;
}

/** A temporary folder whose name has a blank and an accent. */
export async function newFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'diagnostic é ')));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A port of 127.0.0.1 on which nothing listens. */
export function closedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
