/** PostgreSQL through `pg` and `pg-copy-streams`. Nothing is loaded and nothing connects before the first query. */
import type { Readable } from 'node:stream';
import type { Opened } from '../ports/opened.ts';
import type { Postgres, PostgresReader, PostgresTransaction } from '../ports/postgres.ts';
import { copyIn, copyOut } from './postgres-copy.ts';
import { PostgresPool, queryRows, runQuery, type Session } from './postgres-pool.ts';
import { withSnapshot } from './postgres-snapshot.ts';

/** Where and as whom to connect. */
export interface PostgresConnection {
  /** Give `127.0.0.1` for this machine: `localhost` may mean `::1`, where the server does not listen. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** TLS with a certificate that is checked, for a hosted server. Default: none. */
  readonly tls?: boolean;
}

/**
 * Opens a database for reading and writing. Errors keep PostgreSQL's SQLSTATE or the system's code in `code`; what an
 * AbortSignal ends throws the signal's reason.
 */
export function createPostgres(connection: PostgresConnection): Opened<Postgres> {
  const pool = new PostgresPool(connection, { readOnly: false });
  const port: Postgres = {
    ...reading(connection, pool),
    async execute(sql, signal) {
      await pool.use(async session => {
        await runQuery(session, { text: sql }, signal);
      }, signal);
    },
    transaction: (work, signal) => pool.use(session => transaction(session, work, signal), signal),
    snapshot: (work, signal) => pool.use(session => withSnapshot(pool, session, work, signal), signal),
  };
  return { port, close: () => pool.close() };
}

/**
 * Opens a database for reading: its sessions are read-only, so the server refuses whatever writes (SQLSTATE 25006), and a
 * statement that does not begin as one that reads, which might make the session writable, throws `READ_ONLY` unsent.
 */
export function createPostgresReader(connection: PostgresConnection): Opened<PostgresReader> {
  const pool = new PostgresPool(connection, { readOnly: true });
  const { target, query, copyOut: copy } = reading(connection, pool);
  const port: PostgresReader = {
    target,
    query: async (sql, values, signal) =>
      query(reads(sql, /^(?:SELECT|WITH|VALUES|TABLE|SHOW|EXPLAIN)$/i), values, signal),
    copyOut: async (sql, signal) => copy(reads(sql, /^COPY$/i, / TO STDOUT\b/i), signal),
  };
  return { port, close: () => pool.close() };
}

/** The statement, when its first word is one of those, `wanted` stands in it, it does not change the session's settings by a function, and does not run what it explains. */
function reads(sql: string, words: RegExp, wanted = /(?:)/): string {
  const first = /^(?:[\s(]|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(\w*)/.exec(sql)?.[1] ?? '';
  if (
    words.test(first) &&
    wanted.test(sql) &&
    !/\bset_config\b|\bANALY[ZS]E\b|\bTO\s+(?:PROGRAM\b|')/i.test(sql)
  )
    return sql;
  throw Object.assign(
    new Error(`Only a statement that reads may be sent here, not: ${sql.trim().slice(0, 80)}`),
    {
      code: 'READ_ONLY',
    },
  );
}

function reading(connection: PostgresConnection, pool: PostgresPool): PostgresReader {
  const { host, port, user, database } = connection;
  return {
    target: { host, port, user, database },
    query: (sql, values, signal) => pool.use(session => queryRows(session, sql, values, signal), signal),
    async copyOut(sql, signal): Promise<Readable> {
      const lease = await pool.lease(signal);
      return copyOut(lease, sql, signal);
    },
  };
}

async function transaction<T>(
  session: Session,
  work: (tx: PostgresTransaction) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const both = (own: AbortSignal | undefined): AbortSignal | undefined =>
    own === undefined || signal === undefined ? (own ?? signal) : AbortSignal.any([own, signal]);
  const tx: PostgresTransaction = {
    query: (sql, values, own) => queryRows(session, sql, values, both(own)),
    async execute(sql, own) {
      await runQuery(session, { text: sql }, both(own));
    },
    copyIn: (sql, chunks, own) => copyIn(session, sql, chunks, both(own)),
  };
  await runQuery(session, { text: 'BEGIN' }, signal);
  try {
    const result = await work(tx);
    const end = await runQuery(session, { text: 'COMMIT' }, signal);
    // PostgreSQL answers a COMMIT after a swallowed error with ROLLBACK, without an error.
    if (end.command !== 'COMMIT')
      throw new Error('The transaction was rolled back: one of its statements had failed.');
    return result;
  } catch (error) {
    await session.query({ text: 'ROLLBACK' }).catch(() => session.spoil());
    throw error;
  }
}
