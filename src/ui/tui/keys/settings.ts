import type { Focus } from '../view/view.ts';
import type { Binding } from './binding.ts';
import { busy, firstOf, noSettings, readOnly } from './why-not.ts';

/** The keys of the settings page; `everywhere`: where it can be opened and left. */
export function settingKeys(everywhere: readonly Focus[]): readonly Binding[] {
  return [
    {
      id: 'settings',
      keys: [','],
      shown: () => ',',
      help: {
        fr: 'Les réglages : étudiant(e), langue, où travaille chaque chapitre, où sont les fichiers.',
        en: 'The settings: student, language, where each chapter works, where the files are.',
      },
      focus: everywhere,
      whyNot: noSettings,
      line: {
        rank: 10,
        label: ({ view }) =>
          view.focus === 'settings' ? { fr: 'revenir', en: 'back' } : { fr: 'réglages', en: 'settings' },
      },
    },
    {
      id: 'change-setting',
      keys: ['1', '2', '3', '4', '5'],
      shown: () => '1-5',
      help: {
        fr: 'Dans les réglages : change celui qui porte ce chiffre.',
        en: 'In the settings: changes the one that bears this digit.',
      },
      focus: ['settings'],
      whyNot: firstOf(busy, readOnly),
      line: { rank: 2, label: () => ({ fr: 'changer', en: 'change' }) },
    },
  ];
}
