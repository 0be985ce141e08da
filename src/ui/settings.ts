import type { Lang, Text } from '../i18n/text.ts';
import { text } from '../i18n/text.ts';
import type { ChapterDefinition } from '../lab/chapter.ts';
import type { ServiceName } from '../lab/placement.ts';
import type { TargetKind } from '../lab/settings.ts';

/** Where a service of the lab is, for which chapters, and what is known of it. */
export interface ServiceSetting {
  readonly service: ServiceName;
  readonly chapters: readonly ChapterDefinition[];
  readonly target: TargetKind;
  /** Whether it answers, or what it is reached with. */
  readonly state: Text;
}

/** What a person may look at of the lab's settings; no secret is among them. */
export interface SettingsSheet {
  readonly student: string;
  readonly services: readonly ServiceSetting[];
  /** Where things are. */
  readonly files: readonly { readonly label: Text; readonly path: string }[];
}

export type SettingsChange =
  | { readonly kind: 'student'; readonly name: string }
  | { readonly kind: 'target'; readonly service: ServiceName; readonly to: TargetKind };

/** Reads and changes the settings, for whoever shows them. */
export interface SettingsSource {
  read(): Promise<SettingsSheet>;
  /** @returns why not, when it cannot be; otherwise the lab is to be opened again, which the change then holds for. */
  change(change: SettingsChange): Promise<Text | undefined>;
}

/** What can be changed, in the order of its numbers on the page, which begin with 1. */
export type Changeable =
  | { readonly kind: 'student' }
  | { readonly kind: 'language' }
  | { readonly kind: 'target'; readonly service: ServiceName; readonly to: TargetKind };

export function changeables({ services }: SettingsSheet): readonly Changeable[] {
  return [
    { kind: 'student' },
    { kind: 'language' },
    ...services.map(({ service, target }) => ({
      kind: 'target' as const,
      service,
      to: target === 'sandbox' ? ('cloud' as const) : ('sandbox' as const),
    })),
  ];
}

export const SERVICE_TITLES: Readonly<Record<ServiceName, string>> = {
  postgres: 'PostgreSQL',
  aws: 'AWS (S3, IAM)',
  snowflake: 'Snowflake',
};

/** A target in words. The cloud of PostgreSQL is the person's own server, wherever it stands. */
export function placeWords(service: ServiceName, target: TargetKind): Text {
  if (target === 'sandbox') return { fr: 'bac à sable, sur cet ordinateur', en: 'sandbox, on this computer' };
  return service === 'postgres'
    ? { fr: 'votre propre serveur', en: 'your own server' }
    : { fr: 'votre compte dans le cloud', en: 'your account in the cloud' };
}

const LANGUAGES: Readonly<Record<Lang, string>> = { fr: 'français', en: 'English' };

export const words = {
  title: { fr: 'Réglages', en: 'Settings' },
  you: { fr: 'Vous', en: 'You' },
  student: { fr: 'Étudiant(e)', en: 'Student' },
  language: { fr: 'Langue', en: 'Language' },
  languageName: (lang: Lang): string => LANGUAGES[lang],
  where: { fr: 'Où travaille chaque chapitre', en: 'Where each chapter works' },
  chapters: (names: string): Text => ({ fr: `Chapitres : ${names}`, en: `Chapters: ${names}` }),
  connect: {
    fr: 'Comptes et secrets du cloud : shopstream connect, dans un autre terminal.',
    en: 'Accounts and secrets of the cloud: shopstream connect, in another terminal.',
  },
  files: { fr: 'Où sont les fichiers', en: 'Where the files are' },
  change: {
    fr: 'Un chiffre change le réglage qui le porte.',
    en: 'A digit changes the setting that bears it.',
  },
  newName: { fr: 'Votre nom', en: 'Your name' },
  nameNote: {
    fr: 'Le rapport et le nom du bucket en sont tirés : ce qui est déjà dans un bucket de votre ancien nom y reste, et sera à refaire sous le nouveau.',
    en: 'The report and the bucket’s name are made from it: what is in a bucket of your former name stays there, and has to be done again under the new one.',
  },
  move: (service: ServiceName, to: TargetKind): Text =>
    text(lang => {
      const where = placeWords(service, to)[lang];
      return lang === 'fr'
        ? `${SERVICE_TITLES[service]} : passer à « ${where} » ?`
        : `${SERVICE_TITLES[service]}: change to “${where}”?`;
    }),
  moveNote: {
    fr: 'Le TP se rouvre là-bas avec la progression de cet endroit ; celle d’ici est gardée, rien n’est supprimé.',
    en: 'The lab opens again over there with the progress of that place; the one from here is kept, nothing is dropped.',
  },
  changed: { fr: 'Réglage enregistré : le TP se rouvre.', en: 'Setting saved: the lab opens again.' },
  yourChange: {
    fr: 'Numéro du réglage à changer (vide : revenir) :',
    en: 'Number of the setting to change (empty: back):',
  },
  write: { fr: 'Écrivez oui pour continuer :', en: 'Write yes to go on:' },
} as const;
