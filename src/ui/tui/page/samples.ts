import { formatNumber } from '../../../i18n/text.ts';
import type { Measured, Sample } from '../../../lab/check.ts';
import { cells, pad } from '../text/cells.ts';
import { highlight } from '../text/highlight.ts';
import { BLANK, type Line, line, span, wrap } from '../text/line.ts';
import { GAP, table, WIDEST } from '../text/table.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { shown } from './checks.ts';

/**
 * The rows a verification brought along, as tables cut to the width of the page; with `details`, their queries, and whole
 * where the page is too narrow: column by column.
 */
export function sampleLines(samples: readonly Sample[], details: boolean, brush: Brush): readonly Line[] {
  return samples.flatMap(sample => [BLANK, ...oneSample(sample, details, brush)]);
}

function oneSample(sample: Sample, details: boolean, { lang, width }: Brush): readonly Line[] {
  const rows = sample.rows.map(row =>
    row.map(value => ({ text: cell(value, lang), right: typeof value === 'number' })),
  );
  return [
    line(sample.title[lang], 'strong'),
    ...(details ? sample.query.split('\n').flatMap(part => wrap(highlight(part, 'sql'), width, 2)) : []),
    ...(details && !fits(sample.columns, rows, width)
      ? records(sample.columns, rows, width)
      : table(sample.columns, rows, width, n => words.moreColumns(n)[lang])),
    ...(rows.length === 0 ? [line(words.noRows[lang], 'dim')] : []),
  ];
}

type Rows = readonly (readonly { readonly text: string }[])[];

/** Whether a table of this width shows everything. */
function fits(columns: readonly string[], rows: Rows, width: number): boolean {
  const widths = columns.map((name, at) =>
    Math.max(cells(name), ...rows.map(row => cells(row[at]?.text ?? ''))),
  );
  return Math.max(...widths) <= WIDEST && widths.reduce((sum, one) => sum + one + GAP, -GAP) <= width;
}

/** Each row as its columns under one another. */
function records(columns: readonly string[], rows: Rows, width: number): readonly Line[] {
  const column = Math.max(...columns.map(cells));
  return rows.flatMap((row, number) => [
    ...(number === 0 ? [] : [BLANK]),
    ...columns.flatMap((name, at) =>
      wrap([span(`${pad(name, column)}  `, 'dim'), span(row[at]?.text ?? '')], width, column + 2),
    ),
  ]);
}

/** Small whole numbers are ids and years as often as counts: only numbers with decimals are written in the person's way. */
function cell(value: Measured, lang: Brush['lang']): string {
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : formatNumber(value, lang, 2);
  return value === null ? '∅' : shown(value, lang);
}
