import { mkdirSync, realpathSync } from 'node:fs';
import type { Server } from 'node:http';
import { lockDirectory } from '../directory-lock.ts';
import type { RunningService } from '../service.ts';
import type { StorageOptions } from './account.ts';
import { ChunkStore } from './server/chunks.ts';
import { createHttpServer } from './server/http.ts';
import { openAccount } from './server/open-account.ts';
import { QueryRunner } from './server/query-runner.ts';
import type { Service } from './server/routes.ts';
import { SessionStore } from './server/session-store.ts';

export interface SnowflakeOptions {
  /** Port on 127.0.0.1; 0 chooses a free one. */
  readonly port: number;
  /** Everything that is kept; one process at a time. */
  readonly dataDir: string;
  /** What CURRENT_ACCOUNT() says; drivers may name any. */
  readonly account: string;
  /** The one user who can log in, with every right. */
  readonly user: string;
  readonly password: string;
  readonly storage: StorageOptions;
}

/** What tests turn to see in seconds what takes hours. */
export interface Timing {
  /** Milliseconds since the epoch; for the validity of tokens and sessions. */
  readonly clock: () => number;
  /** Milliseconds that a request waits for its statement before the client is told to ask again. */
  readonly patience: number;
}

const TIMING: Timing = { clock: () => Date.now(), patience: 45_000 };

/** How long requests under way may take to end when the service stops, in milliseconds. */
const GRACE = 2000;

/**
 * Starts the endpoint that speaks Snowflake's protocol on 127.0.0.1. What was acknowledged is kept in `dataDir`, also
 * through a `kill -9`; sessions and their tokens end with the process.
 * @throws Error with code `EADDRINUSE` (port taken), `ELOCKED` (another process serves the folder), or a file system's.
 */
export async function startSnowflake(
  options: SnowflakeOptions,
  timing: Timing = TIMING,
): Promise<RunningService> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = realpathSync(options.dataDir);
  const lock = await lockDirectory(dataDir);
  const closing: (() => Promise<void> | void)[] = [() => lock.release()];
  try {
    const account = await openAccount(dataDir, options);
    closing.push(() => account.engine.close());
    closing.push(() => account.warehouses.close());
    let port = 0;
    const chunks = new ChunkStore(() => `http://127.0.0.1:${port}`);
    const sessions = new SessionStore(account, timing.clock);
    closing.push(() => sessions.closeAll());
    const queries = new QueryRunner(account, chunks);
    const { user, password } = options;
    const service: Service = {
      account,
      credentials: { user, password },
      sessions,
      queries,
      chunks,
      patience: timing.patience,
    };
    const server = createHttpServer(service);
    port = await listen(server, options.port);
    closing.push(() => close(server, () => sessions.closeAll()));
    return { port, stop: once(() => closeAll(closing)) };
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Takes no more connections and ends what keeps requests waiting; their answers get a moment to leave. */
async function close(server: Server, endRequests: () => Promise<void>): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  await endRequests();
  const timer = setTimeout(() => server.closeAllConnections(), GRACE);
  server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}

/** Runs every step, last made first; the first error is thrown when all have run. */
async function closeAll(steps: readonly (() => Promise<void> | void)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of [...steps].reverse()) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
