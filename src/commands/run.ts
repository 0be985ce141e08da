import process from 'node:process';
import { isLabEvent } from '../engine/state.ts';
import { eventJson } from '../ui/json.ts';
import { TextReporter } from '../ui/text.ts';
import { approved, stepsToApprove } from './approval.ts';
import { tellNotices } from './notices.ts';
import { openExclusively } from './open-lab.ts';
import type { Options } from './options.ts';
import { allSteps, chosenSteps } from './selection.ts';
import { withLab } from './with-lab.ts';

/** `run`: prerequisites, execute, verify; what holds already is skipped. */
export function run(options: Options): Promise<number> {
  return withLab(
    options,
    context => openExclusively(context, 'run'),
    async ({ session, notices }, { lang }, interruption) => {
      // Without words `run` means the whole lab, as `--all` says more plainly.
      const steps = chosenSteps(session.lab, options, allSteps(session.lab, options));
      tellNotices(notices, lang);
      const { signal } = interruption;
      if (
        !options.yes &&
        stepsToApprove(session, steps).length > 0 &&
        !(await approved(session, 'run', lang, signal))
      )
        return 1;
      const write = (line: string) => process.stdout.write(`${line}\n`);
      const reporter = new TextReporter(session.lab, lang, write);
      session.subscribe(event => {
        if (!isLabEvent(event)) return;
        if (options.json) write(eventJson(event, lang));
        else reporter.event(event);
      });
      const end = await session.run(steps, signal);
      return end.interrupted ? (interruption.exitCode() ?? 130) : end.exitCode;
    },
  );
}
