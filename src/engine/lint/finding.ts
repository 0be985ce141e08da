import type { Text } from '../../i18n/text.ts';

/** A fault in the lab's content, for its author. */
export interface Finding {
  /** A step's or a chapter's id, or a file relative to the package, with its line where there is one. */
  readonly where: string;
  readonly text: Text;
  /** What to do next. */
  readonly advice: Text;
}

/** A fault at `where`, and what to do about it. */
export function finding(where: string, text: Text, advice: Text): Finding {
  return { where, text, advice };
}
