import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Dbt, DbtEnvironment, DbtResult } from '../../ports/dbt.ts';
import type { Opened } from '../../ports/opened.ts';
import type { Line } from '../../ports/shell.ts';
import { childEnvironment } from '../shell-environment.ts';
import {
  type EnvironmentPaths,
  environmentPaths,
  readEnvironment,
  readOwnEnvironment,
} from './environment.ts';
import { dbtInstallation, installEnvironment } from './install.ts';
import { findPython } from './python.ts';
import { type RunnerProcess, startRunner } from './runner-process.ts';

export interface DbtOptions {
  /** Where the virtual environment is made; may be shared by several labs. */
  readonly toolsDir: string;
  /** The package's `assets/dbt`: the locked requirements and the runner. */
  readonly assetsDir: string;
  /** The dbt project in the workspace. */
  readonly projectDir: string;
  /** The folder of `profiles.yml`; `~/.dbt` is never read. */
  readonly profilesDir: string;
  /** The values that the profile reads with `env_var`, secrets included; asked for before every command. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
}

/** Real dbt in a virtual environment of its own. Nothing is started before the first command or {@link Dbt.warm}. */
export function createDbt(options: DbtOptions): Opened<Dbt> {
  let runner: RunnerProcess | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function paths(): Promise<EnvironmentPaths> {
    const requirements = await readFile(join(options.assetsDir, 'requirements.txt'), 'utf8');
    return environmentPaths(options.toolsDir, requirements);
  }

  /** The lab's environment, or else the one that the student made in the workspace. */
  async function installed(): Promise<DbtEnvironment | undefined> {
    const own = join(dirname(options.projectDir), '.venv');
    return (await readEnvironment(await paths())) ?? (await readOwnEnvironment(own));
  }

  /** The running process, or a new one. */
  async function ready(): Promise<RunnerProcess> {
    if (runner?.alive) return runner;
    const environment = await installed();
    if (environment === undefined) {
      throw Object.assign(new Error(`dbt is not installed in ${options.toolsDir}.`), {
        code: 'DBT_NOT_INSTALLED',
      });
    }
    if (closed) throw new Error('dbt was closed.');
    runner = startRunner(environment.python, join(options.assetsDir, 'runner.py'), baseEnvironment(options));
    return runner;
  }

  /** Starts the process while nothing is known of the connection, as importing dbt takes longest. */
  async function warmUp(): Promise<void> {
    if (runner?.alive) return;
    const started = await ready();
    started.rehearse(await options.environment());
  }

  /** dbt keeps one invocation's settings in globals of its process: commands wait for each other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function run(
    args: readonly string[],
    onLine: (line: Line) => void,
    signal?: AbortSignal,
  ): Promise<DbtResult> {
    const [process, env] = await Promise.all([ready(), options.environment()]);
    return await process.invoke({ args, cwd: options.projectDir, env }, onLine, signal);
  }

  const port: Dbt = {
    environment: installed,
    findPython: signal => findPython(signal),
    install: async (onLine, signal) =>
      await installEnvironment(await paths(), dbtInstallation(options.assetsDir), onLine, signal),
    warm() {
      if (!closed) void inTurn(warmUp).catch(() => undefined);
    },
    run: (args, onLine, signal) => inTurn(() => run(args, onLine, signal)),
    uninstall: () =>
      inTurn(async () => {
        await runner?.end();
        await rm((await paths()).folder, { recursive: true, force: true, maxRetries: 3 });
      }),
  };

  return {
    port,
    async close() {
      closed = true;
      await runner?.end();
    },
  };
}

/** What dbt's process starts with. The connection's values come with each command. */
function baseEnvironment(options: DbtOptions): Record<string, string> {
  const env = childEnvironment({
    PYTHONUTF8: '1',
    DBT_PROFILES_DIR: options.profilesDir,
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
    DBT_USE_COLORS: 'false',
    DBT_USE_COLORS_FILE: 'false',
  });
  // Behind a school's proxy the sandbox on this machine must still be reached directly.
  const direct = [env.NO_PROXY ?? env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  return { ...env, NO_PROXY: direct, no_proxy: direct };
}
