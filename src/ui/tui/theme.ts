/**
 * Every way a piece of text may look, by what it means. The sixteen colours of the terminal only, so that a person's own
 * palette applies; one accent; green, red and yellow for verdicts alone.
 */
export type Style =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'stress'
  | 'accent'
  | 'title'
  | 'good'
  | 'bad'
  | 'warn'
  | 'code'
  | 'keyword'
  | 'string'
  | 'number'
  | 'comment'
  | 'key'
  | 'selected';

/** What switches a look on and off again: parameters of SGR (ECMA-48, 8.3.117). */
type Look = readonly (readonly [on: number, off: number])[];

const BOLD = [1, 22] as const;
const DIM = [2, 22] as const;
const ITALIC = [3, 23] as const;
const INVERSE = [7, 27] as const;
const RED = [31, 39] as const;
const GREEN = [32, 39] as const;
const YELLOW = [33, 39] as const;
const BLUE = [34, 39] as const;
const MAGENTA = [35, 39] as const;
const CYAN = [36, 39] as const;

const LOOKS: Readonly<Record<Style, Look>> = {
  plain: [],
  dim: [DIM],
  strong: [BOLD],
  stress: [ITALIC],
  accent: [CYAN],
  title: [CYAN, BOLD],
  good: [GREEN],
  bad: [RED, BOLD],
  warn: [YELLOW],
  code: [CYAN],
  keyword: [BOLD],
  string: [MAGENTA],
  number: [BLUE],
  comment: [DIM, ITALIC],
  key: [CYAN, BOLD],
  selected: [INVERSE],
};

/** `text` with the control sequences of its look around it. */
export function painted(text: string, style: Style): string {
  return LOOKS[style].reduceRight((inner, [on, off]) => `\u001b[${on}m${inner}\u001b[${off}m`, text);
}
