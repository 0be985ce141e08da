import { useInput, usePaste } from 'ink';
import { keyName } from './keys/key-name.ts';
import { graphemes } from './text/cells.ts';

export interface KeyHandlers {
  /** One key, by its name in the table of keys. */
  readonly onKey: (name: string) => void;
  /** Several characters at once: pasted, or typed faster than they were read. */
  readonly onText: (text: string) => void;
}

/**
 * Hears keys and pastes. A paste never acts as keys. A key that is held down may arrive as several characters at once: it
 * counts as often as it is there.
 */
export function useKeys({ onKey, onText }: KeyHandlers): void {
  useInput((input, key) => {
    if (key.eventType === 'release') return;
    const name = keyName(input, key);
    if (name === '') return;
    if (name !== input || name.length === 1) return onKey(name);
    const typed = graphemes(input);
    if (typed.length === 1) return onKey(input);
    const [first] = typed;
    if (first !== undefined && input.length <= 16 && typed.every(each => each === first)) {
      for (const each of typed) onKey(each);
    } else onText(input);
  });
  usePaste(onText);
}
