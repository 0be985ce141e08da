import type { Lang } from '../../i18n/text.ts';
import {
  type Changeable,
  changeables,
  type SettingsChange,
  type SettingsSource,
  words,
} from '../settings.ts';
import { UNICODE } from '../tui/glyphs.ts';
import { settingsPage } from '../tui/page/settings.ts';
import { plain } from '../tui/text/line.ts';
import type { Dialogue } from './dialogue.ts';
import { words as lineWords } from './sentences.ts';

/**
 * Tells the settings and changes one of them.
 * @returns what is to happen then: another language, or the lab opened again; `undefined`: nothing.
 */
export async function talkSettings(
  source: SettingsSource,
  dialogue: Dialogue,
  lang: Lang,
  width: number,
): Promise<'language' | 'reopen' | undefined> {
  const sheet = await source.read();
  dialogue.say(...settingsPage(sheet, { lang, width, glyphs: UNICODE }).map(plain));
  const answer = (await dialogue.ask(words.yourChange[lang])) ?? '';
  if (answer === '') return undefined;
  const chosen = changeables(sheet)[Number(answer) - 1];
  if (chosen === undefined) {
    dialogue.say(lineWords.notAChoice(answer)[lang]);
    return undefined;
  }
  if (chosen.kind === 'language') return 'language';
  const change = await asked(chosen, sheet.student, dialogue, lang);
  if (change === undefined) {
    dialogue.say(lineWords.cancelled[lang]);
    return undefined;
  }
  const refused = await source.change(change);
  dialogue.say((refused ?? words.changed)[lang]);
  return refused === undefined ? 'reopen' : undefined;
}

async function asked(
  chosen: Exclude<Changeable, { kind: 'language' }>,
  student: string,
  dialogue: Dialogue,
  lang: Lang,
): Promise<SettingsChange | undefined> {
  if (chosen.kind === 'student') {
    dialogue.say(words.nameNote[lang]);
    const name = (await dialogue.ask(`${words.newName[lang]}${lineWords.colon[lang]}`)) ?? '';
    return name === '' || name === student ? undefined : { kind: 'student', name };
  }
  const { service, to } = chosen;
  dialogue.say(words.move(service, to)[lang], words.moveNote[lang]);
  const answer = await dialogue.ask(words.write[lang]);
  return ['oui', 'yes'].includes(answer?.toLowerCase() ?? '') ? { kind: 'target', service, to } : undefined;
}
