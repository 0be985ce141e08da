/** Printable ASCII, Latin and the screen's own signs: one cell a character, no segmentation needed. */
const PLAIN = String.raw`\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u202f-\u205e\u2190-\u21ff\u23ce\u2500-\u259f\u25a0-\u25fc\u2713\u2717\u27f5`;
const SIMPLE = new RegExp(`^[${PLAIN}]*$`);
/** The same with line breaks and control sequences, of which every character stands for itself, too. */
const SIMPLE_DRAWN = new RegExp(`^[${PLAIN}\\n\\u001b]*$`);
const INVISIBLE =
  /^[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Nonspacing_Mark}\p{Enclosing_Mark}]*$/u;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
/** East Asian Wide and Fullwidth blocks (Unicode, EastAsianWidth.txt). */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/**
 * Intl.Segmenter of graphemes for those who mostly meet plain text: making a real one costs a tenth of the first frame, and
 * asking it is slow. The bundle gives it to what ink draws with, too.
 */
export class GraphemeSegmenter {
  #real: Intl.Segmenter | undefined;

  segment(text: string): Iterable<Pick<Intl.SegmentData, 'segment' | 'index'>> {
    if (SIMPLE_DRAWN.test(text)) return Array.from(text, (segment, index) => ({ segment, index }));
    this.#real ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    return this.#real.segment(text);
  }
}

const segmenter = new GraphemeSegmenter();

/** What a reader takes for single characters: letters with their accents, whole emoji. */
export function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), part => part.segment);
}

/** How many terminal cells `text` takes. */
export function cells(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeCells(grapheme), 0);
}

function graphemeCells(grapheme: string): 0 | 1 | 2 {
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) || EMOJI.test(grapheme) ? 2 : 1;
}

/** The beginning of `text` that fits in `width` cells. */
export function fit(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let taken = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += graphemeCells(grapheme);
    if (used > width) break;
    taken += grapheme;
  }
  return taken;
}

/** `text` in at most `width` cells, ending in an ellipsis when something was cut. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  return width <= 0 ? '' : `${fit(text, width - 1)}…`;
}

/** Like `cut`, but what goes is in the middle: of keys, paths and ARNs the end tells as much as the beginning. */
export function cutMiddle(text: string, width: number): string {
  if (cells(text) <= width || width < 3) return cut(text, width);
  const head = fit(text, Math.floor((width - 1) / 2));
  const all = graphemes(text);
  let tail = '';
  for (
    let at = all.length - 1;
    at >= 0 && cells(head) + 1 + cells((all[at] ?? '') + tail) <= width;
    at -= 1
  ) {
    tail = (all[at] ?? '') + tail;
  }
  return `${head}…${tail}`;
}

/** `text` in exactly `width` cells. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const short = cut(text, width);
  const space = ' '.repeat(Math.max(0, width - cells(short)));
  return align === 'left' ? short + space : space + short;
}
