import type { TextProps } from 'ink';

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

type Look = Pick<TextProps, 'color' | 'bold' | 'dimColor' | 'italic' | 'underline' | 'inverse'>;

export const theme: Readonly<Record<Style, Look>> = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  stress: { italic: true },
  accent: { color: 'cyan' },
  title: { color: 'cyan', bold: true },
  good: { color: 'green' },
  bad: { color: 'red', bold: true },
  warn: { color: 'yellow' },
  code: { color: 'cyan' },
  keyword: { bold: true },
  string: { color: 'magenta' },
  number: { color: 'blue' },
  comment: { dimColor: true, italic: true },
  key: { color: 'cyan', bold: true },
  selected: { inverse: true },
};
