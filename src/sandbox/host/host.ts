import { mkdirSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import {
  loadConfig,
  readConfig,
  type SandboxConfig,
  SERVICES,
  type ServiceName,
  saveConfig,
} from './config.ts';
import { listenLocally, localAddress } from './local-socket.ts';
import { ManagedService } from './managed-service.ts';
import { chooseFreePort, isPortFree } from './ports.ts';
import type { HostStatus, Reply, Request, ServiceStatus } from './protocol.ts';
import type { ServiceDefinition } from './services.ts';
import { greetClient, type Wire } from './wire.ts';

const WATCH_INTERVAL = 5_000;
/** A host that nobody asks for anything ends after this many milliseconds: its client was killed on the way. */
const LONELY_LIMIT = 15_000;

export type ServicesOf = (home: string, config: SandboxConfig) => readonly ServiceDefinition[];

/**
 * Runs the host of `home` until its work is done; returns at once when another process is the host already.
 * @param watchInterval milliseconds between two looks at the services and at the home
 */
export async function runHost(
  home: string,
  servicesOf: ServicesOf,
  watchInterval: number = WATCH_INTERVAL,
): Promise<void> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const config = await loadConfig(home);
  const waiting: Socket[] = [];
  let host: Host | undefined;
  const server = await listenLocally(localAddress(home, 'host'), socket => {
    if (host === undefined) waiting.push(socket);
    else host.serve(socket);
  });
  if (server === undefined) return;
  const settled = await settlePorts(home, config);
  host = new Host(home, settled, servicesOf(home, settled), server, watchInterval);
  for (const socket of waiting) host.serve(socket);
}

/** Gives another port to a service that has never run and whose port is taken by now: no profile names it yet. */
async function settlePorts(home: string, config: SandboxConfig): Promise<SandboxConfig> {
  const ports = new Set(SERVICES.map(name => config[name].port));
  let settled = config;
  for (const name of SERVICES) {
    if (settled[name].settled || (await isPortFree(settled[name].port))) continue;
    const port = await chooseFreePort(ports);
    ports.add(port);
    settled = { ...settled, [name]: { ...settled[name], port } };
  }
  if (settled !== config) saveConfig(home, settled);
  return settled;
}

/** The process that has the services as its children, and serves those who use them. */
class Host {
  readonly #home: string;
  readonly #server: Server;
  readonly #token: string;
  readonly #services: readonly ManagedService[];
  readonly #owners = new Set<Wire<Request, Reply>>();
  readonly #watch: NodeJS.Timeout;
  #lonely: NodeJS.Timeout | undefined;
  #kept = false;
  #stopping: Promise<void> | undefined;

  constructor(
    home: string,
    config: SandboxConfig,
    services: readonly ServiceDefinition[],
    server: Server,
    watchInterval: number,
  ) {
    this.#home = home;
    this.#server = server;
    this.#token = config.token;
    this.#services = services.map(
      definition => new ManagedService(home, definition, status => this.#changed(status)),
    );
    this.#watch = setInterval(() => this.#look(), watchInterval);
    this.#lonely = setTimeout(() => this.#stopIfUnused(), LONELY_LIMIT);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => this.#stop());
    say(`host: started for ${home}`);
  }

  get status(): HostStatus {
    return {
      pid: process.pid,
      kept: this.#kept,
      owners: this.#owners.size,
      services: this.#services.map(service => service.status),
    };
  }

  serve(socket: Socket): void {
    this.#converse(socket).catch(error => say(`host: ${error}`));
  }

  /** One connection, from its greeting to its end. */
  async #converse(socket: Socket): Promise<void> {
    const wire = await greetClient(socket, this.#token);
    if (wire === undefined) return;
    for (;;) {
      const request = await wire.next();
      if (request === undefined) break;
      this.#answer(wire, request);
    }
    this.#letGo(wire);
  }

  #answer(wire: Wire<Request, Reply>, request: Request): void {
    switch (request.type) {
      case 'attach':
        if (this.#stopping !== undefined) return wire.send({ type: 'stopping' });
        this.#attach(wire, request.services ?? SERVICES).catch(error => {
          say(`host: ${error}`);
          wire.close();
        });
        return;
      case 'release':
        this.#letGo(wire);
        wire.send({ type: this.#stopping === undefined ? 'released' : 'stopping' });
        return;
      case 'keep':
        if (this.#stopping === undefined) this.#kept = true;
        wire.send({ type: this.#kept ? 'kept' : 'stopping' });
        return;
      case 'status':
        wire.send({ type: 'status', status: this.status });
        return;
      case 'down':
        wire.send({ type: 'stopping' });
        this.#stop();
        return;
      default:
        request satisfies never;
    }
  }

  async #attach(wire: Wire<Request, Reply>, names: readonly ServiceName[]): Promise<void> {
    clearTimeout(this.#lonely);
    this.#owners.add(wire);
    const asked = this.#services.filter(({ definition }) => names.includes(definition.name));
    await Promise.all(asked.map(service => service.start()));
    if (this.#stopping !== undefined) return;
    this.#settle();
    wire.send({ type: 'attached', status: this.status });
  }

  /** From its first run on a service keeps its port. */
  #settle(): void {
    const config = readConfig(this.#home);
    if (config === undefined) return;
    let settled = config;
    for (const { name, state } of this.status.services) {
      if (state === 'ready' && !settled[name].settled) {
        settled = { ...settled, [name]: { ...settled[name], settled: true } };
      }
    }
    if (settled !== config) saveConfig(this.#home, settled);
  }

  #letGo(wire: Wire<Request, Reply>): void {
    if (this.#owners.delete(wire)) this.#stopIfUnused();
  }

  #stopIfUnused(): void {
    if (this.#owners.size === 0 && !this.#kept) this.#stop();
  }

  /** Stops every service, then the process; the local socket stays taken until then, so that no second host starts early. */
  #stop(): void {
    this.#stopping ??= (async () => {
      clearInterval(this.#watch);
      clearTimeout(this.#lonely);
      for (const owner of this.#owners) owner.send({ type: 'stopping' });
      await Promise.all(this.#services.map(service => service.stop()));
      say('host: stopped');
      this.#server.close();
      process.exit(0);
    })();
  }

  #look(): void {
    try {
      // A home that was deleted has no use for its services any more.
      if (readConfig(this.#home) === undefined) return this.#stop();
    } catch (error) {
      say(`host: ${error}`);
    }
    for (const service of this.#services) service.probe().catch(error => say(`host: ${error}`));
  }

  #changed(service: ServiceStatus): void {
    const { name, state, port, error } = service;
    say(`${name}: ${state}, port ${port}${error === undefined ? '' : `: ${error.code} ${error.message}`}`);
    for (const owner of this.#owners) owner.send({ type: 'service', service });
  }
}

/** A line of the host's log, which is its standard error. */
function say(line: string): void {
  console.error(`${new Date().toISOString()} ${line}`);
}
