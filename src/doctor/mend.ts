import { explain } from '../engine/diagnosis/explain.ts';
import type { Problem } from '../engine/events.ts';
import type { Finding, Repair } from './finding.ts';

/** A repair, and the findings that it is for. */
export interface Mending {
  readonly ids: readonly string[];
  readonly repair: Repair;
}

/** The repairs that findings offer, each once. */
export function mendings(findings: readonly Finding[]): readonly Mending[] {
  const found = new Map<string, { ids: string[]; repair: Repair }>();
  for (const { id, repair } of findings) {
    if (repair === undefined) continue;
    const known = found.get(repair.title.en);
    if (known === undefined) found.set(repair.title.en, { ids: [id], repair });
    else known.ids.push(id);
  }
  return [...found.values()];
}

/** How a repair went. */
export type Mended = Mending & { readonly problem: Problem | undefined };

/** Does the repairs one after the other; one that fails leaves the others their turn. @throws the signal's reason */
export async function* mend(todo: readonly Mending[], signal: AbortSignal): AsyncGenerator<Mended> {
  for (const mending of todo) {
    signal.throwIfAborted();
    let problem: Problem | undefined;
    try {
      await mending.repair.run(signal);
    } catch (error) {
      signal.throwIfAborted();
      problem = await explain(error);
    }
    yield { ...mending, problem };
  }
}
