import type { Lang } from '../../../i18n/text.ts';
import type { Step } from '../../../lab/chapter.ts';
import { chapterText, lesson } from '../../../lab/content.ts';
import { type Line, paragraphs } from '../text/line.ts';
import { markdown } from '../text/markdown.ts';
import type { Place } from '../view/places.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';

/** What a place has to read: a step's lesson, a chapter's opening or recap. */
export function lessonPage(place: Place, { lang, width }: Brush): readonly Line[] {
  if (place.kind !== 'step') return markdown(chapterText(place.chapter.folder, place.kind, lang), width);
  const source = lessonOf(place.step, lang);
  return source === undefined ? paragraphs(words.noLesson[lang], width, 'warn') : markdown(source, width);
}

function lessonOf(step: Step, lang: Lang): string | undefined {
  try {
    return lesson(step, lang);
  } catch {
    // A package without this one file is still worth using: the step runs, and the page says what is missing.
    return undefined;
  }
}
