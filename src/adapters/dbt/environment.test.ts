import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { environmentPaths, packageVersion, readEnvironment, readOwnEnvironment } from './environment.ts';
import { takeLock } from './lock-file.ts';

async function temporary(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dbt-environment-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('another lock file is another environment; line ends do not matter', () => {
  const name = (text: string) => environmentPaths('/tools', text, 'linux').folder;
  assert.equal(name('a==1\nb==2\n'), name('a==1\r\nb==2\r\n'));
  assert.notEqual(name('a==1\n'), name('a==2\n'));
  assert.match(environmentPaths('/tools', '', 'win32').python, /Scripts.python\.exe$/);
});

test('versions are read from the names of the package folders', () => {
  const names = ['dbt', 'dbt_core-1.11.16.dist-info', 'dbt_core_extra-9.dist-info'];
  assert.equal(packageVersion(names, 'dbt_core'), '1.11.16');
  assert.equal(packageVersion(names, 'dbt_snowflake'), undefined);
});

test('an environment counts only when its marker, its Python and both packages are there', {
  skip: process.platform === 'win32' ? 'lays out a POSIX environment' : false,
}, async t => {
  const paths = environmentPaths(await temporary(t), 'a==1');
  const packages = join(paths.folder, 'lib', 'python3.11', 'site-packages');
  assert.equal(await readEnvironment(paths), undefined);
  await mkdir(join(paths.folder, 'bin'), { recursive: true });
  await mkdir(join(packages, 'dbt_core-1.11.16.dist-info'), { recursive: true });
  await mkdir(join(packages, 'dbt_snowflake-1.11.6.dist-info'));
  await writeFile(join(paths.folder, 'pyvenv.cfg'), 'home = /usr/bin\nversion = 3.11.7\n');
  await writeFile(paths.python, '');
  assert.equal(await readEnvironment(paths), undefined, 'interrupted before the marker');
  await writeFile(paths.marker, '{}');
  assert.deepEqual(await readEnvironment(paths), {
    python: paths.python,
    pythonVersion: '3.11.7',
    dbtCore: '1.11.16',
    dbtSnowflake: '1.11.6',
  });
  await rm(paths.marker);
  assert.equal((await readOwnEnvironment(paths.folder))?.dbtCore, '1.11.16', 'a student’s own has no marker');
  await writeFile(paths.marker, '{}');
  await rm(paths.python);
  assert.equal(await readEnvironment(paths), undefined, 'its Python was removed');
});

test('a lock waits for its holder, and is taken over from a process that died', async t => {
  const path = join(await temporary(t), 'x.lock');
  const release = await takeLock(path, () => assert.fail('nobody holds it'));
  const waited = Promise.withResolvers<void>();
  const second = takeLock(path, waited.resolve);
  await waited.promise;
  assert.equal(await readFile(path, 'utf8'), String(process.pid));
  await release();
  await (await second)();
  await assert.rejects(stat(path), { code: 'ENOENT' });

  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await writeFile(path, String(child.pid));
  await (await takeLock(path, () => assert.fail('its holder is dead')))();
});

test('waiting for a lock can be given up', async t => {
  const path = join(await temporary(t), 'x.lock');
  const release = await takeLock(path, () => undefined);
  const controller = new AbortController();
  const waiting = takeLock(path, () => controller.abort(new Error('Ctrl-C')), controller.signal);
  await assert.rejects(waiting);
  await release();
});
