import type { Line } from './shell.ts';

/** The dbt environment that is installed, read from its package metadata: no process is started. */
export interface DbtEnvironment {
  readonly python: string;
  readonly pythonVersion: string;
  readonly dbtCore: string;
  readonly dbtSnowflake: string;
}

/** A Python that can carry dbt (3.10 to 3.13), or why there is none. */
export type PythonSearch =
  | { readonly kind: 'found'; readonly path: string; readonly version: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unsuitable'; readonly path: string; readonly version: string };

export interface DbtNodeResult {
  /** For example `model.shopstream_dbt.dim_customers`. */
  readonly id: string;
  /** dbt's own word: success, pass, fail, error, skipped, warn. */
  readonly status: string;
  readonly message: string | null;
  readonly seconds: number;
  /** Failing rows of a test. */
  readonly failures: number | null;
}

export interface DbtResult {
  readonly success: boolean;
  readonly results: readonly DbtNodeResult[];
  /** The exception of a command that could not run at all, in dbt's words. */
  readonly error: string | null;
}

export interface DbtReader {
  /** `undefined` when the environment is absent or incomplete. */
  environment(): Promise<DbtEnvironment | undefined>;
  findPython(signal?: AbortSignal): Promise<PythonSearch>;
}

export interface Dbt extends DbtReader {
  /** Makes the virtual environment from the hash-locked requirements; resumes a broken one from scratch. */
  install(onLine: (line: Line) => void, signal?: AbortSignal): Promise<void>;
  /** Starts dbt's process ahead of its first command, so that its imports overlap other work. Never throws. */
  warm(): void;
  /** Runs `dbt ARGS` in the workspace's project, through the one dbt process of the lab. */
  run(args: readonly string[], onLine: (line: Line) => void, signal?: AbortSignal): Promise<DbtResult>;
  /** Removes the environment. */
  uninstall(): Promise<void>;
}
