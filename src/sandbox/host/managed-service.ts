import { type ChildProcess, fork } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { StartOrder, StartOutcome } from './child.ts';
import { childEnvironment } from './environment.ts';
import { codeOf, messageOf } from './errors.ts';
import { openLog } from './log.ts';
import { answers } from './ports.ts';
import type { ServiceState, ServiceStatus } from './protocol.ts';
import type { ServiceDefinition } from './services.ts';

/** Milliseconds. The first start makes a database cluster, perhaps under a virus scanner. */
const START_LIMIT = 120_000;
const STOP_LIMIT = 20_000;
/** A service that dies is started again this often within `RESTART_WINDOW` milliseconds; then it has failed. */
const RESTARTS = 3;
const RESTART_WINDOW = 60_000;
const PROBE_TIMEOUT = 5_000;

/** One service: its process, its state, and what happens when the process dies. */
export class ManagedService {
  readonly definition: ServiceDefinition;
  readonly #home: string;
  readonly #onChange: (status: ServiceStatus) => void;
  #state: ServiceState = 'stopped';
  #since = new Date();
  #error: { readonly code: string; readonly message: string } | undefined;
  #child: ChildProcess | undefined;
  /** The process that a probe is ending. */
  #ending: ChildProcess | undefined;
  #starting: Promise<void> | undefined;
  #deaths: number[] = [];

  constructor(home: string, definition: ServiceDefinition, onChange: (status: ServiceStatus) => void) {
    this.definition = definition;
    this.#home = home;
    this.#onChange = onChange;
  }

  get status(): ServiceStatus {
    const { name, options } = this.definition;
    return {
      name,
      state: this.#state,
      port: options.port,
      since: this.#since.toISOString(),
      ...(this.#child?.pid === undefined ? {} : { pid: this.#child.pid }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  /** Starts the service unless it runs; resolves when it is ready or has failed. */
  start(): Promise<void> {
    if (this.#state === 'ready' || this.#state === 'stopping') return Promise.resolve();
    return this.#startOnce();
  }

  #startOnce(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** Stops the service; resolves when its process is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#enter('stopping');
    if (child !== undefined) await end(child);
    this.#enter('stopped');
  }

  /** Starts a service again whose process lives but whose port refuses connections. */
  async probe(): Promise<void> {
    const child = this.#child;
    if (this.#state !== 'ready' || child === undefined || this.#ending === child) return;
    if (await answers(this.definition.options.port, PROBE_TIMEOUT)) return;
    if (this.#state !== 'ready' || this.#child !== child || this.#ending === child) return;
    // Its exit, whatever way it takes, is handled as every other death.
    this.#ending = child;
    await end(child);
  }

  /** Until the service is ready, says why it cannot start, or has died too often on the way. */
  async #start(): Promise<void> {
    do {
      this.#enter('starting');
      const outcome = await this.#launch();
      if (this.#state !== 'starting') return;
      if (outcome.type === 'ready') return this.#enter('ready');
      if (outcome.type === 'failed') return this.#fail(outcome);
      this.#countDeath(outcome.how);
    } while (this.#state === 'starting');
  }

  /** Starts the process and waits for its word. */
  async #launch(): Promise<StartOutcome | Death> {
    try {
      const child = this.#fork();
      this.#child = child;
      const outcome = await Promise.race([firstAnswer(child), death(child), tooLate(child)]);
      if (outcome.type === 'failed') await end(child);
      if (outcome.type !== 'ready') return outcome;
      if (hasEnded(child)) return { type: 'died', how: howEnded(child) };
      child.once('exit', () => this.#died(child));
      return outcome;
    } catch (error) {
      return { type: 'failed', code: codeOf(error, 'SANDBOX_SERVICE'), message: messageOf(error) };
    }
  }

  #fork(): ChildProcess {
    const { name, module, options, environment } = this.definition;
    const log = openLog(this.#home, name);
    try {
      const child = fork(module, [name], {
        cwd: this.#home,
        env: { ...childEnvironment(process.env), ...environment },
        execArgv: [],
        stdio: ['ignore', log, log, 'ipc'],
      });
      child.on('error', () => {});
      child.send({ home: this.#home, name, options } satisfies StartOrder);
      return child;
    } finally {
      closeSync(log);
    }
  }

  #died(child: ChildProcess): void {
    if (this.#child !== child || this.#state !== 'ready') return;
    this.#countDeath(howEnded(child));
    if (this.#state === 'ready') this.#startOnce().catch(() => {});
  }

  /** One death more; too many of them are a failure. */
  #countDeath(how: string): void {
    this.#child = undefined;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter(time => now - time < RESTART_WINDOW), now];
    if (this.#deaths.length <= RESTARTS) return;
    const message = `It ended ${this.#deaths.length} times within a minute, the last time with ${how}.`;
    this.#fail({ code: 'SANDBOX_RESTARTS', message });
  }

  #fail(error: { readonly code: string; readonly message: string }): void {
    this.#child = undefined;
    this.#error = { code: error.code, message: error.message };
    this.#enter('failed');
  }

  #enter(state: ServiceState): void {
    if (state !== 'failed') this.#error = undefined;
    if (state === 'stopped') this.#child = undefined;
    this.#state = state;
    this.#since = new Date();
    this.#onChange(this.status);
  }
}

function firstAnswer(child: ChildProcess): Promise<StartOutcome> {
  return new Promise(resolve => child.once('message', outcome => resolve(outcome as StartOutcome)));
}

/** A process that ended without a word. */
interface Death {
  readonly type: 'died';
  /** A signal's name or an exit code. */
  readonly how: string;
}

function death(child: ChildProcess): Promise<Death | StartOutcome> {
  return new Promise(resolve => {
    child.once('exit', () => resolve({ type: 'died', how: howEnded(child) }));
    child.once('error', error =>
      resolve({ type: 'failed', code: codeOf(error, 'SANDBOX_SERVICE'), message: error.message }),
    );
  });
}

function howEnded(child: ChildProcess): string {
  return child.signalCode ?? `code ${child.exitCode}`;
}

async function tooLate(child: ChildProcess): Promise<StartOutcome> {
  const answered = new AbortController();
  for (const event of ['message', 'exit'] as const) child.once(event, () => answered.abort());
  await delay(START_LIMIT, undefined, { signal: answered.signal }).catch(() => {});
  return { type: 'failed', code: 'ETIMEDOUT', message: `It was not ready after ${START_LIMIT / 1000} s.` };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Ends a service's process: politely, so that it stops what it carries, then by force. */
async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
  // The closed channel is the order to stop; it needs no signal, which Windows does not have.
  if (child.connected) child.disconnect();
  const done = new AbortController();
  const force = delay(STOP_LIMIT, undefined, { signal: done.signal }).then(
    () => child.kill('SIGKILL'),
    () => {},
  );
  await exited;
  done.abort();
  await force;
}
