import { execFile } from 'node:child_process';
import { findProgram, searchPlace } from '../../adapters/shell-find.ts';

/** What a program said; standard output first. */
export interface Said {
  readonly exitCode: number;
  readonly text: string;
}

/**
 * Runs a program to its end and reads what it says, whatever the encoding.
 * @throws the system's error when it does not start, the signal's reason when it was aborted
 */
export function ask(
  path: string,
  args: readonly string[],
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', windowsHide: true, signal, env, maxBuffer: 4_000_000 } as const;
    const child = execFile(path, [...args], options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else
        resolve({
          exitCode: typeof error?.code === 'number' ? error.code : 0,
          text: decodeConsole(stdout) + decodeConsole(stderr),
        });
    });
    child.stdin?.end();
  });
}

/**
 * The text of a program's bytes. Windows programs write UTF-16 (`wsl.exe`), UTF-8 or the console's old code page; what is
 * looked for is in ASCII, so that accents of the last may come out wrong.
 */
export function decodeConsole(bytes: Buffer): string {
  const isUtf16 = bytes.length > 1 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || bytes[1] === 0);
  if (isUtf16) return bytes.toString('utf16le').replace(/^\uFEFF/, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** What is known of a program on PATH: `path` is null when it is absent, `version` when it does not say one. */
export interface FoundProgram {
  readonly path: string | null;
  readonly version: string | null;
}

/** Looks for a program on PATH and asks for its version. @throws when it is there and does not run */
export async function programVersion(
  program: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  args: readonly string[] = ['--version'],
): Promise<FoundProgram> {
  const path = await findProgram(program, searchPlace(env));
  if (path === undefined) return { path: null, version: null };
  const { text } = await ask(path, args, signal, env);
  return { path, version: versionIn(text) };
}

/** The first version number in a text. */
export function versionIn(text: string): string | null {
  return /\d+\.\d+(?:\.\d+)*/.exec(text)?.[0] ?? null;
}

/** Whether `version` is `minimum` or newer; both are numbers with dots. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [have, want] = [version, minimum].map(value => value.split('.').map(Number));
  for (const [index, number] of (want ?? []).entries()) {
    const mine = have?.[index] ?? 0;
    if (mine !== number) return mine > number;
  }
  return true;
}
