import type { Text } from '../../i18n/text.ts';
import { enterLabel } from '../tui/keys/enter-label.ts';
import type { Situation } from '../tui/keys/situation.ts';
import { press } from '../tui/keys/table.ts';
import { rebuildCannot } from '../tui/keys/why-not.ts';

export type ChoiceId =
  | 'enter'
  | 'by-hand'
  | 'verify'
  | 'hint'
  | 'read'
  | 'next'
  | 'previous'
  | 'list'
  | 'run-all'
  | 'verify-all'
  | 'skip'
  | 'reset'
  | 'language'
  | 'fix'
  | 'report'
  | 'rebuild'
  | 'questions'
  | 'settings'
  | 'quit';

interface Choice {
  readonly id: ChoiceId;
  /** What is typed; the same on every page, so that it can be learnt. */
  readonly number: number;
  readonly label: (situation: Situation) => Text;
  /** The key of the screen that does the same: it decides whether the choice is there. */
  readonly key?: string;
}

const label = (fr: string, en: string) => () => ({ fr, en });

/** What is typed for the chapter's questions. */
export const QUESTIONS = 17;

const CHOICES: readonly Choice[] = [
  { id: 'enter', number: 1, key: 'enter', label: enterLabel },
  { id: 'by-hand', number: 2, key: 'm', label: label('faire moi-même', 'do it myself') },
  { id: 'verify', number: 3, key: 'v', label: label('vérifier', 'verify') },
  { id: 'hint', number: 4, key: 'h', label: label('indice', 'hint') },
  { id: 'read', number: 5, label: label('lire', 'read') },
  { id: 'next', number: 6, key: 'n', label: label('page suivante', 'next page') },
  { id: 'previous', number: 7, key: 'p', label: label('page précédente', 'previous page') },
  { id: 'list', number: 8, label: label('liste des étapes', 'list of the steps') },
  { id: 'run-all', number: 9, key: 'a', label: label('tout exécuter', 'run all') },
  { id: 'verify-all', number: 10, key: 'V', label: label('tout vérifier', 'verify all') },
  { id: 'skip', number: 11, key: 's', label: label('passer', 'skip') },
  { id: 'reset', number: 12, key: 'r', label: label('réinitialiser', 'reset') },
  { id: 'language', number: 13, label: () => ({ fr: 'English', en: 'français' }) },
  { id: 'fix', number: 14, key: 'f', label: label('réparer', 'fix') },
  { id: 'report', number: 15, key: 'R', label: label('écrire le rapport', 'write the report') },
  { id: 'rebuild', number: 16, label: label('reconstruire la progression', 'rebuild the progress') },
  { id: 'questions', number: QUESTIONS, key: 'u', label: label('questions', 'questions') },
  { id: 'settings', number: 18, key: ',', label: label('réglages', 'settings') },
  { id: 'quit', number: 0, label: label('quitter', 'quit') },
];

/** What can be chosen here, in the order it is said. */
export function choicesOf(situation: Situation): readonly { id: ChoiceId; number: number; label: Text }[] {
  const able = ({ id, key }: Choice) =>
    id === 'rebuild'
      ? rebuildCannot(situation) === undefined
      : key === undefined || press(key, situation).kind === 'command';
  return CHOICES.filter(able).map(({ id, number, label: of }) => ({ id, number, label: of(situation) }));
}
