import type { RunningService } from '../service.ts';
import { codeOf, messageOf } from './errors.ts';
import { listenLocally, localAddress, waitUntilFree } from './local-socket.ts';
import { isPortFree } from './ports.ts';

/** The host's first message to a service's process: by message and not by argument, because it holds passwords. */
export interface StartOrder<Options = unknown> {
  readonly home: string;
  readonly name: string;
  readonly options: Options & { readonly port: number };
}

/** What a service's process answers, once. */
export type StartOutcome =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** A predecessor whose host was killed stops by itself; this long in milliseconds is given to it. */
const PREDECESSOR_LIMIT = 20_000;

/**
 * The life of a service's process: waits for its order, starts the service with `start`, answers, and stops it when the
 * host says so or is gone. One process a service and home: a predecessor is waited for.
 */
export function runServiceProcess<Options>(
  start: (order: StartOrder<Options>) => Promise<RunningService>,
): void {
  let running: Promise<RunningService | undefined> = Promise.resolve(undefined);
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    const service = await running;
    try {
      await service?.stop();
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  };
  process.once('message', (order: StartOrder<Options>) => {
    running = begin(order, start);
  });
  process.once('disconnect', end);
  process.on('SIGTERM', end);
  // A terminal's signals are for the owners: the services stop when those let go.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
}

async function begin<Options>(
  order: StartOrder<Options>,
  start: (order: StartOrder<Options>) => Promise<RunningService>,
): Promise<RunningService | undefined> {
  try {
    await becomeTheOnlyOne(order);
    const service = await start(order);
    report({ type: 'ready' });
    return service;
  } catch (error) {
    console.error(error);
    report({ type: 'failed', code: codeOf(error, 'SANDBOX_SERVICE'), message: messageOf(error) });
    return undefined;
  }
}

async function becomeTheOnlyOne({ home, name }: StartOrder): Promise<void> {
  const address = localAddress(home, name);
  const presence =
    (await waitUntilFree(address, PREDECESSOR_LIMIT)) && (await listenLocally(address, () => {}));
  if (!presence) {
    throw Object.assign(new Error(`Another process still runs ${name} for ${home}.`), { code: 'EBUSY' });
  }
}

/** @throws an error with code `EADDRINUSE` when something else listens on `port`. */
export async function claimPort(port: number): Promise<void> {
  if (await isPortFree(port)) return;
  throw Object.assign(new Error(`Port ${port} of 127.0.0.1 is taken by another program.`), {
    code: 'EADDRINUSE',
  });
}

function report(outcome: StartOutcome): void {
  process.send?.(outcome);
}
