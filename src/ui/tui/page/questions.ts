import { isRevealed, shuffled } from '../../../engine/questions.ts';
import type { QuestionProgress } from '../../../engine/state.ts';
import type { LabSettings } from '../../../lab/settings.ts';
import { notReady, standing, words } from '../../question-words.ts';
import type { QuestionSheet } from '../live/quiz.ts';
import {
  BLANK,
  indent,
  type Line,
  line,
  lineCells,
  paragraphs,
  type Span,
  span,
  tied,
  wrap,
} from '../text/line.ts';
import type { Style } from '../theme.ts';
import type { Brush } from './brush.ts';
import { commandsPage } from './commands.ts';
import { shortTitle } from './map.ts';
import { verdictGlyph } from './sign.ts';

/**
 * What the last answer was worth first, so that it is seen on a small screen too; then the question, and how a person finds
 * out by themselves.
 */
export function questionsPage(sheet: QuestionSheet, settings: LabSettings, brush: Brush): readonly Line[] {
  const { question, at, of, progress, sight } = sheet;
  const { lang, width } = brush;
  const { chapter, definition } = question;
  const here = [
    span(words.place(at, of)[lang], 'title'),
    span(' · ', 'dim'),
    ...standingSpans(progress, brush),
  ];
  const long = [span(`${shortTitle(chapter, lang)} · `, 'dim'), ...here];
  return [
    ...wrap(lineCells(long) <= width ? long : here, width),
    BLANK,
    ...outcomeLines(sheet, brush),
    ...paragraphs(definition.text[lang], width, 'strong'),
    ...optionLines(sheet, brush),
    sight.looking ? line(words.looking[lang], 'dim') : BLANK,
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
  const { lang, width } = brush;
  const { asked, judged, problem } = sight;
  const say = (text: string, style: Style = 'plain') => paragraphs(text, width, style);
  if (problem !== undefined) return [...say(problem.text[lang], 'bad'), BLANK];
  if (asked?.kind === 'not-ready')
    return [...notReady(asked).flatMap(text => say(text[lang], 'warn')), BLANK];
  if (judged?.kind === 'unreadable') return [...say(words.unreadable[lang], 'warn'), BLANK];
  const told = isRevealed(progress) && asked?.kind === 'ready' ? asked.answer.explanation[lang] : undefined;
  if (judged?.kind === 'right')
    return [...led('passed', words.right[lang], told ?? judged.explanation[lang], brush), BLANK];
  // A choice says why beside each of its options, once the explanation is told.
  const isBeside = told !== undefined && question.definition.kind === 'choice';
  const why = isBeside ? undefined : (judged?.why ?? words.tryAgain)[lang];
  const lines = [
    ...(judged === undefined ? [] : led('failed', words.wrong[lang], why ?? '', brush)),
    ...(told === undefined ? [] : [line(words.explanation[lang], 'title'), ...say(told)]),
  ];
  return lines.length === 0 ? [] : [...lines, BLANK];
}

/** A verdict, and what goes with it. */
function led(
  verdict: 'passed' | 'failed',
  word: string,
  more: string,
  { width, glyphs }: Brush,
): readonly Line[] {
  return wrap([verdictGlyph(verdict, glyphs), span(` ${word} `, 'strong'), span(tied(more))], width, 2);
}
