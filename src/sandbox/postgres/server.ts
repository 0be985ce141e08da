/** Starts and stops the server of a folder, and settles what an earlier process left running. */
import { readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PostgresError } from './errors.ts';
import { CLUSTER, rotateLog, type ServerFolder } from './folder.ts';
import { type Probe, probe, waitFor } from './probe.ts';
import { runProgram } from './program.ts';

/** What a running server wrote into `postmaster.pid`. */
export interface PidFile {
  readonly pid: number;
  /** `undefined` while the server is at the very beginning of its start. */
  readonly port: number | undefined;
}

/** Reads a `postmaster.pid`: its lines are pid, folder, start time, port, … */
export function parsePidFile(content: string): PidFile | undefined {
  const lines = content.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number.isInteger(port) && port > 0 ? port : undefined };
}

async function readPidFile(folder: ServerFolder): Promise<PidFile | undefined> {
  const content = await readFile(join(folder.cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
  return content === undefined ? undefined : parsePidFile(content);
}

async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // In a container whose first process collects nobody, a killed server stays as a zombie and keeps its number.
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(status);
}

/** On Linux the working directory of a postmaster is its cluster; `undefined` where that cannot be seen. */
async function worksIn(pid: number, cluster: string): Promise<boolean | undefined> {
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return folder === undefined ? undefined : folder === (await realpath(cluster));
}

async function isOurs(found: Probe, folder: ServerFolder, pid: number): Promise<boolean> {
  switch (found.kind) {
    case 'postgres': {
      const known = await readFile(folder.fingerprint, 'utf8').catch(() => undefined);
      // Without a record (killed between initdb and the end of its first start) a PostgreSQL on that port must do.
      return known === undefined || known === found.fingerprint;
    }
    case 'starting':
      return (await worksIn(pid, folder.cluster)) ?? true;
    case 'refused':
    case 'other':
    case 'silent':
      return false;
  }
}

/** The pid of a server that is running for this folder; `undefined` when there is none, whatever `postmaster.pid` says. */
async function runningServer(folder: ServerFolder): Promise<number | undefined> {
  const file = await readPidFile(folder);
  if (file === undefined || !(await isAlive(file.pid))) return undefined;
  if ((await worksIn(file.pid, folder.cluster)) === false) return undefined;
  const { port } = file;
  if (port === undefined) return (await worksIn(file.pid, folder.cluster)) ? file.pid : undefined;
  // A server that has only just begun, or is about to end, may refuse for a moment.
  const answer = await waitFor<Probe>(async () => {
    if (!(await isAlive(file.pid))) return { kind: 'refused' };
    const found = await probe(port);
    return found.kind === 'refused' ? undefined : found;
  }, 1000);
  if (answer === undefined) return (await worksIn(file.pid, folder.cluster)) ? file.pid : undefined;
  if (answer.kind === 'silent') {
    throw new PostgresError(
      'POSTGRES_BUSY',
      `Process ${file.pid} holds port ${port} for the data folder ${folder.cluster} and does not answer. End it and try again.`,
    );
  }
  return (await isOurs(answer, folder, file.pid)) ? file.pid : undefined;
}

/**
 * Stops a server that runs for this folder, and removes the `postmaster.pid` of one that no longer does.
 * Returns whether there was one to stop.
 * @throws PostgresError POSTGRES_BUSY when it cannot be told whether it is ours, POSTGRES_STOP when it does not stop.
 */
export async function settle(folder: ServerFolder): Promise<boolean> {
  if ((await runningServer(folder)) !== undefined) {
    await stopServer(folder);
    return true;
  }
  // PostgreSQL trusts the pid alone: the number may be another program's by now, and the start would be refused.
  await rm(join(folder.cluster, 'postmaster.pid'), { force: true });
  return false;
}

/** A free port of this machine. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/**
 * Checks that the server can have `port`.
 * @throws PostgresError EADDRINUSE or EACCES.
 */
export async function requireFreePort(port: number): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw portTaken(port, error);
    if (code === 'EACCES') {
      throw new PostgresError(
        'EACCES',
        `Port ${port} of 127.0.0.1 is reserved by the system: choose another one for PostgreSQL.`,
        error,
      );
    }
    throw error;
  }
}

function portTaken(port: number, cause?: unknown): PostgresError {
  return new PostgresError(
    'EADDRINUSE',
    `Port ${port} of 127.0.0.1 is taken by another program (another PostgreSQL?): stop it, or choose another port.`,
    cause,
  );
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}

/**
 * Starts the server of a configured cluster and waits until it accepts logins.
 * @throws PostgresError EADDRINUSE, or POSTGRES_START with the end of the server's log.
 */
export async function startServer(folder: ServerFolder, port: number): Promise<void> {
  await rotateLog(folder.log);
  const started = await waitFor(() => tryStart(folder, port), 10_000, 200);
  if (started === undefined) {
    throw new PostgresError(
      'POSTGRES_START',
      'Processes of a PostgreSQL that was killed do not end: restart the machine.',
    );
  }
  const answer = await probe(port);
  if (answer.kind === 'postgres') await writeFile(folder.fingerprint, answer.fingerprint, { mode: 0o600 });
}

/** `undefined`: to be tried again, because the backends of a killed server have not noticed its end yet. */
async function tryStart(folder: ServerFolder, port: number): Promise<true | undefined> {
  const before = (await readFile(folder.log, 'utf8').catch(() => '')).length;
  const args = ['start', '-w', '-t', '60', '-D', CLUSTER, '-l', 'server.log', '-s'];
  const result = await runProgram(folder.programs.pgCtl, args, folder.root, folder.account);
  if (result.exitCode === 0) return true;
  const said = (await readFile(folder.log, 'utf8').catch(() => '')).slice(before).trim();
  if (/pre-existing shared memory block/.test(said)) return undefined;
  if (/could not bind IPv[46] address/.test(said)) throw portTaken(port);
  throw new PostgresError(
    'POSTGRES_START',
    `PostgreSQL did not start: ${[result.output, said.slice(-1500)].filter(part => part !== '').join('\n')}`,
  );
}

/**
 * Stops the server of a folder: sessions are ended, what is committed is kept. No error when it does not run.
 * @throws PostgresError POSTGRES_STOP when it is still there after half a minute.
 */
export async function stopServer(folder: ServerFolder): Promise<void> {
  const stop = (mode: string) =>
    runProgram(
      folder.programs.pgCtl,
      ['stop', '-w', '-t', '30', '-m', mode, '-D', CLUSTER, '-s'],
      folder.root,
      folder.account,
    );
  let result = await stop('fast');
  if (result.exitCode === 0 || (await readPidFile(folder)) === undefined) return;
  // A backend that hangs in the system's I/O: recovery at the next start is better than a server that stays.
  result = await stop('immediate');
  if (result.exitCode === 0 || (await readPidFile(folder)) === undefined) return;
  throw new PostgresError('POSTGRES_STOP', `PostgreSQL did not stop: ${result.output}`);
}
