import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

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
  const server = (await listen(address)) ?? (await takeOver(address));
  if (server === undefined) return { holder: await readHolder(home) };
  const self: Holder = { pid: process.pid, since: new Date().toISOString(), command };
  await writeFile(holderFile(home), JSON.stringify(self), { mode: 0o600 });
  return {
    release: async () => {
      await rm(holderFile(home), { force: true });
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

/** Who holds the lab of `home` now, if anybody. */
export async function lockHolder(home: string): Promise<Holder | undefined> {
  return (await isHeld(lockAddress(home))) ? readHolder(home) : undefined;
}

/** On macOS the socket file of a killed process stays behind: nobody answers there, and it may go. */
async function takeOver(address: string): Promise<Server | undefined> {
  if (await isHeld(address)) return undefined;
  if (!address.startsWith('\0')) await rm(address, { force: true });
  return listen(address);
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => socket.destroy());
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

/** The system accepts the connection for the holder, even while that is busy or suspended. */
function isHeld(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** The socket says that somebody holds the lab; this file, written by the holder, says who. */
const holderFile = (home: string): string => join(home, 'lock.json');

/** A holder may be between taking the socket and writing its file: a little patience, in milliseconds. */
const PATIENCE = 250;

async function readHolder(home: string): Promise<Holder> {
  for (const end = Date.now() + PATIENCE; ; ) {
    const holder = parseHolder(await readFile(holderFile(home), 'utf8').catch(() => ''));
    if (holder !== undefined) return holder;
    if (Date.now() > end) return { pid: 0, since: '', command: '' };
    await delay(10);
  }
}

function parseHolder(json: string): Holder | undefined {
  try {
    const { pid, since, command } = JSON.parse(json) as Partial<Holder>;
    return typeof pid === 'number' ? { pid, since: since ?? '', command: command ?? '' } : undefined;
  } catch {
    return undefined;
  }
}
