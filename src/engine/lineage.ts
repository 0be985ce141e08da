import type { Text } from '../i18n/text.ts';
import type { Lab } from '../lab/chapter.ts';
import type { Check } from '../lab/check.ts';
import type { CountOf, Hop, Lineage } from '../lab/lineage.ts';
import { type LabState, progressOf } from './state.ts';

/** What is known of one place. */
export interface SeenHop {
  readonly name: string;
  /** `undefined`: not known, although a place further on is. */
  readonly count: number | undefined;
  readonly unit: Text | undefined;
  /** How it was counted, as a person can count again. */
  readonly query: string | undefined;
}

/** A table's way as far as the last verifications tell. */
export interface SeenLineage {
  readonly table: string;
  readonly hops: readonly SeenHop[];
  /** Index of the first place whose count is not what it must be. */
  readonly divergent: number | undefined;
}

/**
 * The way to show with a step: of those that lead through it the first that diverges, or the first. `undefined` when there
 * is none, or only one place is known.
 */
export function lineageAt(lab: Lab, state: LabState, step: string): SeenLineage | undefined {
  const through = lab.lineages
    .filter(({ hops }) => hops.some(hop => hop.step === step))
    .map(lineage => seen(lineage, state))
    .filter(({ hops }) => hops.length > 1);
  return through.find(({ divergent }) => divergent !== undefined) ?? through[0];
}

/** A lineage as far as the last verifications tell. Pure. */
export function seen({ table, hops }: Lineage, state: LabState): SeenLineage {
  const counts = hops.map(hop => countOf(hop, state));
  const known = counts.findLastIndex(count => count !== undefined) + 1;
  const divergent = hops
    .slice(0, known)
    .findIndex((hop, at) => diverges(hop, hops[at - 1], counts[at], state));
  return {
    table,
    hops: hops.slice(0, known).map((hop, at) => ({
      name: hop.name,
      count: counts[at],
      unit: hop.unit,
      query: checkOf(hop, state)?.query,
    })),
    divergent: divergent < 0 ? undefined : divergent,
  };
}

function diverges(hop: Hop, before: Hop | undefined, count: number | undefined, state: LabState): boolean {
  if (count === undefined) return false;
  if (checkOf(hop, state)?.verdict === 'failed') return true;
  const source = hop.equals ?? before;
  const wanted = source === undefined ? undefined : countOf(source, state);
  return wanted !== undefined && wanted !== count;
}

function countOf(of: CountOf, state: LabState): number | undefined {
  const actual = checkOf(of, state)?.actual;
  return typeof actual === 'number' ? actual : undefined;
}

function checkOf({ step, check }: CountOf, state: LabState): Check | undefined {
  return progressOf(state, step).checks.find(({ id }) => id === check);
}
