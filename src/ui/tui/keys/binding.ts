import type { Text } from '../../../i18n/text.ts';
import type { Glyphs } from '../glyphs.ts';
import type { Focus } from '../view/view.ts';
import type { Situation } from './situation.ts';
import type { WhyNot } from './why-not.ts';

export type CommandId =
  | 'enter'
  | 'run-all'
  | 'verify'
  | 'verify-all'
  | 'by-hand'
  | 'copy'
  | 'hint'
  | 'fix'
  | 'rebuild'
  | 'settings'
  | 'change-setting'
  | 'report'
  | 'questions'
  | 'answer'
  | 'next-question'
  | 'previous-question'
  | 'copy-query'
  | 'skip'
  | 'reset'
  | 'next'
  | 'previous'
  | 'next-to-do'
  | 'pane'
  | 'pane-left'
  | 'pane-right'
  | 'log'
  | 'details'
  | 'line-up'
  | 'line-down'
  | 'page-up'
  | 'page-down'
  | 'top'
  | 'end'
  | 'map'
  | 'help'
  | 'back'
  | 'language'
  | 'interrupt'
  | 'suspend'
  | 'quit';

/** One row of the table of keys: it decides what a key does, and draws the help line and the help screen. */
export interface Binding {
  readonly id: CommandId;
  /** Names as `keyName` gives them. */
  readonly keys: readonly string[];
  /** How the keys are written for a person; a key told of together with its pair has neither this nor `help`. */
  readonly shown?: (glyphs: Glyphs) => string;
  /** In the help screen: one sentence. */
  readonly help?: Text;
  /** In the help line: its place (lower ones stay longest) and one or two words. */
  readonly line?: { readonly rank: number; readonly label: (situation: Situation) => Text };
  /** Where it does something. */
  readonly focus: readonly Focus[];
  readonly whyNot: WhyNot;
}
