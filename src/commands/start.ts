import process from 'node:process';
import type { Lang } from '../i18n/text.ts';
import { approved, isFirstVisit } from './approval.ts';
import { REGION } from './bucket.ts';
import { type Context, readContext } from './context.ts';
import { onInterrupt } from './interrupt.ts';
import { hasData, openForWriting } from './open-lab.ts';
import type { Options } from './options.ts';
import { labLog } from './places.ts';
import { writePreference } from './preferences.ts';
import { askBeforeScreen } from './secrets.ts';
import { settingsSource } from './settings-source.ts';

/** No command: the lab's screen on a terminal, or its line mode; elsewhere the whole lab in plain lines, or the status of the cloud's. */
export async function start(options: Options): Promise<number> {
  const terminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (!terminal) {
    const context = readContext(options);
    if (context.target === 'cloud') return (await import('./status.ts')).status(options);
    return (await import('./run.ts')).run({ ...options, all: true });
  }
  const interruption = onInterrupt();
  try {
    for (;;) {
      const context = readContext(options);
      const left = await sitting(context, interruption.signal);
      if (typeof left === 'number') return left;
      // The lab is opened again: with other settings, or with the progress that was made from its systems.
      if (left === 'rebuild') await (await import('./progress.ts')).rebuild(context, interruption.signal);
    }
  } finally {
    interruption.dispose();
  }
}

/** One sitting on the terminal, to its exit code, a rebuilding of the progress, or changed settings. */
async function sitting(context: Context, signal: AbortSignal): Promise<number | 'rebuild' | 'reopen'> {
  const { options } = context;
  await askBeforeScreen(context, REGION, signal);
  const opened = await openForWriting(context, 'TUI');
  try {
    const { session } = opened;
    const mayGoOn = options.yes || !isFirstVisit(session);
    if (!(mayGoOn || (await approved(session, 'shopstream', context.lang, signal)))) return 1;
    const shared = {
      lang: context.lang,
      signal,
      suspectLost: Object.keys(opened.session.state.steps).length === 0 && hasData(context),
      report: async (stop: AbortSignal, lang: Lang) =>
        (await import('./report.ts')).makeReport(opened, context, lang, stop),
      settings: settingsSource(context),
      notices: opened.notices,
      onLang: (lang: Lang) => void writePreference(context.places.home, 'lang', lang).catch(() => {}),
    };
    if (wantsLines(process.env)) {
      const { runLine } = await import('../ui/line/main.ts');
      return await runLine(opened.session, shared);
    }
    const { runTui } = await import('../ui/tui/main.tsx');
    return await runTui(opened.session, {
      ...shared,
      noColor: !options.color || (process.env['NO_COLOR'] ?? '') !== '',
      logPath: labLog(context.places.home),
    });
  } finally {
    await opened.close();
  }
}

/** A screen reader is told to be there, or the terminal cannot place a cursor. */
function wantsLines(env: NodeJS.ProcessEnv): boolean {
  return (env['ACCESSIBLE'] ?? '') !== '' || env['TERM'] === 'dumb';
}
