import { formatNumber } from '../../../i18n/text.ts';
import type { Progress } from '../live/live.ts';
import { cells, pad } from '../text/cells.ts';
import { type Line, span } from '../text/line.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';

/** Bars under one another: label, bar, done of total, rate. The bar goes first when there is little room. */
export function progressLines(
  progress: readonly Progress[],
  { lang, width, glyphs }: Brush,
): readonly Line[] {
  const rows = progress.map(({ label, done, total, rate }) => ({
    label: label[lang],
    share: total === undefined || total === 0 ? undefined : Math.min(1, done / total),
    count:
      total === undefined
        ? formatNumber(done, lang)
        : `${formatNumber(done, lang)} / ${formatNumber(total, lang)}`,
    rate: rate === undefined ? '' : words.rate(rate)[lang],
  }));
  const countWidth = widest(rows.map(({ count }) => count));
  const rateWidth = widest(rows.map(({ rate }) => rate));
  const fixed = countWidth + (rateWidth > 0 ? rateWidth + 2 : 0) + 2;
  const labelWidth = Math.min(widest(rows.map(({ label }) => label)), Math.max(8, width - fixed - 12));
  const barWidth = Math.min(40, width - fixed - labelWidth - 2);
  return rows.map(({ label, share, count, rate }) => [
    span(pad(label, labelWidth)),
    ...(barWidth >= 6 ? [span('  '), span(bar(share, barWidth, glyphs.bar), 'accent')] : []),
    span('  '),
    span(pad(count, countWidth, 'right')),
    ...(rateWidth > 0 ? [span('  '), span(pad(rate, rateWidth, 'right'), 'dim')] : []),
  ]);
}

/** A bar of `width` cells; with eighths of a cell where the terminal can draw them. */
function bar(share: number | undefined, width: number, parts: readonly string[]): string {
  if (share === undefined) return ' '.repeat(width);
  const eighths = Math.round(share * width * 8);
  const full = Math.floor(eighths / 8);
  const rest = eighths % 8;
  const empty = width - full - (rest > 0 ? 1 : 0);
  return (
    (parts[8] ?? '').repeat(full) + (rest > 0 ? (parts[rest] ?? '') : '') + (parts[0] ?? '').repeat(empty)
  );
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(cells));
}
