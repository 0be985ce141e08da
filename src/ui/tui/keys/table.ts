import type { Text } from '../../../i18n/text.ts';
import { why } from '../sentences.ts';
import { type Focus, PANES } from '../view/view.ts';
import type { Binding } from './binding.ts';
import { enterLabel } from './enter-label.ts';
import { MENDING } from './mending.ts';
import { settingKeys } from './settings.ts';
import type { Situation } from './situation.ts';
import {
  answerCannot,
  atFirstPlace,
  atFirstQuestion,
  atLastPlace,
  atLastQuestion,
  busy,
  cannotScrollDown,
  cannotScrollUp,
  enterCannot,
  firstOf,
  hintsUsedUp,
  noHintNeeded,
  noPane,
  noQuestions,
  noStep,
  notByHand,
  nothingRemains,
  nothingToCopy,
  nothingToReset,
  nothingToSkip,
  readOnly,
  type WhyNot,
} from './why-not.ts';

const EVERYWHERE: readonly Focus[] = ['page', 'map', 'help', 'settings', 'welcome', 'report', 'questions'];
const never: WhyNot = () => undefined;
const as = (shown: string) => () => shown;

export const BINDINGS: readonly Binding[] = [
  {
    id: 'enter',
    keys: ['enter'],
    shown: glyphs => glyphs.enter,
    help: {
      fr: "Exécute l'étape : prérequis, action, vérification. Si elle est faite, passe à la suivante.",
      en: 'Executes the step: prerequisites, action, verification. When it is done, goes to the next.',
    },
    focus: EVERYWHERE,
    whyNot: enterCannot,
    line: {
      rank: 1,
      label: enterLabel,
    },
  },
  {
    id: 'run-all',
    keys: ['a'],
    shown: as('a'),
    help: { fr: "Exécute tout ce qui reste, dans l'ordre.", en: 'Executes all that remains, in order.' },
    focus: ['page', 'map'],
    whyNot: firstOf(busy, readOnly, nothingRemains),
    line: { rank: 8, label: () => ({ fr: 'tout exécuter', en: 'run all' }) },
  },
  {
    id: 'verify',
    keys: ['v'],
    shown: as('v'),
    help: {
      fr: "Vérifie l'étape sur les vrais systèmes, sans rien exécuter.",
      en: 'Verifies the step on the real systems, executing nothing.',
    },
    focus: ['page', 'map'],
    whyNot: firstOf(busy, noStep),
    line: { rank: 3, label: () => ({ fr: 'vérifier', en: 'verify' }) },
  },
  {
    id: 'verify-all',
    keys: ['V'],
    shown: as('V'),
    help: { fr: 'Vérifie toutes les étapes du TP.', en: 'Verifies every step of the lab.' },
    focus: ['page', 'map', 'welcome'],
    whyNot: busy,
  },
  {
    id: 'by-hand',
    keys: ['m'],
    shown: as('m'),
    help: {
      fr: "Faire l'étape moi-même : les commandes à taper, et le TP regarde jusqu'à ce qu'elle soit faite. Et retour.",
      en: 'Do the step myself: the commands to type, and the lab watches until it is done. And back.',
    },
    focus: ['page'],
    whyNot: firstOf(noStep, busy),
    line: {
      rank: 2.5,
      label: ({ view }) =>
        view.byHand === undefined
          ? { fr: 'faire moi-même', en: 'do it myself' }
          : { fr: 'arrêter', en: 'stop' },
    },
  },
  {
    id: 'copy',
    keys: ['c'],
    shown: as('c'),
    help: {
      fr: "En faisant l'étape soi-même : copie la commande suivante dans le presse-papiers.",
      en: 'While doing the step oneself: copies the next command to the clipboard.',
    },
    focus: ['page'],
    whyNot: firstOf(noStep, notByHand, nothingToCopy),
    line: { rank: 1.5, label: () => ({ fr: 'copier', en: 'copy' }) },
  },
  {
    id: 'hint',
    keys: ['h'],
    shown: as('h'),
    help: {
      fr: 'Un indice, puis la cause, puis les commandes exactes ; à la fin, le faire pour vous.',
      en: 'A hint, then the cause, then the exact commands; at the end, have it done for you.',
    },
    focus: ['page'],
    whyNot: firstOf(noStep, busy, noHintNeeded, hintsUsedUp),
    line: { rank: 3.2, label: () => ({ fr: 'indice', en: 'hint' }) },
  },
  ...MENDING,
  {
    id: 'skip',
    keys: ['s'],
    shown: as('s'),
    help: { fr: "Met l'étape de côté, avec une raison.", en: 'Puts the step aside, with a reason.' },
    focus: ['page', 'map'],
    whyNot: firstOf(noStep, busy, readOnly, nothingToSkip),
    line: { rank: 9, label: () => ({ fr: 'passer', en: 'skip' }) },
  },
  {
    id: 'reset',
    keys: ['r'],
    shown: as('r'),
    help: {
      fr: "Défait l'étape, après confirmation : supprime ce qu'elle a fait, et cela seulement.",
      en: 'Undoes the step, after asking: drops what it made, and only that.',
    },
    focus: ['page', 'map'],
    whyNot: firstOf(noStep, busy, readOnly, nothingToReset),
    line: { rank: 10, label: () => ({ fr: 'réinitialiser', en: 'reset' }) },
  },
  {
    id: 'next',
    keys: ['n'],
    shown: as('n'),
    help: {
      fr: 'Page suivante : étape, ouverture ou récapitulatif.',
      en: 'Next page: step, opening or recap.',
    },
    focus: ['page'],
    whyNot: atLastPlace,
    line: { rank: 5, label: () => ({ fr: 'suivante', en: 'next' }) },
  },
  {
    id: 'previous',
    keys: ['p'],
    shown: as('p'),
    help: { fr: 'Page précédente.', en: 'Previous page.' },
    focus: ['page'],
    whyNot: atFirstPlace,
    line: { rank: 6, label: () => ({ fr: 'précédente', en: 'previous' }) },
  },
  {
    id: 'next-to-do',
    keys: ['g'],
    shown: as('g'),
    help: {
      fr: "Va à la première étape qui n'est pas faite.",
      en: 'Goes to the first step that is not done.',
    },
    focus: ['page', 'map'],
    whyNot: nothingRemains,
  },
  {
    id: 'questions',
    keys: ['u'],
    shown: as('u'),
    help: {
      fr: "Les questions du chapitre, pour voir si l'on a compris ; et retour.",
      en: 'The questions of the chapter, to see whether one has understood; and back.',
    },
    focus: ['page', 'map', 'questions'],
    whyNot: noQuestions,
    line: {
      rank: 4.5,
      label: ({ view }) =>
        view.focus === 'questions' ? { fr: 'revenir', en: 'back' } : { fr: 'questions', en: 'questions' },
    },
  },
  {
    id: 'answer',
    keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: as('0-9'),
    help: {
      fr: 'Parmi les questions : donne la réponse de ce numéro, ou commence à taper un nombre.',
      en: 'Among the questions: gives the answer of that number, or begins to type a number.',
    },
    focus: ['questions'],
    whyNot: answerCannot,
  },
  {
    id: 'next-question',
    keys: ['n', 'right'],
    shown: as('n p'),
    help: {
      fr: 'Parmi les questions : la suivante ou la précédente.',
      en: 'Among the questions: the next or the previous one.',
    },
    focus: ['questions'],
    whyNot: atLastQuestion,
    line: { rank: 5, label: () => ({ fr: 'autre question', en: 'other question' }) },
  },
  {
    id: 'previous-question',
    keys: ['p', 'left', 'shift+tab'],
    focus: ['questions'],
    whyNot: atFirstQuestion,
  },
  {
    id: 'copy-query',
    keys: ['c'],
    shown: as('c'),
    help: {
      fr: 'Parmi les questions : copie la requête qui fait trouver la réponse.',
      en: 'Among the questions: copies the query that finds the answer.',
    },
    focus: ['questions'],
    whyNot: never,
    line: { rank: 3, label: () => ({ fr: 'copier la requête', en: 'copy the query' }) },
  },
  {
    id: 'pane',
    keys: PANES.map((_, at) => String(at + 1)),
    shown: as('1-4'),
    help: { fr: 'Leçon, commandes, journal, vérification.', en: 'Lesson, commands, log, verification.' },
    focus: ['page'],
    whyNot: noPane,
    line: { rank: 4, label: () => ({ fr: 'volets', en: 'panes' }) },
  },
  {
    id: 'pane-left',
    keys: ['left', 'shift+tab'],
    shown: glyphs => glyphs.leftRight,
    help: { fr: 'Volet précédent ou suivant.', en: 'Previous or next pane.' },
    focus: ['page'],
    whyNot: noPane,
  },
  {
    id: 'pane-right',
    keys: ['right'],
    focus: ['page'],
    whyNot: noPane,
  },
  {
    id: 'log',
    keys: ['l'],
    shown: as('l'),
    help: {
      fr: "Montre ce que l'étape a exécuté et affiché.",
      en: 'Shows what the step executed and printed.',
    },
    focus: ['page'],
    whyNot: noPane,
  },
  {
    id: 'details',
    keys: ['d'],
    shown: as('d'),
    help: {
      fr: "Montre ou cache les requêtes de vérification et le message d'erreur d'origine.",
      en: 'Shows or hides the verification queries and the original error message.',
    },
    focus: ['page'],
    whyNot: firstOf(noPane, ({ view }) => (view.pane === 'verification' ? undefined : why.noDetails)),
    line: { rank: 3.5, label: () => ({ fr: 'détails', en: 'details' }) },
  },
  {
    id: 'line-up',
    keys: ['up', 'k'],
    shown: glyphs => glyphs.upDown,
    help: {
      fr: "Défile d'une ligne (k et j aussi) ; choisit, sur la carte.",
      en: 'Scrolls by a line (k and j too); chooses, on the map.',
    },
    focus: EVERYWHERE,
    whyNot: cannotScrollUp,
  },
  {
    id: 'line-down',
    keys: ['down', 'j'],
    shown: glyphs => glyphs.upDown,
    focus: EVERYWHERE,
    whyNot: cannotScrollDown,
    line: {
      rank: 12,
      label: ({ view }) =>
        view.focus === 'map' ? { fr: 'choisir', en: 'choose' } : { fr: 'défiler', en: 'scroll' },
    },
  },
  {
    id: 'page-down',
    keys: ['pagedown', ' '],
    shown: as('PgDn PgUp'),
    help: {
      fr: "Défile d'un écran (Espace descend aussi).",
      en: 'Scrolls by a screen (Space goes down too).',
    },
    focus: EVERYWHERE,
    whyNot: cannotScrollDown,
  },
  {
    id: 'page-up',
    keys: ['pageup', 'b'],
    focus: EVERYWHERE,
    whyNot: cannotScrollUp,
  },
  {
    id: 'top',
    keys: ['home'],
    shown: as('Home End'),
    help: { fr: 'Début ou fin de la page.', en: 'Top or end of the page.' },
    focus: EVERYWHERE,
    whyNot: cannotScrollUp,
  },
  {
    id: 'end',
    keys: ['end'],
    focus: EVERYWHERE,
    whyNot: cannotScrollDown,
  },
  {
    id: 'map',
    keys: ['tab'],
    shown: as('Tab'),
    help: { fr: 'La carte du TP, et retour.', en: 'The map of the lab, and back.' },
    focus: EVERYWHERE,
    whyNot: never,
    line: {
      rank: 2,
      label: ({ view }) =>
        view.focus === 'map' ? { fr: 'revenir', en: 'back' } : { fr: 'carte', en: 'map' },
    },
  },
  ...settingKeys(EVERYWHERE),
  {
    id: 'help',
    keys: ['?'],
    shown: as('?'),
    help: { fr: 'Cette aide, et retour.', en: 'This help, and back.' },
    focus: EVERYWHERE,
    whyNot: never,
    line: {
      rank: 0,
      label: ({ view }) =>
        view.focus === 'help' ? { fr: 'revenir', en: 'back' } : { fr: 'aide', en: 'help' },
    },
  },
  {
    id: 'back',
    keys: ['escape'],
    shown: as('Esc'),
    help: { fr: 'Revient à la page.', en: 'Back to the page.' },
    focus: EVERYWHERE,
    whyNot: ({ view }) => (view.focus === 'page' ? why.nothingRuns : undefined),
  },
  {
    id: 'language',
    keys: ['L'],
    shown: as('L'),
    help: { fr: 'English / français.', en: 'Français / English.' },
    focus: EVERYWHERE,
    whyNot: never,
  },
  {
    id: 'interrupt',
    keys: ['ctrl+c'],
    shown: as('Ctrl-C'),
    help: {
      fr: 'Arrête ce qui est en cours ; sinon quitte.',
      en: 'Stops what is going on; otherwise quits.',
    },
    focus: EVERYWHERE,
    whyNot: never,
  },
  {
    id: 'suspend',
    keys: ['ctrl+z'],
    shown: as('Ctrl-Z'),
    help: {
      fr: 'Rend la main au terminal ; fg y revient.',
      en: 'Gives the terminal back to the shell; fg returns.',
    },
    focus: EVERYWHERE,
    whyNot: never,
  },
  {
    id: 'quit',
    keys: ['q'],
    shown: as('q'),
    help: {
      fr: "Quitte ; demande d'abord si quelque chose est en cours.",
      en: 'Quits; asks first when something is going on.',
    },
    focus: EVERYWHERE,
    whyNot: never,
    line: { rank: 11, label: () => ({ fr: 'quitter', en: 'quit' }) },
  },
];

/** What a key does on this screen: its row of the table, or why there is none. */
export type Pressed =
  | { readonly kind: 'command'; readonly binding: Binding; readonly key: string }
  | { readonly kind: 'refused'; readonly reason: Text };

export function press(key: string, situation: Situation): Pressed {
  const known = BINDINGS.filter(({ keys }) => keys.includes(key));
  const binding = known.find(({ focus }) => focus.includes(situation.view.focus));
  if (binding === undefined) {
    return { kind: 'refused', reason: known.length === 0 ? why.unknownKey : why.otherScreen };
  }
  const reason = binding.whyNot(situation);
  return reason === undefined ? { kind: 'command', binding, key } : { kind: 'refused', reason };
}
