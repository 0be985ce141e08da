import type { Dispatch } from 'react';
import { same, type Text } from '../../i18n/text.ts';
import { errorMessage } from '../../lab/errors.ts';
import type { SettingsChange } from '../settings.ts';
import type { Actions } from './actions.ts';
import type { Situation } from './keys/situation.ts';
import type { Conductor } from './live/conductor.ts';
import type { Quiz } from './live/quiz.ts';
import type { TuiOptions } from './options.ts';
import { ask } from './sentences.ts';
import { graphemes } from './text/cells.ts';
import { clean } from './text/clean.ts';
import type { Dialog, ViewAction } from './view/view.ts';

/** A reason is a sentence, not a document. */
const LONGEST_REASON = 200;

export interface DialogTools {
  readonly situation: Situation;
  readonly conductor: Conductor;
  readonly actions: Actions;
  readonly dispatch: Dispatch<ViewAction>;
  readonly exit: (code: number) => void;
  readonly quiz: Quiz;
  readonly settings: TuiOptions['settings'];
  /** Leaves the screen for the lab to be opened again. */
  readonly reopen: () => void;
}

/** A key while a dialog is open: it answers the dialog and does nothing else. */
export function dialogKey(dialog: Dialog, key: string, tools: DialogTools): void {
  if (key === 'escape' || key === 'ctrl+c') return tools.dispatch({ do: 'dialog', dialog: undefined });
  switch (dialog.kind) {
    case 'skip':
      return reasonKey(dialog.reason, key, tools);
    case 'answer':
      return answerKey(dialog.typed, key, tools);
    case 'student':
      return studentKey(dialog.typed, key, tools);
    case 'move': {
      const { service, to } = dialog;
      return answer(key, tools, () => void change({ kind: 'target', service, to }, tools));
    }
    case 'reset':
      return answer(key, tools, () => {
        if (tools.situation.step !== undefined) void tools.actions.reset(tools.situation.step);
      });
    case 'assist':
      return answer(key, tools, () => {
        if (tools.situation.step !== undefined) void tools.actions.assist(tools.situation.step);
      });
    case 'redo':
      return answer(key, tools, () => {
        if (tools.situation.step !== undefined) void tools.actions.redo(tools.situation.step);
      });
    case 'quit':
      return answer(key, tools, () => {
        tools.conductor.interrupt();
        tools.exit(130);
      });
  }
}

/** Text pasted into a dialog: only a reason and an answer have a use for it. */
export function dialogText(dialog: Dialog, text: string, dispatch: Dispatch<ViewAction>): void {
  if (dialog.kind === 'skip') dispatch({ do: 'type', reason: shortened(dialog.reason + clean(text)) });
  if (dialog.kind === 'answer' || dialog.kind === 'student')
    dispatch({ do: 'type', reason: shortened(dialog.typed + clean(text)) });
}

/** `o` (oui) and `y` (yes) agree in both languages; Enter does not, it is pressed too easily. */
function answer(key: string, { dispatch }: DialogTools, agree: () => void): void {
  const yes = ['o', 'O', 'y', 'Y'].includes(key);
  if (!yes && !['n', 'N'].includes(key)) return;
  dispatch({ do: 'dialog', dialog: undefined });
  if (yes) agree();
}

function reasonKey(reason: string, key: string, { situation, actions, dispatch }: DialogTools): void {
  switch (key) {
    case 'enter': {
      const words = reason.trim();
      if (words === '') return dispatch({ do: 'say', message: { tone: 'warn', text: ask.skipNeedsReason } });
      dispatch({ do: 'dialog', dialog: undefined });
      if (situation.step !== undefined) void actions.skip(situation.step, words);
      return;
    }
    default:
      return typeKey(reason, key, dispatch);
  }
}

/** Nothing typed is no answer: it only closes the dialog. */
function answerKey(typed: string, key: string, { situation: { sheet }, quiz, dispatch }: DialogTools): void {
  if (key !== 'enter') return typeKey(typed, key, dispatch);
  dispatch({ do: 'dialog', dialog: undefined });
  if (typed.trim() === '' || sheet === undefined) return;
  dispatch({ do: 'scroll', to: 0 });
  void quiz.answer(sheet.question, typed);
}

/** An empty name is no name: it only closes the dialog. */
function studentKey(typed: string, key: string, tools: DialogTools): void {
  if (key !== 'enter') return typeKey(typed, key, tools.dispatch);
  tools.dispatch({ do: 'dialog', dialog: undefined });
  const name = typed.trim();
  if (name !== '' && name !== tools.situation.view.settings?.student)
    void change({ kind: 'student', name }, tools);
}

/** Saves a setting and has the lab opened again, or says why it cannot be. */
async function change(to: SettingsChange, { settings, dispatch, reopen }: DialogTools): Promise<void> {
  const say = (text: Text) => dispatch({ do: 'say', message: { tone: 'bad', text } });
  try {
    const refused = await settings?.change(to);
    if (refused === undefined) reopen();
    else say(refused);
  } catch (error) {
    say(same(errorMessage(error)));
  }
}

function typeKey(typed: string, key: string, dispatch: Dispatch<ViewAction>): void {
  switch (key) {
    case 'backspace':
      return dispatch({ do: 'type', reason: graphemes(typed).slice(0, -1).join('') });
    case 'ctrl+u':
      return dispatch({ do: 'type', reason: '' });
    default:
      // Names of other keys (`up`, `ctrl+x`) are longer than the one character that a letter is.
      if (graphemes(key).length === 1) dispatch({ do: 'type', reason: shortened(typed + clean(key)) });
  }
}

function shortened(reason: string): string {
  return graphemes(reason).slice(0, LONGEST_REASON).join('');
}
