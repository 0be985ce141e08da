import { writeSync } from 'node:fs';
import process from 'node:process';
import { chooseLanguage, systemLocale } from './commands/language.ts';
import { parseOptions } from './commands/options.ts';
import type { Lang } from './i18n/text.ts';

// React's development build is several times slower; this must be set before anything loads it.
process.env['NODE_ENV'] ??= 'production';

/** Runs the program on its arguments; returns the exit code. Nothing heavy is loaded before a command needs it. */
async function main(args: readonly string[]): Promise<number> {
  let asked: Lang | undefined;
  const lang = () =>
    chooseLanguage({ option: asked, environment: process.env, saved: undefined, system: systemLocale });
  try {
    const options = parseOptions(args);
    asked = options.lang;
    if (options.version) {
      const { version } = await import('./commands/version.ts');
      writeOut(`${version()}\n`);
      return 0;
    }
    if (options.help || options.command === 'help') {
      const { HELP } = await import('./commands/help.ts');
      writeOut(`${HELP[lang()]}\n`);
      return 0;
    }
    const { dispatch } = await import('./commands/dispatch.ts');
    return await dispatch(options);
  } catch (error) {
    const { reportError } = await import('./commands/report-error.ts');
    return await reportError(error, lang());
  }
}

/** Writes a short text. `process.stdout` would first load streams, sockets and terminals: a tenth of such a run's CPU. */
function writeOut(text: string): void {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch {
    // A pipe that takes nothing just now, or was closed.
    process.stdout.write(rest);
  }
}

/** Milliseconds that an interrupted program gives to what it has asked for and cannot cancel. */
const LAST_WAIT = 1000;

process.exitCode = await main(process.argv.slice(2));
if (process.exitCode > 128) setTimeout(() => process.exit(), LAST_WAIT).unref();
