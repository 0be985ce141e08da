/** PostgreSQL refuses to run as root: the account it runs as instead, and what that account may reach. */
import { chown, lstat, readFile, stat } from 'node:fs/promises';
import { dirname, parse } from 'node:path';
import { PostgresError } from './errors.ts';

/** A user of the operating system. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Accounts that exist on every Unix and own nothing. */
const UNPRIVILEGED = ['nobody', 'daemon'];

/** The first unprivileged account of an `/etc/passwd`; negative ids (macOS's nobody) cannot be switched to. */
export function unprivilegedAccount(passwd: string): Account | undefined {
  const lines = passwd.split('\n').map(line => line.split(':'));
  for (const wanted of UNPRIVILEGED) {
    const line = lines.find(fields => fields[0] === wanted);
    const uid = Number(line?.[2]);
    const gid = Number(line?.[3]);
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 && gid >= 0)
      return { name: wanted, uid, gid };
  }
  return undefined;
}

/**
 * The account to run PostgreSQL as; `undefined`: as ourselves.
 * @throws PostgresError POSTGRES_ACCOUNT for root on a machine without such an account.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const account = unprivilegedAccount(passwd);
  if (account === undefined) {
    throw new PostgresError(
      'POSTGRES_ACCOUNT',
      'PostgreSQL does not run as root, and this machine has no account "nobody" to run it as. Start the lab as an ordinary user.',
    );
  }
  return account;
}

/** Whether permission bits let `account` do `wanted` (4 read, 2 write, 1 execute or traverse); access lists are not looked at. */
export function allows(
  entry: { readonly mode: number; readonly uid: number; readonly gid: number },
  account: Account,
  wanted: number,
): boolean {
  const shift = entry.uid === account.uid ? 6 : entry.gid === account.gid ? 3 : 0;
  return ((entry.mode >> shift) & wanted) === wanted;
}

/** Whether `account` can come to `path` through all the folders above it; those that do not exist yet are made by us. */
export async function canReach(path: string, account: Account): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const entry = await stat(folder).catch(() => undefined);
    if (entry !== undefined && !allows(entry, account, 1)) return false;
    if (folder === parse(folder).root) return true;
  }
}

/** Hands one file or folder (not what is in it) to `account`. */
export async function give(path: string, account: Account | undefined): Promise<void> {
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

/** Whether `path` is a real folder of `account` or of this process: a shared place may hold one planted by somebody else. */
export async function isOwnFolder(path: string, account: Account | undefined): Promise<boolean> {
  const entry = await lstat(path).catch(() => undefined);
  if (entry === undefined || !entry.isDirectory()) return false;
  const self = process.getuid?.();
  return self === undefined || entry.uid === self || entry.uid === account?.uid;
}
