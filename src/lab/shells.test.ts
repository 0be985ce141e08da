import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { assignment, changeFolder, connectionLine, quoted, shellOf } from './shells.ts';

const WINDOWS = {
  ProgramFiles: 'C:\\Program Files',
  SystemRoot: 'C:\\WINDOWS',
  PSModulePath:
    'C:\\Program Files\\WindowsPowerShell\\Modules;C:\\WINDOWS\\system32\\WindowsPowerShell\\v1.0\\Modules',
};

test('the shell is told apart by what each one leaves in the environment', () => {
  assert.equal(shellOf('linux', { SHELL: '/bin/zsh' }), 'sh');
  assert.equal(shellOf('darwin', {}), 'sh');
  assert.equal(shellOf('linux', { SHELL: '/usr/bin/pwsh' }), 'powershell');
  assert.equal(shellOf('win32', WINDOWS), 'cmd');
  assert.equal(shellOf('win32', { ...WINDOWS, MSYSTEM: 'MINGW64' }), 'sh');
  for (const own of [
    'C:\\Users\\Élève\\OneDrive\\Documents\\WindowsPowerShell\\Modules',
    'H:\\PowerShell\\Modules',
  ]) {
    assert.equal(
      shellOf('win32', { ...WINDOWS, PSModulePath: `${own};${WINDOWS.PSModulePath}` }),
      'powershell',
    );
  }
});

test('values reach the shell as they are', () => {
  const value = 'C:\\L\'été $HOME `x` "y" é';
  const script = `${assignment('LAB_VALUE', value, 'sh')}; printf %s "$LAB_VALUE"`;
  assert.equal(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }), value);
  assert.equal(quoted("l'été", 'powershell'), "'l''été'");
  assert.equal(assignment('A', 'b c', 'powershell'), "$env:A = 'b c'");
  assert.equal(assignment('A', 'b c', 'cmd'), 'set "A=b c"');
  assert.equal(changeFolder('D:\\TP ShopStream', 'cmd'), 'cd /d "D:\\TP ShopStream"');
});

test('the connections are given to each shell in its own way', () => {
  assert.equal(connectionLine({ shell: 'sh' }), 'eval "$(shopstream sandbox env)"');
  assert.equal(
    connectionLine({ shell: 'powershell', program: "node 'C:\\lab\\bin\\shopstream.mjs'" }, 'admin'),
    "node 'C:\\lab\\bin\\shopstream.mjs' sandbox env --as admin --format powershell | Out-String | Invoke-Expression",
  );
  assert.match(connectionLine({ shell: 'cmd' }), /^for \/f "delims=" %i in \('shopstream .*'\) do @%i$/);
});
