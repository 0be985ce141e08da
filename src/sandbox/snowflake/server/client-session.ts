import type { Session } from '../session.ts';
import type { Query } from './query.ts';

/** A login as its driver sees it: the session with its tokens and its statements. */
export class ClientSession {
  readonly session: Session;
  /** Statements that wait or run, by query id. */
  readonly active = new Map<string, Query>();
  /** Milliseconds since the epoch. */
  lastUsed: number;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(session: Session, now: number) {
    this.session = session;
    this.lastUsed = now;
  }

  /** Runs `work` once everything that was queued before has ended. */
  queue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => {});
    return result;
  }

  /** Resolves when nothing is queued any more. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}
