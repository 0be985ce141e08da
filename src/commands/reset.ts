import process from 'node:process';
import { isLabEvent } from '../engine/state.ts';
import { type Lang, say } from '../i18n/text.ts';
import type { Step } from '../lab/chapter.ts';
import { dependants } from '../lab/chapter.ts';
import { TextReporter } from '../ui/text.ts';
import { confirmed } from './confirm.ts';
import { tellNotices } from './notices.ts';
import { openExclusively } from './open-lab.ts';
import type { Options } from './options.ts';
import { chosenSteps } from './selection.ts';
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
      const lines = announcement(steps, dependants(session.lab, ids), context.lang);
      if (!options.yes && !(await confirmed('reset', lines, context.lang, signal))) return 1;
      const write = (line: string) => process.stdout.write(`${line}\n`);
      const reporter = new TextReporter(session.lab, context.lang, write);
      session.subscribe(event => {
        if (isLabEvent(event) && event.event !== 'end') reporter.event(event);
      });
      return (await session.reset(steps, signal)).exitCode;
    },
  );
}

function announcement(steps: readonly Step[], stale: readonly Step[], lang: Lang): readonly string[] {
  const fr = lang === 'fr';
  return [
    fr ? 'Seront défaites, dans cet ordre :' : 'Will be undone, in this order:',
    ...steps.toReversed().map(step => `  ${step.id} — ${say(step.definition.title, lang)}`),
    ...(stale.length === 0
      ? []
      : [fr ? 'Et devront être revérifiées :' : 'And will have to be checked again:']),
    ...stale.map(step => `  ${step.id}`),
  ];
}
