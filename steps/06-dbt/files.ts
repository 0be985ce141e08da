import type { Workspace } from '../../src/ports/workspace.ts';
import { contentOf, type ProjectFile } from './project.ts';

/** Writes the files that are absent; those that are there stay as the student has them. */
export async function addFiles(
  workspace: Workspace,
  files: readonly ProjectFile[],
  log: (line: string) => void,
): Promise<void> {
  for (const file of files) {
    if ((await workspace.read(file.path)) !== undefined) continue;
    await workspace.write(file.path, contentOf(file));
    log(`+ ${file.path}`);
  }
}

/** Removes the files; an edited one is kept as a copy beside. */
export async function removeFiles(
  workspace: Workspace,
  files: readonly ProjectFile[],
  log: (line: string) => void,
): Promise<void> {
  for (const file of files) {
    if ((await workspace.read(file.path)) === undefined) continue;
    const outcome = await workspace.write(file.path, contentOf(file));
    if (outcome.kind === 'replaced') log(`= ${outcome.copy}`);
    await workspace.remove(file.path);
    log(`- ${file.path}`);
  }
}
