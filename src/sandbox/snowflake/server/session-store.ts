import { createHash, randomBytes } from 'node:crypto';
import type { Account } from '../account.ts';
import { canceled } from '../errors.ts';
import { quoteString } from '../lexer.ts';
import { Session, type SessionStart } from '../session.ts';
import { ClientSession } from './client-session.ts';

const MINUTE = 60_000;
/** Validity of tokens, in milliseconds. */
export const SESSION_TOKEN_VALIDITY = 60 * MINUTE;
export const MASTER_TOKEN_VALIDITY = 240 * MINUTE;
/** How long a canceled statement may take to end before its connection is left to the end of the process. */
const CLOSE_LIMIT = 5000;
/** A session without a request for so long is closed: dbt, for one, never closes its own. */
const IDLE_LIMIT = MASTER_TOKEN_VALIDITY;
/** A transaction whose session is silent for so long is rolled back: its client is gone and others wait for its locks. */
const IDLE_TRANSACTION_LIMIT = 5 * MINUTE;

interface Ticket {
  readonly client: ClientSession;
  readonly kind: 'session' | 'master';
  expires: number;
}

/** The two tokens of a login. */
export interface Tokens {
  readonly session: string;
  readonly master: string;
}

/** What a session token is worth. */
export type Admission =
  | { readonly kind: 'valid'; readonly client: ClientSession }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' };

/** All logins of this run of the service. Tokens are kept as digests and die with the process. */
export class SessionStore {
  readonly #account: Account;
  readonly #clock: () => number;
  readonly #tickets = new Map<string, Ticket>();
  readonly #clients = new Set<ClientSession>();
  readonly #sweeper: NodeJS.Timeout;
  // Drivers read the id as an integer that a double can hold.
  #nextId = Date.now() * 1000;

  constructor(account: Account, clock: () => number) {
    this.#account = account;
    this.#clock = clock;
    this.#sweeper = setInterval(() => void this.sweep(), MINUTE);
    this.#sweeper.unref();
  }

  /** Opens a session with its own connection to DuckDB. */
  async open(
    start: Omit<SessionStart, 'id' | 'connection'>,
  ): Promise<{ readonly client: ClientSession; readonly tokens: Tokens }> {
    const connection = await this.#account.engine.connect();
    this.#nextId += 1;
    const session = new Session({ ...start, id: this.#nextId, connection });
    await applyTimeZone(session);
    const client = new ClientSession(session, this.#clock());
    this.#clients.add(client);
    const tokens = {
      session: this.#issue(client, 'session', SESSION_TOKEN_VALIDITY),
      master: this.#issue(client, 'master', MASTER_TOKEN_VALIDITY),
    };
    return { client, tokens };
  }

  /** The session of a token; an expired one can be renewed as long as its session lives. */
  admit(token: string | undefined): Admission {
    const ticket = token === undefined ? undefined : this.#tickets.get(digest(token));
    if (ticket?.kind !== 'session') return { kind: 'unknown' };
    if (ticket.expires <= this.#clock()) return { kind: 'expired' };
    ticket.client.lastUsed = this.#clock();
    return { kind: 'valid', client: ticket.client };
  }

  /** A new session token for a master token, which is prolonged; `undefined` when that is unknown or expired. */
  renew(master: string | undefined): { readonly client: ClientSession; readonly tokens: Tokens } | undefined {
    const ticket = master === undefined ? undefined : this.#tickets.get(digest(master));
    if (master === undefined || ticket?.kind !== 'master' || ticket.expires <= this.#clock())
      return undefined;
    ticket.expires = this.#clock() + MASTER_TOKEN_VALIDITY;
    const { client } = ticket;
    client.lastUsed = this.#clock();
    return { client, tokens: { session: this.#issue(client, 'session', SESSION_TOKEN_VALIDITY), master } };
  }

  /** The session keeps its master token: its client is alive. */
  heartbeat(client: ClientSession): void {
    for (const ticket of this.#tickets.values())
      if (ticket.client === client && ticket.kind === 'master')
        ticket.expires = this.#clock() + MASTER_TOKEN_VALIDITY;
  }

  /** Cancels what runs, rolls back and forgets the session. */
  async close(client: ClientSession): Promise<void> {
    if (!this.#clients.delete(client)) return;
    for (const [key, ticket] of this.#tickets) if (ticket.client === client) this.#tickets.delete(key);
    for (const query of client.active.values()) query.abort(canceled());
    if (!(await within(CLOSE_LIMIT, client.idle()))) return;
    this.#account.locks.release(client.session);
    // Closing the connection rolls back its transaction and drops its temporary objects.
    client.session.connection.closeSync();
  }

  /** Closes sessions that were idle too long, and ends transactions that nobody will end. */
  async sweep(): Promise<void> {
    const now = this.#clock();
    for (const client of [...this.#clients]) {
      if (client.active.size > 0) continue;
      const idle = now - client.lastUsed;
      if (idle >= IDLE_LIMIT) await this.close(client);
      else if (idle >= IDLE_TRANSACTION_LIMIT && client.session.transaction === 'open')
        await client.queue(() => this.#rollBack(client.session));
    }
  }

  async closeAll(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.all([...this.#clients].map(client => this.close(client)));
  }

  async #rollBack(session: Session): Promise<void> {
    await session.connection.run('ROLLBACK').catch(() => {});
    session.transaction = 'none';
    session.afterCommit.length = 0;
    this.#account.locks.release(session);
  }

  #issue(client: ClientSession, kind: Ticket['kind'], validity: number): string {
    const token = randomBytes(32).toString('base64url');
    this.#tickets.set(digest(token), { client, kind, expires: this.#clock() + validity });
    return token;
  }
}

/** A zone that DuckDB does not know is left out: a login does not fail for it. */
async function applyTimeZone({ connection, parameters }: Session): Promise<void> {
  const zone = parameters.get('TIMEZONE');
  if (zone === undefined) return;
  await connection.run(`SET TimeZone = ${quoteString(String(zone))}`).catch(() => {
    parameters.delete('TIMEZONE');
  });
}

/** Whether `work` ends within so many milliseconds. */
async function within(limit: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), limit);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
