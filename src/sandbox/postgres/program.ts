/** Runs one of PostgreSQL's programs to its end, as the right account. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Account } from './account.ts';
import { PostgresError } from './errors.ts';
import { explainExit, serverEnvironment } from './platform.ts';

export interface ProgramResult {
  readonly exitCode: number | null;
  /** Standard output and standard error together. */
  readonly output: string;
}

/**
 * Starts `program` in `cwd` and waits for its end.
 * @throws PostgresError when it could not be started, or ended for a reason outside PostgreSQL (a missing runtime).
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  cwd: string,
  account: Account | undefined,
): Promise<ProgramResult> {
  // A file and not a pipe: on Windows the server that pg_ctl starts inherits the handle, and a pipe would never end.
  const file = await open(join(cwd, `${basename(program, '.exe')}.out`), 'w+', 0o600);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(program, args, {
        cwd,
        env: serverEnvironment(process.platform, process.env),
        stdio: ['ignore', file.fd, file.fd],
        windowsHide: true,
        ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
      });
      child.once('error', error => reject(startError(program, error)));
      child.once('exit', code => resolve(code));
    });
    const explained = explainExit(process.platform, basename(program), exitCode);
    if (explained !== undefined) throw explained;
    const { size } = await file.stat();
    const buffer = Buffer.alloc(size);
    await file.read(buffer, 0, size, 0);
    return { exitCode, output: buffer.toString('utf8').trim() };
  } finally {
    await file.close();
  }
}

function startError(program: string, error: Error): Error {
  const { code } = error as NodeJS.ErrnoException;
  // A program that is there and "not found" is one whose loader is missing: glibc's, on a musl system.
  if (code === 'ENOENT' && process.platform === 'linux' && existsSync(program)) {
    return new PostgresError(
      'POSTGRES_LIBC',
      'The PostgreSQL programs need glibc, which this Linux does not have (Alpine uses musl). Use another distribution or a PostgreSQL server of your own.',
      error,
    );
  }
  return new PostgresError(
    'POSTGRES_START',
    `${basename(program)} could not be started: ${error.message}`,
    error,
  );
}
