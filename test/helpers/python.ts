import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createShell } from '../../src/adapters/shell.ts';
import { packageRoot } from '../../src/lab/content.ts';

const run = promisify(execFile);

/**
 * A virtual environment with exactly these packages, made once per checkout under `.cache/`. `undefined` without Python.
 * @param name folder of the environment; another name for other packages
 */
export async function pythonWith(name: string, packages: readonly string[]): Promise<string | undefined> {
  const folder = join(packageRoot, '.cache', name);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const complete = join(folder, 'complete');
  const exists = await access(complete).then(
    () => true,
    () => false,
  );
  if (exists) return python;
  const system = (await createShell().find('python3')) ?? (await createShell().find('python'));
  if (system === undefined) return undefined;
  await run(system, ['-m', 'venv', '--clear', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'uv==0.13.9']);
  await run(python, ['-m', 'uv', 'pip', 'install', '--quiet', '--python', python, ...packages]);
  await run(python, ['-c', `open(${JSON.stringify(complete)}, 'w').close()`]);
  return python;
}
