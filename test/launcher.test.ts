import assert from 'node:assert/strict';
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../src/lab/content.ts';

/** A checkout in small: the real launcher, and a program of three lines. */
let checkout = '';
const file = (...path: string[]) => join(checkout, ...path);

const PROGRAM = `
process.stdout.write(JSON.stringify({ args: process.argv.slice(2), version: 1 }));
process.exitCode = Number(process.env.EXIT_WITH ?? 0);
export {};
`;

function write(path: string, content: string): void {
  mkdirSync(dirname(file(path)), { recursive: true });
  writeFileSync(file(path), content);
}

before(() => {
  checkout = mkdtempSync(join(tmpdir(), 'atelier à tester '));
  cpSync(join(packageRoot, 'bin'), file('bin'), { recursive: true });
  write('package.json', '{"name":"small","version":"1.0.0","type":"module"}');
  write(
    'package-lock.json',
    '{"name":"small","lockfileVersion":3,"packages":{"":{"name":"small","version":"1.0.0"}}}',
  );
  write('src/cli.ts', PROGRAM);
  write('src/commands/help.ts', '');
  for (const name of ['main', 'service']) write(`src/sandbox/host/${name}.ts`, 'export {};');
  write('src/dashboard/browser/main.ts', 'export {};');
  mkdirSync(file('steps'));
  write('node_modules/.package-lock.json', '{"packages":{}}');
  for (const name of ['esbuild', '@esbuild']) {
    symlinkSync(join(packageRoot, 'node_modules', name), file('node_modules', name), 'junction');
  }
});
after(() => rmSync(checkout, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function start(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const options: SpawnOptions = {
    env: { ...process.env, LC_ALL: 'en_GB.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  const child = spawn(process.execPath, [file('bin', 'shopstream.mjs'), ...args], options);
  const { stdout, stderr } = child;
  assert.ok(stdout !== null && stderr !== null);
  const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  return { code: code as number | null, stdout: out, stderr: err };
}

const BUILT = (args: readonly string[], version = 1) => ({
  code: 0,
  stdout: JSON.stringify({ args, version }),
});

test('two first starts at once build once; a third has nothing to say', async () => {
  const both = await Promise.all([start(['run', '--json']), start(['run', '--json'])]);
  for (const { code, stdout } of both) assert.deepEqual({ code, stdout }, BUILT(['run', '--json']));
  const said = both.map(({ stderr }) => stderr).join('');
  assert.equal(said.match(/Building the program/g)?.length, 1, said);

  assert.deepEqual(await start(['a b', 'é']), { ...BUILT(['a b', 'é']), stderr: '' });
});

test("the program's exit code is the launcher's", async () => {
  assert.equal((await start([], { EXIT_WITH: '130' })).code, 130);
});

test('an edit is built before the next start, a broken one is named and nothing old is run', async () => {
  const before = statSync(file('dist', 'app', 'cli.js')).mtimeMs;
  write('src/cli.ts', `${PROGRAM} const broken = ;`);
  const broken = await start();
  assert.equal(broken.code, 2);
  assert.equal(broken.stdout, '');
  assert.match(broken.stderr, /could not be built.*src\/cli\.ts/s);
  assert.equal(statSync(file('dist', 'app', 'cli.js')).mtimeMs, before);

  write('src/cli.ts', PROGRAM.replace('version: 1', 'version: 2'));
  const { code, stdout } = await start();
  assert.deepEqual({ code, stdout }, BUILT([], 2));
});

test('the set-up speaks French where the person does', async () => {
  write('src/cli.ts', `${PROGRAM}// touched\n`);
  assert.match((await start([], { LC_ALL: 'fr_FR.UTF-8' })).stderr, /^Assemblage du programme…\n$/);
});

const LOCK_WITH_DEPENDENCY = JSON.stringify({
  name: 'small',
  lockfileVersion: 3,
  packages: {
    '': { name: 'small', version: '1.0.0', dependencies: { absent: '1.0.0' } },
    'node_modules/absent': { version: '1.0.0', integrity: 'sha512-AA==' },
  },
});

test('a first start without network, or without npm, ends with one sentence', async () => {
  const lock = readFileSync(file('package-lock.json'), 'utf8');
  write('package-lock.json', LOCK_WITH_DEPENDENCY);
  write(
    'package.json',
    '{"name":"small","version":"1.0.0","type":"module","dependencies":{"absent":"1.0.0"}}',
  );
  const offline = await start(['--json'], {
    // Port 9 of this machine: nobody listens there.
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_cache: file('cache'),
    npm_config_fetch_retries: '0',
  });
  assert.equal(offline.code, 2);
  assert.equal(offline.stdout, '');
  assert.match(
    offline.stderr,
    /^Installing.*\nThe dependencies could not be installed: the npm registry does not answer: .*\n$/,
  );

  const nowhere = {
    PATH: checkout,
    Path: checkout,
    npm_execpath: undefined,
    npm_node_execpath: file('node'),
  };
  const alone = await start([], nowhere);
  assert.deepEqual([alone.code, alone.stdout], [2, '']);
  assert.match(alone.stderr, /\nnpm was not found: .*\n$/);

  write('package-lock.json', lock);
  write('package.json', '{"name":"small","version":"1.0.0","type":"module"}');
});

test('the published package holds no sources: the launcher only hands over', async () => {
  const installed = mkdtempSync(join(tmpdir(), 'shopstream-published-'));
  try {
    for (const path of ['bin', 'dist', 'package.json'])
      cpSync(file(path), join(installed, path), { recursive: true });
    const child = spawn(process.execPath, [join(installed, 'bin', 'shopstream.mjs'), 'status']);
    assert.equal(await text(child.stdout), BUILT(['status'], 1).stdout);
  } finally {
    rmSync(installed, { recursive: true, force: true });
  }
});

/** A process that runs another under `runUnder`, as an old Node does. */
function relay(script: string): ChildProcess {
  const node = pathToFileURL(file('bin', 'setup', 'node.mjs')).href;
  const code = `import { runUnder } from ${JSON.stringify(node)};
    process.exitCode = await runUnder(process.execPath, '--input-type=module', ['-e', ${JSON.stringify(script)}]);`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('under another Node the exit code and the signals pass, and a killed launcher takes its program with it', async () => {
  const [code] = await once(relay('process.exitCode = 7'), 'close');
  assert.equal(code, 7);

  const waiting = 'console.log(process.pid); setInterval(() => {}, 60000)';
  const terminated = relay(waiting);
  assert.ok(terminated.stdout !== null);
  await once(terminated.stdout, 'data');
  terminated.kill('SIGTERM');
  assert.deepEqual(await once(terminated, 'close'), [143, null]);

  const node = pathToFileURL(file('bin', 'setup', 'node.mjs')).href;
  const killed = relay(
    `import { endWithLauncher } from ${JSON.stringify(node)}; endWithLauncher(); ${waiting}`,
  );
  assert.ok(killed.stdout !== null);
  const closed = once(killed.stdout, 'close');
  await once(killed.stdout, 'data');
  killed.kill('SIGKILL');
  // The program holds the other end of the pipe.
  await closed;
});

test('versions are compared as numbers', async () => {
  const { atLeast } = (await import(pathToFileURL(file('bin', 'setup', 'node-version.mjs')).href)) as {
    atLeast(version: string, wanted: string): boolean;
  };
  const wanted = '22.18.0';
  assert.deepEqual(
    ['22.18.0', '22.18.1', '24.0.0', '22.9.9', '20.20.2', '18.0.0', '100.0.0'].map(version =>
      atLeast(version, wanted),
    ),
    [true, true, true, false, false, false, true],
  );
});
