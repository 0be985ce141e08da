import type { CommandContext } from './command.ts';
import { isConflict } from './duck-errors.ts';
import { SnowflakeError } from './errors.ts';
import type { Session } from './session.ts';

const RETRIES = 40;

/** LOCK_TIMEOUT in milliseconds; Snowflake's default is twelve hours, a person at a laptop gives up sooner. */
function lockTimeout(session: Session): number {
  const seconds = Number(session.parameter('LOCK_TIMEOUT') ?? 60);
  return Number.isFinite(seconds) ? seconds * 1000 : 60_000;
}

/** Opens a transaction if the session has none. */
export async function beginTransaction(session: Session): Promise<void> {
  if (session.transaction === 'open') return;
  await session.connection.run('BEGIN TRANSACTION');
  session.transaction = 'open';
}

/** Ends the open transaction, if there is one, and gives up its locks. */
export async function endTransaction(context: CommandContext, how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
  const { session, account } = context;
  const pending = session.afterCommit.splice(0);
  try {
    if (session.transaction === 'open') await session.connection.run(how);
    if (how === 'COMMIT') for (const run of pending) run();
  } finally {
    session.transaction = 'none';
    account.locks.release(session);
  }
}

/** Whether the session commits each statement by itself. */
export function autocommits(session: Session): boolean {
  return session.transaction === 'none' && session.parameter('AUTOCOMMIT')?.toUpperCase() !== 'FALSE';
}

/**
 * Runs a statement that writes, while it holds locks of these names. Alone, it commits itself; inside a transaction its
 * locks stay until the end.
 */
export async function write<T>(
  context: CommandContext,
  locks: Iterable<string>,
  work: () => Promise<T>,
): Promise<T> {
  const { account, session, signal } = context;
  if (autocommits(session)) return writeAlone(context, locks, work);
  await account.locks.acquire(session, locks, lockTimeout(session), signal);
  await beginTransaction(session);
  return work();
}

/**
 * Runs `work` as one transaction of its own while it holds locks of these names, whatever AUTOCOMMIT says: DDL. Retried
 * when DuckDB refuses a second writer where Snowflake would wait; what `work` adds to the session's `afterCommit` runs
 * once, after the attempt that succeeds. No transaction may be open.
 */
export async function writeAlone<T>(
  context: CommandContext,
  locks: Iterable<string>,
  work: () => Promise<T>,
): Promise<T> {
  const { session, signal } = context;
  return whileLocked(context, locks, () => retried(signal, () => transactional(session, work)));
}

/** Runs `work` while the session holds locks of these names, then gives up all its locks. No transaction may be open. */
export async function whileLocked<T>(
  context: CommandContext,
  locks: Iterable<string>,
  work: () => Promise<T>,
): Promise<T> {
  const { account, session, signal } = context;
  try {
    await account.locks.acquire(session, locks, lockTimeout(session), signal);
    return await work();
  } finally {
    account.locks.release(session);
  }
}

async function transactional<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.connection.run('BEGIN TRANSACTION');
  const earlier = session.afterCommit.length;
  try {
    const result = await work();
    await session.connection.run('COMMIT');
    for (const run of session.afterCommit.splice(earlier)) run();
    return result;
  } catch (error) {
    session.afterCommit.length = earlier;
    // COMMIT may have failed and ended the transaction already.
    await session.connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function retried<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= RETRIES || signal.aborted || !isConflict(error)) throw error;
      await new Promise(resolve => setTimeout(resolve, Math.min(5 * attempt, 100) * (0.5 + Math.random())));
    }
  }
}

/**
 * After a failure inside an open transaction: DuckDB has given the whole transaction up, where Snowflake gives up the
 * statement alone. Says so and makes the session usable again.
 */
export async function afterFailure(context: CommandContext, error: SnowflakeError): Promise<SnowflakeError> {
  const { session } = context;
  if (session.transaction === 'none') return error;
  const usable = await session.connection.run('SELECT 1').then(
    () => true,
    () => false,
  );
  if (usable) return error;
  await endTransaction(context, 'ROLLBACK').catch(() => undefined);
  return new SnowflakeError(
    error.code,
    error.sqlState,
    `${error.message}\n(The sandbox has rolled back the open transaction: it cannot undo one statement of it.)`,
    error.place,
  );
}
