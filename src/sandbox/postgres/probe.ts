/**
 * Recognises our own server without a password. A server that asks for SCRAM tells any client the salt of the role it
 * names; for a role that does not exist the salt is derived from a secret made by initdb, so it is the cluster's
 * fingerprint: the same after a restart, different in every other cluster.
 * (PostgreSQL, src/backend/libpq/auth-scram.c, `mock_scram_secret`.)
 */
import { connect } from 'node:net';

/** What answers on a port. */
export type Probe =
  /** Nothing listens. */
  | { readonly kind: 'refused' }
  /** A PostgreSQL server that accepts logins. */
  | { readonly kind: 'postgres'; readonly fingerprint: string }
  /** A PostgreSQL server that is starting, recovering or stopping. */
  | { readonly kind: 'starting' }
  /** Something else, or a PostgreSQL that does not ask for SCRAM. */
  | { readonly kind: 'other' }
  /** It takes the connection and says nothing. */
  | { readonly kind: 'silent' };

const PROTOCOL_3_0 = 196_608;
const AUTHENTICATION_SASL = 10;
const AUTHENTICATION_SASL_CONTINUE = 11;
/** A role that nobody creates: its salt stays the cluster's. */
const ROLE = 'shopstream_probe';

function startupMessage(): Buffer {
  const body = Buffer.from(`user\0${ROLE}\0database\0postgres\0\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.writeUInt32BE(PROTOCOL_3_0, 4);
  return Buffer.concat([head, body]);
}

function saslInitialResponse(): Buffer {
  const mechanism = Buffer.from('SCRAM-SHA-256\0');
  const response = Buffer.from('n,,n=,r=c2hvcHN0cmVhbS1wcm9iZQ');
  const body = Buffer.alloc(mechanism.length + 4 + response.length);
  mechanism.copy(body);
  body.writeUInt32BE(response.length, mechanism.length);
  response.copy(body, mechanism.length + 4);
  const head = Buffer.alloc(5);
  head.write('p');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** What the bytes received so far mean; `undefined` while a message is incomplete. */
function interpret(received: Buffer): Probe | 'wants-scram' | undefined {
  if (received.length < 5) return undefined;
  const type = String.fromCharCode(received[0] ?? 0);
  if (type !== 'R' && type !== 'E') return { kind: 'other' };
  const length = received.readUInt32BE(1) + 1;
  if (length > 10_000) return { kind: 'other' };
  if (received.length < length) return undefined;
  const body = received.subarray(5, length);
  // 57P03: the database system is starting up, shutting down, or in recovery.
  if (type === 'E') return body.includes('\0C57P03\0') ? { kind: 'starting' } : { kind: 'other' };
  switch (body.readUInt32BE(0)) {
    case AUTHENTICATION_SASL:
      return 'wants-scram';
    case AUTHENTICATION_SASL_CONTINUE: {
      const salt = /(?:^|,)s=([^,]+)/.exec(body.toString('latin1', 4))?.[1];
      return salt === undefined ? { kind: 'other' } : { kind: 'postgres', fingerprint: salt };
    }
    default:
      return { kind: 'other' };
  }
}

/** Asks what listens on a port of this machine; `timeout` in milliseconds. Never throws. */
export function probe(port: number, timeout = 2000): Promise<Probe> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port });
    let received: Buffer = Buffer.alloc(0);
    let connected = false;
    const settle = (result: Probe): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeout, () => settle({ kind: connected ? 'silent' : 'refused' }));
    socket.on('error', () => settle({ kind: connected ? 'other' : 'refused' }));
    socket.on('close', () => settle({ kind: connected ? 'other' : 'refused' }));
    socket.on('connect', () => {
      connected = true;
      socket.write(startupMessage());
    });
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      const meaning = interpret(received);
      if (meaning === undefined) return;
      if (meaning !== 'wants-scram') return settle(meaning);
      received = Buffer.alloc(0);
      socket.write(saslInitialResponse());
    });
  });
}

/** Waits until `look` gives something, at most `patience` milliseconds; `undefined` when it never did. */
export async function waitFor<T>(
  look: () => Promise<T | undefined>,
  patience: number,
  pause = 50,
): Promise<T | undefined> {
  const end = performance.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() > end) return found;
    await new Promise(resolve => setTimeout(resolve, pause));
  }
}
