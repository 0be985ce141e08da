import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createShell } from './shell.ts';
import { createShellReader, isLooking } from './shell-reader.ts';

test('a check may run what looks, and nothing else', async () => {
  for (const line of ['aws s3 ls', 'aws iam get-user --user-name x', 'git --version', 'python3 --version'])
    assert.equal(isLooking(`/usr/bin/${line.split(' ')[0]}`, line.split(' ').slice(1)), true, line);
  assert.equal(isLooking('C:\\Program Files\\AWS\\aws.exe', ['sts', 'get-caller-identity']), true);
  for (const line of [
    'aws s3 rm s3://x',
    'aws s3 lsx',
    'aws iam create-user',
    'git push',
    'sh -c ls',
    'constructor x',
  ])
    assert.equal(isLooking(`/usr/bin/${line.split(' ')[0]}`, line.split(' ').slice(1)), false, line);

  const reader = createShellReader(createShell());
  assert.match((await reader.run(process.execPath, ['--version'])).stdout, /^v\d+/);
  await assert.rejects(reader.run(process.execPath, ['-e', '1']), { code: 'READ_ONLY' });
});
