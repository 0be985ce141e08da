import type { Readable } from 'node:stream';

/** Where a PostgreSQL connection goes. The password is never part of it. */
export interface PostgresTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** A row as the lab sees it: bigint as number, numeric, dates and timestamps as PostgreSQL prints them (ISO, UTC). */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** Reads one PostgreSQL database. Every statement runs in a read-only session: one that writes is refused by the server. */
export interface PostgresReader {
  readonly target: PostgresTarget;
  query<Row extends PostgresRow = PostgresRow>(
    sql: string,
    values?: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<readonly Row[]>;
  /** Streams a `COPY … TO STDOUT`. Destroying the stream releases the connection. */
  copyOut(sql: string, signal?: AbortSignal): Promise<Readable>;
}

/** One connection inside a transaction. */
export interface PostgresTransaction {
  query<Row extends PostgresRow = PostgresRow>(
    sql: string,
    values?: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<readonly Row[]>;
  /** Runs a script: one or several statements, without values. */
  execute(sql: string, signal?: AbortSignal): Promise<void>;
  /** Feeds `chunks` (COPY text or CSV) to a `COPY … FROM STDIN`, waiting for the server; returns the rows loaded. */
  copyIn(
    sql: string,
    chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
    signal?: AbortSignal,
  ): Promise<number>;
}

/** One state of the database, read by several connections at once. */
export interface PostgresSnapshot {
  query<Row extends PostgresRow = PostgresRow>(
    sql: string,
    values?: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<readonly Row[]>;
  /** Streams a `COPY … TO STDOUT` over a connection of its own. Destroying the stream releases the connection. */
  copyOut(sql: string, signal?: AbortSignal): Promise<Readable>;
}

/** Reads and writes one PostgreSQL database. */
export interface Postgres extends PostgresReader {
  /** Keeps a snapshot until `work` returns: whatever is committed meanwhile, all that it reads is of one moment. */
  snapshot<T>(work: (snapshot: PostgresSnapshot) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Runs a script: one or several statements, without values. */
  execute(sql: string, signal?: AbortSignal): Promise<void>;
  /** Commits when `work` returns, rolls back when it throws. */
  transaction<T>(work: (tx: PostgresTransaction) => Promise<T>, signal?: AbortSignal): Promise<T>;
}
