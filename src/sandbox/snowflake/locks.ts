import { SnowflakeError } from './errors.ts';

interface Waiter {
  readonly owner: object;
  readonly grant: () => void;
}

interface Lock {
  owner: object;
  readonly waiters: Waiter[];
}

/**
 * Exclusive locks by name, in order of arrival. DuckDB rejects a second writer of an object at once; Snowflake makes it
 * wait, and so do we. An owner (a session) keeps its locks until it releases them all: after a statement that commits
 * itself, or at the end of its transaction.
 */
export class Locks {
  readonly #locks = new Map<string, Lock>();

  /**
   * Waits until `owner` holds every name. Throws 000625 after `timeout` milliseconds (LOCK_TIMEOUT), or when `signal` is
   * aborted; locks that were granted stay with the owner.
   */
  async acquire(owner: object, names: Iterable<string>, timeout: number, signal: AbortSignal): Promise<void> {
    // One order for everybody: two statements that need the same locks cannot wait for each other.
    for (const name of [...new Set(names)].sort()) await this.#acquireOne(owner, name, timeout, signal);
  }

  /** Gives up everything that `owner` holds. */
  release(owner: object): void {
    for (const [name, lock] of this.#locks) {
      if (lock.owner !== owner) continue;
      const next = lock.waiters.shift();
      if (next === undefined) this.#locks.delete(name);
      else {
        lock.owner = next.owner;
        next.grant();
      }
    }
  }

  #acquireOne(owner: object, name: string, timeout: number, signal: AbortSignal): Promise<void> {
    const lock = this.#locks.get(name);
    if (lock === undefined) {
      this.#locks.set(name, { owner, waiters: [] });
      return Promise.resolve();
    }
    if (lock.owner === owner) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
      };
      const waiter: Waiter = {
        owner,
        grant: () => {
          stop();
          resolve();
        },
      };
      const giveUp = (): void => {
        stop();
        const at = lock.waiters.indexOf(waiter);
        if (at >= 0) lock.waiters.splice(at, 1);
        reject(
          new SnowflakeError(
            '000625',
            '57014',
            `Statement waited for the lock on '${name}', which another transaction holds, and was aborted.`,
          ),
        );
      };
      const timer = setTimeout(giveUp, timeout);
      signal.addEventListener('abort', giveUp, { once: true });
      lock.waiters.push(waiter);
    });
  }
}
