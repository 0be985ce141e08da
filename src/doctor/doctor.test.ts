// Real breaks of a real machine: each is named, and mended where the doctor says it can.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { lab } from '../../steps/index.ts';
import { until } from '../../test/helpers/lab-process.ts';
import { JournalWriter } from '../engine/journal/writer.ts';
import { acquireLock } from '../engine/lock.ts';
import { packageRoot } from '../lab/content.ts';
import { ALL_SANDBOX } from '../lab/placement.ts';
import { attachSandbox, loadConfig, sandboxDown, sandboxStatus } from '../sandbox/host/client.ts';
import { dataFolder } from '../sandbox/host/paths.ts';
import { removePostgres, startPostgres } from '../sandbox/postgres/main.ts';
import { doctorExitCode, examine, examineAll } from './examine.ts';
import type { Finding } from './finding.ts';
import type { DoctorOptions } from './machine.ts';
import { mend, mendings } from './mend.ts';
import type { Probe } from './probe.ts';
import { PROBES } from './probes/all.ts';

const MOUNT = '/bin/mount';
/** Slower than a person's: the machine of the tests is shared. */
const PATIENCE = 20_000;
const never = new AbortController().signal;

let root: string;
before(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'doctor é ')));
});
after(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

let count = 0;
/** A student's machine with folders of its own. */
async function newHome(changes: Partial<DoctorOptions> = {}): Promise<DoctorOptions> {
  count += 1;
  const folder = join(root, String(count));
  const home = join(folder, 'home');
  await mkdir(home, { recursive: true, mode: 0o700 });
  return {
    places: {
      home,
      workspace: join(folder, 'TP'),
      tools: join(folder, 'tools'),
      assets: join(packageRoot, 'assets'),
      settings: join(home, 'config.json'),
      journal: join(home, 'journal', 'sandbox.ndjson'),
    },
    placement: ALL_SANDBOX,
    lab,
    app: '1.0.0',
    root: packageRoot,
    patience: PATIENCE,
    ...changes,
  };
}

function byId(findings: readonly Finding[], id: string): Finding {
  const found = findings.find(finding => finding.id === id);
  assert.ok(found !== undefined, `${id} among ${findings.map(finding => finding.id).join(', ')}`);
  return found;
}

/** The probes of findings whose ids begin otherwise than theirs. */
const PROBE_OF: readonly (readonly [RegExp, string])[] = [
  [/^port-(?:postgres|s3|snowflake)$/, 'port-services'],
  [/^service-|^sandbox-/, 'sandbox'],
  [/^disk-/, 'disk'],
  [/^dbt-/, 'dbt'],
];

/** The probes that see these findings: what the others see is not the question. */
function probesOf(...ids: readonly string[]): readonly Probe[] {
  const wanted = ids.map(id => PROBE_OF.find(([pattern]) => pattern.test(id))?.[1] ?? id);
  const probes = PROBES.filter(({ id }) => wanted.includes(id));
  assert.equal(probes.length, new Set(wanted).size, ids.join(', '));
  return probes;
}

async function look(options: DoctorOptions, id: string): Promise<Finding> {
  return byId(await examineAll(options, probesOf(id)), id);
}

/** Does what `id` offers, and looks again. */
async function mended(options: DoctorOptions, id: string): Promise<Finding> {
  const todo = mendings(await examineAll(options, probesOf(id))).filter(({ ids }) => ids.includes(id));
  assert.equal(todo.length, 1, `${id} can be mended`);
  for await (const { problem } of mend(todo, never)) assert.equal(problem, undefined);
  return look(options, id);
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

/** Whether the port could be taken. */
function taken(server: Server, port: number): Promise<boolean> {
  return new Promise(resolve => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
}

/** A folder of programs: `scripts` by name, and the system's own shell tools that they need. */
async function programs(scripts: Readonly<Record<string, string>>): Promise<string> {
  const bin = await mkdtemp(join(root, 'bin-'));
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return bin;
}

test('a machine in order: nothing is started or written, and no problem is seen', async () => {
  const options = await newHome();
  const findings = await examineAll(options);
  assert.deepEqual(
    findings
      .filter(({ status }) => status === 'problem')
      .map(({ id }) => id)
      .filter(id => id !== 'python'),
    [],
  );
  assert.equal(new Set(findings.map(({ id }) => id)).size, findings.length);
  assert.ok(findings.length > 30);
  assert.deepEqual(await readdir(options.places.home), []);
  assert.equal(await stat(options.places.workspace).catch(() => undefined), undefined);
});

test('another program on a port of the sandbox is named with its process', async () => {
  const options = await newHome();
  const config = await loadConfig(options.places.home);
  const web = createHttpServer((_, response) => response.setHeader('Server', 'Jetty(9.4)').end('x'));
  const mute = createServer(socket => socket.on('error', () => {}));
  await listening(web, config.s3.port);
  await listening(mute, config.snowflake.port);
  try {
    const findings = await examineAll(options, probesOf('port-s3'));
    const s3 = byId(findings, 'port-s3');
    assert.equal(s3.status, 'problem');
    assert.match(s3.cause?.en ?? '', new RegExp(`A web server, Jetty\\(9\\.4\\) \\(.*pid ${process.pid}\\)`));
    assert.deepEqual([s3.evidence['pid'], s3.evidence['ours']], [process.pid, false]);
    assert.equal(s3.repair, undefined);
    assert.match(byId(findings, 'port-snowflake').cause?.fr ?? '', /^Un programme inconnu/);
    assert.equal(byId(findings, 'port-postgres').status, 'ok');
    assert.equal(doctorExitCode(findings), 1);
  } finally {
    web.close();
    mute.close();
  }
});

test('a foreign PostgreSQL is told from one that was left behind, which is stopped', async () => {
  const options = await newHome();
  const { home } = options.places;
  const { postgres } = await loadConfig(home);
  const { port, user, password } = postgres;
  const elsewhere = join(root, 'foreign');
  const foreign = await startPostgres({ port, dataDir: elsewhere, user, password });
  try {
    const found = await look(options, 'port-postgres');
    assert.match(found.cause?.fr ?? '', /^Un serveur PostgreSQL/);
    assert.deepEqual([found.status, found.evidence['ours'], found.repair], ['problem', false, undefined]);
  } finally {
    await foreign.stop();
    await removePostgres(elsewhere);
  }
  await startPostgres({ port, dataDir: dataFolder(home, 'postgres'), user, password });
  try {
    const left = await look(options, 'port-postgres');
    assert.deepEqual([left.status, left.evidence['ours']], ['problem', true]);
    const after = await mended(options, 'port-postgres');
    assert.deepEqual([after.status, after.evidence['answer']], ['ok', 'nothing']);
  } finally {
    await removePostgres(dataFolder(home, 'postgres'));
  }
});

test('a running sandbox answers through its drivers; a service that was killed is restarted', async () => {
  const options = await newHome();
  const { home } = options.places;
  const attached = await attachSandbox(home);
  try {
    const ids = [
      'sandbox',
      'port-s3',
      'port-postgres',
      'port-snowflake',
      'answer-s3',
      'answer-postgres',
      'answer-snowflake',
    ];
    const findings = await examineAll(options, probesOf(...ids));
    for (const id of ids) assert.equal(byId(findings, id).status, 'ok', id);
    assert.match(byId(findings, 'answer-postgres').title.en, /PostgreSQL 18/);
    assert.doesNotMatch(JSON.stringify(findings), new RegExp(attached.config.postgres.password));
    const s3 = attached.status.services.find(({ name }) => name === 's3');
    // The host starts it again at once: another program takes its port meanwhile.
    process.kill(s3?.pid ?? 0, 'SIGKILL');
    const thief = createServer();
    await until('the port of the dead service', () => taken(thief, s3?.port ?? 0));
    await until('the service to fail', async () => {
      const now = await sandboxStatus(home);
      return now?.services.find(({ name }) => name === 's3')?.state === 'failed';
    });
    const failed = await look(options, 'service-s3');
    assert.equal(failed.status, 'problem');
    assert.match(failed.cause?.fr ?? '', /occupé par un autre programme/);
    thief.close();
    const todo = mendings(await examineAll(options, probesOf('service-s3')));
    for await (const { problem } of mend(todo, never)) assert.equal(problem, undefined);
    assert.equal((await look(options, 'answer-s3')).status, 'ok');
  } finally {
    await attached.release();
    await sandboxDown(home);
    await removePostgres(dataFolder(home, 'postgres'));
  }
});

test('damaged settings and a damaged journal are set aside, and nothing is lost', async () => {
  const options = await newHome();
  const { settings, journal, home } = options.places;
  await writeFile(settings, '{"student": "ines", ');
  const writer = await JournalWriter.open(journal, lab, '1.0.0');
  await writer.close();
  await writeFile(journal, '0badc0de {"kind":"event","seq"', { flag: 'a' });
  assert.equal((await look(options, 'settings')).status, 'problem');
  const broken = await look(options, 'journal');
  assert.deepEqual([broken.status, broken.evidence['damaged_bytes']], ['problem', 30]);
  // Nothing changes before it is asked for.
  assert.equal((await readdir(home)).filter(name => name.includes('.bad-')).length, 0);

  assert.equal((await mended(options, 'settings')).status, 'ok');
  assert.equal((await mended(options, 'journal')).status, 'ok');
  const kept = (await readdir(home)).find(name => name.startsWith('config.json.bad-')) ?? '';
  assert.equal(await readFile(join(home, kept), 'utf8'), '{"student": "ines", ');
  assert.equal((await readdir(join(home, 'journal'))).length, 2);

  await writeFile(journal, 'not a journal at all\n');
  assert.match((await look(options, 'journal')).cause?.en ?? '', /from its beginning/);
});

test('a damaged configuration of the sandbox is told, and not made anew over data', async () => {
  const options = await newHome();
  await mkdir(join(options.places.home, 'sandbox'));
  await writeFile(join(options.places.home, 'sandbox', 'config.json'), '{');
  const found = await look(options, 'sandbox-config');
  assert.deepEqual([found.status, found.repair], ['problem', undefined]);
  assert.match(found.cause?.fr ?? '', /illisible/);
});

test('locks: held by a living instance, left by a dead one', async () => {
  const options = await newHome();
  const { home, tools } = options.places;
  const lock = await acquireLock(home, 'run');
  assert.ok('release' in lock);
  assert.match(
    (await look(options, 'lab-lock')).title.en,
    new RegExp(`held by process ${process.pid} \\(run\\)`),
  );
  await lock.release();
  const dead = spawnSync('true').pid;
  await writeFile(join(home, 'lock.json'), JSON.stringify({ pid: dead, since: '', command: 'run' }));
  const left = await look(options, 'lab-lock');
  assert.deepEqual([left.status, left.evidence['pid']], ['warning', dead]);
  assert.equal((await mended(options, 'lab-lock')).status, 'ok');

  await mkdir(tools);
  const { environmentPaths } = await import('../adapters/dbt/environment.ts');
  const requirements = await readFile(join(packageRoot, 'assets', 'dbt', 'requirements.txt'), 'utf8');
  const paths = environmentPaths(tools, requirements);
  await writeFile(paths.lock, String(dead));
  await mkdir(paths.folder);
  const findings = await examineAll(options, probesOf('dbt'));
  assert.equal(byId(findings, 'dbt-lock').status, 'warning');
  assert.match(byId(findings, 'dbt').cause?.en ?? '', /incomplete/);
  assert.ok(byId(findings, 'dbt').repair !== undefined);
  for await (const { problem } of mend(
    mendings(findings).filter(({ ids }) => ids.includes('dbt-lock')),
    never,
  ))
    assert.equal(problem, undefined);
  assert.equal(
    (await examineAll(options, probesOf('dbt'))).some(({ id }) => id === 'dbt-lock'),
    false,
  );
});

test('folders that cannot be written: a file in the way, a place of the system; open secrets are closed', async () => {
  const options = await newHome();
  const { home } = options.places;
  await writeFile(join(root, 'file'), '');
  const inFile = { ...options, places: { ...options.places, workspace: join(root, 'file', 'TP') } };
  const blocked = await look(inFile, 'folder-workspace');
  assert.equal(blocked.status, 'problem');
  assert.match(blocked.cause?.en ?? '', /is not a folder/);
  const inProc = {
    ...options,
    places: { ...options.places, home: '/proc/shopstream', settings: '/proc/x', journal: '/proc/y' },
  };
  const findings = await examineAll(inProc);
  assert.equal(byId(findings, 'folder-home').status, 'problem');
  // Everything else is still looked at.
  assert.ok(findings.filter(({ status }) => status === 'ok').length > 20);

  await chmod(home, 0o755);
  await mkdir(join(home, 'credentials'));
  await writeFile(join(home, 'credentials', 'sandbox-aws.json'), '{}', { mode: 0o644 });
  assert.equal((await mended(options, 'folder-home')).status, 'ok');
  assert.equal((await mended(options, 'secret-files')).status, 'ok');
  assert.equal((await stat(join(home, 'credentials', 'sandbox-aws.json'))).mode & 0o777, 0o600);
});

test('a full disk and a read-only one', async t => {
  const options = await newHome();
  const { home } = options.places;
  if (spawnSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=64k,mode=700', 'tmpfs', home]).status !== 0)
    return t.skip('no disk can be mounted here');
  try {
    await writeFile(join(home, 'filling'), Buffer.alloc(60_000));
    await writeFile(join(home, 'filling2'), Buffer.alloc(60_000)).catch(() => {});
    const findings = await examineAll(options, probesOf('folder-home', 'disk-home'));
    assert.match(byId(findings, 'folder-home').cause?.en ?? '', /is full/);
    assert.equal(byId(findings, 'disk-home').status, 'problem');
    spawnSync(MOUNT, ['-o', 'remount,ro', home]);
    assert.match((await look(options, 'folder-home')).cause?.en ?? '', /read-only/);
  } finally {
    spawnSync('/bin/umount', [home]);
  }
});

test('programs: none on PATH, a Python that is too new, one that hangs', async () => {
  const nothing = {
    PATH: await programs({}),
    LANG: 'C',
    HTTP_PROXY: 'http://ines:motdepasse@proxy.univ.fr:3128',
  };
  const bare = await newHome({ env: nothing });
  const findings = await examineAll(bare);
  assert.deepEqual(
    ['python', 'git', 'aws-cli', 'npm', 'proxy', 'locale'].map(id => byId(findings, id).status),
    ['problem', 'warning', 'warning', 'warning', 'problem', 'warning'],
  );
  assert.match(byId(findings, 'proxy').fix?.en ?? '', /NO_PROXY=127\.0\.0\.1,localhost/);
  assert.doesNotMatch(JSON.stringify(findings), /motdepasse/);

  const bin = await programs({
    python3: `printf '3.14.0\\n64\\n/usr/bin/python3\\n'`,
    git: 'exec sleep 60',
    aws: 'echo "aws-cli/2.31.0 Python/3.13.7 Linux/6.1" >&2',
  });
  await symlink('/bin/sleep', join(bin, 'sleep'));
  const odd = await newHome({ env: { PATH: bin }, patience: 1500 });
  const started = performance.now();
  const seen = await examineAll(odd);
  assert.ok(performance.now() - started < 15_000);
  assert.match(byId(seen, 'python').cause?.en ?? '', /3\.14\.0 does not suit dbt/);
  assert.match(byId(seen, 'git').cause?.en ?? '', /No answer within 1\.5 s/);
  assert.equal(byId(seen, 'git').status, 'unknown');
  assert.deepEqual(byId(seen, 'aws-cli').evidence, { version: '2.31.0', aws_login: false });
});

test('findings come one by one, and stop when it is asked', async () => {
  const controller = new AbortController();
  const bin = await programs({ git: 'exec /bin/sleep 60' });
  const options = await newHome({ env: { PATH: bin }, signal: controller.signal });
  await assert.rejects(
    async () => {
      for await (const finding of examine(options)) {
        assert.ok(finding.id !== 'git');
        controller.abort();
      }
    },
    { name: 'AbortError' },
  );
});
