import { type Dispatch, type RefObject, useCallback, useEffect, useRef } from 'react';
import type { Situation } from './keys/situation.ts';
import type { Conductor } from './live/conductor.ts';
import { doneSteps } from './live/done.ts';
import { said } from './sentences.ts';
import { firstPlace, type Place, paneOnArrival } from './view/places.ts';
import type { Message, ViewAction } from './view/view.ts';
import { WELCOME_DEADLINE, type WelcomeFound, welcomeFound } from './view/welcome.ts';

/**
 * On opening, looks again in the background at what the journal says is done (at everything when it says nothing and
 * should), and tells what was found: on the welcome screen, or below the page of whoever has gone on meanwhile.
 * @returns how to look once more.
 */
export function useWelcome(
  conductor: Conductor,
  places: readonly Place[],
  latest: RefObject<Situation>,
  dispatch: Dispatch<ViewAction>,
): () => void {
  const look = useCallback(() => {
    const { lab, state } = conductor.session;
    const lost = doneSteps(lab, state).length === 0;
    const late = setTimeout(() => dispatch({ do: 'late' }), WELCOME_DEADLINE);
    const looking = lost ? conductor.survey() : conductor.inspect();
    void looking.then(ended => {
      clearTimeout(late);
      if (ended.kind === 'broken') {
        return dispatch({ do: 'say', message: { tone: 'bad', text: said.failedToStart(ended.problem) } });
      }
      if (ended.kind !== 'done') return;
      const found = welcomeFound(ended.value, ended.ms);
      dispatch({ do: 'welcome', found });
      if (lost) {
        const { touched } = latest.current.view;
        if (found.unknownWork && touched)
          dispatch({ do: 'add', message: { tone: 'warn', text: said.journalLost } });
        return;
      }
      if (latest.current.view.focus === 'welcome') {
        // Nothing is on the screen yet that would move under the person's eyes.
        const place = firstPlace(places, lab, conductor.session.state);
        dispatch({ do: 'stand', place, pane: paneOnArrival(places[place], conductor.session.state) });
      } else dispatch({ do: 'add', message: greeting(found) });
    });
    return () => clearTimeout(late);
  }, [conductor, places, latest, dispatch]);
  const began = useRef(false);
  useEffect(() => {
    // Nobody has been here before: there is nothing to look at again.
    if (began.current || latest.current.view.welcome === undefined) return;
    began.current = true;
    return look();
  }, [look, latest]);
  return useCallback(() => {
    dispatch({ do: 'welcome', found: undefined });
    look();
  }, [look, dispatch]);
}

/** What the look on opening found; a system that did not answer says nothing about its steps. */
function greeting({ results, silent, changed, ms }: WelcomeFound): Message {
  const problem = silent.find(result => result.problem !== undefined)?.problem;
  const titles = changed.map(({ definition }) => definition.title);
  if (problem !== undefined) return { tone: 'warn', text: said.welcomeSilent(silent.length, problem) };
  if (titles.length > 0) return { tone: 'warn', text: said.welcomeChanged(results.length, ms, titles) };
  return { tone: 'good', text: said.welcome(results.length, ms) };
}
