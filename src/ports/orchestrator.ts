import type { PythonSearch } from './dbt.ts';
import type { Line } from './shell.ts';

/** The Airflow environment that is installed, read from its package metadata: no process is started. */
export interface OrchestratorEnvironment {
  readonly python: string;
  readonly pythonVersion: string;
  readonly airflow: string;
  /** Versions of the providers, by their short names; `undefined`: that one is absent. */
  readonly providers: Readonly<Record<'amazon' | 'postgres' | 'snowflake', string | undefined>>;
}

/** A task of a DAG as Airflow read it. */
export interface DagTask {
  readonly id: string;
  /** Ids of the tasks that come right before it. */
  readonly upstream: readonly string[];
  readonly retries: number;
  /** Several copies of it are made when it runs. */
  readonly mapped: boolean;
}

export interface Dag {
  readonly id: string;
  readonly tasks: readonly DagTask[];
  readonly catchup: boolean;
  readonly maxActiveRuns: number;
}

/** What Airflow makes of the files in the DAG folder. */
export interface DagReading {
  /** By file: the traceback of one that could not be read. */
  readonly errors: Readonly<Record<string, string>>;
  readonly dags: readonly Dag[];
}

/** One copy of a task in a run. */
export interface TaskRun {
  readonly task: string;
  /** Its number among the copies of a mapped task; -1 when there is only one. */
  readonly copy: number;
  /** What the DAG calls that copy, where it calls it something. */
  readonly label: string | null;
  /** Airflow's own word: `success`, `failed`, `upstream_failed`, `up_for_retry`, … */
  readonly state: string | null;
  readonly tries: number;
  readonly seconds: number | null;
  /** What it returned (its XCom `return_value`); `undefined`: nothing. */
  readonly returned: unknown;
}

/** A run as Airflow's own database has it. */
export interface DagRun {
  readonly id: string;
  readonly state: string;
  readonly tasks: readonly TaskRun[];
}

/** Airflow running on this machine: interface, scheduler and the rest, in one group of processes. */
export interface RunningOrchestrator {
  /** Of the interface and the REST API. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends every process of the group and waits for that. */
  stop(): Promise<void>;
}

export interface OrchestratorReader {
  /** Whether Airflow can run on this system at all: it needs a POSIX one. */
  readonly supported: boolean;
  /** `undefined` when the environment is absent or incomplete. */
  environment(): Promise<OrchestratorEnvironment | undefined>;
  findPython(signal?: AbortSignal): Promise<PythonSearch>;
  /** Has Airflow read the DAG files; a reading of the same files is not made twice. Some seconds. */
  readDags(signal?: AbortSignal): Promise<DagReading>;
  /** The newest ended run of a DAG; `undefined` when there is none. */
  lastRun(dag: string, signal?: AbortSignal): Promise<DagRun | undefined>;
}

export interface Orchestrator extends OrchestratorReader {
  /** Makes the virtual environment from the hash-locked requirements; resumes a broken one from scratch. */
  install(onLine: (line: Line) => void, signal?: AbortSignal): Promise<void>;
  /** Removes the environment. */
  uninstall(): Promise<void>;
  /** Reads the DAG files and remembers what came of it, so that the next look at the same files is quick. */
  keepDags(signal?: AbortSignal): Promise<DagReading>;
  /** Creates Airflow's database (`airflow db migrate`) when it is not there, or brings it up to date. */
  migrate(onLine: (line: Line) => void, signal?: AbortSignal): Promise<void>;
  /** Removes Airflow's database, its settings and its logs. */
  forget(): Promise<void>;
  /**
   * Runs `airflow ARGS` with the lab's connections, to its end.
   * @returns its exit code
   */
  run(args: readonly string[], onLine: (line: Line) => void, signal?: AbortSignal): Promise<number>;
  /**
   * Starts the whole of Airflow on loopback and waits until it is ready. It never outlives this process.
   * @param port of the interface; `undefined`: the one it had before, or a free one
   * @throws an error of code `EADDRINUSE` when the port is taken
   */
  start(
    port: number | undefined,
    onLine: (line: Line) => void,
    signal?: AbortSignal,
  ): Promise<RunningOrchestrator>;
}
