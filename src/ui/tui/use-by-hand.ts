import { type Dispatch, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Lang } from '../../i18n/text.ts';
import type { Step } from '../../lab/chapter.ts';
import { invitation } from '../question-words.ts';
import type { Conductor } from './live/conductor.ts';
import { Watcher, type Watching } from './live/watcher.ts';
import { said } from './sentences.ts';
import type { ViewAction } from './view/view.ts';

export interface ByHandOptions {
  readonly conductor: Conductor;
  /** The step that is done by hand; none: nothing is watched. */
  readonly step: Step | undefined;
  readonly lang: Lang;
  readonly dispatch: Dispatch<ViewAction>;
  /** Brings a step's verification to the screen. */
  readonly show: (step: Step) => void;
  /** Milliseconds between two looks; `undefined`: as the target bears. */
  readonly period: number | undefined;
}

/** While a step is done by hand: its files are put into the workspace, and the real system is watched. */
export function useByHand(options: ByHandOptions): Watching | undefined {
  const { conductor, step, lang, dispatch, show, period } = options;
  const watcher = useMemo(() => new Watcher(conductor, period), [conductor, period]);
  const watching = useSyncExternalStore(watcher.subscribe, watcher.snapshot);
  useEffect(() => {
    if (step === undefined) return;
    watcher.start(step, first => {
      // What was so before they began is said; their commands stay on the screen.
      if (!first) show(step);
      const text = first ? said.holdsByHand : said.recognized;
      dispatch({ do: 'say', message: { tone: 'good', text } });
      const { lab, state } = conductor.session;
      const questions = invitation(lab, state, step.chapter, 'u');
      if (questions !== undefined) dispatch({ do: 'add', message: { tone: 'good', text: questions } });
    });
    return () => watcher.stop();
  }, [conductor, watcher, step, dispatch, show]);
  useEffect(() => {
    if (step === undefined) return;
    void conductor.handOver(step, lang).then(ended => {
      if (ended.kind === 'done') dispatch({ do: 'sheet', path: ended.value });
      else if (ended.kind === 'broken')
        dispatch({ do: 'say', message: { tone: 'warn', text: said.failedToStart(ended.problem) } });
    });
  }, [conductor, step, lang, dispatch]);
  return watching;
}
