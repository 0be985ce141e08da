import { cells, pad } from './cells.ts';
import { clean } from './clean.ts';
import { type Line, type Span, span } from './line.ts';

/** No column of a table of data is wider than this while others want room. */
export const WIDEST = 28;
/** Rather fewer columns than ones too narrow to read. */
const NARROWEST = 10;
/** Cells between two columns. */
export const GAP = 2;

/**
 * Rows of data as a table of at most `width` cells: columns as wide as what they hold, the widest ones cut first, and the
 * last ones left out (said by `more`) when even then they do not fit.
 */
export function table(
  columns: readonly string[],
  rows: readonly (readonly { readonly text: string; readonly right: boolean }[])[],
  width: number,
  more: (columns: number) => string,
): readonly Line[] {
  const wanted = columns.map((name, at) =>
    Math.min(WIDEST, Math.max(cells(clean(name)), ...rows.map(row => cells(clean(row[at]?.text ?? ''))))),
  );
  const widths = shrink(wanted, width);
  const hidden = columns.length - widths.length;
  const right = widths.map((_, at) => rows.length > 0 && rows.every(row => row[at]?.right ?? false));
  const cell = (text: string, at: number): string =>
    pad(clean(text), widths[at] ?? 0, right[at] === true ? 'right' : 'left');
  const head: Span[] = widths.flatMap((_, at) => [span(cell(columns[at] ?? '', at), 'strong'), span('  ')]);
  if (hidden > 0) head.push(span(more(hidden), 'dim'));
  const body = rows.map(row => widths.flatMap((_, at) => [span(cell(row[at]?.text ?? '', at)), span('  ')]));
  return [head, ...body].map(of => trimEnd(of));
}

/** The widths that fit: the widest columns give way first; columns at the end go when nothing is left to take. */
function shrink(wanted: readonly number[], width: number): readonly number[] {
  const widths = [...wanted];
  const total = () => widths.reduce((sum, one) => sum + one + GAP, -GAP);
  while (total() > width && Math.max(...widths) > NARROWEST) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  // Room for the words that say how many columns are missing.
  const note = 14;
  while (widths.length > 1 && total() + (widths.length < wanted.length ? GAP + note : 0) > width)
    widths.pop();
  return widths;
}

function trimEnd(of: readonly Span[]): Line {
  const last = of.at(-1);
  return last !== undefined && last.text.trim() === '' ? of.slice(0, -1) : of;
}
