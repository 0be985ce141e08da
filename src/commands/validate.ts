import process from 'node:process';
import type { StepResult } from '../engine/validate.ts';
import { validateJson } from '../ui/json.ts';
import { TextReporter } from '../ui/text.ts';
import { tellNotices } from './notices.ts';
import { openReadOnly } from './open-lab.ts';
import type { Options } from './options.ts';
import { allSteps, chosenSteps } from './selection.ts';
import { withLab } from './with-lab.ts';

/** `validate`: looks at the real systems, changes nothing, trusts no journal. */
export function validate(options: Options): Promise<number> {
  return withLab(options, openReadOnly, async ({ session, notices }, { lang, target }, { signal }) => {
    const { lab } = session;
    const steps = chosenSteps(lab, options, allSteps(lab, options));
    tellNotices(notices, lang);
    const reporter = new TextReporter(lab, lang, line => process.stdout.write(`${line}\n`));
    const results: StepResult[] = [];
    for (const promise of session.inspect(steps, signal)) {
      const result = await promise;
      results.push(result);
      if (!options.json) reporter.result(result);
    }
    const report = validateJson(results, target, lang);
    process.stdout.write(
      options.json ? `${JSON.stringify(report, null, 2)}\n` : `\n${report.done}/${report.total}\n`,
    );
    const required = results.filter(({ step }) => !step.optional);
    if (required.length > 0 && required.every(({ verdict }) => verdict === 'unknown')) return 2;
    return report.done === report.total ? 0 : 1;
  });
}
