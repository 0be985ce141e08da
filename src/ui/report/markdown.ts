import type { Block, Chart, ReportDocument, Section, Table } from './document.ts';
import { escapeMarkdown, fenced } from './escape.ts';

/** Blocks of a bar at the largest value. */
const LONGEST_BAR = 24;

/** The report as Markdown (GitHub's flavour): headings carry the handout's numbers, charts are tables with bars. */
export function renderMarkdown({ title, subtitle, sections }: ReportDocument): string {
  const parts = [
    `# ${escapeMarkdown(title)}`,
    `**${escapeMarkdown(subtitle)}**`,
    ...sections.flatMap(section),
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function section({ number, title, blocks }: Section): readonly string[] {
  const level = number.split('.').length > 2 ? '###' : '##';
  return [
    `${level} ${number === '' ? '' : `${escapeMarkdown(number)} `}${escapeMarkdown(title)}`,
    ...blocks.map(block),
  ];
}

function block(part: Block): string {
  switch (part.kind) {
    case 'paragraph':
      return escapeMarkdown(part.text);
    case 'list':
      return part.items.map(item => `- ${escapeMarkdown(item)}`).join('\n');
    case 'heading':
      return `#### ${escapeMarkdown(part.text)}`;
    case 'facts':
      return part.items
        .map(([name, value]) => `- **${escapeMarkdown(name)}** : ${escapeMarkdown(value)}`)
        .join('\n');
    case 'table':
      return table(part.table);
    case 'chart':
      return chart(part.chart);
    case 'queries':
      return [escapeMarkdown(part.title), ...part.queries.map(query => fenced(query, ''))].join('\n\n');
  }
}

function chart({ title, columns, items }: Chart): string {
  const most = items.reduce((so, { value }) => (Number.isFinite(value) ? Math.max(so, value) : so), 0);
  const bar = (value: number) =>
    most > 0 && value > 0 ? '█'.repeat(Math.max(1, Math.round((value / most) * LONGEST_BAR))) : '';
  return table({
    caption: title,
    columns: [{ name: columns[0] }, { name: columns[1], numeric: true }, { name: '' }],
    rows: items.map(({ label, value, shown }) => ({ cells: [label, shown, bar(value)] })),
  });
}

function table({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const lines = [
    line(columns.map(({ name }) => name)),
    `|${columns.map(({ numeric }) => (numeric === true ? '---:' : '---')).join('|')}|`,
    ...rows.map(({ cells }) => line(cells)),
  ];
  return [...(caption === undefined ? [] : [`**${escapeMarkdown(caption)}**`, '']), ...lines].join('\n');
}
