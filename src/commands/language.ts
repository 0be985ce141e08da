import { LANGS, type Lang } from '../i18n/text.ts';

/** Where a language may be said, the strongest first. */
export interface LanguageSources {
  readonly option: Lang | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly saved: string | undefined;
  /** The system's own, for example from Intl: all that Windows has. */
  readonly system: string | undefined;
}

/** `--lang`, `SHOPSTREAM_LANG`, the saved choice, the system's locale, then French. */
export function chooseLanguage(sources: LanguageSources): Lang {
  const { environment } = sources;
  // POSIX order: LC_ALL outweighs LC_MESSAGES, which outweighs LANG. `C` and `POSIX` say nothing about a language.
  const posix = [environment.LC_ALL, environment.LC_MESSAGES, environment.LANG].find(
    value => value !== undefined && value !== '',
  );
  const candidates = [
    sources.option,
    environment.SHOPSTREAM_LANG,
    sources.saved,
    posix,
    posix === undefined ? sources.system : undefined,
  ];
  for (const candidate of candidates) {
    const lang = languageOf(candidate);
    if (lang !== undefined) return lang;
  }
  return 'fr';
}

function languageOf(locale: string | undefined): Lang | undefined {
  const language = locale?.slice(0, 2).toLowerCase();
  return LANGS.find(lang => lang === language);
}
