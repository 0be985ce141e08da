import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import process from 'node:process';
import { createPostgres, type PostgresConnection } from '../../src/adapters/postgres.ts';
import { createShell } from '../../src/adapters/shell.ts';
import type { Postgres } from '../../src/ports/postgres.ts';
import { CLUSTER, openFolder, type ServerFolder } from '../../src/sandbox/postgres/folder.ts';
import { removePostgres, startPostgres } from '../../src/sandbox/postgres/main.ts';
import { runProgram } from '../../src/sandbox/postgres/program.ts';
import { type Case, closedPort, failureOf, type Group, newFolder, saidBy } from './case.ts';

const ADMIN = { user: 'shopstream', password: 'un mot de passe' };

/** A real server, reached by the lab's own driver and by psql. */
export const POSTGRES: Group = {
  name: 'PostgreSQL',
  async open() {
    const folder = await newFolder();
    const dataDir = join(folder.path, 'postgres');
    const service = await startPostgres({ port: 0, dataDir, ...ADMIN });
    const home = { host: '127.0.0.1', port: service.port, ...ADMIN, database: 'postgres' };
    await using(home, async postgres => {
      await postgres.execute(
        "CREATE ROLE ines LOGIN PASSWORD 'secret'; CREATE ROLE full LOGIN PASSWORD 'secret' CONNECTION LIMIT 0",
      );
      await postgres.execute('CREATE DATABASE shop');
      await postgres.execute(
        'CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE orders (user_id int REFERENCES users)',
      );
    });
    const server = await openFolder(dataDir);
    return {
      cases: [
        ...refusals(home),
        ...statements(home),
        ...(await psql(home)),
        ...starts(server, home, service),
      ],
      close: async () => {
        await service.stop();
        await removePostgres(dataDir);
        await folder.remove();
      },
    };
  },
};

async function using<T>(
  connection: PostgresConnection,
  work: (postgres: Postgres) => Promise<T>,
): Promise<T> {
  const { port, close } = createPostgres(connection);
  try {
    return await work(port);
  } finally {
    await close();
  }
}

function query(connection: PostgresConnection, sql = 'SELECT 1'): Promise<unknown> {
  return failureOf(using(connection, postgres => postgres.execute(sql)));
}

/** What is refused before a session begins. */
function refusals(home: PostgresConnection): readonly Case[] {
  return [
    {
      id: 'PG-01',
      what: 'connect to a closed port',
      provoke: async () => query({ ...home, port: await closedPort() }),
    },
    {
      id: 'PG-02',
      what: 'connect to an unknown host',
      provoke: () => query({ ...home, host: 'db.shopstream.invalid' }),
    },
    { id: 'PG-03', what: 'give a wrong password', provoke: () => query({ ...home, password: 'faux' }) },
    {
      id: 'PG-03',
      what: 'name a user that does not exist',
      provoke: () => query({ ...home, user: 'personne' }),
    },
    {
      id: 'PG-06',
      what: 'name a database that does not exist',
      provoke: () => query({ ...home, database: 'shopstreem' }),
    },
    { id: 'PG-07', what: 'give an empty password', provoke: () => query({ ...home, password: '' }) },
    { id: 'PG-09', what: 'be in no line of pg_hba.conf', provoke: () => unlisted(home) },
    { id: 'PG-10', what: 'ask a server without TLS for TLS', provoke: () => query({ ...home, tls: true }) },
    {
      id: 'PG-16',
      what: 'connect when no connection is left',
      provoke: () => query({ ...home, user: 'full', password: 'secret' }),
    },
    { id: 'PG-25', what: 'find another server on the port that hangs up', provoke: () => otherServer(home) },
  ];
}

/** What the server refuses to do. */
function statements(home: PostgresConnection): readonly Case[] {
  const ines = { ...home, user: 'ines', password: 'secret' };
  return [
    {
      id: 'PG-17',
      what: 'read a table that does not exist',
      provoke: () => query(home, 'SELECT * FROM nothing'),
    },
    { id: 'SYS-15', what: 'misspell a keyword', provoke: () => query(home, 'SELECT * FORM users') },
    { id: 'SYS-16', what: 'misspell a column', provoke: () => query(home, 'SELECT nom FROM users') },
    { id: 'PG-18', what: 'create a table twice', provoke: () => query(home, 'CREATE TABLE users (id int)') },
    { id: 'PG-18', what: 'create a database twice', provoke: () => query(home, 'CREATE DATABASE shop') },
    {
      id: 'PG-19',
      what: 'insert a key twice',
      provoke: () => query(home, 'INSERT INTO users VALUES (1), (1)'),
    },
    {
      id: 'PG-20',
      what: 'insert an order before its user',
      provoke: () => query(home, 'INSERT INTO orders VALUES (9)'),
    },
    { id: 'PG-21', what: 'truncate a parent table alone', provoke: () => query(home, 'TRUNCATE users') },
    {
      id: 'PG-22',
      what: 'create a database without the right',
      provoke: () => query(ines, 'CREATE DATABASE mine'),
    },
    {
      id: 'PG-23',
      what: 'create a table in public without the right',
      provoke: () => query(ines, 'CREATE TABLE mine (id int)'),
    },
    { id: 'PG-24', what: 'drop a database in use', provoke: () => inUse(home) },
    {
      id: 'PG-25',
      what: 'lose the connection during a query',
      provoke: () => query(home, 'SELECT pg_terminate_backend(pg_backend_pid())'),
    },
  ];
}

async function unlisted(home: PostgresConnection): Promise<unknown> {
  return using(home, async postgres => {
    const [row] = await postgres.query<{ hba_file: string }>('SHOW hba_file');
    const file = row?.hba_file ?? '';
    const before = await readFile(file, 'utf8');
    try {
      await writeFile(file, `host all ${home.user} 127.0.0.1/32 scram-sha-256\n`);
      await postgres.execute('SELECT pg_reload_conf()');
      const deadline = Date.now() + 5000;
      for (;;) {
        // The server reads the file a moment after it was asked to.
        const error = await query({ ...home, user: 'ines', password: 'faux' });
        if ((error as { code?: string }).code !== '28P01' || Date.now() > deadline) return error;
      }
    } finally {
      await writeFile(file, before);
      await postgres.execute('SELECT pg_reload_conf()');
    }
  });
}

async function inUse(home: PostgresConnection): Promise<unknown> {
  return using({ ...home, database: 'shop' }, async other => {
    await other.query('SELECT 1');
    return query(home, 'DROP DATABASE shop');
  });
}

async function otherServer(home: PostgresConnection): Promise<unknown> {
  const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  try {
    return await query({ ...home, port: typeof address === 'object' && address !== null ? address.port : 0 });
  } finally {
    server.close();
  }
}

/** The same by psql, where it is installed. */
async function psql(home: PostgresConnection): Promise<readonly Case[]> {
  const path = await createShell().find('psql');
  if (path === undefined) return [];
  const told = (more: readonly string[], password?: string) => (signal: AbortSignal) =>
    saidBy(
      {
        path,
        args: [
          '-w',
          '-h',
          home.host,
          '-p',
          String(home.port),
          '-U',
          home.user,
          '-d',
          home.database,
          '-v',
          'ON_ERROR_STOP=1',
          ...more,
        ],
        env: { LC_ALL: 'C', ...(password === undefined ? {} : { PGPASSWORD: password }) },
      },
      signal,
    );
  return [
    { id: 'PG-08', what: 'start psql without a password', provoke: told(['-c', 'SELECT 1']) },
    { id: 'PG-03', what: 'give psql a wrong password', provoke: told(['-c', 'SELECT 1'], 'faux') },
    {
      id: 'PG-06',
      what: 'name an unknown database to psql',
      provoke: told(['-d', 'shopstreem'], home.password),
    },
    {
      id: 'PG-17',
      what: 'read an unknown table by psql',
      provoke: told(['-c', 'SELECT * FROM nothing'], home.password),
    },
    {
      id: 'PG-01',
      what: 'point psql at a closed port',
      provoke: async signal => told(['-p', String(await closedPort())], home.password)(signal),
    },
    {
      id: 'PG-02',
      what: 'point psql at an unknown host',
      provoke: told(['-h', 'db.shopstream.invalid'], home.password),
    },
    {
      id: 'PG-10',
      what: 'ask for TLS by psql',
      provoke: told(['-d', `dbname=postgres sslmode=require`], home.password),
    },
  ];
}

/** What the server's own programs refuse; the last ones stop the server. */
function starts(
  server: ServerFolder,
  home: PostgresConnection,
  service: { stop(): Promise<void> },
): readonly Case[] {
  const { programs, root, account } = server;
  const run = async (
    program: string,
    args: readonly string[],
    as: 'server' | 'root' = 'server',
  ): Promise<unknown> => {
    const { exitCode, output } = await runProgram(program, args, root, as === 'root' ? undefined : account);
    await rm(join(root, `${basename(program, '.exe')}.out`), { force: true });
    if (exitCode === 0) throw new Error(`${program} ended well.`);
    return output;
  };
  const postgres = join(programs.pgCtl, '..', process.platform === 'win32' ? 'postgres.exe' : 'postgres');
  const asRoot: readonly Case[] =
    process.getuid?.() === 0
      ? [
          {
            id: 'PG-14',
            what: 'make a cluster as root',
            provoke: () => run(programs.initdb, ['-D', 'another'], 'root'),
          },
          {
            id: 'PG-15',
            what: 'start a server as root',
            provoke: () => run(postgres, ['-D', CLUSTER], 'root'),
          },
        ]
      : [];
  return [
    ...asRoot,
    { id: 'PG-13', what: 'start a second server in a folder', provoke: () => run(postgres, ['-D', CLUSTER]) },
    {
      id: 'PG-11',
      what: 'start a server on a port that is taken',
      provoke: async () => {
        await service.stop();
        const taken = createServer().listen(0, '127.0.0.1');
        await new Promise(resolve => taken.once('listening', resolve));
        const address = taken.address();
        const port = typeof address === 'object' && address !== null ? address.port : 0;
        try {
          return await run(postgres, ['-D', CLUSTER, '-p', String(port), '-h', home.host]);
        } finally {
          taken.close();
        }
      },
    },
  ];
}
