import { mkdirSync, realpathSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { lockDirectory } from '../directory-lock.ts';
import type { RunningService } from '../service.ts';
import { CredentialBook, type StaticPrincipal } from './credentials.ts';
import { IamStore } from './iam-store.ts';
import { createHttpServer } from './server.ts';
import { Store } from './store.ts';

export interface S3Options {
  /** 0: a free one. */
  readonly port: number;
  /** Everything that is kept; one process at a time. */
  readonly dataDir: string;
  /** The sandbox's AWS account: twelve digits. */
  readonly account: string;
  /** The region of the data lake. */
  readonly region: string;
  /** The administrator's access key: what the handout does in the AWS console. */
  readonly admin: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Principals of other accounts, such as Snowflake's own IAM user: they may do what policies of roles and buckets give them. */
  readonly principals: readonly StaticPrincipal[];
}

/** How long requests under way may take to end when the service stops, in milliseconds. */
const GRACE = 2000;

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/**
 * Starts S3, IAM and STS on one port of 127.0.0.1. What was acknowledged is kept in `dataDir`, also through a `kill -9`.
 * @throws Error with code `EADDRINUSE` (port taken), `ELOCKED` (another process serves the folder), or a file system's.
 */
export async function startS3(
  options: S3Options,
  clock: () => number = () => Date.now(),
): Promise<RunningService> {
  const { account, region, admin, principals } = options;
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = realpathSync(options.dataDir);
  const lock = await lockDirectory(dataDir);
  let store: Store | undefined;
  try {
    store = new Store(dataDir);
    const iam = new IamStore(join(dataDir, 'iam.json'));
    const book = new CredentialBook(iam, account, admin, principals);
    const server = createHttpServer({ store, iam, book, account, region, clock });
    const port = await listen(server, options.port);
    return { port, stop: stopOnce(server, store, lock.release) };
  } catch (error) {
    store?.close();
    await lock.release();
    throw error;
  }
}

function stopOnce(server: Server, store: Store, unlock: () => Promise<void>): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= close(server)
      .finally(() => store.close())
      .finally(unlock);
    return stopped;
  };
}
