/** The sandbox's PostgreSQL: real server programs, started and stopped by initdb and pg_ctl alone. */
import type { RunningService } from '../service.ts';
import { configure, ensureCluster } from './cluster.ts';
import { foldersWithCluster, openFolder, removeFolders, removeLeftovers } from './folder.ts';
import { evictDeletedHome, settleIn } from './residence.ts';
import { freePort, requireFreePort, settle, startServer, stopServer } from './server.ts';

export interface PostgresOptions {
  /** Port on 127.0.0.1; 0 chooses a free one. */
  readonly port: number;
  /**
   * Folder of the server's files, made when it does not exist. Where PostgreSQL cannot work in it (root's home, a
   * path that its tools cannot take) a folder of the machine is used instead, derived from this path.
   */
  readonly dataDir: string;
  /** The role made with the cluster, a superuser; it counts at the first start only. */
  readonly user: string;
  /** Its password; it counts at the first start only. */
  readonly password: string;
  /** Told what is being done, one line each. */
  readonly log?: (line: string) => void;
}

/**
 * Starts PostgreSQL on 127.0.0.1: makes the cluster at the first start, recovers after a crash, replaces a server that
 * a killed process left running. The server accepts logins when this returns.
 * @throws PostgresError `EADDRINUSE` when the port is taken; see `PostgresFault` for the others.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningService> {
  const log = options.log ?? (() => {});
  const folder = await openFolder(options.dataDir);
  await removeLeftovers(folder.root);
  if (await settle(folder)) log('PostgreSQL: stopped the server of an earlier run');
  if (await evictDeletedHome(folder, options.dataDir))
    log('PostgreSQL: removed the data of a deleted folder');
  if (options.port !== 0) await requireFreePort(options.port);
  if (await ensureCluster(folder, options.user, options.password)) {
    await settleIn(folder, options.dataDir);
    log(`PostgreSQL: made ${folder.cluster}`);
  }
  const port = options.port === 0 ? await freePort() : options.port;
  await configure(folder, port);
  await startServer(folder, port);
  log(`PostgreSQL: listening on 127.0.0.1:${port}`);
  let stopping: Promise<void> | undefined;
  return {
    port,
    stop() {
      stopping ??= stopServer(folder);
      return stopping;
    },
  };
}

/**
 * Stops a server that was left running for `dataDir` by a process that was killed. It is found by its `postmaster.pid`
 * and proved by what answers on its port, so that no other program is touched. Returns whether there was one.
 * @throws PostgresError POSTGRES_BUSY when what holds the port does not answer, POSTGRES_STOP when it does not stop.
 */
export async function stopOrphan(dataDir: string): Promise<boolean> {
  let stopped = false;
  for (const folder of await foldersWithCluster(dataDir)) stopped = (await settle(folder)) || stopped;
  return stopped;
}

/** Stops the server of `dataDir` when it runs, and removes every file made for it, wherever that was. */
export async function removePostgres(dataDir: string): Promise<void> {
  await stopOrphan(dataDir);
  await removeFolders(dataDir);
}
