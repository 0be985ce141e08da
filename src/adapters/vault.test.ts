import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { createVault } from './vault.ts';

test('the key is kept for its owner alone; a damaged file is no key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-vault-'));
  try {
    const file = join(folder, 'credentials', 'aws.json');
    const vault = createVault(file);
    assert.equal(await vault.labUserKey(), undefined);
    const key = { accessKeyId: 'AKIA_EXAMPLE_KEY_ID', secretAccessKey: 'EXAMPLE_SECRET_KEY' };
    await vault.saveLabUserKey(key);
    assert.deepEqual(await vault.labUserKey(), key);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
    await writeFile(file, '{"accessKeyId":');
    assert.equal(await vault.labUserKey(), undefined);
    await vault.forgetLabUserKey();
    assert.equal(await vault.labUserKey(), undefined);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
