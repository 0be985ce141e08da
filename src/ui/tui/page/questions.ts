import { isRevealed, type Question, shuffled } from '../../../engine/questions.ts';
import type { QuestionProgress } from '../../../engine/state.ts';
import type { LabSettings } from '../../../lab/settings.ts';
import { notReady, standing, words } from '../../question-words.ts';
import type { Sight } from '../live/quiz.ts';
import { BLANK, indent, type Line, line, paragraphs, type Span, span, tied, wrap } from '../text/line.ts';
import type { Style } from '../theme.ts';
import type { Brush } from './brush.ts';
import { commandsPage } from './commands.ts';
import { verdictGlyph } from './sign.ts';

/** One question of a chapter, as it stands. */
export interface QuestionSheet {
  readonly question: Question;
  /** Its place among the chapter's questions, from 1, and how many there are. */
  readonly at: number;
  readonly of: number;
  readonly progress: QuestionProgress | undefined;
  readonly sight: Sight;
}

/** The question, what was answered, and how a person finds out by themselves. */
export function questionsPage(sheet: QuestionSheet, settings: LabSettings, brush: Brush): readonly Line[] {
  const { question, at, of, progress } = sheet;
  const { lang, width } = brush;
  const { chapter, definition } = question;
  return [
    ...wrap([span(chapter.title[lang], 'dim')], width),
    ...wrap(
      [span(words.place(at, of)[lang], 'title'), span(' · ', 'dim'), ...standingSpans(progress, brush)],
      width,
    ),
    BLANK,
    ...paragraphs(definition.text[lang], width),
    ...optionLines(sheet, brush),
    BLANK,
    ...outcomeLines(sheet, brush),
    line(words.find[lang], 'title'),
    ...commandsPage([definition.find(settings)], brush),
  ];
}

function standingSpans(progress: QuestionProgress | undefined, { lang, glyphs }: Brush): readonly Span[] {
  const said = span(standing(progress)[lang], progress?.right === true ? 'good' : 'plain');
  return progress === undefined
    ? [said]
    : [verdictGlyph(progress.right ? 'passed' : 'failed', glyphs), span(' '), said];
}

/** The options with their numbers; each with its reason once the explanation is told. */
function optionLines({ question, progress, sight }: QuestionSheet, brush: Brush): readonly Line[] {
  const { lang, width, glyphs } = brush;
  const { asked } = sight;
  const answer =
    isRevealed(progress) && asked?.kind === 'ready' && asked.answer.kind === 'choice'
      ? asked.answer
      : undefined;
  return shuffled(question).flatMap((option, at) => {
    const why = answer?.why[option.id];
    const isRight = answer?.right === option.id;
    const sign = answer === undefined ? [] : [verdictGlyph(isRight ? 'passed' : 'failed', glyphs), span(' ')];
    const style: Style = isRight ? 'strong' : 'plain';
    return [
      ...wrap([span(`${at + 1} `, 'key'), ...sign, span(tied(option.text[lang]), style)], width, 2),
      ...(why === undefined ? [] : indent(paragraphs(why[lang], width - 4, 'dim'), 4)),
    ];
  });
}

/** What the last answer was worth, or why none can be given; and the explanation once it may be told. */
function outcomeLines({ question, progress, sight }: QuestionSheet, brush: Brush): readonly Line[] {
  const { lang, width, glyphs } = brush;
  const { asked, judged, looking, problem } = sight;
  const say = (text: string, style: Style = 'plain') => paragraphs(text, width, style);
  if (looking) return [...say(words.looking[lang], 'dim'), BLANK];
  if (problem !== undefined) return [...say(problem.text[lang], 'bad'), BLANK];
  if (asked?.kind === 'not-ready')
    return [...notReady(asked).flatMap(text => say(text[lang], 'warn')), BLANK];
  if (judged?.kind === 'unreadable') return [...say(words.unreadable[lang], 'warn'), BLANK];
  const told = isRevealed(progress) && asked?.kind === 'ready' ? asked.answer.explanation : undefined;
  // A choice says why beside each of its options, once the explanation is told.
  const why = told !== undefined && question.definition.kind === 'choice' ? undefined : judged?.why;
  const lines = [
    ...(judged?.kind === 'wrong'
      ? wrap(
          [
            verdictGlyph('failed', glyphs),
            span(` ${words.wrong[lang]} `, 'strong'),
            span(tied(why?.[lang] ?? words.tryAgain[lang])),
          ],
          width,
          2,
        )
      : []),
    ...(judged?.kind === 'right'
      ? wrap([verdictGlyph('passed', glyphs), span(` ${words.right[lang]}`, 'strong')], width, 2)
      : []),
    ...(told === undefined ? [] : [line(words.explanation[lang], 'title'), ...say(told[lang])]),
  ];
  return lines.length === 0 ? [] : [...lines, BLANK];
}
