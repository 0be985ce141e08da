import { type HintLevel, nextHint } from '../../../engine/hints.ts';
import { type Lang, type Text, text } from '../../../i18n/text.ts';
import type { ChapterDefinition } from '../../../lab/chapter.ts';
import type { ServiceName } from '../../../lab/placement.ts';
import type { TargetKind } from '../../../lab/settings.ts';
import type { ReportMade } from '../../report/made.ts';
import type { SettingsSheet } from '../../settings.ts';
import type { Welcome, WelcomeFound } from './welcome.ts';

/** The four panes of a step. */
export type Pane = 'lesson' | 'commands' | 'log' | 'verification';

export const PANES: readonly Pane[] = ['lesson', 'commands', 'log', 'verification'];

/** What the arrow keys and Enter act on. */
export type Focus = 'page' | 'map' | 'help' | 'settings' | 'welcome' | 'report' | 'questions';

export interface Message {
  readonly tone: 'plain' | 'good' | 'warn' | 'bad';
  readonly text: Text;
}

export type Dialog =
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'reset' }
  /** Whether a step shall be done for the person, at the end of its hints. */
  | { readonly kind: 'assist' }
  /** Whether a step shall be undone and done again, to mend it. */
  | { readonly kind: 'redo' }
  /** What is typed as the answer to a question. */
  | { readonly kind: 'answer'; readonly typed: string }
  /** The student's name, as it is typed. */
  | { readonly kind: 'student'; readonly typed: string }
  /** Whether a service shall be used elsewhere. */
  | { readonly kind: 'move'; readonly service: ServiceName; readonly to: TargetKind }
  | { readonly kind: 'quit' };

/** A step that the person does with their own tools while the lab watches. */
export interface ByHand {
  /** The command that was copied last, by its place; -1: none yet. */
  readonly copied: number;
  /** The file with all its commands, once it is written. */
  readonly sheet: string | undefined;
}

/** What the screen itself remembers. */
export interface View {
  /** Index among the lab's places. */
  readonly place: number;
  readonly pane: Pane;
  readonly focus: Focus;
  /** Rows scrolled down; `end`: at the end, and staying there as rows are added. */
  readonly scroll: number | 'end';
  /** Index of the chosen row of the map. */
  readonly cursor: number;
  /** Raw messages and queries are shown. */
  readonly details: boolean;
  readonly dialog: Dialog | undefined;
  readonly message: Message | undefined;
  readonly lang: Lang;
  readonly byHand: ByHand | undefined;
  /** How much help with this step was asked for. */
  readonly hint: HintLevel;
  /** What somebody who comes back is told on opening. */
  readonly welcome: Welcome | undefined;
  /** The report that was written last. */
  readonly report: ReportMade | undefined;
  /** The settings as they were read last. */
  readonly settings: SettingsSheet | undefined;
  /** The question that was opened last, by its place in its chapter. */
  readonly quiz: { readonly chapter: ChapterDefinition; readonly question: number } | undefined;
  /** The screen goes along with a run from step to step, until the person goes elsewhere. */
  readonly following: boolean;
  /** A key was pressed: from then on the screen does not move by itself. */
  readonly touched: boolean;
}

export type ViewAction =
  | { readonly do: 'go'; readonly place: number; readonly pane: Pane }
  /** Chooses the page that is behind the welcome screen. */
  | { readonly do: 'stand'; readonly place: number; readonly pane: Pane }
  | { readonly do: 'pane'; readonly pane: Pane }
  | { readonly do: 'focus'; readonly focus: Focus; readonly cursor?: number }
  | { readonly do: 'cursor'; readonly cursor: number }
  | { readonly do: 'scroll'; readonly to: number | 'end' }
  | { readonly do: 'details' }
  | { readonly do: 'dialog'; readonly dialog: Dialog | undefined }
  | { readonly do: 'type'; readonly reason: string }
  | { readonly do: 'say'; readonly message: Message | undefined }
  /** Says something without wiping out what is being said. */
  | { readonly do: 'add'; readonly message: Message }
  | { readonly do: 'language' }
  /** Begins or ends doing the step by hand. */
  | { readonly do: 'by-hand' }
  /** One more hint. */
  | { readonly do: 'hint' }
  | { readonly do: 'sheet'; readonly path: string | undefined }
  | { readonly do: 'copied'; readonly command: number }
  /** Goes along with a run to the step that is being executed. */
  | { readonly do: 'follow'; readonly place: number }
  /** Something has ended at a place: its verification, unless the person is elsewhere. */
  | { readonly do: 'show'; readonly place: number }
  | { readonly do: 'begin-run' }
  | { readonly do: 'welcome'; readonly found: WelcomeFound | undefined }
  /** The deadline of the look on opening has passed. */
  | { readonly do: 'late' }
  | { readonly do: 'report'; readonly report: ReportMade }
  | { readonly do: 'settings'; readonly sheet: SettingsSheet }
  | { readonly do: 'question'; readonly chapter: ChapterDefinition; readonly question: number }
  | { readonly do: 'touch' };

export function initialView(
  place: number,
  pane: Pane,
  lang: Lang,
  message: Message | undefined,
  welcome?: Welcome,
): View {
  return {
    place,
    pane,
    // Whether a journal was really lost is not known before the look.
    focus: welcome?.since === undefined ? 'page' : 'welcome',
    scroll: 0,
    cursor: 0,
    details: false,
    dialog: undefined,
    message,
    lang,
    byHand: undefined,
    hint: 0,
    welcome,
    report: undefined,
    settings: undefined,
    quiz: undefined,
    following: false,
    touched: false,
  };
}

/** News of a lost journal come to the screen by themselves, as long as the person has not begun with something. */
function welcomed(view: View, welcome: Welcome, found: WelcomeFound | undefined): View {
  const isNews = welcome.since === undefined && found?.unknownWork === true && !view.touched;
  return {
    ...view,
    welcome: { ...welcome, late: false, found },
    ...(isNews ? { focus: 'welcome' as const, scroll: 0 } : {}),
  };
}

/** A pane opens at its top; the log opens at its end, where the news is. */
function top(pane: Pane): number | 'end' {
  return pane === 'log' ? 'end' : 0;
}

export function reduceView(view: View, action: ViewAction): View {
  switch (action.do) {
    case 'go': {
      const { pane } = action;
      return {
        ...view,
        place: action.place,
        pane,
        scroll: top(pane),
        focus: 'page',
        details: false,
        byHand: undefined,
        hint: 0,
        following: false,
      };
    }
    case 'stand':
      return { ...view, place: action.place, pane: action.pane };
    case 'pane':
      return { ...view, pane: action.pane, scroll: top(action.pane), focus: 'page' };
    case 'focus':
      return { ...view, focus: action.focus, scroll: 0, cursor: action.cursor ?? view.cursor };
    case 'cursor':
      return { ...view, cursor: action.cursor };
    case 'scroll':
      return { ...view, scroll: action.to };
    case 'details':
      return { ...view, details: !view.details };
    case 'dialog':
      return { ...view, dialog: action.dialog, message: undefined };
    case 'type':
      switch (view.dialog?.kind) {
        case 'skip':
          return { ...view, dialog: { kind: 'skip', reason: action.reason } };
        case 'answer':
          return { ...view, dialog: { kind: 'answer', typed: action.reason } };
        case 'student':
          return { ...view, dialog: { kind: 'student', typed: action.reason } };
        default:
          return view;
      }
    case 'question': {
      const { chapter, question } = action;
      return { ...view, focus: 'questions', scroll: 0, quiz: { chapter, question } };
    }
    case 'say':
      return { ...view, message: action.message };
    case 'add':
      return {
        ...view,
        message: view.message === undefined ? action.message : both(view.message, action.message),
      };
    case 'language':
      return { ...view, lang: view.lang === 'fr' ? 'en' : 'fr' };
    case 'by-hand':
      return view.byHand === undefined
        ? { ...view, byHand: { copied: -1, sheet: undefined }, pane: 'commands', scroll: 0, following: false }
        : { ...view, byHand: undefined };
    case 'hint':
      return { ...view, pane: 'verification', focus: 'page', scroll: 0, hint: nextHint(view.hint) };
    case 'sheet':
      return view.byHand === undefined ? view : { ...view, byHand: { ...view.byHand, sheet: action.path } };
    case 'copied':
      return view.byHand === undefined
        ? view
        : { ...view, byHand: { ...view.byHand, copied: action.command } };
    case 'follow':
      return view.following ? { ...view, place: action.place, pane: 'log', scroll: top('log') } : view;
    case 'show':
      if (!view.following && view.place !== action.place) return view;
      return { ...view, place: action.place, pane: 'verification', scroll: 0, following: false };
    case 'begin-run':
      return { ...view, following: true, focus: 'page', details: false, byHand: undefined, hint: 0 };
    case 'welcome':
      return view.welcome === undefined ? view : welcomed(view, view.welcome, action.found);
    case 'late':
      return view.welcome === undefined || view.welcome.found !== undefined
        ? view
        : { ...view, welcome: { ...view.welcome, late: true } };
    case 'report':
      return { ...view, report: action.report, focus: 'report', scroll: 0 };
    case 'settings':
      return { ...view, settings: action.sheet, focus: 'settings', scroll: 0 };
    case 'touch':
      return view.touched && view.message === undefined
        ? view
        : { ...view, touched: true, message: undefined };
  }
}

function both(first: Message, second: Message): Message {
  return { tone: first.tone, text: text(lang => `${first.text[lang]} ${second.text[lang]}`) };
}
