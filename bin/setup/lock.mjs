// One set-up at a time in a checkout. A local socket, because the system frees it the moment its process ends.
// Runs under the right Node only: abstract sockets are newer than Node 18.
import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';

function address() {
  const owner = `${process.getuid?.() ?? process.env.USERNAME}:${realpathSync(root)}`;
  const name = `shopstream-setup-${createHash('sha256').update(owner).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

/**
 * Runs `work` while no other process runs under the same lock; waits for its turn, calling `onWait` once if it has to.
 * @param {() => void} onWait
 * @param {() => Promise<void>} work
 */
export async function exclusively(onWait, work) {
  const path = address();
  let server = await listen(path);
  if (server === undefined) onWait();
  while (server === undefined) {
    const answered = await waitForHolder(path);
    // On macOS the socket's file outlives a killed process.
    if (!answered && process.platform === 'darwin') rmSync(path, { force: true });
    server = await listen(path);
  }
  try {
    await work();
  } finally {
    for (const socket of server.waiting) socket.destroy();
    await new Promise(resolve => server.close(resolve));
  }
}

/** The listening server, or `undefined` when another process has the address. */
function listen(path) {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => {
      server.waiting.add(socket);
      socket.on('error', () => {});
    });
    server.waiting = new Set();
    server.once('error', error => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(path, () => resolve(server));
  });
}

/** Resolves when the holder lets go; `false` when nobody answered at all. */
function waitForHolder(path) {
  return new Promise(resolve => {
    let answered = false;
    const socket = connect(path, () => {
      answered = true;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answered));
  });
}
