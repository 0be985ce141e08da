import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { createWorkspace } from './workspace.ts';

async function emptyWorkspace(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'espace é '));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return createWorkspace(join(folder, 'ShopStreamTP'));
}

test('a file is written, then unchanged, then replaced without a copy while it is the lab’s own', async t => {
  const workspace = await emptyWorkspace(t);
  assert.deepEqual(await workspace.write('models/core/a.sql', 'one\n'), { kind: 'written' });
  assert.deepEqual(await workspace.write('models/core/a.sql', 'one\n'), { kind: 'unchanged' });
  assert.deepEqual(await workspace.write('models/core/a.sql', 'two\n'), { kind: 'written' });
  assert.equal(await workspace.read('models/core/a.sql'), 'two\n');
  assert.deepEqual(await workspace.list('models'), ['core/a.sql']);
});

test('what the student edited is kept beside the new file', async t => {
  const workspace = await emptyWorkspace(t);
  await workspace.write('a.sql', 'one\n');
  await writeFile(workspace.path('a.sql'), 'mine\n');
  const outcome = await workspace.write('a.sql', 'two\n');
  assert.equal(outcome.kind, 'replaced');
  assert.ok(outcome.kind === 'replaced');
  assert.match(outcome.copy, /^a\.sql\.copie-\d{8}-\d{6}$/);
  assert.equal(await workspace.read(outcome.copy), 'mine\n');
  assert.equal(await workspace.read('a.sql'), 'two\n');

  await writeFile(workspace.path('a.sql'), 'mine again\n');
  const second = await workspace.write('a.sql', 'three\n');
  assert.ok(second.kind === 'replaced' && second.copy !== outcome.copy);
  assert.equal(await workspace.read(outcome.copy), 'mine\n');
});

test('a file from elsewhere is kept too, unless it equals something the lab may have written', async t => {
  const workspace = await emptyWorkspace(t);
  await workspace.write('other', '');
  await writeFile(workspace.path('b.yml'), 'older version\r\n');
  assert.equal((await workspace.write('b.yml', 'new\n', { ours: ['older version\n'] })).kind, 'written');
  await writeFile(workspace.path('c.yml'), 'unknown\n');
  assert.equal((await workspace.write('c.yml', 'new\n')).kind, 'replaced');
});

test('writes at the same time are all remembered, leave no temporary file, and secrets are private', async t => {
  const workspace = await emptyWorkspace(t);
  const names = Array.from({ length: 8 }, (_, index) => `f${index}`);
  await Promise.all(names.map(name => workspace.write(name, name, { mode: 0o600 })));
  assert.deepEqual((await readdir(workspace.root)).sort(), ['.shopstream', ...names]);
  const known = JSON.parse(await readFile(workspace.path('.shopstream/written.json'), 'utf8'));
  assert.deepEqual(Object.keys(known).sort(), names);
  if (process.platform !== 'win32') assert.equal((await stat(workspace.path('f0'))).mode & 0o777, 0o600);
});

test('paths stay inside, absent files are undefined, removing is repeatable', async t => {
  const workspace = await emptyWorkspace(t);
  assert.throws(() => workspace.path('../elsewhere'), /outside/);
  assert.throws(() => workspace.path('/etc/passwd'), /outside/);
  assert.equal(await workspace.read('absent/file'), undefined);
  assert.deepEqual(await workspace.list('absent'), []);
  await workspace.write('folder/x', 'x');
  await workspace.remove('folder');
  await workspace.remove('folder');
  assert.deepEqual(await workspace.list('folder'), []);
  await assert.rejects(workspace.remove(''), /never removed/);
});
