import type { Text } from '../i18n/text.ts';

/** What a task may use: its interruption, and a way to tell what it is doing. */
export interface TaskContext {
  readonly signal: AbortSignal;
  log(words: string): void;
}

/** A task of a graph. It runs once those it comes after have succeeded. */
export interface GraphTask {
  /** `copy_into[orders]`: the copy for one table of the task `copy_into`. */
  readonly id: string;
  readonly after: readonly string[];
  /** Does it, and tells in a few words what came of it. Running it again repeats nothing. */
  run(context: TaskContext): Promise<Text | undefined>;
}

/** Tasks and what comes before what, in an order in which they can run. */
export interface TaskGraph {
  readonly id: string;
  readonly tasks: readonly GraphTask[];
  /** So many tasks run at a time. */
  readonly parallel: number;
  /** A task that fails is tried again so often, after a pause (in milliseconds). */
  readonly retries: number;
  readonly retryDelay: number;
  /** Whether trying again may help: a refused password will be refused again, and locks the user at the fifth time. */
  mayRetry(error: unknown): boolean;
}

/** `retry`: it failed, and will be tried again; `upstream_failed`: one that it comes after failed. */
export type TaskState =
  | 'queued'
  | 'running'
  | 'retry'
  | 'success'
  | 'failed'
  | 'upstream_failed'
  | 'interrupted';
