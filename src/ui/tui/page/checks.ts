import { formatNumber, type Lang } from '../../../i18n/text.ts';
import type { Check, Measured } from '../../../lab/check.ts';
import { VERDICT_SIGNS } from '../../glyphs.ts';
import { cells, cutMiddle, pad } from '../text/cells.ts';
import { clean } from '../text/clean.ts';
import { highlight } from '../text/highlight.ts';
import { cutLine, type Line, line, plain, type Span, span, tied, wrap } from '../text/line.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { verdictGlyph, verdictWord } from './sign.ts';

/** A value as a person reads it: numbers grouped by thousands. */
export function shown(value: Measured, lang: Lang): string {
  if (value === null) return words.nothing[lang];
  if (typeof value === 'boolean') return (value ? words.yes : words.no)[lang];
  return typeof value === 'number' ? formatNumber(value, lang) : clean(value);
}

interface Widths {
  readonly glyph: number;
  readonly label: number;
  readonly expected: number;
  readonly actual: number;
  /** 0: no room for the word, the sign stands alone. */
  readonly word: number;
}

/**
 * What was checked: verdict, what, expected, actual. The verdict stands first, where the eye falls; a message stands under
 * the check it belongs to, and so do, with `details`, the query and whole values that were cut.
 */
export function checkLines(checks: readonly Check[], details: boolean, brush: Brush): readonly Line[] {
  if (checks.length === 0) return [];
  const widths = columns(checks, brush);
  return [
    header(widths, brush.lang),
    ...checks.flatMap((check, at) => [
      ...checkRows(check, widths, details, brush),
      ...(details || check.verdict !== 'failed' || check.query === checks[at - 1]?.query
        ? []
        : shortQuery(check, widths.glyph + 1, brush)),
    ]),
  ];
}

/** Of the query of a check that failed, this many rows are shown without `details`. */
const QUERY_ROWS = 2;

/** What measured a failed check, so that the person can look for themselves; cut, as the whole of it is behind a key. */
function shortQuery({ query }: Check, margin: number, { width }: Brush): readonly Line[] {
  if (query === undefined) return [];
  const code = highlight(query.trim().replace(/\s+/g, ' '), 'sql');
  const lines = wrap([span(' '.repeat(margin)), ...code], width, margin);
  if (lines.length <= QUERY_ROWS) return lines;
  // The ellipsis says that there is more.
  const last = cutLine([...(lines[QUERY_ROWS - 1] ?? []), span(' '.repeat(width))], width);
  return [...lines.slice(0, QUERY_ROWS - 1), last];
}

function columns(checks: readonly Check[], { lang, width, glyphs }: Brush): Widths {
  const widest = (texts: readonly string[]) => Math.max(...texts.map(cells));
  const glyph = glyphs.ascii ? 3 : 1;
  const word = widest(Object.values(VERDICT_SIGNS).map(sign => sign.word[lang]));
  const most = Math.max(10, Math.floor(width / 4));
  const expected = Math.min(
    most,
    widest([words.columns.expected[lang], ...checks.map(check => shown(check.expected, lang))]),
  );
  const actual = Math.min(
    most,
    widest([words.columns.actual[lang], ...checks.map(check => shown(check.actual, lang))]),
  );
  const label = widest([words.columns.check[lang], ...checks.map(check => clean(check.label[lang]))]);
  const room = width - glyph - 1 - 2 - expected - 2 - actual - 2 - word;
  return { glyph, label: Math.max(12, Math.min(label, room)), expected, actual, word };
}

function header(widths: Widths, lang: Lang): Line {
  const { check, expected, actual } = words.columns;
  return line(
    `${' '.repeat(widths.glyph + 1)}${pad(check[lang], widths.label)}  ${pad(expected[lang], widths.expected, 'right')}  ${pad(actual[lang], widths.actual, 'right')}`,
    'dim',
  );
}

function checkRows(check: Check, widths: Widths, details: boolean, brush: Brush): readonly Line[] {
  const { lang, glyphs, width } = brush;
  const [first, ...rest] = wrap(line(check.label[lang]), widths.label);
  const margin = widths.glyph + 1;
  const nothing = check.expected === null && check.actual === null;
  const expected = nothing ? '' : shown(check.expected, lang);
  const actual = nothing ? '' : shown(check.actual, lang);
  const differs = check.verdict === 'failed';
  return [
    [
      verdictGlyph(check.verdict, glyphs),
      span(' '),
      span(pad(plain(first ?? []), widths.label)),
      span('  '),
      span(pad(cutMiddle(expected, widths.expected), widths.expected, 'right'), differs ? 'plain' : 'dim'),
      span('  '),
      span(pad(cutMiddle(actual, widths.actual), widths.actual, 'right'), differs ? 'bad' : 'plain'),
      span('  '),
      verdictWord(check.verdict, lang),
    ],
    ...rest.map(of => [span(' '.repeat(margin)), ...of]),
    ...below(check, margin, width, brush),
    ...(cells(expected) > widths.expected || cells(actual) > widths.actual
      ? whole(expected, actual, differs || details, margin, brush)
      : []),
    ...(details && check.query !== undefined ? queryLines(check.query, check.queryId, margin, width) : []),
  ];
}

function below(check: Check, margin: number, width: number, { lang, glyphs }: Brush): readonly Line[] {
  if (check.message === undefined) return [];
  const lead: Span = span(`${' '.repeat(margin)}${glyphs.advice} `, 'dim');
  const hang = margin + glyphs.advice.length + 1;
  return check.message[lang]
    .split('\n')
    .flatMap((part, at) => wrap([at === 0 ? lead : span(' '.repeat(hang)), span(tied(part))], width, hang));
}

/** Values too long for their column, in full. */
function whole(
  expected: string,
  actual: string,
  wanted: boolean,
  margin: number,
  { lang, width }: Brush,
): readonly Line[] {
  if (!wanted) return [];
  const of = (title: string, value: string) =>
    wrap([span(' '.repeat(margin)), span(`${pad(title, 8)} `, 'dim'), span(value)], width, margin + 9);
  return [...of(words.columns.expected[lang], expected), ...of(words.columns.actual[lang], actual)];
}

function queryLines(
  query: string,
  queryId: string | undefined,
  margin: number,
  width: number,
): readonly Line[] {
  const code = query
    .trim()
    .split('\n')
    .flatMap(part => wrap([span(' '.repeat(margin)), ...highlight(part, 'sql')], width, margin + 2));
  return queryId === undefined
    ? code
    : [...code, [span(' '.repeat(margin)), span(`query id ${queryId}`, 'dim')]];
}
