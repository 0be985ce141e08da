import { SnowflakeError } from '../errors.ts';

/** The envelope of every answer; HTTP's own status is 200 whenever a driver is meant to read it. */
export interface Answer {
  readonly data: unknown;
  readonly code: string | null;
  readonly message: string | null;
  readonly success: boolean;
}

/** Codes with which drivers know what to do next (the drivers' sources). */
export const answerCode = {
  wrongPassword: '390100',
  unknownRole: '390189',
  /** No public key of the user fits the token, or the token is not of now. */
  invalidJwt: '390144',
  unknownAuthenticator: '390141',
  invalidAccessToken: '394400',
  expiredAccessToken: '394402',
  /** A new login is needed. */
  sessionGone: '390111',
  /** The session token must be renewed; drivers then send the statement again. */
  sessionExpired: '390112',
  /** The master token is of no use any more: a new login is needed. */
  masterExpired: '390114',
  /** Ask again at `getResultUrl`. */
  inProgress: '333333',
  /** As before, for a statement that was sent with `asyncExec`. */
  inProgressAsync: '333334',
} as const;

/** An answer that says yes. */
export function success(data: unknown, code: string | null = null): Answer {
  return { data, code, message: null, success: true };
}

/** A refusal outside of a statement, for example of a login. */
export function refusal(code: string, message: string, data: unknown = null): Answer {
  return { data, code, message, success: false };
}

/** The answer of a statement that failed. */
export function failure(error: SnowflakeError, queryId: string): Answer {
  const data = {
    internalError: false,
    unredactedFromSecureObject: false,
    errorCode: error.code,
    age: 0,
    sqlState: error.sqlState,
    queryId,
    line: error.place?.line ?? -1,
    pos: error.place?.position ?? -1,
    type: error.message.startsWith('SQL compilation error') ? 'COMPILATION' : 'EXECUTION',
  };
  return refusal(error.code, error.message, data);
}

/** Where a running statement's result will be. */
export function inProgress(queryId: string, asynchronous: boolean): Answer {
  const data = {
    queryId,
    getResultUrl: `/queries/${queryId}/result`,
    queryAbortsAfterSecs: 300,
    progressDesc: null,
  };
  return success(data, asynchronous ? answerCode.inProgressAsync : answerCode.inProgress);
}

/** The request itself is wrong: not a statement's fault, and not worth a retry. */
export function badRequest(message: string): SnowflakeError {
  return new SnowflakeError('391902', '22000', message);
}
