import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/**
 * Below every system's range of ports for outgoing connections (Linux from 32768, Windows and macOS from 49152): a port that
 * is kept for months must not be borrowed by a browser in the meantime.
 */
const RANGE = { from: 20_000, to: 32_000 } as const;

/** Whether this machine lets us listen on a port of the loopback interface now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    // EADDRINUSE, and EACCES for the ranges that Windows reserves.
    server.once('error', () => resolve(false));
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)));
  });
}

/** A free port outside `taken`. */
export async function chooseFreePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = randomInt(RANGE.from, RANGE.to);
    if (!taken.has(port) && (await isPortFree(port))) return port;
  }
}

/** Whether something answers on a port; a refusal is the only answer that means no. `timeout` in milliseconds. */
export function answers(port: number, timeout: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, LOOPBACK);
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeout, () => finish(true));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
