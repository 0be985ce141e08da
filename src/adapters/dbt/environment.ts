import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DbtEnvironment } from '../../ports/dbt.ts';

/** Where the parts of dbt's virtual environment lie. */
export interface EnvironmentPaths {
  /** The virtual environment: its name carries the hash of the locked requirements. */
  readonly folder: string;
  readonly python: string;
  readonly uv: string;
  /** The program that a student calls. */
  readonly dbt: string;
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
): EnvironmentPaths {
  const hash = createHash('sha256').update(requirements.replaceAll('\r\n', '\n')).digest('hex').slice(0, 12);
  const folder = join(toolsDir, `dbt-${hash}`);
  const program = (name: string) =>
    platform === 'win32' ? join(folder, 'Scripts', `${name}.exe`) : join(folder, 'bin', name);
  return {
    folder,
    python: program('python'),
    uv: program('uv'),
    dbt: program('dbt'),
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

/** `marker`: the file without which the environment is incomplete. */
async function readVenv(
  folder: string,
  python: string,
  marker?: string,
): Promise<DbtEnvironment | undefined> {
  try {
    if (marker !== undefined) await stat(marker);
    // Follows the link to the Python that made the environment, which an upgrade of the system may have removed.
    await stat(python);
    const [config, packages] = await Promise.all([
      readFile(join(folder, 'pyvenv.cfg'), 'utf8'),
      readdir(await sitePackages(folder)),
    ]);
    const pythonVersion = /^version(?:_info)?\s*=\s*(\d+\.\d+\.\d+)/m.exec(config)?.[1];
    const dbtCore = packageVersion(packages, 'dbt_core');
    const dbtSnowflake = packageVersion(packages, 'dbt_snowflake');
    if (pythonVersion === undefined || dbtCore === undefined || dbtSnowflake === undefined) return undefined;
    return { python, pythonVersion, dbtCore, dbtSnowflake };
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
