/** Writes down what this process sends to the services of a sandbox. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A request to S3, IAM, STS or Snowflake. */
export interface SentRequest {
  /** Of its `Host`. */
  port(): number;
  readonly method: string;
  readonly path: string;
  /** Unpacked. */
  body(): string;
}

const CREATED = 'http.client.request.created';

/** Every HTTP request that this process makes, from Node itself: a driver cannot make one beside it. */
export function recordHttp(): { readonly sent: readonly SentRequest[]; stop(): void } {
  const sent: SentRequest[] = [];
  const listener = (message: unknown): void => {
    const { request } = message as { readonly request: ClientRequest };
    const chunks: Buffer[] = [];
    const keep = (chunk: unknown): void => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    };
    for (const name of ['write', 'end'] as const) {
      const original = request[name] as (...args: unknown[]) => unknown;
      Reflect.set(request, name, (...args: unknown[]) => {
        keep(args[0]);
        return Reflect.apply(original, request, args);
      });
    }
    sent.push({
      // Set after this event.
      port: () => Number(/:(\d+)$/.exec(`${request.getHeader('host')}`)?.[1] ?? 0),
      method: request.method,
      path: request.path,
      body() {
        const bytes = Buffer.concat(chunks);
        return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
      },
    });
  };
  subscribe(CREATED, listener);
  return { sent, stop: () => void unsubscribe(CREATED, listener) };
}

export interface Recorder {
  /** Where to go instead of the service. */
  readonly port: number;
  readonly sent: readonly string[];
  close(): Promise<void>;
}

const STARTUP_FIELDS = 8;

/** Before PostgreSQL: every statement, whether sent alone (`Query`) or to be bound (`Parse`). */
export async function recordPostgres(target: number): Promise<Recorder> {
  const sent: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    const onward = connect(target, '127.0.0.1');
    const read = statements(statement => sent.push(statement));
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        onward.destroy();
      });
    }
    client.on('data', read);
    client.pipe(onward);
    onward.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sent,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Reads a client's side of PostgreSQL's protocol: the start-up packet, then typed messages. */
function statements(found: (statement: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  return chunk => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = started ? 1 : 0;
      if (rest.length < head + 4) return;
      const length = rest.readUInt32BE(head);
      if (rest.length < head + length) return;
      const type = started ? String.fromCharCode(rest[0] ?? 0) : '';
      const body = rest.subarray(head + 4, head + length);
      if (type === 'Q') found(body.subarray(0, -1).toString('utf8'));
      if (type === 'P') found(body.toString('utf8').split('\0')[1] ?? '');
      // A cancel request is a start-up packet of another kind: it is no statement.
      started ||= length > STARTUP_FIELDS;
      rest = rest.subarray(head + length);
    }
  };
}
