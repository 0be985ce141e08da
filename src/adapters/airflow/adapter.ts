import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Opened } from '../../ports/opened.ts';
import type { DagReading, DagRun, Orchestrator, RunningOrchestrator } from '../../ports/orchestrator.ts';
import type { Line } from '../../ports/shell.ts';
import type { EnvironmentPaths } from '../dbt/environment.ts';
import { installEnvironment } from '../dbt/install.ts';
import { findPython } from '../dbt/python.ts';
import { runProgram } from '../shell.ts';
import {
  type AirflowPlaces,
  type AirflowPrograms,
  airflowInstallation,
  airflowPaths,
  ownPrograms,
  processEnvironment,
  readAirflow,
} from './environment.ts';
import { type ProcessGroup, startGroup } from './group.ts';
import { startStandalone } from './standalone.ts';

export interface AirflowOptions extends AirflowPlaces {
  /** The connections and settings of the DAG (`AIRFLOW_CONN_…`, `AIRFLOW_VAR_…`), secrets included; asked for before every run. */
  readonly connections: () => Promise<Readonly<Record<string, string>>>;
}

/** Airflow needs a POSIX system. */
const SUPPORTED = process.platform !== 'win32';

/** Real Airflow in a virtual environment of its own. Nothing is started before it is asked for; all is ended by `close`. */
export function createOrchestrator(options: AirflowOptions): Opened<Orchestrator> {
  const groups = new Set<ProcessGroup>();
  let known: { readonly hash: string; readonly reading: DagReading } | undefined;

  async function paths(): Promise<EnvironmentPaths> {
    return airflowPaths(options, await readFile(join(options.assetsDir, 'requirements.txt'), 'utf8'));
  }

  /** The lab's environment, or else the one that the student made in the workspace. */
  async function installed(): Promise<AirflowPrograms | undefined> {
    if (!SUPPORTED) return undefined;
    for (const where of [await paths(), ownPrograms(options)])
      if ((await readAirflow(where)) !== undefined) return where;
    return undefined;
  }

  /** @throws an error of code `AIRFLOW_NOT_INSTALLED` */
  async function ready(): Promise<AirflowPrograms> {
    const where = await installed();
    if (where !== undefined) return where;
    throw Object.assign(new Error(`Airflow is not installed in ${options.toolsDir}.`), {
      code: 'AIRFLOW_NOT_INSTALLED',
    });
  }

  /** Runs a program with the whole environment in a group of its own; the group is ended when `signal` aborts. */
  async function runGroup(
    where: AirflowPrograms,
    args: readonly string[],
    onLine: (line: Line) => void,
    signal?: AbortSignal,
  ): Promise<number> {
    signal?.throwIfAborted();
    await mkdir(options.homeDir, { recursive: true, mode: 0o700 });
    const env = processEnvironment(options, where, await options.connections(), 0);
    const group = await startGroup(where.program, args, env, options.homeDir, onLine);
    groups.add(group);
    const stop = () => void group.stop();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    try {
      const code = await group.ended;
      signal?.throwIfAborted();
      return code;
    } finally {
      signal?.removeEventListener('abort', stop);
      // What a task started may outlive the command.
      await group.stop();
      groups.delete(group);
    }
  }

  async function readDags(signal?: AbortSignal): Promise<DagReading> {
    const where = await ready();
    const hash = await hashOfDags(options.dagsDir, where.folder);
    if (known?.hash === hash) return known.reading;
    const reading = (await kept(options, hash)) ?? (await askForDags(options, where, signal));
    known = { hash, reading };
    return reading;
  }

  const port: Orchestrator = {
    supported: SUPPORTED,
    environment: async () => {
      const where = await installed();
      return where && readAirflow(where);
    },
    findPython: signal => findPython(signal),
    readDags,
    lastRun: async (dag, signal) => lastRun(options, await ready(), dag, signal),
    install: async (onLine, signal) =>
      installEnvironment(await paths(), airflowInstallation(options), onLine, signal),
    uninstall: async () => rm((await paths()).folder, { recursive: true, force: true, maxRetries: 3 }),
    migrate: async (onLine, signal) => {
      const code = await runGroup(await ready(), ['db', 'migrate'], onLine, signal);
      if (code !== 0) throw failed('airflow db migrate', code);
    },
    keepDags: async signal => {
      const reading = await readDags(signal);
      await mkdir(options.homeDir, { recursive: true, mode: 0o700 });
      await writeFile(keptFile(options), JSON.stringify(known));
      return reading;
    },
    forget: () => rm(options.homeDir, { recursive: true, force: true, maxRetries: 3 }),
    run: async (args, onLine, signal) => runGroup(await ready(), args, onLine, signal),
    start: async (wanted, onLine, signal): Promise<RunningOrchestrator> => {
      const started = await startStandalone({
        places: options,
        paths: await ready(),
        connections: await options.connections(),
        port: wanted,
        onLine,
        signal,
      });
      groups.add(started.group);
      void started.group.ended.then(() => started.group.stop()).then(() => groups.delete(started.group));
      return started.running;
    },
  };

  return {
    port,
    async close() {
      await Promise.all([...groups].map(group => group.stop()));
    },
  };
}

function failed(command: string, code: number): Error {
  return Object.assign(new Error(`${command} ended with code ${code}.`), { code: 'AIRFLOW_FAILED' });
}

/** What a reading of the DAG folder depends on: its files, and the Airflow that reads them. */
async function hashOfDags(folder: string, environment: string): Promise<string> {
  const names = (await readdir(folder).catch((): string[] => [])).filter(name => name.endsWith('.py'));
  const hash = createHash('sha256').update(environment);
  for (const name of names.sort()) hash.update(`\0${name}\0`).update(await readFile(join(folder, name)));
  return hash.digest('hex');
}

const keptFile = ({ homeDir }: AirflowPlaces): string => join(homeDir, 'reading.json');

/** The reading that was kept, when it is of these very files. */
async function kept(places: AirflowPlaces, hash: string): Promise<DagReading | undefined> {
  const text = await readFile(keptFile(places), 'utf8').catch(() => '{}');
  const found = JSON.parse(text) as { readonly hash?: string; readonly reading?: DagReading };
  return found.hash === hash ? found.reading : undefined;
}

async function askForDags(
  places: AirflowPlaces,
  paths: AirflowPrograms,
  signal: AbortSignal | undefined,
): Promise<DagReading> {
  const script = join(places.assetsDir, 'read_dags.py');
  const { exitCode, stdout, stderr } = await runProgram(paths.python, [script, places.dagsDir], {
    // Reading the files opens no connection.
    env: processEnvironment(places, paths, {}, 0),
    ...(signal === undefined ? {} : { signal }),
  });
  if (exitCode !== 0) throw failed(`read_dags.py: ${stderr.slice(-2000)}`, exitCode);
  return JSON.parse(stdout) as DagReading;
}

async function lastRun(
  places: AirflowPlaces,
  paths: AirflowPrograms,
  dag: string,
  signal: AbortSignal | undefined,
): Promise<DagRun | undefined> {
  const database = join(places.homeDir, 'airflow.db');
  const script = join(places.assetsDir, 'last_run.py');
  const { exitCode, stdout, stderr } = await runProgram(
    paths.python,
    ['-I', script, database, dag],
    signal === undefined ? {} : { signal },
  );
  if (exitCode === 0) return (JSON.parse(stdout) as DagRun | null) ?? undefined;
  // There is no database before the first `airflow db migrate`, and no table in one that was interrupted.
  if (/unable to open database file|no such table/.test(stderr)) return undefined;
  throw failed(`last_run.py: ${stderr.slice(-2000)}`, exitCode);
}
