import { foreignLineage } from '../../../engine/progress/lineage.ts';
import type { LabState } from '../../../engine/state.ts';
import type { StepResult } from '../../../engine/validate.ts';
import type { Lab } from '../../../lab/chapter.ts';
import type { Looked } from '../live/conductor.ts';
import { doneSteps } from '../live/done.ts';

/** So long (milliseconds) a person who comes back may be kept waiting; then the look goes on in the background. */
export const WELCOME_DEADLINE = 2000;

/** What somebody who comes back is told: where they were, and what the look at the real systems found. */
export interface Welcome {
  /** When a step last changed state, ISO 8601; `undefined`: the journal knows nothing. */
  readonly since: string | undefined;
  /** How many steps are looked at again. */
  readonly of: number;
  /** The deadline has passed and not all has been seen. */
  readonly late: boolean;
  readonly found: WelcomeFound | undefined;
}

export interface WelcomeFound extends Looked {
  /** How long the look took, in milliseconds. */
  readonly ms: number;
  readonly passed: number;
  /** What the systems did not answer about. */
  readonly silent: readonly StepResult[];
  /** The systems hold work that this journal knows nothing of: it was lost, or is another lab's. */
  readonly unknownWork: boolean;
}

/**
 * The welcome of somebody who comes back; `undefined` for a first time. `suspectLost`: the journal knows nothing although
 * the systems were used.
 */
export function welcomeOf(lab: Lab, state: LabState, suspectLost: boolean): Welcome | undefined {
  const done = doneSteps(lab, state);
  if (done.length === 0 && !suspectLost) return undefined;
  const since = Object.values(state.steps)
    .flatMap(({ at }) => at ?? [])
    .toSorted()
    .at(-1);
  return { since, of: done.length === 0 ? lab.steps.length : done.length, late: false, found: undefined };
}

/** What a look says to somebody who comes back. */
export function welcomeFound(looked: Looked, ms: number): WelcomeFound {
  const passed = looked.results.filter(({ verdict }) => verdict === 'passed').length;
  return {
    ...looked,
    ms,
    passed,
    // A step that stands on a broken one is not silent: the broken one is told.
    silent: looked.results.filter(({ verdict, blame }) => verdict === 'unknown' && blame === undefined),
    // What holds without a mark (a server that answers, dbt) holds for anybody.
    unknownWork: foreignLineage(looked.results) !== undefined,
  };
}
