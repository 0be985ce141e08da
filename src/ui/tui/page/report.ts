import type { Block, Tone } from '../../report/document.ts';
import type { ReportMade } from '../../report/made.ts';
import { BLANK, type Line, line, paragraphs, span, wrap } from '../text/line.ts';
import { table } from '../text/table.ts';
import type { Style } from '../theme.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';

const TONES: Readonly<Record<Tone, Style>> = { good: 'good', bad: 'bad', unknown: 'warn' };

/** Where the report is and how to open it, then its summary as it stands in the files. */
export function reportPage({ document, files, kept, problems }: ReportMade, brush: Brush): readonly Line[] {
  const { lang, width } = brush;
  const [summary] = document.sections;
  return [
    ...wrap(line(document.title, 'title'), width),
    ...wrap(line(document.subtitle, 'strong'), width),
    BLANK,
    ...paragraphs(words.report.written[lang], width, 'good'),
    ...files.flatMap(path => wrap([span('  '), span(path)], width, 2)),
    ...paragraphs(words.report.open(openerOf(process.platform), files[0] ?? '')[lang], width, 'dim'),
    ...kept.flatMap(path => paragraphs(words.report.kept(path)[lang], width, 'warn')),
    ...problems.flatMap(problem => paragraphs(problem[lang], width, 'bad')),
    ...(summary?.blocks ?? []).flatMap(block => [BLANK, ...blockLines(block, brush)]),
  ];
}

/** The command that opens a file with the program meant for it. */
function openerOf(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'start' : platform === 'darwin' ? 'open' : 'xdg-open';
}

function blockLines(block: Block, { lang, width }: Brush): readonly Line[] {
  switch (block.kind) {
    case 'paragraph':
      return paragraphs(block.text, width, block.tone === undefined ? 'plain' : TONES[block.tone]);
    case 'heading':
      return [line(block.text, 'strong')];
    case 'list':
      return block.items.flatMap(item => wrap([span('- '), span(item)], width, 2));
    case 'facts':
      return block.items.flatMap(([name, value]) =>
        wrap([span(`${name}${words.colon[lang]} `, 'dim'), span(value)], width, 2),
      );
    case 'table': {
      const { columns, rows } = block.table;
      return table(
        columns.map(({ name }) => name),
        rows.map(({ cells }) => cells.map((text, at) => ({ text, right: columns[at]?.numeric === true }))),
        width,
        n => words.moreColumns(n)[lang],
      );
    }
    case 'chart':
    case 'queries':
      return [];
  }
}
