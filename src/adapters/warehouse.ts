import type { Opened } from '../ports/opened.ts';
import type { QueryResult, Warehouse } from '../ports/warehouse.ts';
import { isLoginRefused, isSessionLost, WarehouseError, withMissingGrant } from './warehouse-error.ts';
import { sdkOptions, type WarehouseConnection } from './warehouse-options.ts';
import { createPool } from './warehouse-pool.ts';
import { changesSession, isReading, splitStatements } from './warehouse-script.ts';
import { CANCEL_WAIT, loadSdk, openSession, type WarehouseSession } from './warehouse-session.ts';

export type { WarehouseAuthentication, WarehouseConnection } from './warehouse-options.ts';

/** Sessions kept when a connection does not say how many: one where each login asks the person for something. */
function sessionsFor({ kind }: WarehouseConnection['authentication']): number {
  return kind === 'password-mfa' || kind === 'browser' ? 1 : 4;
}

/** Loads Snowflake's driver ahead of its first use, so that its import overlaps other work. Never throws. */
export function preloadWarehouse(): void {
  loadSdk().catch(() => {
    // The first connection meets the same error and reports it.
  });
}

/**
 * Snowflake through its own driver. Nothing is connected before the first statement. A statement whose session was lost
 * is sent again once in a new session; a refused login is never tried again.
 *
 * Each call starts in the connection's own role, warehouse and database: what `USE` and `SET` change holds for the rest
 * of their script and no further.
 */
export function createWarehouse(options: WarehouseConnection): Opened<Warehouse> {
  const driverOptions = sdkOptions(options);
  const host = options.endpoint?.host ?? `${options.account}.snowflakecomputing.com`;
  keepProxyOff(host);
  const pool = createPool(() => openSession(driverOptions), {
    limit: options.sessions ?? sessionsFor(options.authentication),
    holds: error => (isLoginRefused(error) ? refusalHolds(options.authentication) : 0),
  });

  const preferring = new WeakSet<WarehouseSession>();

  const lend = async <T>(
    sql: string,
    work: (session: WarehouseSession) => Promise<T>,
    signal: AbortSignal | undefined,
    mayRepeat = () => true,
  ): Promise<T> => {
    const once = (prefer: boolean) =>
      pool.use(async (session, spoil) => {
        if (changesSession(sql)) spoil();
        if (prefer) await preferWarehouse(session, options.preferredWarehouse, preferring);
        try {
          return await work(session);
        } catch (error) {
          // The warehouse was dropped, or does not wake up: the next session begins with the user's own.
          if (isWithoutWarehouse(error)) spoil();
          throw error;
        }
      });
    try {
      return await untilAborted(once(true), signal);
    } catch (error) {
      const mayHelp =
        isSessionLost(error) || (isWithoutWarehouse(error) && options.preferredWarehouse !== undefined);
      if (!mayHelp || !mayRepeat()) throw error;
      return await untilAborted(once(isSessionLost(error)), signal);
    }
  };

  const run = async (
    session: WarehouseSession,
    sql: string,
    binds: readonly (string | number)[] | undefined,
    signal: AbortSignal | undefined,
  ): Promise<QueryResult> => {
    try {
      return await session.run(sql, binds, signal);
    } catch (error) {
      throw withMissingGrant(error, sql, options.role);
    }
  };

  const port: Warehouse = {
    target: { account: options.account, host, user: options.user, role: options.role },
    async query(sql, binds, signal) {
      if (!isReading(sql)) throw notReading(sql);
      return lend(sql, session => run(session, sql, binds, signal), signal);
    },
    execute: (sql, signal) => lend(sql, session => run(session, sql, undefined, signal), signal),
    async script(sql, signal) {
      const statements = splitStatements(sql);
      const results: QueryResult[] = [];
      await lend(
        sql,
        async session => {
          for (const statement of statements) results.push(await run(session, statement, undefined, signal));
        },
        signal,
        // A later statement may lean on the context that an earlier one set in the lost session.
        () => results.length === 0,
      );
      return results;
    },
  };
  return { port, close: () => pool.close() };
}

/**
 * Milliseconds for which a refusal stands. A password that was refused once will be again, and each time counts towards the
 * user's lock; a key or token may be set right in Snowflake meanwhile, and the person then asks again.
 */
function refusalHolds({ kind }: WarehouseConnection['authentication']): number {
  return kind === 'password' || kind === 'password-mfa' ? Number.POSITIVE_INFINITY : 20_000;
}

/** `work`, or the signal's reason when it was aborted and `work` goes on: a login cannot be cancelled. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  let give = () => {};
  const aborted = new Promise<never>((_, reject) => {
    // A statement is given the time to be cancelled.
    give = () => {
      timer = setTimeout(() => reject(signal.reason), CANCEL_WAIT);
    };
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', give);
  }
}

/** Snowflake's code when a statement needs a warehouse and its session has none that works. */
const NO_WAREHOUSE = '000606';

function isWithoutWarehouse(error: unknown): boolean {
  return error instanceof WarehouseError && error.code === NO_WAREHOUSE;
}

/** Puts a session on the preferred warehouse; asked again before each call until the warehouse exists. */
async function preferWarehouse(
  session: WarehouseSession,
  warehouse: string | undefined,
  done: WeakSet<WarehouseSession>,
): Promise<void> {
  if (warehouse === undefined || done.has(session)) return;
  try {
    await session.run(`USE WAREHOUSE ${warehouse}`);
    done.add(session);
  } catch (error) {
    if (isSessionLost(error)) throw error;
    // Not made yet, or not for this role: the user's own stays.
  }
}

function notReading(sql: string): WarehouseError {
  return new WarehouseError(
    'READ_ONLY',
    `Only one statement of SELECT, WITH, SHOW, DESCRIBE, LIST or USE may be sent here, not: ${sql.trim().slice(0, 80)}`,
  );
}

/** The driver would send even loopback requests through a proxy of the environment. */
function keepProxyOff(host: string): void {
  const proxied = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'].some(name => process.env[name]);
  if (!proxied || !isLoopback(host)) return;
  for (const name of ['NO_PROXY', 'no_proxy']) {
    const hosts = process.env[name];
    if (hosts?.split(',').includes(host)) continue;
    process.env[name] = hosts ? `${hosts},${host}` : host;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
