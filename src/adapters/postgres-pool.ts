import { connect } from 'node:net';
import type { Pool, PoolClient } from 'pg';
import type { PostgresRow } from '../ports/postgres.ts';
import type { PostgresConnection } from './postgres.ts';

/** A session of the pool while it is in use by one caller. */
export interface Session {
  readonly client: PoolClient;
  query<Row extends PostgresRow>(config: QueryText): Promise<QueryRows<Row>>;
  /** Asks the server to end what this session is doing. Resolves when the request is sent, or could not be. */
  cancel(): Promise<void>;
  /** Marks the connection as unfit for another caller: it is closed when it is given back. */
  spoil(): void;
}

/** A session that its holder gives back itself. */
export interface Lease extends Session {
  release(): void;
}

export interface QueryText {
  readonly text: string;
  readonly values?: unknown[];
  readonly queryMode?: string;
}

export interface QueryRows<Row> {
  readonly rows: Row[];
  /** The command tag's first word: `SELECT`, `COMMIT`, … */
  readonly command: string;
}

const CONNECT_TIMEOUT_MS = 10_000;
const CANCEL_TIMEOUT_MS = 2_000;
/** Three exports at a time, each with four readers of a snapshot and the connection that keeps it, and one more. */
const MAX_CONNECTIONS = 16;

const INT8 = 20;
const NUMERIC = 1700;
const DATE = 1082;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;

/** A few connections to one database, made when they are needed. */
export class PostgresPool {
  readonly #connection: PostgresConnection;
  readonly #readOnly: boolean;
  readonly #leased = new Set<PoolClient>();
  #pool: Promise<Pool> | undefined;
  #closing: Promise<void> | undefined;

  constructor(connection: PostgresConnection, options: { readonly readOnly: boolean }) {
    this.#connection = connection;
    this.#readOnly = options.readOnly;
  }

  /** Runs `work` with a session and gives the session back. */
  async use<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const lease = await this.lease(signal);
    try {
      return await work(lease);
    } finally {
      lease.release();
    }
  }

  /** A session until its `release()`; the wait for it ends with `signal`. */
  async lease(signal?: AbortSignal): Promise<Lease> {
    signal?.throwIfAborted();
    if (this.#closing !== undefined) throw new Error('The connection to PostgreSQL was closed.');
    this.#pool ??= this.#open();
    const client = await this.#connect(await this.#pool, signal);
    // Between two queries a lost connection is an event, and an event without a listener would end the process.
    const ignore = (): void => {};
    client.on('error', ignore);
    this.#leased.add(client);
    let spoiled = false;
    let released = false;
    return {
      client,
      query: config => client.query(config),
      cancel: () => sendCancel(this.#connection, client),
      spoil() {
        spoiled = true;
      },
      release: () => {
        if (released) return;
        released = true;
        this.#leased.delete(client);
        client.off('error', ignore);
        client.release(spoiled);
      },
    };
  }

  /** Closes every connection, those in use too. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const pool = await this.#pool?.catch(() => undefined);
    if (pool === undefined) return;
    const ended = pool.end();
    // With a query under way this cuts the connection, which makes the query fail and its holder release it.
    await Promise.all([...this.#leased].map(client => endClient(client)));
    for (const client of this.#leased) client.release(true);
    await ended;
  }

  async #open(): Promise<Pool> {
    const { default: pg } = await import('pg');
    const { host, port, user, password, database, tls } = this.#connection;
    const settings = ['-c TimeZone=UTC', '-c DateStyle=ISO'];
    if (this.#readOnly) settings.push('-c default_transaction_read_only=on');
    const asText = (value: string): string => value;
    const parsers = new Map<number, (value: string) => unknown>([
      [INT8, Number],
      [NUMERIC, asText],
      [DATE, asText],
      [TIMESTAMP, asText],
      [TIMESTAMPTZ, asText],
    ]);
    const pool = new pg.Pool({
      ...{ host, port, user, database },
      // By a function: without a password `pg` would look into ~/.pgpass itself, and write warnings over the screen.
      password: () => password,
      ...(tls ? { ssl: true } : {}),
      application_name: 'shopstream-lab',
      options: settings.join(' '),
      types: { getTypeParser: (oid, format) => parsers.get(oid) ?? pg.types.getTypeParser(oid, format) },
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: 30_000,
      allowExitOnIdle: true,
    });
    // An idle connection that the server ends is no error of anybody's: the next query opens another.
    pool.on('error', () => {});
    return pool;
  }

  async #connect(pool: Pool, signal: AbortSignal | undefined): Promise<PoolClient> {
    const connecting = pool.connect();
    if (signal === undefined) return connecting.catch(withTimeoutCode);
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([connecting, aborted.promise]);
    } catch (error) {
      connecting.then(
        client => client.release(),
        () => {},
      );
      return withTimeoutCode(error);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}

/** `pg` gives a connection that takes too long no code. */
function withTimeoutCode(error: unknown): never {
  if (error instanceof Error && !('code' in error) && /timeout/i.test(error.message)) {
    throw Object.assign(error, { code: 'ETIMEDOUT' });
  }
  throw error;
}

/** `end()` of a pool's client is not in its types, because one normally gives it back instead. */
async function endClient(client: PoolClient): Promise<void> {
  await (client as PoolClient & { end(): Promise<void> }).end();
}

/** Runs one query; an abort cancels it on the server and throws the signal's reason. */
export async function runQuery<Row extends PostgresRow>(
  session: Session,
  query: QueryText,
  signal: AbortSignal | undefined,
): Promise<QueryRows<Row>> {
  if (signal === undefined) return session.query<Row>(query);
  signal.throwIfAborted();
  let cancelled: Promise<void> | undefined;
  const abort = (): void => {
    // A cancel that comes late would hit the next query of this connection.
    session.spoil();
    cancelled = session.cancel();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await session.query<Row>(query);
  } catch (error) {
    if (cancelled !== undefined) throw signal.reason;
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    await cancelled;
  }
}

/** The rows of one statement. */
export async function queryRows<Row extends PostgresRow>(
  session: Session,
  sql: string,
  values: readonly unknown[] | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly Row[]> {
  // The extended protocol takes exactly one statement: no second one can hide behind a semicolon.
  const query = { text: sql, values: [...(values ?? [])], queryMode: 'extended' };
  return (await runQuery<Row>(session, query, signal)).rows;
}

const CANCEL_REQUEST_CODE = 80_877_102;

/** What the server told a client about its own session (BackendKeyData). */
interface BackendKey {
  readonly processID: number | null;
  readonly secretKey: number | null;
}

/**
 * Sends a CancelRequest over a connection of its own, as libpq does: it needs no login and no free place in the pool.
 * A server that cannot be reached has its session cut from this side.
 */
function sendCancel(connection: PostgresConnection, client: PoolClient): Promise<void> {
  const { processID, secretKey } = client as PoolClient & BackendKey;
  return new Promise(resolve => {
    const request = Buffer.alloc(16);
    request.writeInt32BE(16, 0);
    request.writeInt32BE(CANCEL_REQUEST_CODE, 4);
    request.writeInt32BE(processID ?? 0, 8);
    request.writeInt32BE(secretKey ?? 0, 12);
    const socket = connect({ host: connection.host, port: connection.port });
    const cut = (): void => {
      socket.destroy();
      endClient(client).then(resolve, () => resolve());
    };
    socket.setTimeout(CANCEL_TIMEOUT_MS, cut);
    socket.on('error', cut);
    socket.on('connect', () => socket.end(request));
    // The server closes its side when the request was taken.
    socket.on('data', () => {});
    socket.on('close', failed => {
      if (!failed) resolve();
    });
  });
}
