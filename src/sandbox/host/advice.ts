import type { Text } from '../../i18n/text.ts';

const RIGHTS: Text = {
  fr: "Corrigez vos droits sur ce chemin (une commande lancée avec sudo, ou en administrateur, l'a peut-être créé), ou choisissez un autre dossier avec --home.",
  en: 'Mend your rights on that path (a command run with sudo, or as an administrator, may have made it), or choose another folder with --home.',
};

/** What to do about a service that says why it cannot start, by its error's code. */
const ADVICE: Readonly<Record<string, Text>> = {
  POSTGRES_UNSUPPORTED: {
    fr: "Aucun PostgreSQL n'est fourni pour ce système : utilisez Windows x64, macOS ou Linux x64/arm64.",
    en: 'No PostgreSQL is provided for this system: use Windows x64, macOS or Linux x64/arm64.',
  },
  POSTGRES_NOT_INSTALLED: {
    fr: 'Le paquet de PostgreSQL manque : supprimez le dossier node_modules et relancez « npm start ».',
    en: 'The PostgreSQL package is missing: delete the folder node_modules and run "npm start" again.',
  },
  POSTGRES_VCRUNTIME: {
    fr: 'Installez « Microsoft Visual C++ Redistributable 2015-2022 (x64) » (winget install Microsoft.VCRedist.2015+.x64), puis relancez.',
    en: 'Install "Microsoft Visual C++ Redistributable 2015-2022 (x64)" (winget install Microsoft.VCRedist.2015+.x64), then try again.',
  },
  POSTGRES_LIBC: {
    fr: "Ce Linux n'a pas glibc (Alpine, par exemple) : utilisez une distribution qui l'a, comme Debian ou Ubuntu.",
    en: 'This Linux has no glibc (Alpine, for example): use a distribution that has it, such as Debian or Ubuntu.',
  },
  POSTGRES_ACCOUNT: {
    fr: 'PostgreSQL refuse de tourner en root : lancez le TP depuis un compte ordinaire.',
    en: 'PostgreSQL refuses to run as root: start the lab from an ordinary account.',
  },
  POSTGRES_FOLDER: {
    fr: 'Le dossier des données ne convient pas : choisissez-en un autre avec --home.',
    en: 'The data folder does not fit: choose another with --home.',
  },
  POSTGRES_BUSY: {
    fr: 'Un autre serveur utilise ces données : « shopstream sandbox down », puis relancez.',
    en: 'Another server uses this data: "shopstream sandbox down", then try again.',
  },
  EACCES: RIGHTS,
  EPERM: RIGHTS,
  EROFS: RIGHTS,
};

/** `undefined` when the code says nothing that a person could act on. */
export function adviceFor(code: string): Text | undefined {
  return Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined;
}

/** Codes of a machine that lacks what a service needs, rights among them. */
const LACKING: ReadonlySet<string> = new Set([
  'POSTGRES_UNSUPPORTED',
  'POSTGRES_NOT_INSTALLED',
  'POSTGRES_VCRUNTIME',
  'POSTGRES_LIBC',
  'POSTGRES_ACCOUNT',
  'POSTGRES_FOLDER',
  'EACCES',
  'EPERM',
  'EROFS',
]);

/** Whether a code says that something is missing, not that something went wrong. */
export function isLacking(code: string): boolean {
  return LACKING.has(code);
}
