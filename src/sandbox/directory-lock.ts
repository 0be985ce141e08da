import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A local address that stands for a folder. The system frees it when its owner ends, however it ends. */
function addressOf(folder: string): { readonly address: string; readonly file: string | undefined } {
  const digest = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32);
  const name = `shopstream-sandbox-${digest}`;
  if (process.platform === 'win32') return { address: `\\\\.\\pipe\\${name}`, file: undefined };
  if (process.platform === 'linux') return { address: `\0${name}`, file: undefined };
  const file = join(tmpdir(), `${name}.sock`);
  return { address: file, file };
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => socket.destroy());
    server.once('error', reject);
    server.listen(address, () => resolve(server));
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(address);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function inUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** Holds a folder for this process alone. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Takes a folder, so that no second process writes to it.
 * @throws Error with code `ELOCKED` when another process has it.
 */
export async function lockDirectory(folder: string): Promise<DirectoryLock> {
  const { address, file } = addressOf(folder);
  let server: Server;
  try {
    server = await listen(address);
  } catch (error) {
    if (!inUse(error)) throw error;
    const stale = file !== undefined && !(await answers(address));
    if (!stale) {
      throw Object.assign(new Error(`Another process already serves ${folder}.`, { cause: error }), {
        code: 'ELOCKED',
      });
    }
    rmSync(file, { force: true });
    server = await listen(address);
  }
  server.unref();
  const held = server;
  return { release: () => new Promise(resolve => held.close(() => resolve())) };
}
