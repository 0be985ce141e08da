import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { internalError, SnowflakeError } from '../errors.ts';
import { failure, refusal } from './answer.ts';
import { readBody } from './body.ts';
import { answerRequest, type Service } from './routes.ts';

/** Makes the HTTP server; it does not listen yet. */
export function createHttpServer(service: Service): Server {
  const server = createServer(
    { requestTimeout: 60_000, headersTimeout: 15_000, keepAliveTimeout: 65_000, noDelay: true },
    (incoming, response) => void handle(service, incoming, response),
  );
  server.maxConnections = 1024;
  return server;
}

/**
 * Browsers are kept out whole: a page of another site can reach a loopback port, by its own requests (they carry `Origin`)
 * or by a name that resolves to 127.0.0.1 (the `Host` is then not ours).
 */
function admits({ headers, socket, method }: IncomingMessage): boolean {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map(host => `${host}:${socket.localPort}`);
  return (
    headers.host !== undefined &&
    hosts.includes(headers.host.toLowerCase()) &&
    headers.origin === undefined &&
    method !== 'OPTIONS'
  );
}

async function handle(service: Service, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!admits(incoming)) {
    incoming.resume();
    send(response, 403, refusal('390403', 'Host or origin not allowed.'));
    return;
  }
  try {
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const chunk = /^\/results\/([0-9a-f]+\/\d+)$/.exec(url.pathname)?.[1];
    if (chunk !== undefined && incoming.method === 'GET') {
      sendChunk(response, service.chunks.get(chunk));
      return;
    }
    const answer = await answerRequest(service, {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      token: /Token="([^"]*)"/.exec(incoming.headers.authorization ?? '')?.[1],
      body: () => readBody(incoming),
    });
    if (answer === undefined) send(response, 404, refusal('390404', `There is no ${url.pathname} here.`));
    else send(response, 200, answer);
  } catch (error) {
    // Never HTTP 500: drivers would send the statement again for minutes.
    const told = error instanceof SnowflakeError ? error : internalError(String(error));
    send(response, 200, failure(told, ''));
  } finally {
    incoming.resume();
  }
}

function send(response: ServerResponse, status: number, answer: object): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': String(body.length) });
  response.end(body);
}

function sendChunk(response: ServerResponse, chunk: Buffer | undefined): void {
  if (chunk === undefined) {
    send(
      response,
      404,
      refusal('390404', 'This part of a result is not kept any more. Run the statement again.'),
    );
    return;
  }
  response.writeHead(200, {
    // A list of rows without brackets is no JSON by itself: the Node driver would try.
    'content-type': 'text/plain; charset=utf-8',
    'content-encoding': 'gzip',
    'content-length': String(chunk.length),
  });
  response.end(chunk);
}
