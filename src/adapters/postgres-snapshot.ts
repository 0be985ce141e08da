/** One state of a database for several connections: one exports its snapshot, the others take it over. */
import type { PostgresSnapshot } from '../ports/postgres.ts';
import { copyOut } from './postgres-copy.ts';
import { type Lease, type PostgresPool, queryRows, runQuery, type Session } from './postgres-pool.ts';

/** While others read, the connection that keeps the snapshot waits in its transaction: some servers end that soon. */
const BEGIN =
  'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0';

/** Runs `work` while `session` keeps a snapshot; each COPY takes it over on a connection of its own. */
export async function withSnapshot<T>(
  pool: PostgresPool,
  session: Session,
  work: (snapshot: PostgresSnapshot) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  await runQuery(session, { text: BEGIN }, signal);
  try {
    const [row] = await queryRows<{ id: string }>(
      session,
      'SELECT pg_export_snapshot() AS id',
      undefined,
      signal,
    );
    const id = row?.id ?? '';
    return await work({
      query: (sql, values, own) => queryRows(session, sql, values, own ?? signal),
      copyOut: async (sql, own) => {
        const reading = own ?? signal;
        return copyOut(await readerOf(pool, id, reading), sql, reading);
      },
    });
  } finally {
    await session.query({ text: 'ROLLBACK' }).catch(() => session.spoil());
  }
}

/** A connection inside the snapshot; giving it back ends its transaction. */
async function readerOf(pool: PostgresPool, id: string, signal: AbortSignal | undefined): Promise<Lease> {
  const lease = await pool.lease(signal);
  try {
    // The name is PostgreSQL's own, digits and hyphens; a literal is all that the statement takes.
    await runQuery(lease, { text: `${BEGIN}; SET TRANSACTION SNAPSHOT '${id}'` }, signal);
  } catch (error) {
    lease.spoil();
    lease.release();
    throw error;
  }
  let spoiled = false;
  return {
    ...lease,
    spoil() {
      spoiled = true;
      lease.spoil();
    },
    release() {
      const ended = spoiled ? Promise.resolve() : lease.query({ text: 'ROLLBACK' });
      Promise.resolve(ended).then(
        () => lease.release(),
        () => {
          lease.spoil();
          lease.release();
        },
      );
    },
  };
}
