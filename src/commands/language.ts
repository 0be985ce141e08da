import { LANGS, type Lang } from '../i18n/text.ts';

/** Where a language may be said, the strongest first. */
export interface LanguageSources {
  readonly option: Lang | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly saved: string | undefined;
  /** The system's own, from Intl: all that Windows has. A function, because asking Intl takes longer than the rest. */
  readonly system: () => string;
}

/** `--lang`, `SHOPSTREAM_LANG`, the saved choice, the system's locale, then French. */
export function chooseLanguage(sources: LanguageSources): Lang {
  const { environment } = sources;
  // POSIX order: LC_ALL outweighs LC_MESSAGES, which outweighs LANG. `C` and `POSIX` say nothing about a language.
  const posix = [environment.LC_ALL, environment.LC_MESSAGES, environment.LANG].find(
    value => value !== undefined && value !== '',
  );
  const candidates = [sources.option, environment['SHOPSTREAM_LANG'], sources.saved, posix];
  for (const candidate of candidates) {
    const lang = languageOf(candidate);
    if (lang !== undefined) return lang;
  }
  return (posix === undefined ? languageOf(sources.system()) : undefined) ?? 'fr';
}

/** The operating system's locale. */
export function systemLocale(): string {
  return Intl.DateTimeFormat().resolvedOptions().locale;
}

function languageOf(locale: string | undefined): Lang | undefined {
  const language = locale?.slice(0, 2).toLowerCase();
  return LANGS.find(lang => lang === language);
}
