import type { Problem } from '../../../engine/events.ts';
import { BLANK, type Line, span, tied, wrap } from '../text/line.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { verdictGlyph } from './sign.ts';

/** The cause first, then what to do, then (when details are wanted) the driver's own words. */
export function problemLines(
  problem: Problem,
  details: boolean,
  { lang, width, glyphs }: Brush,
): readonly Line[] {
  const glyph = verdictGlyph('failed', glyphs);
  const hang = glyph.text.length + 1;
  const cause = problem.text[lang]
    .split('\n')
    .flatMap((part, at) =>
      wrap(
        [...(at === 0 ? [glyph, span(' ')] : [span(' '.repeat(hang))]), span(tied(part), 'strong')],
        width,
        hang,
      ),
    );
  const advice = problem.advice?.[lang]
    .split('\n')
    .flatMap((part, at) =>
      wrap(
        [
          at === 0 ? span(`${glyphs.advice.padEnd(hang - 1)} `, 'accent') : span(' '.repeat(hang)),
          span(tied(part)),
        ],
        width,
        hang,
      ),
    );
  const raw = problem.raw !== undefined && problem.raw !== problem.text[lang] ? problem.raw : undefined;
  return [
    ...cause,
    ...(advice ?? []),
    ...(details && raw !== undefined ? [BLANK, ...rawLines(raw, problem.code, lang, width)] : []),
  ];
}

function rawLines(
  raw: string,
  code: string | undefined,
  lang: Brush['lang'],
  width: number,
): readonly Line[] {
  const title = code === undefined ? words.rawMessage[lang] : `${words.rawMessage[lang]} (${code})`;
  return [
    [span(title, 'dim')],
    ...raw.split('\n').flatMap(part => wrap([span('  '), span(part, 'dim')], width, 2)),
  ];
}
