/** A language the lab speaks. French comes first: the course is French. */
export type Lang = 'fr' | 'en';

export const LANGS: readonly Lang[] = ['fr', 'en'];

/** A message in every language of the lab: a missing language does not compile. */
export type Text = Readonly<Record<Lang, string>>;

/** Words that are the same in every language: names, commands, identifiers. */
export function same(words: string): Text {
  return { fr: words, en: words };
}

/**
 * Builds a text in every language from one template each, so that a value is interpolated once per language:
 * `text(lang => lang === 'fr' ? `${n} lignes` : `${n} rows`)`.
 */
export function text(build: (lang: Lang) => string): Text {
  return { fr: build('fr'), en: build('en') };
}

/** The words of `message` in `lang`. */
export function say(message: Text, lang: Lang): string {
  return message[lang];
}

/** `12345.5` as `12 345,5` (fr) or `12,345.5` (en); for people, never for data. */
export function formatNumber(value: number, lang: Lang, decimals?: number): string {
  const options =
    decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(lang === 'fr' ? 'fr-FR' : 'en-GB', options).format(value);
}

/** A duration in milliseconds as a person reads it: `340 ms`, `2,4 s`, `3 min 12 s`. */
export function formatDuration(ms: number, lang: Lang): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${formatNumber(ms / 1000, lang, 1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
