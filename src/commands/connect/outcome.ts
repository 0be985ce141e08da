import type { Text } from '../../i18n/text.ts';
import type { Guide } from './guide.ts';

/** What to do after a test that failed. Nothing is tried again unless the person says so. */
export async function failedChoice(guide: Guide): Promise<'again' | 'keep' | 'leave'> {
  const chosen = await guide.choose(AND_NOW, [AGAIN, KEEP, LEAVE]);
  return (['again', 'keep', 'leave'] as const)[chosen] ?? 'leave';
}

const AND_NOW: Text = { fr: 'Et maintenant ?', en: 'And now?' };
const AGAIN: Text = { fr: 'Corriger et essayer encore une fois', en: 'Correct it and try once more' };
const KEEP: Text = { fr: 'Garder ces réglages quand même', en: 'Keep these settings all the same' };
const LEAVE: Text = { fr: 'Quitter sans rien garder', en: 'Leave and keep nothing' };
