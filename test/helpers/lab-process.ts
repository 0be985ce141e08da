import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { packageRoot } from '../../src/lab/content.ts';
import { dataFolder } from '../../src/sandbox/host/paths.ts';
import { removePostgres } from '../../src/sandbox/postgres/main.ts';

/** Tools such as the dbt environment are made once per checkout and shared by every test. */
export const SHARED_TOOLS = process.env['SHOPSTREAM_TOOLS'] ?? join(packageRoot, '.cache', 'tools');

/** A student's machine: a home, a workspace, and the program. */
export interface LabMachine {
  readonly home: string;
  readonly workspace: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Runs `shopstream ARGS` without a terminal, to its end. */
  run(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Finished>;
  /** Starts it and gives the process itself; `stdout` is where its output goes, a pipe when it is left out. */
  start(args: readonly string[], stdout?: number): ChildProcess;
  /** Stops the services and removes every file. */
  dispose(): Promise<void>;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A fresh machine whose paths have spaces and accents, as a student's `C:\Users\Élève` has. */
export async function newMachine(): Promise<LabMachine> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'shopstream é ')));
  const home = join(root, 'dossier personnel');
  const workspace = join(root, 'TP de Inès');
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    SHOPSTREAM_HOME: home,
    SHOPSTREAM_WORKSPACE: workspace,
    SHOPSTREAM_TOOLS: SHARED_TOOLS,
    SHOPSTREAM_LANG: 'fr',
  };
  const spawned = (
    args: readonly string[],
    extra: NodeJS.ProcessEnv = {},
    stdout: number | 'pipe' = 'pipe',
  ) =>
    spawn(process.execPath, [join(packageRoot, 'dist', 'app', 'cli.js'), ...args], {
      env: { ...environment, ...extra },
      stdio: ['ignore', stdout, 'pipe'],
    });
  const run = (args: readonly string[], extra?: NodeJS.ProcessEnv) => finished(spawned(args, extra));
  return {
    home,
    workspace,
    environment,
    start: (args, stdout) => spawned(args, {}, stdout),
    run,
    dispose: async () => {
      await run(['sandbox', 'down']);
      // As root the cluster may lie outside the home.
      await removePostgres(dataFolder(home, 'postgres'));
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What a process printed and how it ended. */
export function finished(child: ChildProcess): Promise<Finished> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', chunk => {
      stdout += chunk;
    });
    child.stderr?.setEncoding('utf8').on('data', chunk => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', code => resolve({ code, stdout, stderr }));
  });
}

/** Ids of the processes (Linux) whose command line or environment names `folder`: everything a machine has running. */
export async function processesOf(folder: string): Promise<readonly number[]> {
  const ids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    ids.map(async id => {
      if (id === process.pid) return [];
      const [command, environment] = await Promise.all(
        ['cmdline', 'environ'].map(file => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')),
      );
      return `${command}${environment}`.includes(folder) ? [id] : [];
    }),
  );
  return found.flat();
}

/** Waits until `condition` holds, looking again every few milliseconds. @throws Error naming `what` after `limit` ms. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  limit = 30_000,
): Promise<void> {
  const end = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited ${limit} ms in vain for: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
