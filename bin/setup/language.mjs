// The language of the set-up's own few lines, chosen as src/commands/language.ts does; the saved choice is not read here.

/** The value of `--lang`, in both of its spellings. */
function option(args) {
  const at = args.indexOf('--lang');
  return at === -1 ? args.find(arg => arg.startsWith('--lang='))?.slice('--lang='.length) : args[at + 1];
}

/**
 * `--lang`, SHOPSTREAM_LANG, the POSIX locale (or the system's where there is none), then French.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @returns {'fr' | 'en'}
 */
export function chooseLanguage(args, environment) {
  const posix = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG;
  const locale = posix || new Intl.DateTimeFormat().resolvedOptions().locale;
  for (const candidate of [option(args), environment.SHOPSTREAM_LANG, locale]) {
    const language = candidate?.slice(0, 2).toLowerCase();
    if (language === 'fr' || language === 'en') return language;
  }
  return 'fr';
}

/** The words of `text` in the person's language. */
export const say = text => text[chooseLanguage(process.argv.slice(2), process.env)];
