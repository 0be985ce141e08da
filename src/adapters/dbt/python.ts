import { posix, win32 } from 'node:path';
import type { PythonSearch } from '../../ports/dbt.ts';
import { runProgram } from '../shell.ts';
import { isProgram, programCandidates, searchPlace } from '../shell-find.ts';

/** The minor versions of Python 3 that dbt-core 1.11 supports, best known first. */
export const PYTHON_MINORS: readonly number[] = [13, 12, 11, 10];

/** Where a search for Python looks: the system, its PATH, and the folders of installers that a PATH may lack. */
export interface PythonPlace {
  readonly platform: NodeJS.Platform;
  readonly path: string;
  readonly pathExt: string;
  readonly cwd: string;
  /** %LOCALAPPDATA% (Windows only). */
  readonly localAppData: string | undefined;
}

/** A program to ask for its version. */
export interface PythonCandidate {
  readonly path: string;
  readonly args: readonly string[];
}

/** Answered by any Python, 2 included: version, bits, and the program itself (which is what the `py` launcher started). */
const PROBE =
  'import sys; sys.stdout.write("%d.%d.%d\\n%d\\n%s\\n" % (sys.version_info[:3] + (64 if sys.maxsize > 2**32 else 32, sys.executable)))';

/** Every place in which a Python may lie, best first. Whether something is there is not looked at. */
export function pythonCandidates(place: PythonPlace): readonly PythonCandidate[] {
  return place.platform === 'win32' ? windowsCandidates(place) : unixCandidates(place);
}

function windowsCandidates(place: PythonPlace): readonly PythonCandidate[] {
  const launchers = programCandidates('py.exe', place).flatMap(path =>
    PYTHON_MINORS.map(minor => ({ path, args: [`-3.${minor}`] })),
  );
  const named = ['python.exe', 'python3.exe'].flatMap(name => programCandidates(name, place)).map(bare);
  const { localAppData } = place;
  const installed =
    localAppData === undefined
      ? []
      : PYTHON_MINORS.map(minor =>
          bare(win32.join(localAppData, 'Programs', 'Python', `Python3${minor}`, 'python.exe')),
        );
  return [...launchers, ...named, ...installed];
}

function unixCandidates(place: PythonPlace): readonly PythonCandidate[] {
  const versioned = PYTHON_MINORS.map(minor => `python3.${minor}`);
  const onPath = ['python3', ...versioned, 'python'].flatMap(name => programCandidates(name, place));
  if (place.platform !== 'darwin') return onPath.map(bare);
  const folders = [
    ...PYTHON_MINORS.map(minor => `/Library/Frameworks/Python.framework/Versions/3.${minor}/bin`),
    '/opt/homebrew/bin',
    '/usr/local/bin',
  ];
  const installed = folders.flatMap(folder =>
    ['python3', ...versioned].map(name => posix.join(folder, name)),
  );
  // Apple's /usr/bin/python3 is too old for dbt, and starting it without the developer tools opens a dialog.
  return [...onPath.filter(path => !path.startsWith('/usr/bin/')), ...installed].map(bare);
}

function bare(path: string): PythonCandidate {
  return { path, args: [] };
}

/**
 * Judges the answer of one candidate. The Microsoft Store's stub, which lies at `python.exe` on a fresh Windows, answers
 * with an advertisement and code 9009; pyenv's shims of versions that are not active answer with code 127.
 */
export function judgeProbe(exitCode: number, stdout: string): PythonSearch {
  const [version, bits, path] = stdout.split(/\r?\n/).map(line => line.trim());
  const numbers = /^(\d+)\.(\d+)\.\d+$/.exec(version ?? '');
  if (exitCode !== 0 || numbers === null || version === undefined || !path) return { kind: 'missing' };
  if (bits !== '64') return { kind: 'unsuitable', path, version: `${version} (32 bits)` };
  const suitable = numbers[1] === '3' && PYTHON_MINORS.includes(Number(numbers[2]));
  return { kind: suitable ? 'found' : 'unsuitable', path, version };
}

/** The first suitable Python of the machine; else the first unsuitable one, so that it can be named. */
export async function findPython(
  signal?: AbortSignal,
  place: PythonPlace = { ...searchPlace(), localAppData: process.env.LOCALAPPDATA },
): Promise<PythonSearch> {
  let best: PythonSearch = { kind: 'missing' };
  for (const candidate of pythonCandidates(place)) {
    if (!(await isProgram(candidate.path))) continue;
    const verdict = await probe(candidate, signal);
    if (verdict.kind === 'found') return verdict;
    if (best.kind === 'missing') best = verdict;
  }
  return best;
}

async function probe(candidate: PythonCandidate, signal: AbortSignal | undefined): Promise<PythonSearch> {
  try {
    const result = await runProgram(candidate.path, [...candidate.args, '-c', PROBE], {
      timeout: 15_000,
      ...(signal === undefined ? {} : { signal }),
    });
    return judgeProbe(result.exitCode, result.stdout);
  } catch {
    signal?.throwIfAborted();
    // A broken link, a program of another processor: as good as absent.
    return { kind: 'missing' };
  }
}
