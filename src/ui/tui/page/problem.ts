import { type Problem, unsaid } from '../../../engine/events.ts';
import { BLANK, type Line, type Span, span, tied, wrap } from '../text/line.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { verdictGlyph } from './sign.ts';

/** The cause first, then what to do, then (when details are wanted) the driver's own words. */
export function problemLines(problem: Problem, details: boolean, brush: Brush): readonly Line[] {
  const { lang, glyphs } = brush;
  const cause = led(verdictGlyph('failed', glyphs), problem.text[lang], 'strong', brush);
  const { advice } = problem;
  // Nothing is known but the driver's words: then at least where more can be read.
  const isUnknown = advice === undefined && problem.raw !== undefined && unsaid(problem) === undefined;
  const next = isUnknown ? words.unknownCause : advice;
  const todo = next === undefined ? [] : led(span(glyphs.advice, 'accent'), next[lang], 'plain', brush);
  return [...cause, ...todo, ...(details && hasMore(problem) ? [BLANK, ...rawLines(problem, brush)] : [])];
}

/** Whether there is more to tell than cause and advice. */
export function hasMore(problem: Problem): boolean {
  return problem.code !== undefined || unsaid(problem) !== undefined;
}

/** A text led by a sign, its rows below one another. */
function led(sign: Span, words: string, style: Span['style'], { width }: Brush): readonly Line[] {
  const hang = sign.text.length + 1;
  return words
    .split('\n')
    .flatMap((part, at) =>
      wrap(
        [...(at === 0 ? [sign, span(' ')] : [span(' '.repeat(hang))]), span(tied(part), style)],
        width,
        hang,
      ),
    );
}

function rawLines({ raw, code, text }: Problem, { lang, width }: Brush): readonly Line[] {
  const title = code === undefined ? words.rawMessage[lang] : `${words.rawMessage[lang]} (${code})`;
  const message = raw ?? text[lang];
  return [
    [span(title, 'dim')],
    ...message.split('\n').flatMap(part => wrap([span('  '), span(part, 'dim')], width, 2)),
  ];
}
