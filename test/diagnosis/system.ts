import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer, request } from 'node:https';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { runProgram } from '../../src/adapters/shell.ts';
import { type Case, failureOf, type Group, newFolder, saidBy } from './case.ts';

const ABSENT = 'shopstream-no-such-program';

/** What the operating system, sockets and TLS refuse to Node itself. */
export const SYSTEM: Group = {
  name: 'system',
  async open() {
    const folder = await newFolder();
    return { cases: cases(folder.path), close: folder.remove };
  },
};

function cases(folder: string): readonly Case[] {
  const found: Case[] = [
    { id: 'PG-12', what: 'listen on a port that is taken', provoke: takenPort },
    {
      id: 'PG-02',
      what: 'connect to a name that does not exist',
      provoke: () => failureOf(connected('nowhere.shopstream.invalid', 5432)),
    },
    {
      id: 'SYS-03',
      what: 'make a folder whose name is too long',
      provoke: () => failureOf(mkdir(join(folder, 'a'.repeat(300)))),
    },
    {
      id: 'SYS-10',
      what: 'start a program that does not exist',
      provoke: () => failureOf(once(spawn(ABSENT, []), 'spawn')),
    },
    {
      id: 'SYS-10',
      what: 'run by the lab’s shell a program that was removed',
      provoke: () => failureOf(runProgram(join(folder, 'gone'), [])),
    },
    { id: 'SYS-05', what: 'ask a server with a certificate of its own', provoke: selfSigned(folder) },
    { id: 'SYS-06', what: 'speak https to a server of http', provoke: plainServer },
    { id: 'SYS-08', what: 'ask a server that hangs up', provoke: hangingUp },
  ];
  if (process.platform === 'win32') return found;
  found.push(
    {
      id: 'SYS-02',
      what: 'write into a file without the right to',
      provoke: signal => forbidden(folder, signal),
    },
    { id: 'PY-05', what: 'type a command that does not exist', provoke: signal => saidBy(typo, signal) },
  );
  if (process.platform === 'linux')
    found.push({ id: 'SYS-01', what: 'write to a full device', provoke: fullDisk });
  return found;
}

const typo = { path: '/bin/sh', args: ['-c', 'dbtt run'] };

async function connected(host: string, port: number): Promise<void> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

async function takenPort(): Promise<unknown> {
  const first = createServer().listen(0, '127.0.0.1');
  await once(first, 'listening');
  try {
    const { port } = first.address() as AddressInfo;
    return await failureOf(once(createServer().listen(port, '127.0.0.1'), 'listening'));
  } finally {
    first.close();
  }
}

/** As an account without rights, since root may write everywhere. */
async function forbidden(folder: string, signal: AbortSignal): Promise<unknown> {
  const file = join(folder, 'read-only');
  await writeFile(file, '', { mode: 0o400 });
  if (process.getuid?.() !== 0) return failureOf(open(file, 'w'));
  const script = `process.setgid(65534); process.setuid(65534); require('node:fs').openSync(${JSON.stringify(file)}, 'w')`;
  return saidBy({ path: process.execPath, args: ['-e', script] }, signal);
}

async function fullDisk(): Promise<unknown> {
  const file = await open('/dev/full', 'w');
  try {
    return await failureOf(file.write('x'));
  } finally {
    await file.close();
  }
}

function selfSigned(folder: string): (signal: AbortSignal) => Promise<unknown> {
  return async signal => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = await runProgram(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-subj',
        '/CN=127.0.0.1',
        '-days',
        '1',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { signal },
    );
    if (made.exitCode !== 0) throw new Error(made.stderr);
    const { readFile } = await import('node:fs/promises');
    const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) }).listen(
      0,
      '127.0.0.1',
    );
    return asked(server);
  };
}

async function plainServer(): Promise<unknown> {
  return asked(createHttpServer().listen(0, '127.0.0.1'));
}

async function hangingUp(): Promise<unknown> {
  const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await failureOf(fetch(`http://127.0.0.1:${port}/`));
  } finally {
    server.close();
  }
}

/** The error of an https request to this server, which is closed. */
async function asked(server: ReturnType<typeof createServer>): Promise<unknown> {
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const sent = request({ host: '127.0.0.1', port });
    const failed = failureOf(once(sent, 'response'));
    sent.end();
    return await failed;
  } finally {
    server.close();
  }
}
