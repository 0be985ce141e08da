import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { formatEnvironment } from './shell-format.ts';

const awkward = `it's "50 %" $HOME \`x\` é`;

test('sh evaluates what is printed to the value itself', { skip: process.platform === 'win32' }, () => {
  const script = `${formatEnvironment({ VALUE: awkward }, 'sh')}printf %s "$VALUE"`;
  assert.equal(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }), awkward);
});

test('every shell quotes in its own way', () => {
  assert.equal(formatEnvironment({ A: "it's" }, 'powershell'), "$env:A = 'it''s'\n");
  assert.equal(formatEnvironment({ A: '50 & 2' }, 'cmd'), 'set "A=50 & 2"\n');
  assert.deepEqual(JSON.parse(formatEnvironment({ A: awkward }, 'json')), { A: awkward });
});
