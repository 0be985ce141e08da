import type { Connection, ConnectionOptions, RowStatement, SnowflakeError } from 'snowflake-sdk';
import type { QueryResult } from '../ports/warehouse.ts';
import { type RawCell, toRows, uniqueNames } from './warehouse-cells.ts';
import { isSessionLost, toWarehouseError } from './warehouse-error.ts';

/** How long an abort waits for the server to say that the statement stopped, in milliseconds. */
export const CANCEL_WAIT = 3000;

/** How long a session waits for the server's word that it is closed, in milliseconds: the server may be gone. */
const CLOSE_WAIT = 2000;

/** One login: statements run one after another. */
export interface WarehouseSession {
  /** False once the session cannot be used any more. */
  readonly usable: boolean;
  /** @throws WarehouseError Snowflake's error; the signal's reason when it is aborted, after the statement was cancelled. */
  run(sql: string, binds?: readonly (string | number)[], signal?: AbortSignal): Promise<QueryResult>;
  close(): Promise<void>;
}

type Sdk = typeof import('snowflake-sdk');

let loading: Promise<Sdk> | undefined;

/** Loads the driver, which takes most of a second, with its logs off: it would write `snowflake.log` where it runs. */
export function loadSdk(): Promise<Sdk> {
  // At each login it would ask the metadata services of three clouds whether it runs there: not on a student's network.
  process.env.SNOWFLAKE_DISABLE_PLATFORM_DETECTION ??= 'true';
  loading ??= import('snowflake-sdk').then(module => {
    const sdk = 'createConnection' in module ? module : (module as { default: Sdk }).default;
    sdk.configure({ logLevel: 'OFF', additionalLogToConsole: false });
    return sdk;
  });
  return loading;
}

/** @throws WarehouseError when the login is refused or nothing answers; a refused login is never tried again. */
export async function openSession(options: ConnectionOptions): Promise<WarehouseSession> {
  const sdk = await loadSdk();
  const connection = sdk.createConnection(options);
  await new Promise<void>((resolve, reject) => {
    connection.connect(error => (error ? reject(toWarehouseError(error)) : resolve()));
  });
  return sessionOf(connection);
}

function sessionOf(connection: Connection): WarehouseSession {
  let usable = true;
  let closed: Promise<void> | undefined;
  return {
    get usable() {
      return usable && connection.isUp();
    },
    async run(sql, binds, signal) {
      try {
        return await execute(connection, sql, binds, signal);
      } catch (error) {
        if (isSessionLost(error) || signal?.aborted) usable = false;
        throw error;
      }
    },
    close() {
      usable = false;
      closed ??= new Promise(resolve => {
        if (!connection.isUp()) return resolve();
        const timer = setTimeout(resolve, CLOSE_WAIT);
        connection.destroy(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      return closed;
    },
  };
}

async function execute(
  connection: Connection,
  sqlText: string,
  binds: readonly (string | number)[] | undefined,
  signal: AbortSignal | undefined,
): Promise<QueryResult> {
  signal?.throwIfAborted();
  let stopWatching = () => {};
  try {
    return await new Promise<QueryResult>((resolve, reject) => {
      const statement = connection.execute({
        sqlText,
        ...(binds === undefined || binds.length === 0 ? {} : { binds }),
        rowMode: 'array',
        fetchAsString: ['JSON'],
        complete: (error, done, rows) => {
          if (signal?.aborted) reject(signal.reason);
          else settle(error, done, rows, resolve, reject);
        },
      });
      stopWatching = cancelOnAbort(statement, signal, reject);
    });
  } finally {
    stopWatching();
  }
}

function settle(
  error: SnowflakeError | undefined,
  statement: RowStatement,
  rows: readonly (readonly RawCell[])[] | undefined,
  resolve: (result: QueryResult) => void,
  reject: (reason: unknown) => void,
): void {
  if (error) {
    reject(toWarehouseError(error));
    return;
  }
  const columns = statement.getColumns() ?? [];
  const names = uniqueNames(columns.map(column => column.getName()));
  resolve({ columns: names, rows: toRows(columns, names, rows ?? []), queryId: statement.getQueryId() });
}

/** Asks the server to stop the statement; gives up waiting after a while, since the server may be gone. */
function cancelOnAbort(
  statement: RowStatement,
  signal: AbortSignal | undefined,
  reject: (reason: unknown) => void,
): () => void {
  if (signal === undefined) return () => {};
  let timer: NodeJS.Timeout | undefined;
  const cancel = () => {
    timer = setTimeout(() => reject(signal.reason), CANCEL_WAIT);
    statement.cancel(() => reject(signal.reason));
  };
  signal.addEventListener('abort', cancel, { once: true });
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  };
}
