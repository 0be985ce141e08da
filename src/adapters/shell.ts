import { constants } from 'node:os';
import type { CommandOptions, CommandResult, Shell } from '../ports/shell.ts';
import { childEnvironment } from './shell-environment.ts';
import { findProgram } from './shell-find.ts';

/** How long a program may take to end by itself after SIGTERM, in milliseconds. */
const GRACE = 3000;

/** Programs of the student's machine, started by execa. */
export function createShell(): Shell {
  const found = new Map<string, Promise<string | undefined>>();
  return {
    find(program) {
      const known = found.get(program);
      if (known !== undefined) return known;
      const search = findProgram(program).then(path => {
        // An absent program may be installed while the lab is open: only what was found is remembered.
        if (path === undefined) found.delete(program);
        return path;
      });
      found.set(program, search);
      return search;
    },
    run: runProgram,
  };
}

/**
 * Runs a program to its end and returns its exit code and output, whatever the code is.
 * @throws the system's error (`ENOENT`, `EACCES`, …) when it does not start, the signal's reason when it was aborted, and
 * an error of code `ETIMEDOUT` when its time was over.
 */
export async function runProgram(
  path: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { execa } = await import('execa');
  options.signal?.throwIfAborted();
  const { onLine } = options;
  const stream = (name: 'stdout' | 'stderr') =>
    onLine === undefined
      ? ('pipe' as const)
      : function* (line: unknown) {
          onLine({ stream: name, text: String(line) });
          yield line;
        };
  const result = await execa(path, args, {
    reject: false,
    extendEnv: false,
    env: childEnvironment(options.env),
    stdin: 'ignore',
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    windowsHide: true,
    forceKillAfterDelay: GRACE,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  if (result.isCanceled) throw options.signal?.reason ?? new Error('Interrupted.');
  if (result.timedOut) throw timedOut(path, options.timeout ?? 0);
  if (result.exitCode === undefined && result.signal === undefined) throw result.cause ?? result;
  return {
    exitCode: result.exitCode ?? 128 + (result.signal === undefined ? 0 : constants.signals[result.signal]),
    stdout: result.stdout,
    stderr: result.stderr,
  };
}

function timedOut(path: string, timeout: number): Error {
  return Object.assign(new Error(`${path} did not end within ${timeout} ms.`), { code: 'ETIMEDOUT' });
}
