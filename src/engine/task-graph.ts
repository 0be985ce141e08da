import { setTimeout as delay } from 'node:timers/promises';
import type { Text } from '../i18n/text.ts';
import type { GraphTask, TaskGraph, TaskState } from '../lab/task-graph.ts';
import { Channel } from './channel.ts';
import type { DiagnosisContext } from './diagnosis/diagnose.ts';
import { explain } from './diagnosis/explain.ts';
import { redact } from './diagnosis/redact.ts';
import type { Problem } from './events.ts';

/** A task has changed its state. */
export interface TaskEvent {
  readonly event: 'task';
  readonly id: string;
  readonly state: TaskState;
  /** Which attempt this is, from 1; 0 before the first. */
  readonly attempt: number;
  /** Of the attempt that ended, in milliseconds. */
  readonly ms?: number;
  /** What came of it. */
  readonly result?: Text;
  /** Why it failed. */
  readonly problem?: Problem;
}

/** Everything that happens while a graph runs; plain data. */
export type GraphEvent =
  | TaskEvent
  | { readonly event: 'log'; readonly id: string; readonly line: string }
  | {
      readonly event: 'end';
      readonly success: number;
      readonly failed: number;
      readonly upstreamFailed: number;
      readonly interrupted: boolean;
    };

/**
 * Runs a graph of tasks as an orchestrator does: a task once all before it have succeeded, so many at a time; one that fails
 * is tried again, then fails for good, and what comes after it is not run. Never throws for a failed task.
 */
export async function* runGraph(
  graph: TaskGraph,
  signal: AbortSignal,
  context: () => DiagnosisContext = () => ({}),
): AsyncGenerator<GraphEvent> {
  const channel = new Channel<GraphEvent>();
  const run = new GraphRun(graph, signal, context, event => channel.push(event));
  const finished = run.all().finally(() => channel.close());
  yield* channel;
  await finished;
}

class GraphRun {
  readonly #graph: TaskGraph;
  readonly #signal: AbortSignal;
  readonly #context: () => DiagnosisContext;
  readonly #emit: (event: GraphEvent) => void;
  readonly #states = new Map<string, TaskState>();
  #running = 0;
  #waiting: (() => void)[] = [];

  constructor(
    graph: TaskGraph,
    signal: AbortSignal,
    context: () => DiagnosisContext,
    emit: (event: GraphEvent) => void,
  ) {
    this.#graph = graph;
    this.#signal = signal;
    this.#context = context;
    this.#emit = emit;
  }

  async all(): Promise<void> {
    const ended = new Map<string, Promise<void>>();
    for (const task of this.#graph.tasks) this.#tell(task, 'queued', 0);
    for (const task of this.#graph.tasks) {
      const before = task.after.flatMap(id => ended.get(id) ?? []);
      ended.set(
        task.id,
        Promise.all(before).then(() => this.#task(task)),
      );
    }
    await Promise.all(ended.values());
    const count = (state: TaskState) => [...this.#states.values()].filter(found => found === state).length;
    this.#emit({
      event: 'end',
      success: count('success'),
      failed: count('failed'),
      upstreamFailed: count('upstream_failed'),
      interrupted: this.#signal.aborted,
    });
  }

  async #task(task: GraphTask): Promise<void> {
    const states = task.after.map(id => this.#states.get(id));
    if (states.some(state => state === 'failed' || state === 'upstream_failed'))
      return this.#tell(task, 'upstream_failed', 0);
    for (let attempt = 1; ; attempt++) {
      if (this.#signal.aborted) return this.#tell(task, 'interrupted', attempt - 1);
      const again = await this.#inTurn(() => this.#attempt(task, attempt));
      if (!again) return;
      // The pause takes no place from the others; an interruption ends it.
      await delay(this.#graph.retryDelay, undefined, { signal: this.#signal }).catch(() => {});
    }
  }

  /** One attempt; whether there is to be another. */
  async #attempt(task: GraphTask, attempt: number): Promise<boolean> {
    if (this.#signal.aborted) return true;
    this.#tell(task, 'running', attempt);
    const began = performance.now();
    const ms = () => Math.round(performance.now() - began);
    try {
      const result = await task.run({ signal: this.#signal, log: words => this.#log(task, words) });
      this.#tell(task, 'success', attempt, { ms: ms(), ...(result === undefined ? {} : { result }) });
      return false;
    } catch (error) {
      if (this.#signal.aborted) {
        this.#tell(task, 'interrupted', attempt, { ms: ms() });
        return false;
      }
      const again = attempt <= this.#graph.retries && this.#graph.mayRetry(error);
      const problem = await explain(error, this.#context());
      this.#tell(task, again ? 'retry' : 'failed', attempt, { ms: ms(), problem });
      return again;
    }
  }

  /** Waits for one of the graph's places. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#graph.parallel)
      await new Promise<void>(resolve => {
        this.#waiting.push(resolve);
      });
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // The place goes to the one that has waited longest.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #tell(task: GraphTask, state: TaskState, attempt: number, details: Partial<TaskEvent> = {}): void {
    this.#states.set(task.id, state);
    this.#emit({ event: 'task', id: task.id, state, attempt, ...details });
  }

  #log({ id }: GraphTask, words: string): void {
    for (const line of redact(words, this.#context().secrets ?? [])
      .trimEnd()
      .split('\n'))
      this.#emit({ event: 'log', id, line });
  }
}
