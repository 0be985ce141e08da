import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ServiceName } from './config.ts';

export type ServiceState = 'stopped' | 'starting' | 'ready' | 'stopping' | 'failed';

export interface ServiceStatus {
  readonly name: ServiceName;
  readonly state: ServiceState;
  readonly port: number;
  /** Of the process that carries the service, while there is one. */
  readonly pid?: number;
  /** When it entered its state; ISO 8601, UTC. */
  readonly since: string;
  /** Why it failed. */
  readonly error?: { readonly code: string; readonly message: string };
}

export interface HostStatus {
  readonly pid: number;
  /** Stays after its last owner has gone (`sandbox up`). */
  readonly kept: boolean;
  /** Processes that asked for the services and have not let go. */
  readonly owners: number;
  readonly services: readonly ServiceStatus[];
}

/** What a client says, one JSON object a line. */
export type Request =
  /** Start what is not running of `services` (all by default), and keep it running while this connection lives. */
  | { readonly type: 'attach'; readonly services?: readonly ServiceName[] }
  /** The end of `attach`; closing the connection means the same. */
  | { readonly type: 'release' }
  /** Keep running without an owner. */
  | { readonly type: 'keep' }
  | { readonly type: 'status' }
  /** Stop everything, whoever uses it. */
  | { readonly type: 'down' };

/** What the host says. */
export type Reply =
  | { readonly type: 'status'; readonly status: HostStatus }
  /** A service changed; sent to owners as it happens. */
  | { readonly type: 'service'; readonly service: ServiceStatus }
  /** The answer to `attach`: every service that was asked for is ready, or the ones that are not say why. */
  | { readonly type: 'attached'; readonly status: HostStatus }
  | { readonly type: 'kept' }
  | { readonly type: 'released' }
  /** The host ends: it lets go of the connection when every service has stopped. */
  | { readonly type: 'stopping' };

/** The first lines of a connection: both sides prove that they know the token, and neither shows it. */
export type Greeting =
  | { readonly type: 'challenge'; readonly nonce: string }
  | { readonly type: 'proof'; readonly nonce: string; readonly proof: string }
  | { readonly type: 'welcome'; readonly proof: string }
  /** The host does not accept the proof: the client has another token. */
  | { readonly type: 'refused' };

/** The proof that one `side` owes for the nonces of both. */
export function proofOf(
  token: string,
  side: 'client' | 'host',
  hostNonce: string,
  clientNonce: string,
): string {
  return createHmac('sha256', token).update(`${side}:${hostNonce}:${clientNonce}`).digest('hex');
}

/** Compares in constant time. */
export function isSameProof(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
