import type { WarehouseSession } from './warehouse-session.ts';

/** A few sessions, opened when first needed and shared by whoever runs a statement. */
interface SessionPool {
  /** Lends a session for the time of `work`. One that `work` calls `spoil` on is closed instead of lent again. */
  use<T>(work: (session: WarehouseSession, spoil: () => void) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** @param limit sessions at most; further callers wait in order. */
export function createPool(open: () => Promise<WarehouseSession>, limit: number): SessionPool {
  const idle: WarehouseSession[] = [];
  const waiting: (() => void)[] = [];
  let lent = 0;
  let closed = false;

  const take = async (): Promise<WarehouseSession> => {
    while (lent >= limit) await new Promise<void>(resolve => waiting.push(resolve));
    lent++;
    try {
      for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
        if (kept.usable) return kept;
        await kept.close();
      }
      return await open();
    } catch (error) {
      release();
      throw error;
    }
  };
  const release = (): void => {
    lent--;
    waiting.shift()?.();
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
