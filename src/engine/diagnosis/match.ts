import type { Clause, Entry } from './entry.ts';
import type { Seen } from './see.ts';

/** An entry that recognises an error. */
export interface Match {
  readonly entry: Entry;
  /** What the pattern of the clause caught. */
  readonly groups: readonly (string | undefined)[];
  /** How surely: only matches of one error can be compared. */
  readonly weight: number;
}

/** A code outweighs words; each cause further in counts a little less than the error that it caused. */
const WEIGHTS = { code: 4, text: 2, tool: 1, depth: 0.01 };

/** Every entry that recognises an error, the surest first; equally sure ones in the catalogue's order. */
export function matches(catalogue: readonly Entry[], seen: Seen): readonly Match[] {
  const found = catalogue.flatMap(entry => {
    const all = entry.when.flatMap(clause => matchClause(entry, clause, seen) ?? []);
    const [best] = all.sort((a, b) => b.weight - a.weight);
    return best === undefined ? [] : [best];
  });
  return found.sort((a, b) => b.weight - a.weight);
}

function matchClause(entry: Entry, { codes, text, not, tool }: Clause, seen: Seen): Match | undefined {
  if (not?.test(seen.text)) return undefined;
  let weight = 0;
  let groups: readonly (string | undefined)[] = [];
  if (tool !== undefined) {
    if (tool !== seen.tool) return undefined;
    weight += WEIGHTS.tool;
  }
  if (codes !== undefined) {
    const depth = seen.codes.findIndex(code => codes.includes(code));
    if (depth === -1) return undefined;
    weight += WEIGHTS.code - depth * WEIGHTS.depth;
  }
  if (text !== undefined) {
    const caught = text.exec(seen.text);
    if (caught === null) return undefined;
    groups = [...caught];
    weight += WEIGHTS.text;
  }
  return { entry, groups, weight };
}
