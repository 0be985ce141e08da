import type { Command } from '../../../lab/step.ts';
import { highlight } from '../text/highlight.ts';
import { BLANK, indent, type Line, line, paragraphs, span, spread } from '../text/line.ts';
import { wrapCode } from '../text/markdown.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';

/** What a person would type: each command under its title, with the file it comes from. */
export function commandsPage(commands: readonly Command[], { lang, width }: Brush): readonly Line[] {
  if (commands.length === 0) return paragraphs(words.noCommands[lang], width, 'dim');
  return commands.flatMap((command, at) => [
    ...(at === 0 ? [] : [BLANK]),
    command.file === undefined
      ? line(command.title[lang], 'strong')
      : spread(line(command.title[lang], 'strong'), [span(command.file, 'dim')], width),
    ...indent(codeLines(command, width - 2), 2),
  ]);
}

function codeLines(command: Command, width: number): readonly Line[] {
  return command.code
    .trimEnd()
    .split('\n')
    .flatMap(code => wrapCode(highlight(code, command.language), code, width));
}
