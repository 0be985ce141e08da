import { type LabState, progressOf } from '../../../engine/state.ts';
import type { Lab, Step } from '../../../lab/chapter.ts';

/** Steps that the journal says are done: what is looked at again on opening. */
export function doneSteps(lab: Lab, state: LabState): readonly Step[] {
  return lab.steps.filter(({ id }) =>
    ['verified', 'executed', 'drifted'].includes(progressOf(state, id).state),
  );
}
