import { randomUUID } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Lab } from '../../lab/chapter.ts';
import { encodeLine, FORMAT } from '../journal/line.ts';
import { readJournal } from '../journal/reader.ts';
import type { LabState } from '../state.ts';
import type { StepResult } from '../validate.ts';

/** The id of the check that compares a system's mark with the journal's lineage (`LabSettings.lineage`). */
const LINEAGE_CHECK = 'lineage';

/** The lineage that marks the systems, when it is not this journal's: the journal was lost, or is another lab's. */
export function foreignLineage(results: readonly StepResult[]): string | undefined {
  for (const { checks } of results) {
    const mark = checks.find(({ id, verdict }) => id === LINEAGE_CHECK && verdict === 'failed')?.actual;
    if (typeof mark === 'string' && mark !== '') return mark;
  }
  return undefined;
}

/**
 * Begins a journal that belongs to the systems marked with `lineage`. One that holds anything is kept beside it.
 * The caller holds the lab's lock, and no writer has the journal open.
 */
export async function adoptLineage(
  path: string,
  lab: Lab,
  lineage: string,
  app: string,
): Promise<{ readonly before: LabState; readonly keptAs: string | undefined }> {
  const { state: before, seq } = await readJournal(path, lab);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const keptAs = seq === 0 ? undefined : `${path}.before-${new Date().toISOString().replaceAll(':', '-')}`;
  const next = `${path}.${randomUUID()}.tmp`;
  const file = await open(next, 'wx', 0o600);
  try {
    await file.writeFile(encodeLine({ kind: 'header', format: FORMAT, lineage, app }));
    await file.sync();
  } finally {
    await file.close();
  }
  if (keptAs !== undefined) await rename(path, keptAs);
  await rename(next, path);
  return { before, keptAs };
}
