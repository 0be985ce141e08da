import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DbtEnvironment } from '../../ports/dbt.ts';

/** A program that has a virtual environment of its own. */
export type EnvironmentTool = 'dbt' | 'airflow';

/** Where the parts of a tool's virtual environment lie. */
export interface EnvironmentPaths {
  /** The virtual environment: its name carries the hash of the locked requirements. */
  readonly folder: string;
  readonly python: string;
  readonly uv: string;
  /** The program that a student calls. */
  readonly program: string;
  /** Written last: an environment without it is incomplete. */
  readonly marker: string;
  /** Held by the process that installs. */
  readonly lock: string;
}

/** The environment that belongs to the text of `requirements`; another text is another environment. */
export function environmentPaths(
  toolsDir: string,
  requirements: string,
  platform: NodeJS.Platform = process.platform,
  tool: EnvironmentTool = 'dbt',
): EnvironmentPaths {
  const hash = createHash('sha256').update(requirements.replaceAll('\r\n', '\n')).digest('hex').slice(0, 12);
  const folder = join(toolsDir, `${tool}-${hash}`);
  const program = (name: string) =>
    platform === 'win32' ? join(folder, 'Scripts', `${name}.exe`) : join(folder, 'bin', name);
  return {
    folder,
    python: program('python'),
    uv: program('uv'),
    program: program(tool),
    marker: join(folder, 'complete.json'),
    lock: `${folder}.lock`,
  };
}

/** Reads what is installed from the environment's own files; `undefined` when it is absent, incomplete or its Python is gone. */
export async function readEnvironment(paths: EnvironmentPaths): Promise<DbtEnvironment | undefined> {
  return readVenv(paths.folder, paths.python, paths.marker);
}

/** The same of an environment that the student made by hand (`python3 -m venv .venv`, then `pip install`). */
export async function readOwnEnvironment(
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<DbtEnvironment | undefined> {
  return readVenv(
    folder,
    platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python'),
  );
}

async function readVenv(
  folder: string,
  python: string,
  marker?: string,
): Promise<DbtEnvironment | undefined> {
  const found = await readPackages(folder, python, marker);
  if (found === undefined) return undefined;
  const [dbtCore, dbtSnowflake] = ['dbt_core', 'dbt_snowflake'].map(found.version);
  if (dbtCore === undefined || dbtSnowflake === undefined) return undefined;
  return { python, pythonVersion: found.pythonVersion, dbtCore, dbtSnowflake };
}

/** What a virtual environment says of itself in its files: no process is started. */
export interface InstalledPackages {
  readonly pythonVersion: string;
  /** The version of a package by its name as `site-packages` spells it; `undefined` when it is absent. */
  version(name: string): string | undefined;
}

/**
 * Reads a virtual environment; `undefined` when it is absent, incomplete or its Python is gone.
 * @param marker the file without which the environment is incomplete
 */
export async function readPackages(
  folder: string,
  python: string,
  marker?: string,
): Promise<InstalledPackages | undefined> {
  try {
    if (marker !== undefined) await stat(marker);
    // Follows the link to the Python that made the environment, which an upgrade of the system may have removed.
    await stat(python);
    const [config, packages] = await Promise.all([
      readFile(join(folder, 'pyvenv.cfg'), 'utf8'),
      readdir(await sitePackages(folder)),
    ]);
    const pythonVersion = /^version(?:_info)?\s*=\s*(\d+\.\d+\.\d+)/m.exec(config)?.[1];
    if (pythonVersion === undefined) return undefined;
    return { pythonVersion, version: name => packageVersion(packages, name) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

async function sitePackages(folder: string): Promise<string> {
  if (process.platform === 'win32') return join(folder, 'Lib', 'site-packages');
  const versions = await readdir(join(folder, 'lib'));
  const python = versions.find(name => name.startsWith('python3.')) ?? 'python3';
  return join(folder, 'lib', python, 'site-packages');
}

/** The version of a package among the names in `site-packages`: `dbt_core-1.11.16.dist-info`. */
export function packageVersion(names: readonly string[], name: string): string | undefined {
  const prefix = `${name}-`;
  return names
    .find(entry => entry.startsWith(prefix) && entry.endsWith('.dist-info'))
    ?.slice(prefix.length, -'.dist-info'.length);
}
