import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { errorCode, LabError } from '../lab/errors.ts';

/**
 * Makes sure that files can be written where an option says, before anything long is done for them.
 * @throws LabError (exit code 2) naming the file whose folder cannot be made.
 */
export async function prepareFiles(paths: readonly (string | undefined)[]): Promise<void> {
  for (const path of paths) {
    if (path === undefined) continue;
    await mkdir(dirname(resolve(path)), { recursive: true }).catch(cause => {
      throw unwritable(path, cause, 2);
    });
  }
}

/**
 * Writes a file whole or not at all, and tells its path on standard error.
 * @throws LabError (exit code 1) when it cannot be written.
 */
export async function writeWhole(path: string, content: string): Promise<void> {
  const full = resolve(path);
  const beside = `${full}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await writeFile(beside, content);
    await rename(beside, full);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => {});
    throw unwritable(path, cause, 1);
  }
  process.stderr.write(`→ ${full}\n`);
}

function unwritable(path: string, cause: unknown, exitCode: 1 | 2): LabError {
  const code = errorCode(cause) ?? '';
  return new LabError(
    { fr: `${path} ne peut pas être écrit (${code}).`, en: `${path} cannot be written (${code}).` },
    {
      advice: {
        fr: 'Vérifiez vos droits et la place sur le disque, ou donnez un autre nom de fichier.',
        en: 'Check your rights and the space on the disk, or give another file name.',
      },
      cause,
      exitCode,
    },
  );
}
