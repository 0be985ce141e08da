import type { Account } from '../account.ts';
import { type Answer, answerCode, badRequest, inProgress, refusal, success } from './answer.ts';
import type { Credentials } from './authentication.ts';
import type { ChunkStore } from './chunks.ts';
import type { ClientSession } from './client-session.ts';
import { fieldsOf, textField } from './fields.ts';
import { logIn } from './login.ts';
import { readQueryRequest } from './query-request.ts';
import type { QueryRunner, Submitted } from './query-runner.ts';
import { MASTER_TOKEN_VALIDITY, SESSION_TOKEN_VALIDITY, type SessionStore } from './session-store.ts';

/** Everything that requests are answered with. */
export interface Service {
  readonly account: Account;
  readonly credentials: Credentials;
  readonly sessions: SessionStore;
  readonly queries: QueryRunner;
  readonly chunks: ChunkStore;
  /** Milliseconds that a request waits for its statement before the client is told to ask again. */
  readonly patience: number;
}

/** A request as the routes see it. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Of the header `Authorization: Snowflake Token="…"`. */
  readonly token: string | undefined;
  body(): Promise<unknown>;
}

/** Answers a request; `undefined`: there is no such route. Throws a SnowflakeError when the request itself is wrong. */
export async function answerRequest(service: Service, request: ApiRequest): Promise<Answer | undefined> {
  const { account, sessions, credentials } = service;
  switch (`${request.method} ${request.path}`) {
    case 'POST /session/v1/login-request':
      return logIn(account, sessions, credentials, await request.body(), request.query);
    case 'POST /session/token-request':
      return renew(sessions, request.token);
    case 'POST /telemetry/send':
    case 'POST /telemetry/send/sessionless':
      return success('Log Received');
  }
  const route = sessionRoute(request);
  if (route === undefined) return undefined;
  const admission = sessions.admit(request.token);
  switch (admission.kind) {
    case 'valid':
      return route(service, admission.client, request);
    case 'expired':
      return refusal(answerCode.sessionExpired, 'Your session has expired. Please login again.');
    case 'unknown':
      return refusal(
        answerCode.sessionGone,
        'Session no longer exists.  New login required to access the service.',
      );
  }
}

type Route = (service: Service, client: ClientSession, request: ApiRequest) => Promise<Answer>;

function sessionRoute({ method, path, query }: ApiRequest): Route | undefined {
  switch (`${method} ${path}`) {
    case 'POST /session':
      return query.get('delete') === 'true' ? closeSession : undefined;
    case 'POST /session/heartbeat':
      return heartbeat;
    case 'POST /queries/v1/query-request':
      return runQuery;
    case 'POST /queries/v1/abort-request':
      return abortByRequest;
  }
  // The Python connector 5 asks with two slashes.
  const named = /^\/(monitoring\/)?queries\/+([\w-]+)(?:\/([\w-]+))?$/.exec(path);
  const [, monitoring, queryId = '', action] = named ?? [];
  if (named === null) return undefined;
  if (monitoring !== undefined)
    return action === undefined ? ({ queries }) => monitor(queries, queryId) : undefined;
  if (method === 'GET' && action === 'result')
    return service => wait(service, service.queries.find(queryId), false);
  if (method === 'POST' && action === 'abort-request') return service => abortById(service, queryId);
  return undefined;
}

async function renew(sessions: SessionStore, token: string | undefined): Promise<Answer> {
  const renewed = sessions.renew(token);
  if (renewed === undefined) {
    return refusal(
      answerCode.masterExpired,
      'Authentication token has expired.  The user must authenticate again.',
    );
  }
  return success({
    sessionToken: renewed.tokens.session,
    validityInSecondsST: SESSION_TOKEN_VALIDITY / 1000,
    masterToken: renewed.tokens.master,
    validityInSecondsMT: MASTER_TOKEN_VALIDITY / 1000,
    sessionId: renewed.client.session.id,
  });
}

async function heartbeat({ sessions }: Service, client: ClientSession): Promise<Answer> {
  sessions.heartbeat(client);
  return success(null);
}

async function closeSession({ sessions }: Service, client: ClientSession): Promise<Answer> {
  await sessions.close(client);
  return success(null);
}

async function runQuery(service: Service, client: ClientSession, request: ApiRequest): Promise<Answer> {
  const query = readQueryRequest(await request.body(), request.query.get('requestId') ?? undefined);
  const submitted = service.queries.submit(client, query);
  return query.asynchronous ? inProgress(submitted.queryId, true) : wait(service, submitted, false);
}

/** The answer when it comes in time, else where to ask again. */
async function wait(
  { patience }: Service,
  { queryId, settled }: Submitted,
  asynchronous: boolean,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>(resolve => {
    timer = setTimeout(() => resolve(inProgress(queryId, asynchronous)), patience);
  });
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function abortByRequest(
  { queries }: Service,
  client: ClientSession,
  request: ApiRequest,
): Promise<Answer> {
  const requestId = textField(fieldsOf(await request.body()), 'requestId');
  if (requestId === undefined)
    throw badRequest('The request does not say which request to abort (requestId).');
  queries.abortRequest(client, requestId);
  return success(null);
}

async function abortById({ queries }: Service, queryId: string): Promise<Answer> {
  queries.abort(queryId);
  return success(null);
}

async function monitor(queries: QueryRunner, queryId: string): Promise<Answer> {
  const state = queries.state(queryId);
  if (state === undefined) return success({ queries: [] });
  if (state === 'running')
    return success({ queries: [{ id: queryId, status: 'RUNNING', state: 'RUNNING' }] });
  const status = state.success
    ? { status: 'SUCCESS', state: 'SUCCEEDED' }
    : {
        status: state.code === '000604' ? 'ABORTED' : 'FAILED_WITH_ERROR',
        state: 'FAILED',
        errorCode: state.code,
        errorMessage: state.message,
      };
  return success({ queries: [{ id: queryId, ...status }] });
}
