import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Whose password is looked for. */
export interface PasswordOf {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/**
 * The password that libpq's own tools would use: the first line of ~/.pgpass that fits, for any database. `undefined` when
 * there is none, or when others could read the file, which those tools then pass over too.
 * Format: https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export async function passwordFromFile(
  { host, port, user }: PasswordOf,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const path = env['PGPASSFILE'] ?? usualPath(env);
  try {
    const isOpen = process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0;
    if (isOpen) return undefined;
    const lines = (await readFile(path, 'utf8')).split(/\r?\n/);
    const hosts = host === '127.0.0.1' ? [host, 'localhost'] : [host];
    return lines
      .filter(line => !line.startsWith('#'))
      .map(fields)
      .find(
        ([h, p, , u, password]) =>
          password !== undefined &&
          (h === '*' || hosts.includes(h ?? '')) &&
          fits(p, String(port)) &&
          fits(u, user),
      )?.[4];
  } catch {
    return undefined;
  }
}

function usualPath(env: NodeJS.ProcessEnv): string {
  return process.platform === 'win32'
    ? join(env['APPDATA'] ?? homedir(), 'postgresql', 'pgpass.conf')
    : join(env['HOME'] ?? homedir(), '.pgpass');
}

const fits = (field: string | undefined, wanted: string) => field === '*' || field === wanted;

/** Colons and backslashes of a field stand behind a backslash. */
function fields(line: string): readonly string[] {
  return (
    line.match(/(?:^|:)(?:\\.|[^:\\])*/g)?.map(part => part.replace(/^:/, '').replace(/\\(.)/g, '$1')) ?? []
  );
}
