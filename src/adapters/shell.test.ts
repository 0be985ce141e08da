import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Line } from '../ports/shell.ts';
import { createShell, runProgram } from './shell.ts';
import { childEnvironment } from './shell-environment.ts';
import { findProgram, programCandidates } from './shell-find.ts';

test('on Windows a program is looked for with the endings of PATHEXT, in absolute folders other than the current one', () => {
  const place = {
    platform: 'win32' as const,
    path: String.raw`C:\tools;.;relative;"C:\Program Files\Amazon";c:\lab`,
    pathExt: '.COM;.EXE;.CMD',
    cwd: String.raw`C:\Lab`,
  };
  assert.deepEqual(programCandidates('aws', place), [
    String.raw`C:\tools\aws.com`,
    String.raw`C:\tools\aws.exe`,
    String.raw`C:\tools\aws.cmd`,
    String.raw`C:\Program Files\Amazon\aws.com`,
    String.raw`C:\Program Files\Amazon\aws.exe`,
    String.raw`C:\Program Files\Amazon\aws.cmd`,
  ]);
  assert.deepEqual(programCandidates('py.exe', { ...place, path: String.raw`C:\tools` }), [
    String.raw`C:\tools\py.exe`,
  ]);
});

test('elsewhere the name is taken as it is', () => {
  const place = { platform: 'linux' as const, path: '/usr/bin::bin:/lab:/opt/x', pathExt: '', cwd: '/lab' };
  assert.deepEqual(programCandidates('aws', place), ['/usr/bin/aws', '/opt/x/aws']);
});

test('a file that cannot be run is not a program', { skip: process.platform === 'win32' }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shell-'));
  try {
    const place = { platform: process.platform, path: folder, pathExt: '', cwd: '/' };
    await writeFile(join(folder, 'tool'), '#!/bin/sh\n', { mode: 0o644 });
    assert.equal(await findProgram('tool', place), undefined);
    await chmod(join(folder, 'tool'), 0o755);
    assert.equal(await findProgram('tool', place), join(folder, 'tool'));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a child gets the allow-listed environment and what was added, nothing else', async () => {
  const parent = { PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'canary', LC_ALL: 'fr_FR.UTF-8', Path: '/x' };
  assert.deepEqual(childEnvironment({ ADDED: '1' }, parent), {
    PATH: '/bin',
    LC_ALL: 'fr_FR.UTF-8',
    Path: '/x',
    ADDED: '1',
  });
});

test('output comes line by line and whole, with the exit code, and arguments arrive untouched', async () => {
  const lines: Line[] = [];
  const code = 'console.log(process.argv[1]); console.log("é"); console.error("oops"); process.exit(3)';
  const result = await runProgram(process.execPath, ['-e', code, 'a b"; $HOME & rm'], {
    onLine: line => lines.push(line),
  });
  assert.equal(result.exitCode, 3);
  assert.equal(result.stdout, 'a b"; $HOME & rm\né');
  assert.deepEqual(
    lines.filter(line => line.stream === 'stdout').map(line => line.text),
    ['a b"; $HOME & rm', 'é'],
  );
  assert.deepEqual(
    lines.filter(line => line.stream === 'stderr'),
    [{ stream: 'stderr', text: 'oops' }],
  );
});

test('a program that is absent, too slow or no longer wanted ends in an error that says which', async () => {
  await assert.rejects(runProgram('/no/such/program', []), { code: 'ENOENT' });
  const forever = ['-e', 'console.log("ready"); setInterval(() => {}, 1000)'];
  await assert.rejects(runProgram(process.execPath, forever, { timeout: 200 }), { code: 'ETIMEDOUT' });
  const controller = new AbortController();
  await assert.rejects(
    runProgram(process.execPath, forever, {
      signal: controller.signal,
      onLine: () => controller.abort(new Error('Ctrl-C')),
    }),
    /Ctrl-C/,
  );
});

test('the shell finds Node and does not find what is not there', async () => {
  const shell = createShell();
  assert.equal(await shell.find('surely-no-such-program'), undefined);
  const sh = await shell.find(process.platform === 'win32' ? 'cmd' : 'sh');
  assert.ok(sh !== undefined);
});
