import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { acquireLock, lockAddress, lockHolder } from './lock.ts';

test('the second instance is told who holds the lab; released, it is free', async () => {
  const home = await mkdtemp(join(tmpdir(), 'shopstream-lock-'));
  try {
    const first = await acquireLock(home, 'run');
    assert.ok('release' in first);
    const second = await acquireLock(home, 'TUI');
    assert.ok('holder' in second);
    assert.equal(second.holder.pid, process.pid);
    assert.equal(second.holder.command, 'run');
    await first.release();
    assert.equal(await lockHolder(home), undefined);
    const third = await acquireLock(home, 'TUI');
    assert.ok('release' in third);
    await third.release();
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});

test('of twenty instances at once exactly one writes', async () => {
  const home = await mkdtemp(join(tmpdir(), 'shopstream-lock-'));
  const locks = await Promise.all(Array.from({ length: 20 }, () => acquireLock(home, 'run')));
  try {
    assert.equal(locks.filter(lock => 'release' in lock).length, 1);
  } finally {
    for (const lock of locks) if ('release' in lock) await lock.release();
    await rm(home, { recursive: true, force: true });
  }
});

test('the address is the platform’s kind of local socket', () => {
  assert.match(lockAddress('/home/ines', 'linux'), /^\0shopstream-lab-[0-9a-f]{24}$/);
  assert.match(lockAddress('C:\\Users\\Inès', 'win32'), /^\\\\\.\\pipe\\shopstream-lab-[0-9a-f]{24}$/);
  assert.equal(lockAddress('/Users/ines', 'darwin'), '/Users/ines/lock.sock');
});
