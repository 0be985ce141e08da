import process from 'node:process';
import { type Lang, say, type Text } from '../i18n/text.ts';

/** Tells notices on standard error, so that standard output stays the command's own. */
export function tellNotices(notices: readonly Text[], lang: Lang): void {
  for (const notice of notices) process.stderr.write(`! ${say(notice, lang)}\n`);
}
