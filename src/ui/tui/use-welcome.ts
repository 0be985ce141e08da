import { type Dispatch, type RefObject, useEffect } from 'react';
import type { Situation } from './keys/situation.ts';
import type { Conductor } from './live/conductor.ts';
import { firstPlace, type Place } from './view/places.ts';
import type { ViewAction } from './view/view.ts';
import { said } from './words.ts';

/**
 * On opening, looks again in the background at what the journal says is done, and says what has changed. As long as no key
 * was pressed, the screen then goes to the first step that is not done.
 */
export function useWelcome(
  conductor: Conductor,
  places: readonly Place[],
  latest: RefObject<Situation>,
  dispatch: Dispatch<ViewAction>,
): void {
  useEffect(() => {
    void conductor.inspect().then(ended => {
      if (ended.kind === 'broken') {
        return dispatch({ do: 'say', message: { tone: 'bad', text: said.failedToStart(ended.problem) } });
      }
      if (ended.kind !== 'done' || ended.value.results.length === 0) return;
      const { results, changed } = ended.value;
      const { lab, state } = conductor.session;
      if (!latest.current.view.touched) {
        const place = firstPlace(places, lab, state);
        if (place !== latest.current.view.place) dispatch({ do: 'go', place });
      }
      const message =
        changed.length === 0
          ? { tone: 'good' as const, text: said.welcome(results.length, ended.ms) }
          : {
              tone: 'warn' as const,
              text: said.welcomeChanged(
                results.length,
                ended.ms,
                changed.map(({ definition }) => definition.title),
              ),
            };
      dispatch({ do: 'add', message });
    });
  }, [conductor, places, latest, dispatch]);
}
