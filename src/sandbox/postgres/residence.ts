/** Ties a cluster that lives outside the folder it was asked for to that folder, so that it does not outlive it. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { give } from './account.ts';
import type { ServerFolder } from './folder.ts';

/** In both folders, with the same content. */
export const RESIDENCE = 'residence';

const read = (folder: string): Promise<string | undefined> =>
  readFile(join(folder, RESIDENCE), 'utf8').catch(() => undefined);

/**
 * Removes the cluster of a folder that was deleted since: a new home at the same path has other passwords, and would
 * find a server that refuses them. The server must be stopped. Returns whether there was one.
 */
export async function evictDeletedHome(folder: ServerFolder, dataDir: string): Promise<boolean> {
  if (folder.root === resolve(dataDir)) return false;
  const [wanted, found] = await Promise.all([read(dataDir), read(folder.root)]);
  if (found === undefined || found === wanted) return false;
  for (const path of [folder.cluster, folder.fingerprint, join(folder.root, RESIDENCE)]) {
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
  return true;
}

/** Writes the tie for a cluster that was just made. */
export async function settleIn(folder: ServerFolder, dataDir: string): Promise<void> {
  if (folder.root === resolve(dataDir)) return;
  const id = randomUUID();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(join(dataDir, RESIDENCE), id, { mode: 0o600 });
  const inside = join(folder.root, RESIDENCE);
  await writeFile(inside, id, { mode: 0o600 });
  await give(inside, folder.account);
}
