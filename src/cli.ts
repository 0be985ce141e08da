import process from 'node:process';
import { chooseLanguage } from './commands/language.ts';
import { parseOptions } from './commands/options.ts';

// React's development build is several times slower; this must be set before anything loads it.
process.env['NODE_ENV'] ??= 'production';

/** Runs the program on its arguments; sets the exit code. Nothing heavy is loaded before a command needs it. */
async function main(args: readonly string[]): Promise<number> {
  let lang = chooseLanguage({
    option: undefined,
    environment: process.env,
    saved: undefined,
    system: systemLocale(),
  });
  try {
    const options = parseOptions(args);
    lang = options.lang ?? lang;
    if (options.version) {
      const { version } = await import('./commands/version.ts');
      process.stdout.write(`${version()}\n`);
      return 0;
    }
    if (options.help || options.command === 'help') {
      const { HELP } = await import('./commands/help.ts');
      process.stdout.write(`${HELP[lang]}\n`);
      return 0;
    }
    const { dispatch } = await import('./commands/dispatch.ts');
    return await dispatch(options);
  } catch (error) {
    const { reportError } = await import('./commands/report-error.ts');
    return reportError(error, lang);
  }
}

/** The operating system's own locale: all that Windows has. */
function systemLocale(): string {
  return Intl.DateTimeFormat().resolvedOptions().locale;
}

process.exitCode = await main(process.argv.slice(2));
