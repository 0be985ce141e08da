import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AccessKey } from '../ports/identity.ts';
import type { Vault } from '../ports/vault.ts';

/**
 * Keeps the access key of the lab's IAM user in one file that only its owner can read (mode 0600), outside the
 * student's visible files. The AWS profile in the workspace is written from it.
 */
export function createVault(file: string): Vault {
  return {
    labUserKey: () => readKey(file),
    saveLabUserKey: key => writeKey(file, key),
    forgetLabUserKey: () => rm(file, { force: true }),
  };
}

async function readKey(file: string): Promise<AccessKey | undefined> {
  const json = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return json === undefined ? undefined : parseKey(json);
}

/** A damaged file is no key: the step that makes one makes it again. */
function parseKey(json: string): AccessKey | undefined {
  try {
    const { accessKeyId, secretAccessKey } = JSON.parse(json) as Partial<AccessKey>;
    if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
    return { accessKeyId, secretAccessKey };
  } catch {
    return undefined;
  }
}

async function writeKey(file: string, key: AccessKey): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(key), { mode: 0o600 });
  await rename(temporary, file);
}
