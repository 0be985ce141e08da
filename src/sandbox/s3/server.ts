import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { ServiceError } from './errors.ts';
import type { Segment } from './model.ts';
import { answerQuery, isQueryRequest, type QueryServiceState, queryError } from './query-service.ts';
import { readRequest, type ServiceRequest } from './request.ts';
import { answerS3, type S3ServiceState, s3Error } from './s3-service.ts';

/** How long a refused upload may go on sending before its connection is cut, in milliseconds. */
const DRAIN_TIME = 10_000;

export type ServiceState = QueryServiceState & S3ServiceState;

/**
 * Browsers are kept out whole: a page of another site can reach a loopback port, by its own requests (they carry
 * `Origin`) or by a name that resolves to 127.0.0.1 (the `Host` is then not ours).
 */
function admits(incoming: IncomingMessage): boolean {
  const port = incoming.socket.localPort;
  const host = incoming.headers.host?.toLowerCase();
  const known = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  return (
    host !== undefined &&
    known.includes(host) &&
    incoming.headers.origin === undefined &&
    incoming.method !== 'OPTIONS'
  );
}

/** Anything thrown as an answer. What is not a refusal of ours is a fault of the sandbox or of the disk. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new ServiceError('InsufficientStorage');
  const message = error instanceof Error ? error.message : String(error);
  return new ServiceError('InternalError', { message: `Internal error of the sandbox: ${message}` });
}

/** Lets a client that is still sending see its answer: a connection cut at once would look like a network fault. */
function drain(incoming: IncomingMessage): void {
  if (incoming.complete) return;
  const timer = setTimeout(() => incoming.destroy(), DRAIN_TIME);
  timer.unref();
  incoming.once('close', () => clearTimeout(timer));
  incoming.on('error', () => {});
  incoming.resume();
}

function sendText(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
  withBody: boolean,
): void {
  response.writeHead(status, {
    ...headers,
    ...(withBody ? { 'content-length': String(Buffer.byteLength(text)) } : {}),
  });
  response.end(withBody ? text : undefined);
}

function refuse(
  incoming: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  isQuery: boolean,
  requestId: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const refusal = asServiceError(error);
  const path = (incoming.url ?? '/').split('?')[0] ?? '/';
  const text = isQuery ? queryError(refusal, requestId) : s3Error(refusal, path, requestId);
  if (!incoming.complete) response.setHeader('connection', 'close');
  const headers = { 'content-type': isQuery ? 'text/xml' : 'application/xml', ...refusal.headers };
  sendText(response, refusal.status, headers, text, incoming.method !== 'HEAD');
  drain(incoming);
}

async function sendSegments(
  response: ServerResponse,
  state: ServiceState,
  body: { readonly segments: readonly Segment[]; readonly start: number; readonly end: number },
): Promise<void> {
  const { blobs } = state.store;
  const release = blobs.hold(body.segments);
  try {
    await pipeline(blobs.read(body.segments, body.start, body.end), response);
  } finally {
    release();
  }
}

async function answer(
  request: ServiceRequest,
  response: ServerResponse,
  state: ServiceState,
  requestId: string,
): Promise<void> {
  if (isQueryRequest(request)) {
    sendText(
      response,
      200,
      { 'content-type': 'text/xml' },
      await answerQuery(request, requestId, state),
      true,
    );
    return;
  }
  const { status, headers, body } = await answerS3(request, state);
  if (typeof body === 'object') {
    response.writeHead(status, headers);
    await sendSegments(response, state, body);
  } else if (body === undefined) {
    const bodiless = status === 204 || status === 304 || request.method === 'HEAD';
    response.writeHead(status, bodiless ? headers : { ...headers, 'content-length': '0' });
    response.end();
  } else {
    sendText(response, status, headers, body, true);
  }
}

async function handle(
  incoming: IncomingMessage,
  response: ServerResponse,
  state: ServiceState,
): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-amz-request-id', requestId);
  let isQuery = false;
  try {
    if (!admits(incoming)) throw new ServiceError('AccessDenied', { message: 'Host or origin not allowed.' });
    const request = readRequest(incoming);
    isQuery = isQueryRequest(request);
    await answer(request, response, state, requestId);
  } catch (error) {
    refuse(incoming, response, error, isQuery, requestId);
  }
}

/** Makes the HTTP server of S3, IAM and STS; it does not listen yet. */
export function createHttpServer(state: ServiceState): Server {
  const server = createServer(
    // Uploads may take as long as they take; a connection on which nothing moves is closed below.
    { requestTimeout: 0, headersTimeout: 15_000, keepAliveTimeout: 60_000, noDelay: true },
    (incoming, response) => void handle(incoming, response, state),
  );
  server.timeout = 120_000;
  server.maxConnections = 512;
  return server;
}
