import process from 'node:process';
import { readContext } from './context.ts';
import { onInterrupt } from './interrupt.ts';
import { openForWriting } from './open-lab.ts';
import type { Options } from './options.ts';
import { labLog } from './places.ts';
import { writePreference } from './preferences.ts';

/** No command: the lab's screen on a terminal; elsewhere the whole lab in plain lines, or the status of the cloud's. */
export async function start(options: Options): Promise<number> {
  const terminal =
    process.stdin.isTTY === true && process.stdout.isTTY === true && process.env['TERM'] !== 'dumb';
  if (!terminal) {
    const context = readContext(options);
    if (context.target === 'cloud') return (await import('./status.ts')).status(options);
    return (await import('./run.ts')).run({ ...options, all: true });
  }
  const context = readContext(options);
  const interruption = onInterrupt();
  const opened = await openForWriting(context, 'TUI');
  try {
    const { runTui } = await import('../ui/tui/main.tsx');
    return await runTui(opened.session, {
      lang: context.lang,
      signal: interruption.signal,
      noColor: !options.color || (process.env['NO_COLOR'] ?? '') !== '',
      logPath: labLog(context.places.home),
      notices: opened.notices,
      onLang: lang => void writePreference(context.places.home, 'lang', lang).catch(() => {}),
    });
  } finally {
    await opened.close();
    interruption.dispose();
  }
}
