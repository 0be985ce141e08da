import { missingGrant } from './warehouse-rights.ts';

/** Codes after which a session is gone and a new login may go on: master token expired, session gone, token unknown. */
const SESSION_LOST = new Set(['407002', '390111', '390114', '390104', '401004']);

/** An error of Snowflake or its driver, without the driver's baggage (requests, responses, tokens). */
export class WarehouseError extends Error {
  /** Snowflake's or the driver's number as text: `002003`, `390100`, `401001`. */
  readonly code: string;
  readonly sqlState: string | undefined;
  readonly queryId: string | undefined;

  constructor(
    code: string,
    message: string,
    more: { sqlState?: string | undefined; queryId?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'WarehouseError';
    this.code = code;
    this.sqlState = more.sqlState;
    this.queryId = more.queryId;
  }
}

/** The driver's error with its code, SQLSTATE and query id, and the system's error (`ECONNREFUSED …`) as cause. */
export function toWarehouseError(error: unknown): WarehouseError {
  if (error instanceof WarehouseError) return error;
  const seen = (error ?? {}) as Readonly<Record<string, unknown>>;
  const data = (seen.data ?? {}) as Readonly<Record<string, unknown>>;
  const code = textOf(seen.code) ?? 'UNKNOWN';
  // Snowflake's own numbers have six digits; the driver hands some of them over as numbers.
  return new WarehouseError(
    /^\d{1,6}$/.test(code) ? code.padStart(6, '0') : code,
    textOf(seen.message) ?? String(error),
    {
      sqlState: textOf(seen.sqlState) ?? textOf(data.sqlState),
      queryId: textOf(data.queryId),
      cause: systemError(seen.cause) ?? refusedRequest(seen.response),
    },
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function systemError(cause: unknown): Error | undefined {
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  return Object.assign(new Error(message), { code });
}

/** A server that answers with a status instead of Snowflake's JSON: not Snowflake, or not this account's address. */
function refusedRequest(response: unknown): Error | undefined {
  const { statusCode, statusText } = (response ?? {}) as { statusCode?: unknown; statusText?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400) return undefined;
  return new Error(`The server answered ${statusCode} ${textOf(statusText) ?? ''}`.trim());
}

/** The error of a refused statement, with the GRANT that would let it pass as its cause where that can be told. */
export function withMissingGrant(error: unknown, sql: string, role: string | undefined): unknown {
  if (!(error instanceof WarehouseError) || error.code !== '003001' || role === undefined) return error;
  const grant = missingGrant(sql, error.message, role);
  if (grant === undefined) return error;
  const { code, message, sqlState, queryId } = error;
  return new WarehouseError(code, message, { sqlState, queryId, cause: new Error(`This needs: ${grant}`) });
}

/** True when the statement was refused because its session no longer exists: it did not run. */
export function isSessionLost(error: unknown): boolean {
  return error instanceof WarehouseError && SESSION_LOST.has(error.code);
}

/** True when Snowflake answered a login with no (wrong secret, locked user, policy), or the driver could not use the secret. */
export function isLoginRefused(error: unknown): boolean {
  if (!(error instanceof WarehouseError) || SESSION_LOST.has(error.code)) return false;
  return /^(?:39[0-9]|404)\d{3}$/.test(error.code);
}
