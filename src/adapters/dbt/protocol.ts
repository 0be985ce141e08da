import type { DbtNodeResult, DbtResult } from '../../ports/dbt.ts';

/** One command for `assets/dbt/runner.py`. */
export interface RunnerRequest {
  readonly id: number;
  readonly args: readonly string[];
  /** The dbt project's folder. */
  readonly cwd: string;
  /** Connection values; they travel by the pipe and stand in no argument. */
  readonly env: Readonly<Record<string, string>>;
}

/** Asks the runner to get ready for the first command; it is not answered. */
export interface RehearsalRequest {
  readonly rehearse: RunnerRequest['env'];
}

/** One line of the runner's answer. */
export type RunnerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'line'; readonly id: number; readonly text: string }
  | { readonly kind: 'done'; readonly id: number; readonly result: DbtResult };

/**
 * Reads one line of the runner's standard output.
 * @throws Error when it is not a message
 */
export function parseMessage(line: string): RunnerMessage {
  const message: unknown = JSON.parse(line);
  if (isRecord(message)) {
    if (message.ready === true) return { kind: 'ready' };
    if (typeof message.id === 'number') {
      if (typeof message.line === 'string') return { kind: 'line', id: message.id, text: message.line };
      if (isRecord(message.done)) return { kind: 'done', id: message.id, result: readResult(message.done) };
    }
  }
  throw new Error(`dbt's process said something unexpected: ${line.slice(0, 200)}`);
}

function readResult(done: Readonly<Record<string, unknown>>): DbtResult {
  return {
    success: done.success === true,
    error: typeof done.error === 'string' ? done.error : null,
    results: Array.isArray(done.results) ? done.results.filter(isRecord).map(readNode) : [],
  };
}

function readNode(node: Readonly<Record<string, unknown>>): DbtNodeResult {
  return {
    id: String(node.id),
    status: String(node.status),
    message: typeof node.message === 'string' ? node.message : null,
    seconds: typeof node.seconds === 'number' ? node.seconds : 0,
    failures: typeof node.failures === 'number' ? node.failures : null,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
