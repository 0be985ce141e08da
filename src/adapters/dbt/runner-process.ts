import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { DbtResult } from '../../ports/dbt.ts';
import type { Line } from '../../ports/shell.ts';
import { parseMessage, type RehearsalRequest, type RunnerMessage, type RunnerRequest } from './protocol.ts';

/** How long dbt may take to cancel its queries before it is killed, in milliseconds. */
const GRACE = 3000;

/** What a command is waiting for. */
interface Pending {
  readonly id: number;
  readonly onLine: (line: Line) => void;
  readonly resolve: (result: DbtResult) => void;
  readonly reject: (error: Error) => void;
}

/** dbt in one Python process: commands one after the other, each as fast as if dbt had been imported already. */
export interface RunnerProcess {
  readonly alive: boolean;
  /** Runs one command; not to be called while another runs. Rejects when the process ends or `signal` aborts: then the process is gone. */
  invoke(
    request: Omit<RunnerRequest, 'id'>,
    onLine: (line: Line) => void,
    signal?: AbortSignal,
  ): Promise<DbtResult>;
  /** Has dbt read the lab's project while there is nothing else to do, so that the first command starts sooner. */
  rehearse(env: RunnerRequest['env']): void;
  /** Ends the process and waits for its end. */
  end(): Promise<void>;
}

/** Starts `python runner`; `env` is the whole environment of the process. */
export function startRunner(
  python: string,
  runner: string,
  env: Readonly<Record<string, string>>,
): RunnerProcess {
  const child = spawn(python, [runner], { env, stdio: 'pipe', windowsHide: true });
  const errors: string[] = [];
  let pending: Pending | undefined;
  let alive = true;
  let lastId = 0;

  const gone = endOf(child).then(reason => {
    alive = false;
    const tail = errors.join('\n');
    pending?.reject(
      Object.assign(new Error(tail === '' ? reason : `${reason}\n${tail}`), { code: 'DBT_PROCESS_ENDED' }),
    );
    pending = undefined;
  });

  createInterface({ input: child.stdout }).on('line', line => {
    try {
      receive(parseMessage(line));
    } catch (error) {
      errors.push(String(error));
      child.kill('SIGKILL');
    }
  });
  createInterface({ input: child.stderr }).on('line', text => {
    errors.push(text);
    if (errors.length > 30) errors.shift();
    pending?.onLine({ stream: 'stderr', text });
  });
  // A process that is gone is reported by its end, not by the pipe that broke.
  child.stdin.on('error', () => undefined);

  function receive(message: RunnerMessage): void {
    if (message.kind === 'ready' || message.id !== pending?.id) return;
    if (message.kind === 'line') {
      pending.onLine({ stream: 'stdout', text: message.text });
      return;
    }
    const { resolve } = pending;
    pending = undefined;
    resolve(message.result);
  }

  async function end(): Promise<void> {
    if (!alive) return;
    // Where there are signals, dbt cancels its running queries on the first.
    child.kill('SIGINT');
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
    await gone;
    clearTimeout(timer);
  }

  return {
    get alive() {
      return alive;
    },
    async invoke(request, onLine, signal) {
      signal?.throwIfAborted();
      lastId += 1;
      const id = lastId;
      const answer = new Promise<DbtResult>((resolve, reject) => {
        pending = { id, onLine, resolve, reject };
      });
      const abort = () => void end();
      signal?.addEventListener('abort', abort, { once: true });
      try {
        if (!alive) throw Object.assign(new Error('dbt’s process has ended.'), { code: 'DBT_PROCESS_ENDED' });
        child.stdin.write(`${JSON.stringify({ id, ...request } satisfies RunnerRequest)}\n`);
        const result = await answer;
        signal?.throwIfAborted();
        return result;
      } catch (error) {
        if (!signal?.aborted) throw error;
        throw signal.reason;
      } finally {
        signal?.removeEventListener('abort', abort);
        // dbt may answer an interruption with a result: the process is going away all the same.
        if (signal?.aborted) await end();
      }
    },
    rehearse(env) {
      if (alive) child.stdin.write(`${JSON.stringify({ rehearse: env } satisfies RehearsalRequest)}\n`);
    },
    end,
  };
}

/** Waits for the end of a process, or for its failure to start, and says which in words. */
async function endOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return `dbt’s process ended (${signal ?? `code ${code}`}).`;
  } catch (error) {
    return `dbt’s process did not start: ${(error as Error).message}`;
  }
}
