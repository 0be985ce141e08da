import { connect } from 'node:net';

/** What answers on a port of this machine. */
export type Answer =
  /** Nobody listens. */
  | { readonly kind: 'nothing' }
  /** A PostgreSQL server, or a program that speaks its protocol. */
  | { readonly kind: 'postgres' }
  /** A web server; `server` is what it calls itself. */
  | { readonly kind: 'http'; readonly server: string | null }
  /** Another server that says what it is: `MySQL`, `SSH`, `Redis`. */
  | { readonly kind: 'named'; readonly server: string }
  /** It accepts connections and says nothing that is known. */
  | { readonly kind: 'silent' };

/** PostgreSQL's SSLRequest: a server answers with one byte, `S` or `N`, whatever its settings and passwords are. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const HTTP_REQUEST = Buffer.from('GET / HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
/** Milliseconds for an answer of a server on the same machine. */
const PATIENCE = 600;

/** Asks who answers on 127.0.0.1. Sends nothing that any server would take for an order. Never throws. */
export async function whoAnswers(port: number): Promise<Answer> {
  const first = await exchange(port, SSL_REQUEST);
  if (first === undefined) return { kind: 'nothing' };
  const answer = interpret(first);
  // A bad request is answered without a name by many web servers: asked properly, they may tell.
  if (answer !== undefined && !(answer.kind === 'http' && answer.server === null)) return answer;
  return interpret((await exchange(port, HTTP_REQUEST)) ?? Buffer.alloc(0)) ?? answer ?? { kind: 'silent' };
}

/** What the first bytes of a server mean; `undefined` when they say nothing. */
export function interpret(bytes: Buffer): Answer | undefined {
  if (bytes.length === 1 && (bytes[0] === 0x53 || bytes[0] === 0x4e)) return { kind: 'postgres' };
  const text = bytes.toString('latin1');
  // A server before 2000, or a pooler that refuses: an ErrorResponse.
  if (/^E\0\0.{2}S(?:FATAL|ERROR)/s.test(text)) return { kind: 'postgres' };
  if (text.startsWith('HTTP/'))
    return { kind: 'http', server: /^server:\s*(.+?)\r?$/im.exec(text)?.[1] ?? null };
  if (text.startsWith('SSH-')) return { kind: 'named', server: 'SSH' };
  if (/^-ERR|^-DENIED/.test(text)) return { kind: 'named', server: 'Redis' };
  // A packet's length, its number 0, and protocol version 10.
  if (bytes[3] === 0 && bytes[4] === 10 && /^\d+\./.test(text.slice(5))) {
    return { kind: 'named', server: text.includes('MariaDB') ? 'MariaDB' : 'MySQL' };
  }
  return undefined;
}

/** What a server says within a little time after `request`; `undefined` when nobody listens. */
function exchange(port: number, request: Buffer): Promise<Buffer | undefined> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port });
    const chunks: Buffer[] = [];
    let connected = false;
    const finish = () => {
      socket.destroy();
      resolve(connected ? Buffer.concat(chunks) : undefined);
    };
    socket.setTimeout(PATIENCE, finish);
    socket.once('error', finish);
    socket.once('close', finish);
    socket.once('connect', () => {
      connected = true;
      socket.write(request);
    });
    socket.on('data', chunk => {
      chunks.push(chunk);
      // One byte is all that PostgreSQL says; others are heard to the end of their greeting.
      if (chunks.length === 1 && chunk.length === 1) finish();
      else if (Buffer.concat(chunks).includes('\r\n\r\n')) finish();
    });
  });
}
