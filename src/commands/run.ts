import process from 'node:process';
import { isLabEvent } from '../engine/state.ts';
import { eventJson } from '../ui/json.ts';
import { TextReporter } from '../ui/text.ts';
import { cloudNotReady } from './cloud.ts';
import { readContext } from './context.ts';
import { onInterrupt } from './interrupt.ts';
import { tellNotices } from './notices.ts';
import { openExclusively } from './open-lab.ts';
import type { Options } from './options.ts';
import { allSteps, chosenSteps } from './selection.ts';

/** `run`: prerequisites, execute, verify; what holds already is skipped. */
export async function run(options: Options): Promise<number> {
  const context = readContext(options);
  cloudNotReady(context.target);
  const interruption = onInterrupt();
  const opened = await openExclusively(context, 'run');
  try {
    const { session } = opened;
    // Without words `run` means the whole lab, as `--all` says more plainly.
    const steps = chosenSteps(session.lab, options, allSteps(session.lab, options));
    tellNotices(opened.notices, context.lang);
    const write = (line: string) => process.stdout.write(`${line}\n`);
    const reporter = new TextReporter(session.lab, context.lang, write);
    session.subscribe(event => {
      if (!isLabEvent(event)) return;
      if (options.json) write(eventJson(event, context.lang));
      else reporter.event(event);
    });
    const end = await session.run(steps, interruption.signal);
    return end.interrupted ? (interruption.exitCode() ?? 130) : end.exitCode;
  } finally {
    await opened.close();
    interruption.dispose();
  }
}
