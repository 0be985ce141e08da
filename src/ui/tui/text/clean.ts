import { sanitize } from '../../sanitize.ts';

/** What `sanitize` takes out, and what would break a row: line ends, tabs, byte order and direction marks. */
const ANYTHING_TO_DO = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
const MARKS = /[\u061c\u200e\u200f\ufeff]/g;

/**
 * Text of programs and servers as it may stand on the screen: one row, without escape sequences, control characters or
 * direction marks, which could repaint the terminal, fill its clipboard or show something else than what is there.
 */
export function clean(text: string): string {
  if (!ANYTHING_TO_DO.test(text)) return text;
  return sanitize(text)
    .replace(/[\n\u2028\u2029]/g, ' ')
    .replaceAll('\t', '    ')
    .replace(MARKS, '');
}

/** A line of a program's output: of a progress bar redrawn with carriage returns, only its last drawing counts. */
export function cleanOutput(line: string): string {
  const drawn = line.replace(/[\r\n]+$/, '');
  return clean(drawn.slice(drawn.lastIndexOf('\r') + 1));
}
