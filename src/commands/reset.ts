import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { isLabEvent } from '../engine/state.ts';
import { say } from '../i18n/text.ts';
import type { Step } from '../lab/chapter.ts';
import { dependants } from '../lab/chapter.ts';
import { TextReporter } from '../ui/text.ts';
import type { Context } from './context.ts';
import { tellNotices } from './notices.ts';
import { openExclusively } from './open-lab.ts';
import type { Options } from './options.ts';
import { chosenSteps } from './selection.ts';
import { UsageError } from './usage.ts';
import { withLab } from './with-lab.ts';

/** `reset`: undoes steps in reverse order, after asking. */
export function reset(options: Options): Promise<number> {
  return withLab(
    options,
    context => openExclusively(context, 'reset'),
    async ({ session, notices }, context, { signal }) => {
      const steps = chosenSteps(session.lab, options, undefined);
      tellNotices(notices, context.lang);
      const ids = steps.map(step => step.id);
      if (!options.yes && !(await confirmed(steps, dependants(session.lab, ids), context, signal))) return 1;
      const write = (line: string) => process.stdout.write(`${line}\n`);
      const reporter = new TextReporter(session.lab, context.lang, write);
      session.subscribe(event => {
        if (isLabEvent(event) && event.event !== 'end') reporter.event(event);
      });
      return (await session.reset(steps, signal)).exitCode;
    },
  );
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
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  tell(fr ? 'Seront défaites, dans cet ordre :' : 'Will be undone, in this order:');
  for (const step of steps.toReversed()) tell(`  ${step.id} — ${say(step.definition.title, context.lang)}`);
  if (stale.length > 0) {
    tell(fr ? 'Et devront être revérifiées :' : 'And will have to be checked again:');
    for (const step of stale) tell(`  ${step.id}`);
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(fr ? 'Continuer ? [o/N] ' : 'Go on? [y/N] ', { signal });
    return /^[oy]/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
