import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { serverAccount } from './account.ts';
import { findNativeFolder, makeLibraryLinks, usablePrograms } from './binaries.ts';
import { foldersWithCluster, openFolder } from './folder.ts';
import { removePostgres, startPostgres, stopOrphan } from './main.ts';
import { probe, waitFor } from './probe.ts';
import { runProgram } from './program.ts';

const account = { user: 'shopstream', password: "un mot de passe, 'secret'" };
let folder: string;
/** One cluster for most tests: initdb is what takes time. */
let dataDir: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shop é '));
  dataDir = join(folder, 'postgres');
});

after(async () => {
  await removePostgres(dataDir);
  await rm(folder, { recursive: true, force: true });
});

async function query(port: number, sql: string, password = account.password): Promise<readonly unknown[][]> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: account.user,
    password,
    database: 'postgres',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

async function postmaster(of = dataDir): Promise<number> {
  const [found] = await foldersWithCluster(of);
  assert.ok(found);
  return Number((await readFile(join(found.cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function ended(pid: number): Promise<void> {
  const gone = await waitFor(async () => {
    try {
      process.kill(pid, 0);
      // A child of a container's first process may stay as a zombie that nobody collects.
      const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return / Z /.test(status) ? true : undefined;
    } catch {
      return true;
    }
  }, 10_000);
  assert.ok(gone, `process ${pid} is still there`);
}

/** A process of its own that starts the server, as the supervisor does, and prints the port. */
function spawnOwner(of: string): ChildProcess & { readonly stdout: Readable } {
  const main = new URL(`./main${import.meta.url.endsWith('.js') ? '.js' : '.ts'}`, import.meta.url);
  const code = `
    const { startPostgres } = await import(${JSON.stringify(main.href)});
    console.log((await startPostgres(JSON.parse(process.env.OPTIONS))).port);
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OPTIONS: JSON.stringify({ port: 0, dataDir: of, ...account }) },
  });
}

/** Leaves a server behind, as a supervisor that is killed does; its port. */
async function abandonServer(): Promise<number> {
  const owner = spawnOwner(dataDir);
  const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  return Number(line);
}

test('a new server speaks UTF8, UTC and ISO, to loopback and passwords only', async () => {
  const server = await startPostgres({ port: 0, dataDir, ...account });
  const settings = await query(
    server.port,
    `SELECT name, setting FROM pg_settings
      WHERE name IN ('server_encoding', 'lc_messages', 'TimeZone', 'DateStyle', 'listen_addresses',
                     'unix_socket_directories', 'password_encryption', 'fsync')`,
  );
  assert.deepEqual(Object.fromEntries(settings), {
    DateStyle: 'ISO, MDY',
    TimeZone: 'UTC',
    fsync: 'on',
    lc_messages: 'C',
    listen_addresses: '127.0.0.1',
    password_encryption: 'scram-sha-256',
    server_encoding: 'UTF8',
    unix_socket_directories: '',
  });
  const rules = await query(server.port, 'SELECT type, address, auth_method FROM pg_hba_file_rules');
  assert.deepEqual(rules, [['host', '127.0.0.1', 'scram-sha-256']]);
  await assert.rejects(query(server.port, 'SELECT 1', 'wrong'), { code: '28P01' });
  const [found] = await foldersWithCluster(dataDir);
  assert.ok(found);
  if (process.platform !== 'win32') assert.equal((await stat(found.root)).mode & 0o777, 0o700);
  assert.deepEqual(
    (await readdir(found.root)).filter(name => /^(password|cluster-)/.test(name)),
    [],
  );
  const { port } = server;
  await server.stop();
  await server.stop();
  assert.deepEqual(await probe(port), { kind: 'refused' });
});

test('as root the server is another account’s, and keeps its folder to itself', async t => {
  if (process.getuid?.() !== 0) return t.skip('needs root');
  const server = await startPostgres({ port: 0, dataDir, ...account });
  try {
    const status = await readFile(`/proc/${await postmaster()}/status`, 'utf8');
    const nobody = await serverAccount();
    assert.ok(nobody);
    assert.match(status, new RegExp(`^Uid:\\t${nobody.uid}\\t`, 'm'));
    assert.match(status, /^Groups:\t *$/m);
  } finally {
    await server.stop();
  }
});

test('what is committed survives kill -9, and the port can stay the same', async () => {
  const first = await startPostgres({ port: 0, dataDir, ...account });
  await query(first.port, 'CREATE TABLE kept AS SELECT generate_series(1, 20000) AS id');
  process.kill(await postmaster(), 'SIGKILL');
  const second = await startPostgres({ port: first.port, dataDir, ...account });
  assert.deepEqual(await query(second.port, 'SELECT count(*)::int FROM kept'), [[20_000]]);
  await second.stop();
});

test('a server whose owner was killed is found and stopped, once', async () => {
  const port = await abandonServer();
  const pid = await postmaster();
  assert.equal((await probe(port)).kind, 'postgres');
  assert.equal(await stopOrphan(dataDir), true);
  await ended(pid);
  assert.equal(await stopOrphan(dataDir), false);
});

test('a start takes the place of a server that a killed owner left, on the same port', async () => {
  const port = await abandonServer();
  const pid = await postmaster();
  const server = await startPostgres({ port, dataDir, ...account });
  await ended(pid);
  assert.deepEqual(await query(server.port, 'SELECT 1'), [[1]]);
  await server.stop();
});

test('a stale postmaster.pid with the number of another program harms neither', async () => {
  const nobody = await serverAccount();
  const other =
    nobody === undefined
      ? spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      : spawn('sleep', ['600'], { uid: nobody.uid, gid: nobody.gid });
  await once(other, 'spawn');
  const listener = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  try {
    const [found] = await foldersWithCluster(dataDir);
    assert.ok(found);
    const { port } = listener.address() as { port: number };
    const lines = [other.pid, found.cluster, 1_764_000_000, port, '', '127.0.0.1', '', 'ready'];
    await writeFile(join(found.cluster, 'postmaster.pid'), `${lines.join('\n')}\n`);
    const server = await startPostgres({ port: 0, dataDir, ...account });
    assert.deepEqual(await query(server.port, 'SELECT 1'), [[1]]);
    await server.stop();
    assert.equal(other.exitCode, null);
    assert.equal(other.signalCode, null);
  } finally {
    other.kill();
    listener.close();
  }
});

test('a port that is taken is said to be, whoever has it', async () => {
  const listener = createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  await assert.rejects(startPostgres({ port, dataDir, ...account }), { code: 'EADDRINUSE' });
  listener.close();
});

test('a first start that was killed during initdb is done again from the beginning', async () => {
  const unlucky = join(folder, 'unlucky');
  try {
    const { root } = await openFolder(unlucky);
    const leftovers = async () => (await readdir(root)).filter(name => /^(cluster|password)-/.test(name));
    const owner = spawnOwner(unlucky);
    assert.ok(await waitFor(async () => (await leftovers()).length > 1 || undefined, 10_000, 2));
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    assert.equal((await foldersWithCluster(unlucky)).length, 0);
    const server = await startPostgres({ port: 0, dataDir: unlucky, ...account });
    assert.deepEqual(await query(server.port, 'SELECT 1'), [[1]]);
    await server.stop();
    assert.deepEqual(await leftovers(), []);
  } finally {
    await removePostgres(unlucky);
  }
});

test('a folder whose name a shell would read gets its cluster elsewhere, and leaves nothing', async () => {
  const odd = join(folder, 'it"s $HOME `id`');
  const server = await startPostgres({ port: 0, dataDir: odd, ...account });
  assert.deepEqual(await query(server.port, 'SELECT 1'), [[1]]);
  const [found] = await foldersWithCluster(odd);
  assert.ok(found);
  assert.notEqual(found.root, odd);
  await removePostgres(odd);
  assert.deepEqual(await probe(server.port), { kind: 'refused' });
  await assert.rejects(stat(found.root), { code: 'ENOENT' });
});

test('a cluster outside its folder goes with it: a new folder at the same path starts anew', async () => {
  const odd = join(folder, 'it"s $HOME `again`');
  try {
    await (await startPostgres({ port: 0, dataDir: odd, ...account })).stop();
    await rm(odd, { recursive: true });
    const server = await startPostgres({ port: 0, dataDir: odd, user: account.user, password: 'another' });
    try {
      assert.deepEqual(await query(server.port, 'SELECT 1', 'another'), [[1]]);
    } finally {
      await server.stop();
    }
  } finally {
    await removePostgres(odd);
  }
});

test('a folder that is a link planted by somebody else is not followed', async () => {
  const wanted = join(folder, 'planted');
  const { root } = await openFolder(wanted);
  await rm(root, { recursive: true });
  await symlink(folder, root);
  try {
    await assert.rejects(startPostgres({ port: 0, dataDir: wanted, ...account }), {
      code: 'POSTGRES_FOLDER',
    });
  } finally {
    await rm(root);
  }
});

test('libraries get the links that npm does not pack, and wrong ones are mended', async () => {
  const native = join(folder, 'package', 'native');
  await mkdir(join(native, 'lib'), { recursive: true });
  await writeFile(join(native, 'lib', 'libx.so.1.2'), 'library');
  await symlink('elsewhere', join(native, 'lib', 'libx.so.1'));
  const links = ['libx.so', 'libx.so.1'].map(name => ({
    source: 'native/lib/libx.so.1.2',
    target: `native/lib/${name}`,
  }));
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  await Promise.all([makeLibraryLinks(native), makeLibraryLinks(native), makeLibraryLinks(native)]);
  for (const name of ['libx.so', 'libx.so.1']) {
    assert.equal(await readFile(join(native, 'lib', name), 'utf8'), 'library');
  }
  assert.deepEqual((await readdir(join(native, 'lib'))).sort(), ['libx.so', 'libx.so.1', 'libx.so.1.2']);
});

test('programs that the server’s account cannot read are copied to where it can', async t => {
  const nobody = await serverAccount();
  if (nobody === undefined) return t.skip('needs root');
  const installed = await findNativeFolder();
  // mkdtemp's folder is closed to every other account, as a package below /root is.
  const closed = { path: join(folder, 'closed', 'native'), version: '1.0.0' };
  await cp(installed.path, closed.path, { recursive: true, filter: path => !path.endsWith('.so') });
  const place = await openFolder(dataDir);
  const programs = await usablePrograms(place.root, nobody, closed);
  assert.ok(programs.initdb.startsWith(join(place.root, 'binaries-1.0.0')));
  const { exitCode, output } = await runProgram(programs.initdb, ['--version'], place.root, nobody);
  assert.equal(exitCode, 0, output);
  assert.match(output, /PostgreSQL/);
});
