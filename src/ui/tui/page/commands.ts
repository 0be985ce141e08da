import type { Lang } from '../../../i18n/text.ts';
import type { Command } from '../../../lab/step.ts';
import { highlight } from '../text/highlight.ts';
import {
  BLANK,
  cutLine,
  indent,
  type Line,
  line,
  lineCells,
  paragraphs,
  span,
  spread,
  tied,
  wrap,
} from '../text/line.ts';
import { wrapCode } from '../text/markdown.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';

/** What a person would type: each command under its title, with the file it comes from; which one was `copied`. */
export function commandsPage(
  commands: readonly Command[],
  { lang, width }: Brush,
  copied?: number,
): readonly Line[] {
  if (commands.length === 0) return paragraphs(words.noCommands[lang], width, 'dim');
  return commands.flatMap((command, at) => [
    ...(at === 0 ? [] : [BLANK]),
    ...titleLines(command, lang, width, at === copied),
    ...indent(codeLines(command, width - 2), 2),
  ]);
}

/** What it is and, at the end of the row or below, the file it comes from. */
function titleLines({ title, file }: Command, lang: Lang, width: number, copied: boolean): readonly Line[] {
  const left = [
    span(tied(title[lang]), 'strong'),
    ...(copied ? [span(` ${words.byHand.copied[lang]}`, 'good')] : []),
  ];
  if (file === undefined) return wrap(left, width);
  const right = line(file, 'dim');
  return lineCells(left) + lineCells(right) + 2 <= width
    ? [spread(left, right, width)]
    : [...wrap(left, width), cutLine(right, width)];
}

function codeLines(command: Command, width: number): readonly Line[] {
  return command.code
    .trimEnd()
    .split('\n')
    .flatMap(code => wrapCode(highlight(code, command.language), code, width));
}
