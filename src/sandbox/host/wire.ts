import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type Greeting, isSameProof, proofOf, type Reply, type Request } from './protocol.ts';

/** No message of ours comes near this many characters; a stranger's is cut off. */
const LONGEST_LINE = 100_000;
/** Milliseconds that a stranger may take to prove who it is. */
const GREETING_LIMIT = 5_000;

/** JSON objects over a socket, one a line, in order. */
export class Wire<In, Out> {
  readonly #socket: Socket;
  readonly #waiting: ((message: In | undefined) => void)[] = [];
  readonly #arrived: In[] = [];
  #rest = '';
  #closed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => this.#read(chunk));
    // The close that follows an error says all that matters here.
    socket.on('error', () => {});
    socket.once('close', () => this.#close());
  }

  send(message: Out): void {
    if (!this.#closed) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  /** The next message; `undefined` when the other side has gone. */
  next(): Promise<In | undefined> {
    const message = this.#arrived.shift();
    if (message !== undefined || this.#closed) return Promise.resolve(message);
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Says a last thing, and closes when it has been said. */
  end(message: Out): void {
    this.#socket.end(`${JSON.stringify(message)}\n`);
  }

  /** Lets the process end although this connection is open; `ref` takes that back. */
  unref(): void {
    this.#socket.unref();
  }

  ref(): void {
    this.#socket.ref();
  }

  /** The rest of the conversation, with messages of other kinds. */
  as<NewIn, NewOut>(): Wire<NewIn, NewOut> {
    return this as unknown as Wire<NewIn, NewOut>;
  }

  #read(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LONGEST_LINE) return this.close();
    for (const line of lines) {
      const message = parse<In>(line);
      if (message === undefined) return this.close();
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#arrived.push(message);
      else waiting(message);
    }
  }

  #close(): void {
    this.#closed = true;
    for (const waiting of this.#waiting.splice(0)) waiting(undefined);
  }
}

/** Our own messages once both sides have proved themselves; before that, anything that is a JSON object. */
function parse<T>(line: string): T | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

/** The host's side of a new connection; `undefined` (and the connection is closed) when the client does not know the token. */
export async function greetClient(socket: Socket, token: string): Promise<Wire<Request, Reply> | undefined> {
  const wire = new Wire<Greeting, Greeting>(socket);
  const timer = setTimeout(() => wire.close(), GREETING_LIMIT);
  const nonce = randomBytes(16).toString('hex');
  wire.send({ type: 'challenge', nonce });
  const answer = await wire.next();
  clearTimeout(timer);
  if (
    answer?.type !== 'proof' ||
    !isSameProof(String(answer.proof), proofOf(token, 'client', nonce, answer.nonce))
  ) {
    wire.end({ type: 'refused' });
    return undefined;
  }
  wire.send({ type: 'welcome', proof: proofOf(token, 'host', nonce, answer.nonce) });
  return wire.as();
}

/**
 * The client's side; `undefined` (and the connection is closed) when the other side is not the host of this token,
 * `'refused'` when it says so itself.
 */
export async function greetHost(
  socket: Socket,
  token: string,
): Promise<Wire<Reply, Request> | 'refused' | undefined> {
  const wire = new Wire<Greeting, Greeting>(socket);
  const timer = setTimeout(() => wire.close(), GREETING_LIMIT);
  try {
    const challenge = await wire.next();
    if (challenge?.type === 'challenge') {
      const nonce = randomBytes(16).toString('hex');
      wire.send({ type: 'proof', nonce, proof: proofOf(token, 'client', challenge.nonce, nonce) });
      const welcome = await wire.next();
      if (welcome?.type === 'refused') {
        wire.close();
        return 'refused';
      }
      const expected = proofOf(token, 'host', challenge.nonce, nonce);
      if (welcome?.type === 'welcome' && isSameProof(String(welcome.proof), expected)) return wire.as();
    }
  } finally {
    clearTimeout(timer);
  }
  wire.close();
  return undefined;
}
