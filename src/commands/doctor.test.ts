import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { until } from '../../test/helpers/lab-process.ts';
import { packageRoot } from '../lab/content.ts';

let root: string;
before(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'doctor é ')));
});
after(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

const CLI = join(packageRoot, 'src', 'cli.ts');

async function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [CLI, 'doctor', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', chunk => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', chunk => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

test('the command: JSON without the user’s name, plain text, --fix, exit codes', async () => {
  const user = join(root, 'home', 'ines');
  const home = join(user, 'lab');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(join(home, 'config.json'), 'damaged');
  const env = {
    PATH: process.env['PATH'],
    HOME: user,
    LANG: 'C.UTF-8',
    SHOPSTREAM_HOME: home,
    SHOPSTREAM_WORKSPACE: join(user, 'TP'),
    SHOPSTREAM_LANG: 'fr',
  };
  const json = await run(['--json'], env);
  assert.equal(json.code, 1);
  const report = JSON.parse(json.stdout) as {
    format: string;
    version: number;
    findings: { id: string; status: string; fix: { fr: string; en: string } | null; repairable: boolean }[];
  };
  assert.deepEqual([report.format, report.version], ['shopstream-doctor', 1]);
  const settings = report.findings.find(({ id }) => id === 'settings');
  assert.deepEqual([settings?.status, settings?.repairable], ['problem', true]);
  assert.ok(settings?.fix?.fr && settings.fix.en);
  assert.doesNotMatch(json.stdout, /ines\b/);

  const text = await run([], env);
  assert.equal(text.code, 1);
  assert.match(text.stdout, /✗ problème\s+Réglages\s+\[settings\]/);
  assert.match(text.stdout, /✓ en ordre/);
  // Without a terminal nobody can say yes.
  const unasked = await run(['--fix'], env);
  assert.equal(unasked.code, 2);
  assert.match(unasked.stderr, /ajoutez --yes/);

  const fixed = await run(['--fix', '--yes', '--json'], env);
  const after = JSON.parse(fixed.stdout) as typeof report & { repairs: { ids: string[]; done: boolean }[] };
  assert.deepEqual(
    after.repairs.map(({ ids, done }) => [ids, done]),
    [[['settings'], true]],
  );
  assert.equal(after.findings.find(({ id }) => id === 'settings')?.status, 'ok');
});

test('Ctrl-C ends it with 130', async () => {
  const bin = join(root, 'bin');
  await mkdir(bin);
  const hanging = `#!/bin/sh
echo started > "${join(root, 'started')}"
exec /bin/sleep 60
`;
  await writeFile(join(bin, 'git'), hanging, { mode: 0o755 });
  const env = { PATH: bin, SHOPSTREAM_HOME: join(root, 'lab'), HOME: root };
  const child = spawn(process.execPath, [CLI, 'doctor'], { env, stdio: 'ignore' });
  await until('git to be asked', async () => (await readdir(root)).includes('started'));
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 130);
});
