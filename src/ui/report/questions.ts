import { questionsOf } from '../../engine/questions.ts';
import { type LabState, questionProgress } from '../../engine/state.ts';
import { type Lang, say } from '../../i18n/text.ts';
import type { ChapterDefinition } from '../../lab/chapter.ts';
import { standing } from '../question-words.ts';
import type { Block, Section, Tone } from './document.ts';

/** Which questions were answered, and at which try; nothing when the chapters have none. */
export function questionSections(
  chapters: readonly ChapterDefinition[],
  state: LabState,
  lang: Lang,
): readonly Section[] {
  const asking = chapters.filter(chapter => questionsOf(chapter).length > 0);
  if (asking.length === 0) return [];
  const all = asking.flatMap(questionsOf);
  const right = all.filter(({ id }) => questionProgress(state, id)?.right === true).length;
  const fr = lang === 'fr';
  return [
    {
      number: '',
      title: fr ? 'Questions de compréhension' : 'Understanding checks',
      blocks: [
        {
          kind: 'paragraph',
          text: fr
            ? `${right} réponse${right > 1 ? 's' : ''} juste${right > 1 ? 's' : ''} sur ${all.length}. Elles ont été jugées sur les systèmes réels, au moment de la réponse.`
            : `${right} of ${all.length} answered rightly. Answers were judged on the real systems, at the moment they were given.`,
        },
        ...asking.map(chapter => chapterTable(chapter, state, lang)),
      ],
    },
  ];
}

function chapterTable(chapter: ChapterDefinition, state: LabState, lang: Lang): Block {
  return {
    kind: 'table',
    table: {
      caption: say(chapter.title, lang),
      columns: [{ name: 'Question' }, { name: lang === 'fr' ? 'Réponse' : 'Answer' }],
      rows: questionsOf(chapter).map(({ id, definition }) => {
        const progress = questionProgress(state, id);
        const tone: Tone = progress === undefined ? 'unknown' : progress.right ? 'good' : 'bad';
        return { cells: [say(definition.text, lang), say(standing(progress), lang)], tone };
      }),
    },
  };
}
