/** Makes and configures a data directory. */
import { randomBytes } from 'node:crypto';
import { appendFile, lstat, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { give } from './account.ts';
import { PostgresError } from './errors.ts';
import type { ServerFolder } from './folder.ts';
import { runProgram } from './program.ts';

const SETTINGS_FILE = 'shopstream.conf';

/**
 * Makes the cluster when there is none. initdb works in a folder with another name that is renamed at the end: a
 * cluster that exists is complete, whatever happened to the process that made it.
 * @throws PostgresError POSTGRES_INITDB with initdb's own words.
 */
export async function ensureCluster(folder: ServerFolder, user: string, password: string): Promise<boolean> {
  if ((await lstat(folder.cluster).catch(() => undefined)) !== undefined) return false;
  const suffix = randomBytes(4).toString('hex');
  const unfinished = join(folder.root, `cluster-${suffix}`);
  const passwordFile = join(folder.root, `password-${suffix}`);
  try {
    await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
    await give(passwordFile, folder.account);
    const args = [
      ...['-D', `cluster-${suffix}`, '-U', user, '--pwfile', `password-${suffix}`],
      // The machine's locale would decide otherwise: WIN1252 on a French Windows cannot store every name of the lab.
      ...['--encoding=UTF8', '--locale=C'],
      ...['--auth-host=scram-sha-256', '--auth-local=scram-sha-256'],
      // Nothing is lost that a new initdb would not make again; it saves about a third of the time.
      ...['--no-sync', '--no-instructions'],
    ];
    const result = await runProgram(folder.programs.initdb, args, folder.root, folder.account);
    if (result.exitCode !== 0) {
      throw new PostgresError(
        'POSTGRES_INITDB',
        `PostgreSQL could not prepare its data folder: ${result.output}`,
      );
    }
    await restrictAccess(unfinished);
    await moveIntoPlace(unfinished, folder.cluster);
    return true;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Loopback, any database, passwords by SCRAM, and nothing else. */
async function restrictAccess(cluster: string): Promise<void> {
  await writeFile(join(cluster, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
  await appendFile(join(cluster, 'postgresql.conf'), `\ninclude_if_exists = '${SETTINGS_FILE}'\n`);
}

/** A scanner may hold a file of a new folder open for a moment, which refuses the rename on Windows. */
async function moveIntoPlace(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (tries === 10 || (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY')) throw error;
      await new Promise(resolve => setTimeout(resolve, 50 * tries));
    }
  }
}

/** The server's settings, which the lab owns; a person's own go through ALTER SYSTEM as ever. */
export function serverSettings(port: number): string {
  const settings: Readonly<Record<string, string | number>> = {
    port,
    listen_addresses: "'127.0.0.1'",
    // Clients come by TCP on every system; a socket's path may be too long for some home folders.
    unix_socket_directories: "''",
    password_encryption: "'scram-sha-256'",
    // The same bytes on every machine, for any client.
    timezone: "'UTC'",
    log_timezone: "'UTC'",
    datestyle: "'ISO, MDY'",
    lc_messages: "'C'",
    log_line_prefix: "'%m [%p] %u@%d '",
    max_connections: 50,
    // One laptop, one person: workers that wait for big systems' loads would only take memory.
    io_method: "'sync'",
    max_logical_replication_workers: 0,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `# Written at every start of the sandbox.\n${lines.join('\n')}\n`;
}

/** Writes the settings for the next start. */
export async function configure(folder: ServerFolder, port: number): Promise<void> {
  const file = join(folder.cluster, SETTINGS_FILE);
  await writeFile(file, serverSettings(port), { mode: 0o600 });
  await give(file, folder.account);
}
