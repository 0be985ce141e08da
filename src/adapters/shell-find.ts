import { access, constants, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';

/** What a search for a program depends on. */
export interface SearchPlace {
  readonly platform: NodeJS.Platform;
  /** The value of PATH. */
  readonly path: string;
  /** The value of PATHEXT (Windows only). */
  readonly pathExt: string;
  /** Current folder: programs lying there are never taken, even when PATH names it. */
  readonly cwd: string;
}

const DEFAULT_PATHEXT = '.COM;.EXE;.BAT;.CMD';

/** The place that a process with `env` searches. */
export function searchPlace(env: NodeJS.ProcessEnv = process.env): SearchPlace {
  return {
    platform: process.platform,
    path: variable(env, 'PATH') ?? '',
    pathExt: variable(env, 'PATHEXT') ?? DEFAULT_PATHEXT,
    cwd: process.cwd(),
  };
}

/** Windows spells `Path` or `PATH`; a copy of the environment has lost its case-insensitive look-up. */
function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  if (env[name] !== undefined) return env[name];
  const key = Object.keys(env).find(candidate => candidate.toUpperCase() === name);
  return key === undefined ? undefined : env[key];
}

/**
 * The absolute paths at which `program` may lie, in the order in which the system would find them. Relative folders of
 * PATH and the current folder are left out, so that a `dbt.exe` in a downloaded project is never run.
 */
export function programCandidates(program: string, place: SearchPlace): readonly string[] {
  const paths = place.platform === 'win32' ? win32 : posix;
  const names = place.platform === 'win32' ? windowsNames(program, place.pathExt) : [program];
  const same = (a: string, b: string) =>
    place.platform === 'win32' ? a.toLowerCase() === b.toLowerCase() : a === b;
  return place.path
    .split(paths.delimiter)
    .map(folder => (place.platform === 'win32' ? folder.replace(/^"(.*)"$/, '$1') : folder))
    .filter(folder => paths.isAbsolute(folder))
    .map(folder => paths.resolve(folder))
    .filter(folder => !same(folder, paths.resolve(place.cwd)))
    .flatMap(folder => names.map(name => paths.join(folder, name)));
}

/** `aws` is `aws.exe` or `aws.cmd` on Windows; a bare name there is a script for another shell. */
function windowsNames(program: string, pathExt: string): readonly string[] {
  const extensions = pathExt
    .split(';')
    .map(extension => extension.trim().toLowerCase())
    .filter(extension => extension !== '');
  if (extensions.some(extension => program.toLowerCase().endsWith(extension))) return [program];
  return extensions.map(extension => program + extension);
}

/** Whether `path` is a file that this user may run. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of the candidates that exists; `undefined` when none does. */
export async function findProgram(
  program: string,
  place: SearchPlace = searchPlace(),
): Promise<string | undefined> {
  for (const candidate of programCandidates(program, place)) {
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}
