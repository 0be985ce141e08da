import type { TableEntry } from '../catalog.ts';
import type { CommandContext } from '../command.ts';
import type { StoredObject } from './objects.ts';

/** Changes what the catalogue keeps of a table or view, once the running transaction has committed; temporary ones have no entry. */
export function alterEntry(
  { account, session }: CommandContext,
  object: StoredObject,
  change: (entry: TableEntry) => Partial<Pick<TableEntry, 'types' | 'keys' | 'clusterBy'>>,
): void {
  if (object.temporary) return;
  session.afterCommit.push(() => {
    const entry = account.catalog.table(object.name);
    if (entry !== undefined) account.catalog.alterTable(object.name, change(entry));
  });
}
