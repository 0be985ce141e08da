import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { request as send } from 'node:http';

/** What goes wrong with a request, instead of its being answered. */
export interface Fault {
  /** Whether this request is meant; `body` is its beginning as text (up to what has arrived in one piece). */
  when(request: IncomingMessage, body: string): boolean;
  /** How many requests, in order; every one by default. */
  readonly times?: number;
  readonly what:
    | { readonly kind: 'answer'; readonly status: number; readonly type: string; readonly body: string }
    /** The connection is cut before the service hears of the request. */
    | { readonly kind: 'cut' }
    /** The service does its work, and the connection is cut before its answer. */
    | { readonly kind: 'cut-answer' }
    /** Nothing is said for that many milliseconds; then the request goes on. */
    | { readonly kind: 'delay'; readonly ms: number };
}

/** Stands in front of a service of the sandbox that runs in this process, and lets its network and its vendor fail. */
export interface Front {
  /** Adds a fault; returns how often it has struck. */
  add(fault: Fault): () => number;
  clear(): void;
}

/**
 * Takes its place in front of the HTTP server of this process that listens on `port`: the requests stay what clients sent
 * (their signatures hold), which a proxy on another port could not do.
 */
export async function frontOf(port: number): Promise<Front> {
  const server = await serverOn(port);
  const [listener] = server.listeners('request') as RequestListener[];
  if (listener === undefined) throw new Error(`Nothing answers requests on port ${port}.`);
  server.removeAllListeners('request');
  const faults: { readonly fault: Fault; struck: number }[] = [];
  const strike = (request: IncomingMessage, body: string): Fault['what'] | undefined => {
    const active = faults.find(
      ({ fault, struck }) => struck < (fault.times ?? Number.POSITIVE_INFINITY) && fault.when(request, body),
    );
    if (active === undefined) return undefined;
    active.struck += 1;
    return active.fault.what;
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const go = () => listener(request, response);
    if (faults.length === 0) return go();
    void peek(request).then(body => {
      const what = strike(request, body);
      if (what === undefined) return go();
      fail(what, request, response, go);
    });
  });
  return {
    add(fault) {
      const entry = { fault, struck: 0 };
      faults.unshift(entry);
      return () => entry.struck;
    },
    clear: () => void faults.splice(0),
  };
}

function fail(what: Fault['what'], request: IncomingMessage, response: ServerResponse, go: () => void): void {
  switch (what.kind) {
    case 'answer':
      request.resume();
      response.writeHead(what.status, { 'content-type': what.type, connection: 'close' }).end(what.body);
      return;
    case 'cut':
      request.socket.destroy();
      return;
    case 'cut-answer':
      response.writeHead = () => {
        request.socket.destroy();
        return response;
      };
      go();
      return;
    case 'delay':
      setTimeout(go, what.ms).unref();
      return;
  }
}

/** The server itself, from the first request to it: the services say nothing but their port. */
async function serverOn(port: number): Promise<Server> {
  const started = channel('http.server.request.start');
  let found: Server | undefined;
  const look = (message: unknown) => {
    const { server, socket } = message as { server: Server; socket: { localPort?: number } };
    if (socket.localPort === port) found = server;
  };
  started.subscribe(look);
  try {
    await new Promise<void>((resolve, reject) => {
      const probe = send({ host: '127.0.0.1', port, method: 'GET', path: '/', agent: false }, answer => {
        answer.resume();
        answer.once('end', resolve);
      });
      probe.once('error', reject);
      probe.end();
    });
  } finally {
    started.unsubscribe(look);
  }
  if (found === undefined) throw new Error(`No server of this process listens on port ${port}.`);
  return found;
}

/** The beginning of a body, which stays in the stream. */
async function peek(request: IncomingMessage): Promise<string> {
  if (request.headers['content-length'] === '0' || request.method === 'GET' || request.method === 'HEAD')
    return '';
  if (request.readableLength === 0 && !request.readableEnded) {
    await new Promise<void>(resolve => {
      for (const event of ['readable', 'end', 'close']) request.once(event, resolve);
    });
  }
  const chunk: unknown = request.read();
  if (!Buffer.isBuffer(chunk)) return '';
  request.unshift(chunk);
  return chunk.toString('latin1');
}
