import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from './errors.ts';

/**
 * The address of a local socket that belongs to a home and a role. A listening socket is a lock that the system opens the
 * moment its holder ends, however it ends: there is no stale state to judge.
 */
export function localAddress(
  home: string,
  role: string,
  platform: NodeJS.Platform = process.platform,
): string {
  // The account's number where there are numbers: not every one of them has a name.
  const user = process.getuid?.() ?? process.env['USERNAME'] ?? '';
  const owner = [user, realpathSync.native(home), role].join('\n');
  const name = `shopstream-${role}-${createHash('sha256').update(owner).digest('hex').slice(0, 24)}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`;
  // Abstract on Linux: nothing stays in the file system.
  if (platform === 'linux') return `\0${name}`;
  // A socket's path has 103 bytes at most, and a home may be deep; the temporary folder of macOS is the user's own.
  return join(tmpdir(), `${name}.sock`);
}

/** Listens on `address`, or `undefined` when another process does. */
export async function listenLocally(
  address: string,
  onConnection: (socket: Socket) => void,
): Promise<Server | undefined> {
  const server = await tryListen(address, onConnection);
  if (server !== undefined || !address.startsWith('/')) return server;
  // The file of a socket outlives a killed process; one that answers belongs to a living one.
  const socket = await connectLocally(address);
  if (socket !== undefined) {
    socket.destroy();
    return undefined;
  }
  rmSync(address, { force: true });
  return tryListen(address, onConnection);
}

function tryListen(address: string, onConnection: (socket: Socket) => void): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.once('error', error => {
      if (codeOf(error, '') === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}

/** A connection to whoever listens on `address`, or `undefined` when nobody does. */
export function connectLocally(address: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.off('error', onError);
      resolve(socket);
    });
    const onError = (error: Error) => {
      const code = codeOf(error, '');
      if (code === 'ECONNREFUSED' || code === 'ENOENT' || code === 'ECONNRESET') resolve(undefined);
      else reject(error);
    };
    socket.once('error', onError);
  });
}

/**
 * Waits until nobody listens on `address` any more.
 * @returns whether that happened within `limit` milliseconds.
 */
export async function waitUntilFree(address: string, limit: number): Promise<boolean> {
  const deadline = Date.now() + limit;
  for (;;) {
    const socket = await connectLocally(address);
    if (socket === undefined) return true;
    const closed = new Promise<boolean>(resolve => {
      socket.on('error', () => {});
      socket.once('close', () => resolve(true));
      socket.resume();
    });
    const left = deadline - Date.now();
    const timer = new AbortController();
    const inTime = await Promise.race([
      closed,
      delay(Math.max(left, 0), false, { signal: timer.signal, ref: true }).catch(() => false),
    ]);
    timer.abort();
    socket.destroy();
    if (!inTime) return false;
  }
}
