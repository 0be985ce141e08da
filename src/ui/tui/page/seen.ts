import type { Known } from '../../../engine/hints.ts';
import { type Remedy, remedyFor } from '../../../engine/remedy.ts';
import { type LabState, progressOf } from '../../../engine/state.ts';
import type { Lab, Step } from '../../../lab/chapter.ts';
import { type Live, liveOf } from '../live/live.ts';
import { knownOf, prerequisitesOf } from './verification.ts';

/** All that is known of a step, from this sitting or else from the journal. */
export function seenOf(state: LabState, live: Live, id: string): Known {
  const [progress, seen] = [progressOf(state, id), liveOf(live, id)];
  const found = knownOf(progress, seen);
  return {
    prerequisites: prerequisitesOf(progress, seen),
    checks: found?.checks ?? [],
    problem: found?.problem,
  };
}

/** What one key would do to mend a step; `undefined`: nothing to mend, or nothing that the lab can do about it. */
export function remedyOf(lab: Lab, state: LabState, live: Live, step: Step): Remedy | undefined {
  const { phase, found } = liveOf(live, step.id);
  // Told by a run (a look on its own has a verdict), without a refusal: what it executed is there, and is not right.
  const executedInVain =
    phase === 'failed' && found !== undefined && found.verdict === undefined && found.problem === undefined;
  return remedyFor(lab, state, step, { ...seenOf(state, live, step.id), executedInVain });
}
