import type { Workspace } from '../../src/ports/workspace.ts';
import type { Files } from './files.ts';

/** Writes files; what the student had changed is kept as a copy beside. */
export async function writeFiles(
  workspace: Workspace,
  files: Files,
  log: (line: string) => void,
): Promise<void> {
  for (const [path, content] of files) {
    const outcome = await workspace.write(path, content);
    if (outcome.kind === 'replaced') log(`= ${outcome.copy}`);
    if (outcome.kind !== 'unchanged') log(`+ ${path}`);
  }
}

/** Removes files; one that is not as the lab wrote it is kept as a copy. */
export async function removeFiles(
  workspace: Workspace,
  paths: Iterable<string>,
  log: (line: string) => void,
): Promise<void> {
  for (const path of paths) {
    if ((await workspace.read(path)) === undefined) continue;
    // Writing over it is what tells whether it is still the lab's.
    const outcome = await workspace.write(path, '');
    if (outcome.kind === 'replaced') log(`= ${outcome.copy}`);
    await workspace.remove(path);
    log(`- ${path}`);
  }
}

/** Removes folders that hold no file any more, so that nothing of the lab's stays behind. */
export async function removeEmpty(workspace: Workspace, folders: readonly string[]): Promise<void> {
  for (const folder of folders)
    if ((await workspace.list(folder)).length === 0) await workspace.remove(folder);
}
