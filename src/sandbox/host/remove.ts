import { rm } from 'node:fs/promises';
import { sandboxDown } from './client.ts';
import { dataFolder, sandboxFolder } from './paths.ts';

/**
 * Stops the services of `home` and removes everything they keep, wherever it lies: as root, PostgreSQL's cluster may be
 * outside the home.
 * @throws SandboxError naming a process that does not stop.
 */
export async function removeSandbox(home: string): Promise<void> {
  await sandboxDown(home);
  const { removePostgres } = await import('../postgres/main.ts');
  await removePostgres(dataFolder(home, 'postgres'));
  await rm(sandboxFolder(home), { recursive: true, force: true, maxRetries: 5 });
}
