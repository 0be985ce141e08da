import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { isLabEvent } from '../engine/state.ts';
import { say } from '../i18n/text.ts';
import type { Step } from '../lab/chapter.ts';
import { dependants } from '../lab/chapter.ts';
import { TextReporter } from '../ui/text.ts';
import { cloudNotReady } from './cloud.ts';
import { type Context, readContext } from './context.ts';
import { onInterrupt } from './interrupt.ts';
import { tellNotices } from './notices.ts';
import { openExclusively } from './open-lab.ts';
import type { Options } from './options.ts';
import { chosenSteps } from './selection.ts';
import { UsageError } from './usage.ts';

/** `reset`: undoes steps in reverse order, after asking. */
export async function reset(options: Options): Promise<number> {
  const context = readContext(options);
  cloudNotReady(context.target);
  const interruption = onInterrupt();
  const opened = await openExclusively(context, 'reset');
  try {
    const { session } = opened;
    const steps = chosenSteps(session.lab, options, undefined);
    tellNotices(opened.notices, context.lang);
    const stale = dependants(
      session.lab,
      steps.map(step => step.id),
    );
    if (!options.yes && !(await confirmed(steps, stale, context, interruption.signal))) return 1;
    const reporter = new TextReporter(session.lab, context.lang, line => process.stdout.write(`${line}\n`));
    session.subscribe(event => {
      if (isLabEvent(event) && event.event !== 'end') reporter.event(event);
    });
    const end = await session.reset(steps, interruption.signal);
    return end.exitCode;
  } finally {
    await opened.close();
    interruption.dispose();
  }
}

async function confirmed(
  steps: readonly Step[],
  stale: readonly Step[],
  context: Context,
  signal: AbortSignal,
): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      { fr: 'reset demande une confirmation.', en: 'reset asks for a confirmation.' },
      { fr: 'Sans terminal, ajoutez --yes.', en: 'Without a terminal, add --yes.' },
    );
  }
  const fr = context.lang === 'fr';
  const say_ = (line: string) => process.stderr.write(`${line}\n`);
  say_(fr ? 'Seront défaites, dans cet ordre :' : 'Will be undone, in this order:');
  for (const step of steps.toReversed()) say_(`  ${step.id} — ${say(step.definition.title, context.lang)}`);
  if (stale.length > 0) {
    say_(fr ? 'Et devront être revérifiées :' : 'And will have to be checked again:');
    for (const step of stale) say_(`  ${step.id}`);
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(fr ? 'Continuer ? [o/N] ' : 'Go on? [y/N] ', { signal });
    return /^[oy]/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
