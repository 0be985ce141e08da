import { type Dispatch, useEffect } from 'react';
import type { Snapshot } from './live/conductor.ts';
import { liveOf } from './live/live.ts';
import { type Place, placeOfStep } from './view/places.ts';
import type { View, ViewAction } from './view/view.ts';

/** Goes along with a run: the step that is being executed comes to the screen, with its log. */
export function useFollow(
  { activity, live }: Snapshot,
  view: View,
  places: readonly Place[],
  dispatch: Dispatch<ViewAction>,
): void {
  const current = activity.kind === 'run' ? activity.current : undefined;
  const phase = current === undefined ? undefined : liveOf(live, current).phase;
  // Steps that hold already only flash by: the screen stays where work is done.
  const working = phase === 'executing' || phase === 'prerequisites' ? current : undefined;
  useEffect(() => {
    if (!view.following || working === undefined) return;
    dispatch({ do: 'follow', place: placeOfStep(places, working) });
  }, [working, view.following, places, dispatch]);
}
