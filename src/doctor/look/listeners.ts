import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { findProgram, searchPlace } from '../../adapters/shell-find.ts';
import type { Machine } from '../machine.ts';
import { ask } from './program.ts';

/** The process that listens on a port. */
export interface Owner {
  readonly pid: number;
  /** `null` when it is another user's and not shown. */
  readonly name: string | null;
}

/** The processes that listen on each of `ports`; a port is absent when nobody listens, or the system does not say who. */
export async function listenersOf(
  ports: ReadonlySet<number>,
  machine: Machine,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Owner>> {
  switch (machine.platform) {
    case 'linux':
      return fromProc(ports);
    case 'win32':
      return fromNetstat(ports, machine, signal);
    default:
      return fromLsof(ports, machine, signal);
  }
}

/** Which socket listens on which port: `/proc/net/tcp` and `tcp6`. */
export function parseProcNet(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [, local, , state] = fields;
    const inode = fields[9];
    // 0A is LISTEN.
    if (state !== '0A' || local === undefined || inode === undefined) continue;
    found.set(inode, Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16));
  }
  return found;
}

async function fromProc(ports: ReadonlySet<number>): Promise<ReadonlyMap<number, Owner>> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map(name => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const wanted = new Map(
    tables.flatMap(table => [...parseProcNet(table)]).filter(([, port]) => ports.has(port)),
  );
  const owners = new Map<number, Owner>();
  if (wanted.size === 0) return owners;
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async pid => {
      const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
      const links = await Promise.all(files.map(file => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
      for (const link of links) {
        const port = wanted.get(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? '');
        if (port === undefined) continue;
        const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
        const owner = { pid: Number(pid), name: name === '' ? null : name };
        // A server's children hold its socket too: the oldest is the server.
        const known = owners.get(port);
        if (known === undefined || known.pid > owner.pid) owners.set(port, owner);
      }
    }),
  );
  return owners;
}

/** Which process listens on which port: `netstat -ano`, in any language of Windows. */
export function parseNetstat(text: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const line of text.split(/\r?\n/)) {
    const [protocol, local = '', remote = '', ...rest] = line.trim().split(/\s+/);
    // The word for LISTENING is translated; a remote port of 0 means the same everywhere.
    if (protocol !== 'TCP' || !/:0$/.test(remote)) continue;
    const port = Number(/:(\d+)$/.exec(local)?.[1]);
    const pid = Number(rest.at(-1));
    if (Number.isInteger(port) && Number.isInteger(pid) && !found.has(port)) found.set(port, pid);
  }
  return found;
}

/** The names of processes: `tasklist /fo csv /nh`. */
export function parseTasklist(text: string): ReadonlyMap<number, string> {
  return new Map([...text.matchAll(/^"([^"]+)","(\d+)"/gm)].map(([, name = '', pid]) => [Number(pid), name]));
}

async function fromNetstat(
  ports: ReadonlySet<number>,
  { env }: Machine,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Owner>> {
  const [netstat, tasks] = await Promise.all([
    windowsProgram('netstat.exe', ['-ano'], env, signal),
    windowsProgram('tasklist.exe', ['/fo', 'csv', '/nh'], env, signal).catch(() => ''),
  ]);
  const names = parseTasklist(tasks);
  return new Map(
    [...parseNetstat(netstat)]
      .filter(([port]) => ports.has(port))
      .map(([port, pid]) => [port, { pid, name: names.get(pid) ?? null }]),
  );
}

/** What a program of Windows itself says. */
export async function windowsProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string> {
  const path = `${env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\${program}`;
  return (await ask(path, args, signal, env)).text;
}

/** The owners in the output of `lsof -nP -iTCP -sTCP:LISTEN -Fpcn`. */
export function parseLsof(text: string): ReadonlyMap<number, Owner> {
  const found = new Map<number, Owner>();
  let pid = 0;
  let name: string | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) {
      pid = Number(line.slice(1));
      name = null;
    } else if (line.startsWith('c')) name = basename(line.slice(1));
    else if (line.startsWith('n')) {
      const port = Number(/:(\d+)$/.exec(line)?.[1]);
      if (Number.isInteger(port) && !found.has(port)) found.set(port, { pid, name });
    }
  }
  return found;
}

async function fromLsof(
  ports: ReadonlySet<number>,
  { env }: Machine,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Owner>> {
  const path = (await findProgram('lsof', searchPlace(env))) ?? '/usr/sbin/lsof';
  const { text } = await ask(path, ['-nP', '-iTCP', '-sTCP:LISTEN', '-Fpcn'], signal, env);
  return new Map([...parseLsof(text)].filter(([port]) => ports.has(port)));
}
