import type { Holder } from '../../../engine/lock.ts';
import { isRevealed } from '../../../engine/questions.ts';
import type { Remedy } from '../../../engine/remedy.ts';
import { type LabState, progressOf, type StepState } from '../../../engine/state.ts';
import type { ChapterDefinition, Lab, Step } from '../../../lab/chapter.ts';
import type { LabSettings } from '../../../lab/settings.ts';
import type { Activity } from '../live/activity.ts';
import type { QuestionSheet } from '../live/quiz.ts';
import type { Place } from '../view/places.ts';
import type { View } from '../view/view.ts';

/** What decides what a key does, and why it can do nothing. */
export interface Situation {
  readonly lab: Lab;
  readonly state: LabState;
  readonly settings: LabSettings;
  readonly activity: Activity;
  readonly view: View;
  readonly places: readonly Place[];
  /** The step that step keys act on: the page's, or the one chosen on the map. */
  readonly step: Step | undefined;
  readonly holder: Holder | undefined;
  /** What one key would do to mend the step. */
  readonly remedy: Remedy | undefined;
  /** Whoever opened the screen can write the report. */
  readonly canReport: boolean;
  /** Whoever opened the screen can read and change the settings. */
  readonly canSet: boolean;
  /** The chapter of the page, or the one chosen on the map. */
  readonly chapter: ChapterDefinition | undefined;
  /** The question that is open. */
  readonly sheet: QuestionSheet | undefined;
  /** Rows of the page, and how many of them are on the screen. */
  readonly rows: number;
  readonly height: number;
}

export function placeOf(situation: Situation): Place | undefined {
  return situation.places[situation.view.place];
}

export function stepState(situation: Situation): StepState | undefined {
  return situation.step === undefined ? undefined : progressOf(situation.state, situation.step.id).state;
}

/** The steps that "run all that remains" is about: not those put aside, nor whole optional chapters. */
export function remaining(lab: Lab, state: LabState): readonly Step[] {
  const wanted = lab.steps.filter(
    step => step.chapter.optional !== true && progressOf(state, step.id).state !== 'skipped',
  );
  return wanted.some(step => progressOf(state, step.id).state !== 'verified') ? wanted : [];
}

/** What Enter does here. */
export type EnterDoes = 'run' | 'next' | 'open' | 'close' | 'continue' | 'answer' | 'next-question';

export function enterDoes(situation: Situation): EnterDoes {
  if (situation.view.focus === 'map') return 'open';
  if (situation.view.focus === 'welcome') return 'continue';
  if (situation.view.focus === 'questions') return enterOnQuestion(situation);
  if (situation.view.focus !== 'page') return 'close';
  const place = placeOf(situation);
  return place?.kind === 'step' && stepState(situation) !== 'verified' ? 'run' : 'next';
}

/** An open question is answered; behind one whose explanation was told comes the next, and behind the last the page. */
function enterOnQuestion({ sheet }: Situation): EnterDoes {
  if (sheet === undefined) return 'close';
  if (!isRevealed(sheet.progress)) return 'answer';
  return sheet.at < sheet.of ? 'next-question' : 'close';
}
