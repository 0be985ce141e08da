import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommandResult, Line } from '../../ports/shell.ts';
import { runProgram } from '../shell.ts';
import { type EnvironmentPaths, type EnvironmentTool, readEnvironment } from './environment.ts';
import { takeLock } from './lock-file.ts';
import { findPython, PYTHON_MINORS } from './python.ts';

/**
 * Why the environment could not be made. `VENV_FAILED`: Python refused to make a virtual environment (on Debian and Ubuntu
 * the package python3-venv is missing); `DOWNLOAD_FAILED`: the packages could not be fetched or unpacked.
 */
export type InstallErrorCode = 'PYTHON_MISSING' | 'PYTHON_UNSUITABLE' | 'VENV_FAILED' | 'DOWNLOAD_FAILED';

export class InstallError extends Error {
  readonly code: InstallErrorCode;
  constructor(code: InstallErrorCode, message: string) {
    super(message);
    this.name = 'InstallError';
    this.code = code;
  }
}

type Log = (line: Line) => void;

/** Settings of the student's own pip that would lead packages elsewhere than into the environment. */
const ENVIRONMENT = {
  PYTHONUTF8: '1',
  PIP_USER: '0',
  PIP_NO_INPUT: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  UV_NO_PROGRESS: '1',
};

/** Every file is compared with its hash, and no code of a package runs while it is installed. */
const VERIFIED = ['--require-hashes', '--only-binary', ':all:'];

/** Which tool is installed, from which locks, and how its environment is known to be complete. */
export interface Installation {
  readonly tool: EnvironmentTool;
  /** The tool's packages, and the installer of packages: files locked by hashes. */
  readonly requirements: string;
  readonly uv: string;
  isComplete(paths: EnvironmentPaths): Promise<boolean>;
}

/** dbt, from the package's `assets/dbt`. */
export function dbtInstallation(assets: string): Installation {
  return {
    tool: 'dbt',
    requirements: join(assets, 'requirements.txt'),
    uv: join(assets, 'uv.txt'),
    isComplete: async paths => (await readEnvironment(paths)) !== undefined,
  };
}

/**
 * Makes a virtual environment. An environment that is complete is left alone; one that was interrupted is made again from nothing. Two processes at
 * once: the second waits for the first.
 * @throws InstallError
 */
export async function installEnvironment(
  paths: EnvironmentPaths,
  installation: Installation,
  onLine: Log,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(dirname(paths.folder), { recursive: true });
  const waiting = () =>
    onLine({ stream: 'stdout', text: `# ${installation.tool} is being installed elsewhere; waiting for it` });
  const release = await takeLock(paths.lock, waiting, signal);
  try {
    if (await installation.isComplete(paths)) return;
    await rm(paths.folder, { recursive: true, force: true, maxRetries: 3 });
    await makeEnvironment(paths, installation, onLine, signal);
    await writeFile(paths.marker, `${JSON.stringify({ installed: new Date().toISOString() })}\n`);
  } finally {
    await release();
  }
}

async function makeEnvironment(
  paths: EnvironmentPaths,
  { tool, requirements: locked, uv: installer }: Installation,
  onLine: Log,
  signal: AbortSignal | undefined,
): Promise<void> {
  const python = await suitablePython(tool, signal);
  const run = (program: string, args: readonly string[]) => tell(program, args, onLine, signal);
  const made = await run(python, ['-m', 'venv', paths.folder]);
  if (made.exitCode !== 0) throw new InstallError('VENV_FAILED', lastWords(made));
  // The lock file is complete: nothing else is looked for.
  const requirements = [...VERIFIED, '--no-deps', '-r', locked];
  if (await installUv(paths, installer, run)) {
    const uv = ['pip', 'install', '--python', paths.python, '--compile-bytecode', ...requirements];
    if ((await run(paths.uv, uv)).exitCode === 0) return;
    signal?.throwIfAborted();
  }
  const pip = await run(paths.python, ['-m', 'pip', 'install', '--quiet', ...requirements]);
  if (pip.exitCode !== 0) throw new InstallError('DOWNLOAD_FAILED', lastWords(pip));
}

/** uv installs the packages several times faster than pip; where it does not exist or does not run, pip does it. */
async function installUv(
  paths: EnvironmentPaths,
  installer: string,
  run: (program: string, args: readonly string[]) => Promise<CommandResult>,
): Promise<boolean> {
  const requirements = [...VERIFIED, '-r', installer];
  const installed = await run(paths.python, ['-m', 'pip', 'install', '--quiet', ...requirements]);
  if (installed.exitCode !== 0) return false;
  try {
    return (await runProgram(paths.uv, ['--version'], { timeout: 30_000 })).exitCode === 0;
  } catch {
    return false;
  }
}

async function suitablePython(tool: EnvironmentTool, signal: AbortSignal | undefined): Promise<string> {
  const search = await findPython(signal);
  const range = `3.${Math.min(...PYTHON_MINORS)} to 3.${Math.max(...PYTHON_MINORS)}`;
  switch (search.kind) {
    case 'found':
      return search.path;
    case 'missing':
      throw new InstallError('PYTHON_MISSING', `No Python was found; ${tool} needs one from ${range}.`);
    case 'unsuitable':
      throw new InstallError(
        'PYTHON_UNSUITABLE',
        `${search.path} is Python ${search.version}; ${tool} needs one from ${range}.`,
      );
  }
}

async function tell(
  program: string,
  args: readonly string[],
  onLine: Log,
  signal: AbortSignal | undefined,
): Promise<CommandResult> {
  onLine({ stream: 'stdout', text: `$ ${[program, ...args].join(' ')}` });
  return await runProgram(program, args, {
    env: ENVIRONMENT,
    onLine,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The end of a program's output, where the reason stands. */
function lastWords(result: CommandResult): string {
  const lines = `${result.stdout}\n${result.stderr}`.trim().split(/\r?\n/);
  // pip warns before each of its attempts; what ended it comes last.
  const errors = lines.filter(line => !line.startsWith('WARNING: '));
  return (
    (errors.length === 0 ? lines : errors).slice(-12).join('\n') ||
    `The program ended with code ${result.exitCode}.`
  );
}
