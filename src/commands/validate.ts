import process from 'node:process';
import type { StepResult } from '../engine/validate.ts';
import { readContent } from '../lab/content.ts';
import { validateJson } from '../ui/json.ts';
import { renderHtml } from '../ui/report/html.ts';
import { renderMarkdown } from '../ui/report/markdown.ts';
import { TextReporter } from '../ui/text.ts';
import { validationDocument } from '../ui/validation/document.ts';
import { junitXml } from '../ui/validation/junit.ts';
import { validationOf } from '../ui/validation/model.ts';
import type { Context } from './context.ts';
import { tellNotices } from './notices.ts';
import { type OpenLab, openReadOnly } from './open-lab.ts';
import type { Options } from './options.ts';
import { mapStrings, privacy } from './privacy.ts';
import { allSteps, chosenSteps } from './selection.ts';
import { makeSignedReport } from './signed-report.ts';
import { version } from './version.ts';
import { withLab } from './with-lab.ts';
import { prepareFiles, writeWhole } from './write-file.ts';

/** `validate`: looks at the real systems, changes nothing, trusts no journal; writes the files that were asked for. */
export function validate(options: Options): Promise<number> {
  const { junit, html, md, report: signed } = options;
  return withLab(options, openReadOnly, async (opened, context, { signal }) => {
    const { session, notices } = opened;
    const { lang, target } = context;
    const steps = chosenSteps(session.lab, options, allSteps(session.lab, options));
    await prepareFiles([junit, html, md, signed]);
    tellNotices(notices, lang);
    const reporter = new TextReporter(session.lab, lang, line => process.stdout.write(`${line}\n`));
    const began = performance.now();
    const results: StepResult[] = [];
    for (const promise of session.inspect(steps, signal)) {
      const result = await promise;
      results.push(result);
      if (!options.json) reporter.result(result);
    }
    const ms = Math.round(performance.now() - began);
    const report = validateJson(results, target, lang);
    process.stdout.write(
      options.json ? `${JSON.stringify(report, null, 2)}\n` : `\n${report.done}/${report.total}\n`,
    );
    await writeFiles(opened, context, results, ms);
    if (signed !== undefined) {
      const made = await makeSignedReport(opened, context, results, signal);
      await writeWhole(signed, `${JSON.stringify(made, null, 1)}\n`);
    }
    const required = results.filter(({ step }) => !step.optional);
    if (required.length > 0 && required.every(({ verdict }) => verdict === 'unknown')) return 2;
    return report.done === report.total ? 0 : 1;
  });
}

async function writeFiles(
  { session }: OpenLab,
  context: Context,
  results: readonly StepResult[],
  ms: number,
): Promise<void> {
  const { lang, target, student, options } = context;
  const { junit, html, md } = options;
  const about = { lang, target, student, version: version(), at: new Date().toISOString(), ms };
  const validation = mapStrings(validationOf(results, about), privacy(session.ports, context));
  if (junit !== undefined) await writeWhole(junit, junitXml(validation));
  if (html === undefined && md === undefined) return;
  const document = validationDocument(validation);
  if (html !== undefined)
    await writeWhole(html, renderHtml(document, readContent('assets/report/report.css')));
  if (md !== undefined) await writeWhole(md, renderMarkdown(document));
}
