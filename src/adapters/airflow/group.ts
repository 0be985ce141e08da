import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Line } from '../../ports/shell.ts';

/** How long a group may take to end by itself after SIGTERM, in milliseconds. */
const GRACE = 15_000;
/** How long the system may take to end what was killed; a container without an init keeps the dead for ever. */
const KILLED = 2000;

/** A program and everything that it starts, in a group of processes of its own. */
export interface ProcessGroup {
  /** Of the first process, and of the group. */
  readonly id: number;
  /** The exit code of the first process; other processes of the group may still be ending. */
  readonly ended: Promise<number>;
  /** Closes its standard input, as the end of this process does. */
  release(): void;
  /** Signals the whole group and waits until none of it is left; what does not end within `grace` milliseconds is killed. */
  stop(grace?: number): Promise<void>;
}

/**
 * Starts `program` as the head of a new group. Airflow's parts start parts of their own that a signal to the first process
 * does not reach. Its standard input stays open as long as this process lives: who reads it learns of our end.
 * @throws the system's error (`ENOENT`, …) when it does not start
 */
export async function startGroup(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
  onLine: (line: Line) => void,
): Promise<ProcessGroup> {
  const child = spawn(program, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  await once(child, 'spawn');
  const id = child.pid ?? 0;
  const ended = once(child, 'exit').then(([code, signal]) => exitCode(code, signal));
  for (const stream of ['stdout', 'stderr'] as const)
    createInterface({ input: child[stream] }).on('line', text => onLine({ stream, text }));
  child.stdin.on('error', () => {});
  return {
    id,
    ended,
    release: () => child.stdin.end(),
    stop: async (grace = GRACE) => {
      signalGroup(id, 'SIGTERM');
      await emptied(id, grace);
      signalGroup(id, 'SIGKILL');
      await emptied(id, KILLED);
    },
  };
}

function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** Sends a signal to every process of a group; false when there is none left. */
function signalGroup(id: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-id, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function emptied(id: number, limit: number): Promise<void> {
  const end = Date.now() + limit;
  while (signalGroup(id, 0) && Date.now() < end) await delay(50);
}
