import { type HintLevel, type Hints, LAST_HINT } from '../../../engine/hints.ts';
import type { Command } from '../../../lab/step.ts';
import { BLANK, type Line, line, paragraphs, span, tied, wrap } from '../text/line.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { commandsPage } from './commands.ts';

/** As much help as was asked for, and what h gives next. */
export function hintLines(
  level: HintLevel,
  { nudge, causes }: Hints,
  commands: readonly Command[],
  brush: Brush,
): readonly Line[] {
  if (level === 0) return [];
  const { lang, width, glyphs } = brush;
  const said = causes.length === 0 ? [words.hint.noCause] : causes;
  return [
    line(words.hint.title(level, LAST_HINT)[lang], 'title'),
    ...paragraphs(nudge[lang], width),
    ...(level < 2
      ? []
      : said.flatMap(cause =>
          wrap(
            [span(`${glyphs.advice} `, 'accent'), span(tied(cause[lang]))],
            width,
            glyphs.advice.length + 1,
          ),
        )),
    ...(level < 3 ? [] : [BLANK, ...commandsPage(commands, brush)]),
    ...paragraphs(words.hint.next[level][lang], width, 'dim'),
    BLANK,
  ];
}
