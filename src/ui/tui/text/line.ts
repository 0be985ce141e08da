import type { Style } from '../theme.ts';
import { cells, cut, fit, graphemes } from './cells.ts';
import { clean } from './clean.ts';

/** A piece of a line that looks one way. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** One row of the screen. Pages are built as lines, so that scrolling is slicing and what is not seen costs nothing. */
export type Line = readonly Span[];

export const BLANK: Line = [];

/** The one door through which text reaches the screen: it comes out clean. */
export function span(text: string, style: Style = 'plain'): Span {
  return { text: clean(text), style };
}

export function line(text: string, style: Style = 'plain'): Line {
  return [span(text, style)];
}

export function lineCells(of: Line): number {
  return of.reduce((sum, { text }) => sum + cells(text), 0);
}

/** The words of a line without its looks. */
export function plain(of: Line): string {
  return of.map(({ text }) => text).join('');
}

/** `of` in at most `width` cells, ending in an ellipsis when something was cut. */
export function cutLine(of: Line, width: number): Line {
  if (lineCells(of) <= width) return of;
  const kept: Span[] = [];
  let left = width;
  for (const { text, style } of of) {
    const size = cells(text);
    if (size < left) {
      kept.push({ text, style });
      left -= size;
      continue;
    }
    // The ellipsis belongs here even when this piece just fits: something follows it.
    if (left > 0) kept.push({ text: size === left ? `${fit(text, left - 1)}…` : cut(text, left), style });
    return kept;
  }
  return kept;
}

/** `left` and `right` at the two ends of a row of `width` cells; `left` is cut when both do not fit. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = width - lineCells(right);
  const shown = cutLine(left, Math.max(0, room - 1));
  return [...shown, span(' '.repeat(Math.max(0, room - lineCells(shown)))), ...right];
}

export function indent(lines: readonly Line[], by: number): readonly Line[] {
  const space = span(' '.repeat(by));
  return lines.map(of => (of.length === 0 ? of : [space, ...of]));
}

/**
 * Breaks a line at its spaces into rows of at most `width` cells; a word that is longer is broken anywhere. The rows after
 * the first begin `hang` cells in.
 */
export function wrap(of: Line, width: number, hang = 0): readonly Line[] {
  if (lineCells(of) <= width) return [of];
  const rows: Span[][] = [[]];
  let used = 0;
  const room = Math.max(1, width);
  const newRow = () => {
    const row = rows.at(-1);
    if (row !== undefined && row.length > 1 && row.at(-1)?.text.trim() === '') row.pop();
    const space = Math.min(hang, room - 1);
    rows.push(space > 0 ? [span(' '.repeat(space))] : []);
    used = space;
  };
  for (const word of words(of)) {
    const size = lineCells(word);
    const isSpace = word[0]?.text.trim() === '';
    if (used + size > room) {
      if (isSpace) continue;
      if (size <= room - Math.min(hang, room - 1)) newRow();
      else {
        used = hardBreak(word, rows, used, room, newRow);
        continue;
      }
    }
    // A row that was begun by wrapping does not start with the space it was broken at.
    if (isSpace && rows.length > 1 && used === Math.min(hang, room - 1)) continue;
    rows.at(-1)?.push(...word);
    used += size;
  }
  return rows;
}

function hardBreak(word: Line, rows: Span[][], from: number, room: number, newRow: () => void): number {
  let used = from;
  for (const { text, style } of word) {
    for (const grapheme of graphemes(text)) {
      const size = cells(grapheme);
      if (used + size > room) {
        newRow();
        used = lineCells(rows.at(-1) ?? []);
      }
      const row = rows.at(-1);
      const last = row?.at(-1);
      if (last?.style === style) row?.splice(-1, 1, { text: last.text + grapheme, style });
      else row?.push({ text: grapheme, style });
      used += size;
    }
  }
  return used;
}

/** Words and the spaces between them; a word may change its looks midway. No-break spaces belong to their word. */
function words(of: Line): readonly Span[][] {
  const found: Span[][] = [];
  let glue = false;
  for (const { text, style } of of) {
    for (const part of text.split(/( +)/)) {
      if (part === '') continue;
      const isSpace = part.trim() === '' && !/[\u00a0\u202f]/.test(part);
      if (glue && !isSpace) found.at(-1)?.push({ text: part, style });
      else found.push([{ text: part, style }]);
      glue = !isSpace;
    }
  }
  return found;
}

/**
 * Ties what a line of prose must not be broken at: French signs and the space before or inside them, digits grouped by
 * spaces. The space is then a no-break one, which looks the same.
 */
export function tied(prose: string): string {
  return prose
    .replace(/ (?=[»:;!?%€](?:\s|$|[).,»]))/g, '\u00a0')
    .replaceAll('« ', '«\u00a0')
    .replace(/(\d) (?=\d{3}(?!\d))/g, '$1\u00a0')
    .replaceAll('§ ', '§\u00a0');
}

/** A text of one or several paragraphs, wrapped. */
export function paragraphs(text: string, width: number, style: Style = 'plain'): readonly Line[] {
  return text.split('\n').flatMap(part => wrap(line(tied(part), style), width));
}
