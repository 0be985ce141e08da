import process from 'node:process';
import { validateSteps } from '../engine/validate.ts';
import { validateJson } from '../ui/json.ts';
import { TextReporter } from '../ui/text.ts';
import { cloudNotReady } from './cloud.ts';
import { readContext } from './context.ts';
import { onInterrupt } from './interrupt.ts';
import { tellNotices } from './notices.ts';
import { openReadOnly } from './open-lab.ts';
import type { Options } from './options.ts';
import { allSteps, chosenSteps } from './selection.ts';

/** `validate`: looks at the real systems, changes nothing, trusts no journal. */
export async function validate(options: Options): Promise<number> {
  const context = readContext(options);
  cloudNotReady(context.target);
  const interruption = onInterrupt();
  const opened = await openReadOnly(context);
  try {
    const { lab, settings, ports } = opened.session;
    const steps = chosenSteps(lab, options, allSteps(lab, options));
    tellNotices(opened.notices, context.lang);
    const environment = { settings, ports, exportDate: undefined, wasDone: () => false };
    const pending = validateSteps(lab, steps, environment, interruption.signal);
    const reporter = new TextReporter(lab, context.lang, line => process.stdout.write(`${line}\n`));
    const results = [];
    for (const promise of pending.values()) {
      const result = await promise;
      results.push(result);
      if (!options.json) reporter.result(result);
    }
    const report = validateJson(results, context.target, context.lang);
    process.stdout.write(
      options.json ? `${JSON.stringify(report, null, 2)}\n` : `\n${report.done}/${report.total}\n`,
    );
    const required = results.filter(({ step }) => !step.optional);
    if (required.length > 0 && required.every(({ verdict }) => verdict === 'unknown')) return 2;
    return report.done === report.total ? 0 : 1;
  } finally {
    await opened.close();
    interruption.dispose();
  }
}
