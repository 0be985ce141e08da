import { spawn } from 'node:child_process';
import { closeSync, mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnvironment } from './environment.ts';
import { hostDoesNotStart } from './failures.ts';
import { connectLocally, localAddress } from './local-socket.ts';
import { openLog } from './log.ts';

/** Milliseconds: a new Node process on a slow, busy machine. */
const LAUNCH_LIMIT = 30_000;
const RETRY_INTERVAL = 15;

/** A connection to the host of `home`; undefined when there is none. */
export async function connectToHost(home: string): Promise<Socket | undefined> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return connectLocally(localAddress(home, 'host'));
}

/**
 * A connection to the host of `home`, which is started when there is none. Of several started at once one remains, and
 * all their clients reach that one.
 * @param module the host's module, run by this process's Node
 * @throws SandboxError `SANDBOX_HOST` when it does not come up; the signal's reason when aborted
 */
export async function reachHost(home: string, module: string, signal?: AbortSignal): Promise<Socket> {
  const running = await connectToHost(home);
  if (running !== undefined) return running;
  const exit = launch(home, module);
  const deadline = Date.now() + LAUNCH_LIMIT;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    // Asked for before the connection: a host that lost the race has exited, and the winner listens by then.
    const exitCode = exit.code;
    const socket = await connectToHost(home);
    if (socket !== undefined) return socket;
    if (exitCode !== undefined) {
      if (exitCode !== 0) break;
      return reachHost(home, module, signal);
    }
    await delay(RETRY_INTERVAL, undefined, signal === undefined ? {} : { signal });
  }
  throw hostDoesNotStart(home, exit.reason);
}

interface Exit {
  /** The exit code once the process has ended; -1 for a signal or a failed start. */
  code: number | undefined;
  reason: string;
}

/** Starts a host that lives on by itself: its own session, nothing of this process's streams. */
function launch(home: string, module: string): Exit {
  const exit: Exit = { code: undefined, reason: '' };
  const log = openLog(home, 'sandbox');
  try {
    const child = spawn(process.execPath, [module, home], {
      cwd: home,
      detached: true,
      env: childEnvironment(process.env),
      stdio: ['ignore', log, log],
      windowsHide: true,
    });
    child.once('error', error => Object.assign(exit, { code: -1, reason: error.message }));
    child.once('exit', (code, signal) => {
      Object.assign(exit, { code: code ?? -1, reason: signal ?? (code === 0 ? '' : `code ${code}`) });
    });
    child.unref();
  } finally {
    closeSync(log);
  }
  return exit;
}
