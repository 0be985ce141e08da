import type { Style } from '../theme.ts';
import { highlight } from './highlight.ts';
import { BLANK, indent, type Line, type Span, span, tied, wrap } from './line.ts';

/** Lessons are easier to read when their lines are not longer than this. */
const LONGEST = 92;

/**
 * The lessons' Markdown (headings, paragraphs, `- ` and `1. ` lists, `code`, **bold**, fences) as lines of at most `width`
 * cells. What it does not know is shown as it is written.
 */
export function markdown(source: string, width: number): readonly Line[] {
  const room = Math.min(width, LONGEST);
  const out: Line[] = [];
  for (const block of blocks(source)) {
    if (out.length > 0 && !(block.kind === 'item' && block.tight)) out.push(BLANK);
    out.push(...render(block, room, width));
  }
  return out;
}

type Block =
  | { readonly kind: 'heading'; readonly text: string; readonly level: number }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'item'; readonly mark: string; readonly text: string; readonly tight: boolean }
  | { readonly kind: 'code'; readonly language: string; readonly code: readonly string[] };

function render(block: Block, room: number, width: number): readonly Line[] {
  switch (block.kind) {
    case 'heading':
      return wrap(inline(block.text, block.level <= 2 ? 'title' : 'strong'), room);
    case 'paragraph':
      return wrap(inline(block.text), room);
    case 'item':
      return wrap([span(`  ${block.mark} `), ...inline(block.text)], room, block.mark.length + 3);
    case 'code':
      return indent(
        block.code.flatMap(code => wrapCode(highlight(code, block.language), code, width - 4)),
        4,
      );
  }
}

/** Code keeps its own line breaks; what is wider than the page goes on below, further in. */
export function wrapCode(styled: Line, code: string, width: number): readonly Line[] {
  const own = code.length - code.trimStart().length;
  return wrap(styled, width, Math.min(own + 4, Math.floor(width / 2)));
}

function blocks(source: string): readonly Block[] {
  const found: Block[] = [];
  const lines = source.split('\n');
  let paragraph: string[] = [];
  let afterItem = false;
  const close = () => {
    if (paragraph.length > 0) found.push({ kind: 'paragraph', text: paragraph.join(' ') });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    const last = found.at(-1);
    const fence = /^\s*```(\S*)/.exec(text);
    const heading = /^(#{1,6}) (.*)$/.exec(text);
    const item = /^\s*(?:([-*])|(\d+\.)) (.*)$/.exec(text);
    if (fence !== null) {
      close();
      const end = lines.findIndex((candidate, index) => index > at && /^\s*```/.test(candidate));
      const stop = end < 0 ? lines.length : end;
      found.push({ kind: 'code', language: fence[1] ?? '', code: lines.slice(at + 1, stop) });
      at = stop;
    } else if (heading !== null) {
      close();
      found.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' });
    } else if (item !== null) {
      close();
      found.push({ kind: 'item', mark: item[2] ?? '•', text: item[3] ?? '', tight: afterItem });
    } else if (text.trim() === '') {
      close();
    } else if (afterItem && paragraph.length === 0 && last?.kind === 'item') {
      found.splice(-1, 1, { ...last, text: `${last.text} ${text.trim()}` });
    } else {
      paragraph.push(text.trim());
    }
    afterItem = text.trim() !== '' && found.at(-1)?.kind === 'item' && paragraph.length === 0;
  }
  close();
  return found;
}

/** `code`, **bold** and *stress* inside running text that looks like `style`. */
export function inline(text: string, style: Style = 'plain'): Line {
  const spans: Span[] = [];
  let end = 0;
  for (const match of tied(text).matchAll(/`([^`]+)`|\*\*(.+?)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*/g)) {
    if (match.index > end) spans.push(span(match.input.slice(end, match.index), style));
    const [, code, bold, stress] = match;
    if (code !== undefined) spans.push(span(code, 'code'));
    else spans.push(...inline(bold ?? stress ?? '', bold === undefined ? 'stress' : strongOf(style)));
    end = match.index + match[0].length;
  }
  const rest = tied(text).slice(end);
  if (rest !== '') spans.push(span(rest, style));
  return spans;
}

function strongOf(style: Style): Style {
  return style === 'plain' ? 'strong' : style;
}
