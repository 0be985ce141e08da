import process from 'node:process';
import { say, type Text } from '../i18n/text.ts';
import { interruptUnread, PIPE_CLOSED } from './interrupt.ts';
import { chooseLanguage, systemLocale } from './language.ts';
import type { Options } from './options.ts';

/**
 * Ends quietly when nobody reads the output any more (`shopstream run | head`): what runs is interrupted, as by the signal
 * that other programs get. Output that cannot be written for another reason, such as a full disk, is told and ends at once.
 */
export function watchOutput(options: Options): void {
  let gone = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (gone) return;
    gone = true;
    // EIO: the terminal was closed.
    if (error.code === 'EPIPE' || error.code === 'EIO') {
      if (!interruptUnread()) process.exit(PIPE_CLOSED);
      return;
    }
    const lang = chooseLanguage({
      option: options.lang,
      environment: process.env,
      saved: undefined,
      system: systemLocale,
    });
    process.stderr.write(`✗ ${say(UNWRITABLE, lang)} (${error.code ?? error.message})\n`);
    process.exit(1);
  });
  // Without anybody to tell, there is nothing to say.
  process.stderr.on('error', () => {});
}

const UNWRITABLE: Text = {
  fr: 'La sortie standard ne peut pas être écrite : le disque est-il plein ?',
  en: 'Standard output cannot be written: is the disk full?',
};
