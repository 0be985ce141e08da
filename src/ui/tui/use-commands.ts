import type { Dispatch } from 'react';
import { LAST_HINT } from '../../engine/hints.ts';
import { questionsOf } from '../../engine/questions.ts';
import { nextStep, questionProgress } from '../../engine/state.ts';
import { same } from '../../i18n/text.ts';
import { commandsByHand } from '../../lab/by-hand.ts';
import { errorMessage } from '../../lab/errors.ts';
import { changeables } from '../settings.ts';
import type { Actions } from './actions.ts';
import type { Binding } from './keys/binding.ts';
import { enterDoes, placeOf, type Situation } from './keys/situation.ts';
import { firstRow } from './keys/why-not.ts';
import { isBusy } from './live/activity.ts';
import type { Conductor } from './live/conductor.ts';
import type { Quiz } from './live/quiz.ts';
import type { TuiOptions } from './options.ts';
import { type MapRow, rowOfChapter, rowOfStep } from './page/map.ts';
import { said } from './sentences.ts';
import { paneOnArrival, placeOfChapter, placeOfStep } from './view/places.ts';
import { PANES, type Pane, type ViewAction } from './view/view.ts';

/** What the commands of the table of keys need. */
export interface CommandTools {
  readonly situation: Situation;
  readonly mapRows: readonly MapRow[];
  readonly conductor: Conductor;
  readonly actions: Actions;
  readonly dispatch: Dispatch<ViewAction>;
  readonly exit: (code: number, hurry?: boolean) => void;
  readonly suspend: () => void;
  /** Puts a text on the clipboard; whether the terminal could be asked to. */
  readonly copy: (text: string) => boolean;
  /** Leaves the screen for a rebuilding of the progress. */
  readonly rebuild: () => void;
  readonly makeReport: TuiOptions['report'];
  readonly settings: TuiOptions['settings'];
  /** Looks again at what somebody who comes back had done. */
  readonly lookAgain: () => void;
  readonly quiz: Quiz;
}

/** Does what a key stands for. */
export function command(binding: Binding, key: string, tools: CommandTools): void {
  const { situation, conductor, actions, dispatch } = tools;
  const { view, step } = situation;
  switch (binding.id) {
    case 'enter':
      return enter(tools);
    case 'run-all':
      void actions.runAll();
      return;
    case 'verify':
      if (step !== undefined) void actions.verify(step);
      return;
    case 'verify-all':
      void actions.verifyAll();
      return;
    case 'by-hand':
      return dispatch({ do: 'by-hand' });
    case 'copy':
      return copyNext(tools);
    case 'hint':
      if (view.hint === LAST_HINT) return dispatch({ do: 'dialog', dialog: { kind: 'assist' } });
      if (step !== undefined) void actions.hint(step);
      return;
    case 'fix':
      return fix(tools);
    case 'rebuild':
      return tools.rebuild();
    case 'report': {
      const { makeReport } = tools;
      if (makeReport !== undefined) void actions.report(signal => makeReport(signal, view.lang));
      return;
    }
    case 'questions':
      return view.focus === 'questions' ? dispatch({ do: 'focus', focus: 'page' }) : openQuestions(tools);
    case 'answer':
      return answerBy(key, tools);
    case 'next-question':
      return toQuestion(tools, 1);
    case 'previous-question':
      return toQuestion(tools, -1);
    case 'copy-query':
      return copyQuery(tools);
    case 'settings':
      return view.focus === 'settings' ? dispatch({ do: 'focus', focus: 'page' }) : openSettings(tools);
    case 'change-setting':
      return changeSetting(key, tools);
    case 'skip':
      return dispatch({ do: 'dialog', dialog: { kind: 'skip', reason: '' } });
    case 'reset':
      return dispatch({ do: 'dialog', dialog: { kind: 'reset' } });
    case 'next':
      return go(tools, view.place + 1);
    case 'previous':
      return go(tools, view.place - 1);
    case 'next-to-do': {
      const id = nextStep(situation.lab, situation.state);
      return go(tools, id === undefined ? view.place : placeOfStep(situation.places, id));
    }
    case 'pane':
      return dispatch({ do: 'pane', pane: PANES[Number(key) - 1] ?? view.pane });
    case 'pane-left':
      return dispatch({ do: 'pane', pane: neighbour(view.pane, -1) });
    case 'pane-right':
      return dispatch({ do: 'pane', pane: neighbour(view.pane, 1) });
    case 'log':
      return dispatch({ do: 'pane', pane: 'log' });
    case 'details':
      return dispatch({ do: 'details' });
    case 'line-up':
      return move(tools, -1);
    case 'line-down':
      return move(tools, 1);
    case 'page-up':
      return move(tools, -Math.max(1, situation.height - 1));
    case 'page-down':
      return move(tools, Math.max(1, situation.height - 1));
    case 'top':
      return move(tools, Number.NEGATIVE_INFINITY);
    case 'end':
      return move(tools, Number.POSITIVE_INFINITY);
    case 'map':
      return view.focus === 'map' ? dispatch({ do: 'focus', focus: 'page' }) : openMap(tools);
    case 'help':
      return dispatch({ do: 'focus', focus: view.focus === 'help' ? 'page' : 'help' });
    case 'back':
      return dispatch({ do: 'focus', focus: 'page' });
    case 'language':
      return dispatch({ do: 'language' });
    case 'interrupt':
      if (!isBusy(situation.activity)) return tools.exit(130);
      // Asked a second time while it is still stopping: the person wants out.
      if (situation.activity.kind !== 'idle' && situation.activity.stopping) return tools.exit(130, true);
      conductor.interrupt();
      return;
    case 'suspend':
      return tools.suspend();
    case 'quit':
      if (!isBusy(situation.activity)) return tools.exit(0);
      return dispatch({ do: 'dialog', dialog: { kind: 'quit' } });
  }
}

function enter(tools: CommandTools): void {
  const { situation, actions, dispatch, mapRows } = tools;
  const { view, step, places } = situation;
  switch (enterDoes(situation)) {
    case 'run':
      if (step !== undefined) void actions.run(step);
      return;
    case 'next':
      return go(tools, view.place + 1);
    case 'open': {
      const row = mapRows[view.cursor];
      if (row === undefined) return;
      const place =
        row.kind === 'step' ? placeOfStep(places, row.step.id) : placeOfChapter(places, row.chapter);
      return go(tools, place);
    }
    case 'answer':
      return dispatch({ do: 'dialog', dialog: { kind: 'answer', typed: '' } });
    case 'next-question':
      return toQuestion(tools, 1);
    case 'close':
    case 'continue':
      return dispatch({ do: 'focus', focus: 'page' });
  }
}

/** Mends the step, or what has changed since the person was here; asks first before something is undone. */
function fix({ situation, actions, dispatch, lookAgain }: CommandTools): void {
  const { view, remedy } = situation;
  if (view.focus === 'welcome') {
    const { changed, results } = view.welcome?.found ?? { changed: [], results: [] };
    // All that was done: what stands on a broken step could not be judged, and what holds is passed over.
    if (changed.length > 0) void actions.fix(results.map(({ step }) => step));
    else lookAgain();
  } else if (remedy?.kind === 'run') void actions.fix(remedy.steps);
  else if (remedy?.kind === 'redo') dispatch({ do: 'dialog', dialog: { kind: 'redo' } });
}

function openSettings({ settings, dispatch }: CommandTools): void {
  void settings?.read().then(
    sheet => dispatch({ do: 'settings', sheet }),
    (error: unknown) => dispatch({ do: 'say', message: { tone: 'bad', text: same(errorMessage(error)) } }),
  );
}

/** What the digit of a setting stands for: asks for what it needs to know, and whether it may. */
function changeSetting(digit: string, { situation: { view }, dispatch }: CommandTools): void {
  const chosen = view.settings === undefined ? undefined : changeables(view.settings)[Number(digit) - 1];
  switch (chosen?.kind) {
    case 'student':
      return dispatch({ do: 'dialog', dialog: { kind: 'student', typed: view.settings?.student ?? '' } });
    case 'language':
      return dispatch({ do: 'language' });
    case 'target': {
      const { service, to } = chosen;
      return dispatch({ do: 'dialog', dialog: { kind: 'move', service, to } });
    }
    case undefined:
      return;
  }
}

/** Opens the chapter's questions at the first one without its answer. */
function openQuestions({ situation: { chapter, state }, dispatch }: CommandTools): void {
  if (chapter === undefined) return;
  const open = questionsOf(chapter).findIndex(({ id }) => questionProgress(state, id)?.right !== true);
  dispatch({ do: 'question', chapter, question: Math.max(0, open) });
}

function toQuestion({ situation: { sheet }, dispatch }: CommandTools, by: 1 | -1): void {
  if (sheet === undefined) return;
  dispatch({ do: 'question', chapter: sheet.question.chapter, question: sheet.at - 1 + by });
}

/** A digit is the answer to a choice; it is the beginning of a number. */
function answerBy(digit: string, { situation: { sheet }, dispatch, quiz }: CommandTools): void {
  if (sheet?.question.definition.kind === 'choice') {
    dispatch({ do: 'scroll', to: 0 });
    void quiz.answer(sheet.question, digit);
  } else dispatch({ do: 'dialog', dialog: { kind: 'answer', typed: digit } });
}

function copyQuery({ situation: { sheet, settings }, dispatch, copy }: CommandTools): void {
  if (sheet === undefined) return;
  const { title, code } = sheet.question.definition.find(settings);
  const message = copy(code)
    ? { tone: 'good' as const, text: said.copied(title, 1, 1) }
    : { tone: 'warn' as const, text: said.notCopied(undefined) };
  dispatch({ do: 'say', message });
}

/** Copies the command after the one that was copied last; after the last one, the first again. */
function copyNext({ situation, dispatch, copy }: CommandTools): void {
  const { step, settings, view } = situation;
  if (step === undefined || view.byHand === undefined) return;
  const commands = commandsByHand(step, settings);
  const at = (view.byHand.copied + 1) % commands.length;
  const command = commands[at];
  if (command === undefined) return;
  dispatch({ do: 'copied', command: at });
  const message = copy(command.code)
    ? { tone: 'good' as const, text: said.copied(command.title, at + 1, commands.length) }
    : { tone: 'warn' as const, text: said.notCopied(view.byHand.sheet) };
  dispatch({ do: 'say', message });
}

function go({ situation, dispatch }: CommandTools, place: number): void {
  const pane = paneOnArrival(situation.places[place], situation.state);
  dispatch({ do: 'go', place, pane });
}

function neighbour(pane: Pane, by: 1 | -1): Pane {
  return PANES[(PANES.indexOf(pane) + by + PANES.length) % PANES.length] ?? pane;
}

function openMap({ situation, mapRows, dispatch }: CommandTools): void {
  const place = placeOf(situation);
  const row =
    place === undefined
      ? 0
      : place.kind === 'step'
        ? rowOfStep(mapRows, place.step.id)
        : rowOfChapter(mapRows, place.chapter);
  dispatch({ do: 'focus', focus: 'map', cursor: Math.max(0, row) });
}

/** Moves the map's cursor, or scrolls the page, by so many rows. */
function move({ situation, mapRows, dispatch }: CommandTools, by: number): void {
  if (situation.view.focus === 'map') {
    const cursor = Math.max(0, Math.min(mapRows.length - 1, situation.view.cursor + by));
    return dispatch({ do: 'cursor', cursor });
  }
  const last = Math.max(0, situation.rows - situation.height);
  const to = Math.max(0, Math.min(last, firstRow(situation) + by));
  // A log that was scrolled to its end stays there while lines come in.
  dispatch({ do: 'scroll', to: to === last && situation.view.pane === 'log' ? 'end' : to });
}
