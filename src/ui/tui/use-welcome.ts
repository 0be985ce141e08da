import { type Dispatch, type RefObject, useEffect } from 'react';
import type { StepResult } from '../../engine/validate.ts';
import type { Step } from '../../lab/chapter.ts';
import type { Situation } from './keys/situation.ts';
import type { Conductor } from './live/conductor.ts';
import { said } from './sentences.ts';
import { firstPlace, type Place, paneOnArrival } from './view/places.ts';
import type { Message, ViewAction } from './view/view.ts';

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
        dispatch({ do: 'go', place, pane: paneOnArrival(places[place], state) });
      }
      const message = greeting(results, changed, ended.ms);
      dispatch({ do: 'add', message });
    });
  }, [conductor, places, latest, dispatch]);
}

/** What the look on opening found; a system that did not answer says nothing about its steps. */
function greeting(results: readonly StepResult[], changed: readonly Step[], ms: number): Message {
  const silent = results.filter(({ verdict }) => verdict === 'unknown');
  const problem = silent.find(result => result.problem !== undefined)?.problem;
  const titles = changed.map(({ definition }) => definition.title);
  if (problem !== undefined) return { tone: 'warn', text: said.welcomeSilent(silent.length, problem) };
  if (titles.length > 0) return { tone: 'warn', text: said.welcomeChanged(results.length, ms, titles) };
  return { tone: 'good', text: said.welcome(results.length, ms) };
}
