import type { Text } from '../../i18n/text.ts';
import { assignment, type ShellKind } from '../../lab/shells.ts';

/** What the placeholders of a catalogue's text stand for. */
export interface Values {
  readonly groups: readonly (string | undefined)[];
  readonly path: string | undefined;
  readonly program: string;
  readonly shell: ShellKind;
}

/** Longer values are no names any more, but text that a pattern caught. */
const LONGEST = 200;

/** The text with its placeholders filled (see `Entry`). */
export function fill(text: Text, values: Values): Text {
  return { fr: fillWords(text.fr, values), en: fillWords(text.en, values) };
}

function fillWords(words: string, { groups, path, program, shell }: Values): string {
  return words
    .replaceAll(/\{set (\w+)=([^}]*)\}/g, (_, name: string, value: string) => assignment(name, value, shell))
    .replaceAll(/\{(\d|path)\|([^}]*)\}/g, (_, key: string, otherwise: string) => {
      const value = (key === 'path' ? path : groups[Number(key)])?.trim() ?? '';
      return value === '' ? otherwise : value.slice(0, LONGEST);
    })
    .replaceAll('{program}', program);
}
