import { formatNumber } from '../../../i18n/text.ts';
import type { Measured, Sample } from '../../../lab/check.ts';
import { highlight } from '../text/highlight.ts';
import { BLANK, type Line, line, wrap } from '../text/line.ts';
import { table } from '../text/table.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { shown } from './checks.ts';

/** The rows a verification brought along, as tables cut to the width of the page; with `details`, their queries. */
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
    ...table(sample.columns, rows, width, n => words.moreColumns(n)[lang]),
    ...(rows.length === 0 ? [line(words.noRows[lang], 'dim')] : []),
  ];
}

/** Small whole numbers are ids and years as often as counts: only numbers with decimals are written in the person's way. */
function cell(value: Measured, lang: Brush['lang']): string {
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : formatNumber(value, lang, 2);
  return value === null ? '∅' : shown(value, lang);
}
