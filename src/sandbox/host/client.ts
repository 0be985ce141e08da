import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig, readConfig, type SandboxConfig, SERVICES, type ServiceName } from './config.ts';
import { doesNotStop, hostDoesNotStart, notOurs, notRunning, serviceError } from './failures.ts';
import { connectToHost, reachHost } from './launch.ts';
import { connectLocally, localAddress, waitUntilFree } from './local-socket.ts';
import { dataFolder } from './paths.ts';
import type { HostStatus, Reply, Request, ServiceStatus } from './protocol.ts';
import { siblingModule } from './sibling.ts';
import { greetHost, type Wire } from './wire.ts';

export type { SandboxConfig } from './config.ts';
export { loadConfig } from './config.ts';
export type { HostStatus, ServiceStatus } from './protocol.ts';

/** Milliseconds that a host may take for an answer that needs no work. */
const ANSWER_LIMIT = 10_000;
/** Milliseconds that every service may take to stop. */
const STOP_LIMIT = 40_000;

const ATTEMPTS = 5;

/** What an owner is told while it is attached. */
export type SandboxEvent =
  | { readonly type: 'service'; readonly service: ServiceStatus }
  /** Somebody stopped the sandbox (`sandbox down`), or its process died. */
  | { readonly type: 'lost' };

export interface AttachOptions {
  /** Which services are needed; all of them by default. The others are neither started nor waited for. */
  readonly services?: readonly ServiceName[];
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SandboxEvent) => void;
  /** Another host than the sandbox's own, for tests. */
  readonly hostModule?: string;
}

/** The services run, and keep running until this is released or this process ends. */
export interface AttachedSandbox {
  readonly config: SandboxConfig;
  /** As it was when the services were ready. */
  readonly status: HostStatus;
  /** Lets go. When nobody else uses the services, resolves once they have stopped; safe to call twice. */
  release(): Promise<void>;
}

/**
 * Starts the services of `home` that are asked for and do not run, and holds them.
 * @throws SandboxError with the first failed service's own code (`EADDRINUSE`, …), its log and what to do;
 *   `SANDBOX_HOST` when the host itself does not start; the signal's reason when aborted.
 */
export async function attachSandbox(home: string, options: AttachOptions = {}): Promise<AttachedSandbox> {
  const { services = SERVICES, signal, onEvent = () => {}, hostModule = siblingModule('main') } = options;
  // Again when the host that answered was about to end: the last owner before us had just let go.
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    signal?.throwIfAborted();
    const { token } = await loadConfig(home);
    const wire = await greet(home, await reachHost(home, hostModule, signal), token);
    if (wire === undefined) continue;
    const abort = () => wire.close();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      wire.send({ type: 'attach', services });
      const status = await untilAttached(wire, onEvent);
      if (status === undefined) continue;
      const failed = status.services.find(({ name, state }) => services.includes(name) && state !== 'ready');
      if (failed !== undefined) {
        wire.close();
        throw serviceError(home, failed);
      }
      return { config: await loadConfig(home), status, release: holding(wire, onEvent) };
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
  throw hostDoesNotStart(home, '');
}

/** The answer to `attach`; `undefined` when the host stopped instead, after it is gone. */
async function untilAttached(
  wire: Wire<Reply, Request>,
  onEvent: (event: SandboxEvent) => void,
): Promise<HostStatus | undefined> {
  for (;;) {
    const reply = await wire.next();
    if (reply === undefined) return undefined;
    if (reply.type === 'attached') return reply.status;
    if (reply.type === 'service') onEvent(reply);
  }
}

/** Listens while attached; returns the way to let go. */
function holding(wire: Wire<Reply, Request>, onEvent: (event: SandboxEvent) => void): () => Promise<void> {
  let releasing = false;
  // An owner that forgets to let go still ends; its end closes the connection, which means the same.
  wire.unref();
  const listening = (async () => {
    for (;;) {
      const reply = await wire.next();
      if (reply === undefined) break;
      if (reply.type === 'service') onEvent(reply);
      if (reply.type === 'released') return wire.close();
    }
    if (!releasing) onEvent({ type: 'lost' });
  })();
  return async () => {
    if (!releasing) {
      releasing = true;
      wire.ref();
      wire.send({ type: 'release' });
    }
    await listening;
  };
}

/** The services as they are; `undefined` when they do not run. Starts nothing. */
export async function sandboxStatus(home: string): Promise<HostStatus | undefined> {
  const wire = await openHost(home);
  if (wire === undefined) return undefined;
  const reply = await ask(home, wire, { type: 'status' });
  wire.close();
  return reply?.type === 'status' ? reply.status : undefined;
}

/**
 * Keeps the running services alive without an owner, until `sandboxDown`.
 * @throws SandboxError `SANDBOX_STOPPED` when they do not run (any more)
 */
export async function keepSandbox(home: string): Promise<void> {
  const wire = await openHost(home);
  if (wire === undefined) throw notRunning();
  const reply = await ask(home, wire, { type: 'keep' });
  wire.close();
  if (reply?.type !== 'kept') throw notRunning();
}

/**
 * Stops the services of `home`, whoever uses them, and what killed processes left behind. No process remains.
 * @returns whether anything ran
 * @throws SandboxError `ETIMEDOUT` naming a process that does not stop
 */
export async function sandboxDown(home: string): Promise<boolean> {
  if (readConfig(home) === undefined) return false;
  const wire = await openHost(home);
  if (wire !== undefined) await stopHost(home, wire);
  const leftovers = await waitForLeftovers(home);
  const { stopOrphan } = await import('../postgres/main.ts');
  const orphan = await stopOrphan(dataFolder(home, 'postgres'));
  return wire !== undefined || leftovers || orphan;
}

async function stopHost(home: string, wire: Wire<Reply, Request>): Promise<void> {
  const reply = await ask(home, wire, { type: 'status' });
  wire.send({ type: 'down' });
  if (await waitUntilFree(localAddress(home, 'host'), STOP_LIMIT)) return;
  wire.close();
  throw doesNotStop(home, reply?.type === 'status' ? reply.status.pid : undefined);
}

/** The services of a killed host stop by themselves; waits for that. Returns whether there were any. */
async function waitForLeftovers(home: string): Promise<boolean> {
  const addresses = SERVICES.map(name => localAddress(home, name));
  const inUse = await Promise.all(addresses.map(isInUse));
  const free = await Promise.all(addresses.map(address => waitUntilFree(address, STOP_LIMIT)));
  if (free.includes(false)) throw doesNotStop(home, undefined);
  return inUse.includes(true);
}

async function isInUse(address: string): Promise<boolean> {
  const socket = await connectLocally(address);
  socket?.destroy();
  return socket !== undefined;
}

/** The running host of `home`, or `undefined` when there is none. @throws SandboxError `SANDBOX_TOKEN` */
async function openHost(home: string): Promise<Wire<Reply, Request> | undefined> {
  const config = readConfig(home);
  if (config === undefined) return undefined;
  const socket = await connectToHost(home);
  return socket === undefined ? undefined : greet(home, socket, config.token);
}

/** The greeted host; `undefined` when it ended meanwhile. @throws SandboxError `SANDBOX_TOKEN` for a stranger, who stays */
async function greet(home: string, socket: Socket, token: string): Promise<Wire<Reply, Request> | undefined> {
  const wire = await greetHost(socket, token);
  if (wire === 'refused') throw notOurs(home);
  if (wire !== undefined || (await waitUntilFree(localAddress(home, 'host'), STOP_LIMIT))) return wire;
  throw notOurs(home);
}

/** One request's answer; `undefined` when the host has gone. @throws SandboxError `ETIMEDOUT` when it is suspended */
async function ask(home: string, wire: Wire<Reply, Request>, request: Request): Promise<Reply | undefined> {
  wire.send(request);
  const answered = new AbortController();
  const late = delay(ANSWER_LIMIT, 'late' as const, { signal: answered.signal }).catch(() => undefined);
  const reply = await Promise.race([wire.next(), late]);
  answered.abort();
  if (reply !== 'late') return reply;
  wire.close();
  throw doesNotStop(home, undefined);
}
