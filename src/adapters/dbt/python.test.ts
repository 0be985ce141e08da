import assert from 'node:assert/strict';
import test from 'node:test';
import { findPython, judgeProbe, type PythonPlace, pythonCandidates } from './python.ts';

const unix = (platform: NodeJS.Platform, path: string): PythonPlace => ({
  platform,
  path,
  pathExt: '',
  cwd: '/lab',
  localAppData: undefined,
});

test('on Linux python3 comes first, then the versions that dbt supports, never an older one', () => {
  const paths = pythonCandidates(unix('linux', '/usr/local/bin:/usr/bin')).map(({ path }) => path);
  assert.deepEqual(paths.slice(0, 4), [
    '/usr/local/bin/python3',
    '/usr/bin/python3',
    '/usr/local/bin/python3.13',
    '/usr/bin/python3.13',
  ]);
  assert.ok(!paths.some(path => path.endsWith('3.9') || path.endsWith('3.14')));
});

test('on macOS the installers’ folders are looked into, and Apple’s stub is never started', () => {
  const paths = pythonCandidates(unix('darwin', '/usr/bin:/bin')).map(({ path }) => path);
  assert.ok(!paths.some(path => path.startsWith('/usr/bin/')));
  assert.ok(paths.includes('/opt/homebrew/bin/python3.12'));
  assert.ok(paths.includes('/Library/Frameworks/Python.framework/Versions/3.13/bin/python3'));
});

test('on Windows the launcher is asked for each version before python.exe, which may be the Store’s stub', () => {
  const candidates = pythonCandidates({
    platform: 'win32',
    path: String.raw`C:\Windows;C:\Users\Inès\AppData\Local\Microsoft\WindowsApps`,
    pathExt: '.COM;.EXE;.BAT;.CMD',
    cwd: String.raw`C:\lab`,
    localAppData: String.raw`C:\Users\Inès\AppData\Local`,
  });
  assert.deepEqual(candidates[0], { path: String.raw`C:\Windows\py.exe`, args: ['-3.13'] });
  assert.deepEqual(candidates.at(-1), {
    path: String.raw`C:\Users\Inès\AppData\Local\Programs\Python\Python310\python.exe`,
    args: [],
  });
});

test('answers are judged by what they say, not by the program’s name', () => {
  assert.deepEqual(judgeProbe(0, '3.12.1\r\n64\r\nC:\\Python312\\python.exe\r\n'), {
    kind: 'found',
    path: 'C:\\Python312\\python.exe',
    version: '3.12.1',
  });
  assert.deepEqual(judgeProbe(0, '3.14.0\n64\n/usr/bin/python3\n'), {
    kind: 'unsuitable',
    path: '/usr/bin/python3',
    version: '3.14.0',
  });
  assert.equal(judgeProbe(0, '2.7.18\n64\n/usr/bin/python\n').kind, 'unsuitable');
  assert.deepEqual(judgeProbe(0, '3.11.9\n32\nC:\\py\\python.exe\n'), {
    kind: 'unsuitable',
    path: 'C:\\py\\python.exe',
    version: '3.11.9 (32 bits)',
  });
});

test('the Microsoft Store’s stub and a shim without its version are no Python', () => {
  const advertisement =
    'Python was not found; run without arguments to install from the Microsoft Store, or disable this shortcut';
  assert.deepEqual(judgeProbe(9009, advertisement), { kind: 'missing' });
  assert.deepEqual(judgeProbe(127, ''), { kind: 'missing' });
  assert.deepEqual(judgeProbe(0, advertisement), { kind: 'missing' });
});

test('a machine without Python has none', async () => {
  assert.deepEqual(await findPython(undefined, unix('linux', '/nowhere')), { kind: 'missing' });
});
