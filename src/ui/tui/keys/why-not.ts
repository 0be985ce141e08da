import { LAST_HINT } from '../../../engine/hints.ts';
import { questionsOf } from '../../../engine/questions.ts';
import type { Text } from '../../../i18n/text.ts';
import { commandsByHand } from '../../../lab/by-hand.ts';
import { notReady, words as questionWords } from '../../question-words.ts';
import { isBusy } from '../live/activity.ts';
import { why } from '../sentences.ts';
import { words } from '../words.ts';
import { enterDoes, placeOf, remaining, type Situation, stepState } from './situation.ts';

/** Why a key can do nothing now; `undefined` when it can. */
export type WhyNot = (situation: Situation) => Text | undefined;

/** The first reason of several. */
export function firstOf(...reasons: readonly WhyNot[]): WhyNot {
  return situation => {
    for (const reason of reasons) {
      const found = reason(situation);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

export const busy: WhyNot = ({ activity, lab }) => {
  if (activity.kind === 'idle' || !isBusy(activity)) return undefined;
  const step = lab.steps.find(({ id }) => id === activity.current);
  return why.busy(step?.definition.title);
};

export const readOnly: WhyNot = ({ holder }) => (holder === undefined ? undefined : why.readOnly(holder));

export const noStep: WhyNot = ({ step, view }) => {
  if (step !== undefined) return undefined;
  return view.focus === 'map' ? why.notAStep : why.noStep;
};

export const noPane: WhyNot = situation => (placeOf(situation)?.kind === 'step' ? undefined : why.noPane);

export const nothingRemains: WhyNot = ({ lab, state }) =>
  remaining(lab, state).length === 0 ? why.allDone : undefined;

export const nothingToSkip: WhyNot = situation => {
  const state = stepState(situation);
  if (state === 'verified') return why.nothingToSkip;
  return state === 'skipped' ? why.skippedAlready : undefined;
};

export const nothingToReset: WhyNot = situation =>
  stepState(situation) === 'pending' ? why.nothingToReset : undefined;

export const notByHand: WhyNot = ({ view }) => (view.byHand === undefined ? why.notByHand : undefined);

export const nothingToCopy: WhyNot = ({ step, settings }) =>
  step === undefined || commandsByHand(step, settings).length > 0 ? undefined : words.noCommands;

export const noHintNeeded: WhyNot = situation =>
  stepState(situation) === 'verified' ? why.noHintNeeded : undefined;

/** The last rung changes something; those before it only tell. */
export const hintsUsedUp: WhyNot = situation =>
  situation.view.hint === LAST_HINT ? readOnly(situation) : undefined;

export const fixCannot: WhyNot = situation => {
  if (situation.view.focus === 'welcome') {
    const found = situation.view.welcome?.found;
    return found === undefined || found.changed.length + found.silent.length === 0
      ? why.nothingChanged
      : undefined;
  }
  const { step, remedy } = situation;
  if (step === undefined) return noStep(situation);
  if (remedy !== undefined) return undefined;
  const state = stepState(situation);
  return state === 'failed' || state === 'blocked' || state === 'drifted' ? why.fixIsYours : why.nothingToFix;
};

export const rebuildCannot: WhyNot = ({ view }) =>
  view.welcome?.found?.unknownWork === true ? undefined : why.nothingToRebuild;

export const noReport: WhyNot = ({ canReport }) => (canReport ? undefined : why.noReport);

export const noSettings: WhyNot = ({ canSet }) => (canSet ? undefined : why.noSettings);

export const noQuestions: WhyNot = ({ chapter }) =>
  chapter === undefined || questionsOf(chapter).length === 0 ? why.noQuestions : undefined;

export const answerCannot: WhyNot = ({ sheet }) => {
  if (sheet === undefined) return why.noQuestions;
  const { progress, sight } = sheet;
  if (progress?.right === true) return why.answered;
  if (sight.looking) return questionWords.looking;
  return sight.asked?.kind === 'not-ready' ? notReady(sight.asked)[0] : undefined;
};

export const atLastQuestion: WhyNot = ({ sheet }) =>
  sheet === undefined || sheet.at >= sheet.of ? why.lastQuestion : undefined;

export const atFirstQuestion: WhyNot = ({ sheet }) =>
  sheet === undefined || sheet.at <= 1 ? why.firstQuestion : undefined;

export const atLastPlace: WhyNot = ({ view, places }) =>
  view.place >= places.length - 1 ? why.lastPlace : undefined;

export const atFirstPlace: WhyNot = ({ view }) => (view.place <= 0 ? why.firstPlace : undefined);

export const enterCannot: WhyNot = situation => {
  switch (enterDoes(situation)) {
    case 'run':
      return firstOf(busy, readOnly)(situation);
    case 'next':
      return atLastPlace(situation);
    case 'answer':
      return answerCannot(situation);
    case 'open':
    case 'close':
    case 'continue':
    case 'next-question':
      return undefined;
  }
};

/** The first row that is shown, whatever was asked for. */
export function firstRow({ view, rows, height }: Pick<Situation, 'view' | 'rows' | 'height'>): number {
  const last = Math.max(0, rows - height);
  return view.scroll === 'end' ? last : Math.min(view.scroll, last);
}

export const cannotScrollUp: WhyNot = situation => {
  if (situation.view.focus === 'map') return undefined;
  if (situation.rows <= situation.height) return why.allVisible;
  return firstRow(situation) === 0 ? why.atTop : undefined;
};

export const cannotScrollDown: WhyNot = situation => {
  if (situation.view.focus === 'map') return undefined;
  if (situation.rows <= situation.height) return why.allVisible;
  return firstRow(situation) >= situation.rows - situation.height ? why.atEnd : undefined;
};
