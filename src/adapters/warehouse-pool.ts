import type { WarehouseSession } from './warehouse-session.ts';

/** A few sessions, opened when first needed and shared by whoever runs a statement. */
interface SessionPool {
  /** Lends a session for the time of `work`. One that `work` calls `spoil` on is closed instead of lent again. */
  use<T>(work: (session: WarehouseSession, spoil: () => void) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface PoolOptions {
  /** Sessions at most; further callers wait in order. */
  readonly limit: number;
  /** Milliseconds for which a failed login is not tried again: its error is everybody's; 0 for one that may be. */
  readonly holds: (error: unknown) => number;
}

/**
 * Every session is one login. Until one has succeeded there is one attempt at a time, and everybody who waits shares its
 * failure: refused logins add up to a locked user.
 */
export function createPool(
  open: () => Promise<WarehouseSession>,
  { limit, holds }: PoolOptions,
): SessionPool {
  const idle: WarehouseSession[] = [];
  const waiting: PromiseWithResolvers<void>[] = [];
  let lent = 0;
  let closed = false;
  /** The login that has to show whether the others may follow. */
  let first: Promise<WarehouseSession> | undefined;
  let proven = false;
  let refused: { readonly error: unknown; readonly until: number } | undefined;

  const login = async (): Promise<WarehouseSession> => {
    if (refused !== undefined && Date.now() < refused.until) throw refused.error;
    if (!proven && first !== undefined) await first;
    const opening = open();
    first ??= opening;
    try {
      const session = await opening;
      proven = true;
      return session;
    } catch (error) {
      proven = false;
      refused = { error, until: Date.now() + holds(error) };
      for (const { reject } of waiting.splice(0)) reject(error);
      throw error;
    } finally {
      if (first === opening) first = undefined;
    }
  };
  const place = async (): Promise<void> => {
    while (lent >= limit) {
      const turn = Promise.withResolvers<void>();
      waiting.push(turn);
      await turn.promise;
    }
    lent++;
  };
  const take = async (): Promise<WarehouseSession> => {
    await place();
    try {
      for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
        if (kept.usable) return kept;
        await kept.close();
      }
      return await login();
    } catch (error) {
      release();
      throw error;
    }
  };
  const release = (): void => {
    lent--;
    waiting.shift()?.resolve();
  };

  return {
    async use(work) {
      if (closed) throw new Error('The connection to Snowflake is closed.');
      const session = await take();
      let spoilt = false;
      try {
        return await work(session, () => {
          spoilt = true;
        });
      } finally {
        if (spoilt || closed || !session.usable) await session.close();
        else idle.push(session);
        release();
      }
    },
    async close() {
      closed = true;
      await Promise.all(idle.splice(0).map(session => session.close()));
    },
  };
}
