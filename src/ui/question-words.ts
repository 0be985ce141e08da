import { type Asked, waiting } from '../engine/questions.ts';
import type { LabState, QuestionProgress } from '../engine/state.ts';
import { type Text, text } from '../i18n/text.ts';
import type { ChapterDefinition, Lab } from '../lab/chapter.ts';

/** What the screen, the line mode and the report say of questions. */
export const words = {
  title: { fr: 'Questions', en: 'Questions' },
  place: (at: number, of: number): Text =>
    text(lang => (lang === 'fr' ? `Question ${at} sur ${of}` : `Question ${at} of ${of}`)),
  find: { fr: 'Pour le découvrir', en: 'To find out' },
  yourAnswer: { fr: 'Votre réponse', en: 'Your answer' },
  orLeave: {
    fr: '(vide : question suivante, un point : arrêter)',
    en: '(empty: next question, a dot: stop)',
  },
  looking: { fr: 'Lecture du vrai système…', en: 'Reading the real system…' },
  right: { fr: 'Juste.', en: 'Right.' },
  wrong: { fr: 'Pas encore.', en: 'Not yet.' },
  tryAgain: { fr: 'Essayez de nouveau, après avoir regardé.', en: 'Try again, after having looked.' },
  unreadable: {
    fr: 'Ce n’est ni un nombre, ni le numéro d’une réponse : rien n’est compté.',
    en: 'This is neither a number nor the number of an answer: nothing is counted.',
  },
  explanation: { fr: 'Explication', en: 'Explanation' },
  notReady: (title: string): Text =>
    text(lang =>
      lang === 'fr'
        ? `Pas encore : cette question porte sur ce que fait l’étape « ${title} », qui n’est pas en ordre.`
        : `Not yet: this question is about what the step “${title}” makes, which does not hold.`,
    ),
  allRight: {
    fr: 'Toutes les questions de ce chapitre ont leur réponse.',
    en: 'Every question of this chapter is answered.',
  },
  invitation: (questions: number, key: string): Text =>
    text(lang => {
      if (lang === 'fr')
        return `Chapitre terminé : ${questions} question${questions > 1 ? 's' : ''} pour voir si tout est clair, avec ${key}.`;
      return `Chapter finished: ${questions} question${questions > 1 ? 's' : ''} to see whether all is clear, with ${key}.`;
    }),
} as const;

/** At the end of a chapter: that its questions wait, and that `key` opens them. */
export function invitation(
  lab: Lab,
  state: LabState,
  chapter: ChapterDefinition,
  key: string,
): Text | undefined {
  const questions = waiting(lab, state, chapter);
  return questions === 0 ? undefined : words.invitation(questions, key);
}

/** How a question was answered so far: `juste au 2e essai`. */
export function standing(progress: QuestionProgress | undefined): Text {
  if (progress === undefined) return { fr: 'sans réponse', en: 'not answered' };
  const { tries, right } = progress;
  if (right)
    return tries === 1
      ? { fr: 'juste au premier essai', en: 'right at the first try' }
      : { fr: `juste après ${tries} essais`, en: `right after ${tries} tries` };
  return tries === 1
    ? { fr: 'un essai, pas encore juste', en: 'one try, not right yet' }
    : { fr: `${tries} essais, pas encore juste`, en: `${tries} tries, not right yet` };
}

/** Why a question cannot be answered now. */
export function notReady({ step, problem }: Extract<Asked, { kind: 'not-ready' }>): readonly Text[] {
  return [
    text(lang => words.notReady(step.definition.title[lang])[lang]),
    ...(problem === undefined ? [] : [problem.text]),
  ];
}
