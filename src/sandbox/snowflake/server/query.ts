import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SnowflakeError } from '../errors.ts';
import type { Answer } from './answer.ts';

/** How often a statement that does not end is interrupted again: an interruption before DuckDB begins is lost. */
const INTERRUPT_AGAIN = 200;

/** A statement (or several sent as one) from its arrival to its answer. */
export class Query {
  readonly id = newQueryId();
  /** Never rejects: a failure is an answer too. */
  settled: Promise<Answer> = new Promise(() => {});
  readonly #controller = new AbortController();

  /** Aborted with the SnowflakeError that the client shall see. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: SnowflakeError): void {
    this.#controller.abort(reason);
  }
}

/** A query id: drivers check that it is a UUID. */
export function newQueryId(): string {
  return `01${randomUUID().slice(2)}`;
}

/** Interrupts what the connection runs when the signal is aborted; the returned function ends that. */
export function interruptOnAbort(connection: DuckDBConnection, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    timer = setInterval(() => connection.interrupt(), INTERRUPT_AGAIN);
  };
  if (signal.aborted) interrupt();
  else signal.addEventListener('abort', interrupt, { once: true });
  return () => {
    clearInterval(timer);
    signal.removeEventListener('abort', interrupt);
  };
}
