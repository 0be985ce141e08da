import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** Who holds the lab. */
export interface Holder {
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** What it is doing, for example `run`. */
  readonly command: string;
}

export interface Lock {
  release(): Promise<void>;
}

/** Longer than any local answer takes; the holder may be suspended. */
const ANSWER_TIMEOUT = 300;

/**
 * The address of a home's lock: a local socket, because the system frees it the moment its process ends, however it
 * ends (measured: free 1 ms after kill -9, where lock files kept the next start waiting for seconds).
 */
export function lockAddress(home: string, platform: NodeJS.Platform = process.platform): string {
  const name = `shopstream-lab-${createHash('sha256').update(home).digest('hex').slice(0, 24)}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`;
  // Abstract on Linux: nothing stays in the file system.
  if (platform === 'linux') return `\0${name}`;
  return join(home, 'lock.sock');
}

/** Takes the lab of `home` for this process, or tells who has it. */
export async function acquireLock(
  home: string,
  command: string,
): Promise<Lock | { readonly holder: Holder }> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const address = lockAddress(home);
  const self: Holder = { pid: process.pid, since: new Date().toISOString(), command };
  const server = await listen(address, self);
  if (server !== undefined) return lockOf(server);
  const holder = await ask(address);
  if (holder !== undefined) return { holder };
  // Nobody answers: on macOS the socket file of a killed process stays behind.
  if (!address.startsWith('\0')) await rm(address, { force: true });
  const again = await listen(address, self);
  return again === undefined ? { holder: { pid: 0, since: '', command: '' } } : lockOf(again);
}

/** Who holds the lab of `home` now, if anybody. */
export function lockHolder(home: string): Promise<Holder | undefined> {
  return ask(lockAddress(home));
}

function lockOf(server: Server): Lock {
  return { release: () => new Promise(resolve => server.close(() => resolve())) };
}

function listen(address: string, self: Holder): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket: Socket) => {
      socket.on('error', () => {});
      socket.end(JSON.stringify(self));
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

function ask(address: string): Promise<Holder | undefined> {
  return new Promise(resolve => {
    let answer = '';
    const socket = connect(address);
    const finish = () => {
      socket.destroy();
      resolve(parseHolder(answer));
    };
    socket.setTimeout(ANSWER_TIMEOUT, finish);
    socket.on('data', chunk => {
      answer += chunk;
    });
    socket.on('end', finish);
    socket.on('error', () => resolve(undefined));
  });
}

function parseHolder(answer: string): Holder | undefined {
  try {
    const { pid, since, command } = JSON.parse(answer) as Partial<Holder>;
    return typeof pid === 'number' ? { pid, since: since ?? '', command: command ?? '' } : undefined;
  } catch {
    // The socket exists but its owner does not answer (suspended): it still holds the lab.
    return answer === '' ? undefined : { pid: 0, since: '', command: '' };
  }
}
