/** Where the cluster lives, and who owns it. */
import { chmod, lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Account, canReach, give, isOwnFolder, serverAccount } from './account.ts';
import { findNativeFolder, type Programs, usablePrograms } from './binaries.ts';
import { PostgresError } from './errors.ts';
import { candidateFolders, isSafePath } from './platform.ts';

/** A folder of the sandbox's PostgreSQL, ready to be used. */
export interface ServerFolder {
  /** Holds everything below; mode 0700. */
  readonly root: string;
  /** PostgreSQL's data directory: it exists only once it is complete. */
  readonly cluster: string;
  readonly log: string;
  /** The cluster's fingerprint (`probe.ts`), once it has been started. */
  readonly fingerprint: string;
  /** The account the server runs as; `undefined`: ours. */
  readonly account: Account | undefined;
  readonly programs: Programs;
}

/** Name of the data directory inside `root`; relative, because every program runs in `root`. */
export const CLUSTER = 'cluster';

/** What we make in `root`: the only entries that are removed from a folder somebody else chose. */
const OURS =
  /^(cluster(-[0-9a-f]+)?|binaries-.*|server\.log(\.1)?|fingerprint|residence|password-[0-9a-f]+|(initdb|pg_ctl)\.out)$/;

function candidates(dataDir: string): readonly string[] {
  return candidateFolders({
    platform: process.platform,
    dataDir: resolve(dataDir),
    root: process.getuid?.() === 0,
    env: process.env,
    tmpdir: tmpdir(),
  });
}

async function isUsable(folder: string, account: Account | undefined): Promise<boolean> {
  if (!isSafePath(process.platform, folder)) return false;
  return account === undefined || (await canReach(folder, account));
}

async function holdsCluster(folder: string): Promise<boolean> {
  const entry = await lstat(join(folder, CLUSTER)).catch(() => undefined);
  return entry?.isDirectory() ?? false;
}

/** Makes the folder for `dataDir`: the one that holds its cluster already, else the first in which PostgreSQL can work. */
async function placeRoot(dataDir: string, account: Account | undefined): Promise<string> {
  const usable: string[] = [];
  for (const folder of candidates(dataDir)) if (await isUsable(folder, account)) usable.push(folder);
  for (const folder of usable) {
    if (!(await holdsCluster(folder))) continue;
    await makeRoot(folder, account);
    return folder;
  }
  let refusal: unknown;
  for (const folder of usable) {
    try {
      await makeRoot(folder, account);
      return folder;
    } catch (error) {
      // The wanted folder is the caller's to mend; a shared place of the machine may be closed or read-only.
      if (error instanceof PostgresError || folder === resolve(dataDir)) throw error;
      refusal = error;
    }
  }
  throw new PostgresError(
    'POSTGRES_FOLDER',
    `PostgreSQL can use neither ${dataDir} nor the machine's shared folders for its data.`,
    refusal,
  );
}

async function makeRoot(root: string, account: Account | undefined): Promise<void> {
  try {
    await mkdir(root, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (!(await isOwnFolder(root, account))) {
    throw new PostgresError(
      'POSTGRES_FOLDER',
      `${root} is not a folder of ours: it is a link, or somebody else's.`,
    );
  }
  await chmod(root, 0o700);
  await give(root, account);
}

/**
 * Prepares the folder of `dataDir` and the programs for it.
 * @throws PostgresError POSTGRES_FOLDER when no place can be written, or what `usablePrograms` throws.
 */
export async function openFolder(dataDir: string): Promise<ServerFolder> {
  const account = await serverAccount();
  try {
    await mkdir(dirname(resolve(dataDir)), { recursive: true });
    const root = await placeRoot(dataDir, account);
    return {
      ...paths(root),
      account,
      programs: await usablePrograms(root, account, await findNativeFolder()),
    };
  } catch (error) {
    if (error instanceof PostgresError) throw error;
    throw new PostgresError(
      'POSTGRES_FOLDER',
      `The data folder of PostgreSQL cannot be written: ${(error as Error).message}`,
      error,
    );
  }
}

function paths(root: string): Pick<ServerFolder, 'root' | 'cluster' | 'log' | 'fingerprint'> {
  return {
    root,
    cluster: join(root, CLUSTER),
    log: join(root, 'server.log'),
    fingerprint: join(root, 'fingerprint'),
  };
}

/** The folders of `dataDir` that hold a cluster: one at most, unless the lab was run by several accounts. */
export async function foldersWithCluster(dataDir: string): Promise<readonly ServerFolder[]> {
  const account = await serverAccount();
  const found: ServerFolder[] = [];
  for (const root of candidates(dataDir)) {
    if (!(await holdsCluster(root)) || !(await isOwnFolder(root, account))) continue;
    found.push({
      ...paths(root),
      account,
      programs: await usablePrograms(root, account, await findNativeFolder()),
    });
  }
  return found;
}

/** Removes what an interrupted start left: unfinished clusters and password files. */
export async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (/^(cluster|password|binaries-.*)-[0-9a-f]{8}$/.test(name)) {
      // An initdb whose owner was killed may still be writing there: the next start removes what is left.
      await rm(join(root, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
    }
  }
}

/** Removes every file made for `dataDir`, wherever it was put; the server must be stopped. */
export async function removeFolders(dataDir: string): Promise<void> {
  const account = await serverAccount();
  for (const root of candidates(dataDir)) {
    if (!(await isOwnFolder(root, account))) continue;
    for (const name of await readdir(root)) {
      if (OURS.test(name)) await rm(join(root, name), { recursive: true, force: true, maxRetries: 5 });
    }
    await rmdir(root).catch((error: NodeJS.ErrnoException) => {
      // Something that is not ours lies beside the cluster: it stays.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  }
}

/** Keeps one older server log, so that the log of a long course stays small. */
export async function rotateLog(log: string, limit = 5_000_000): Promise<void> {
  const entry = await lstat(log).catch(() => undefined);
  if (entry !== undefined && entry.size > limit) await rename(log, `${log}.1`);
}
