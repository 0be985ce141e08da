/** A room of students: reports made from one real report, some honest, some not. */

import type { Fingerprint } from '../../src/lab/proof.ts';
import type { ReportBody, ReportCheck, ReportStep, SignedReport } from '../../src/proof/report.ts';
import { newKey, type SigningKey } from '../../src/proof/signature.ts';
import { expectedFigures } from '../../steps/proof/expected.ts';

/** Signs a body with a key, as the lab does. */
export function signed(body: Omit<ReportBody, 'key'>, key: SigningKey): SignedReport {
  const whole = { ...body, key: key.key };
  return { ...whole, signature: key.sign(whole) };
}

/** What is signed of a report, without its key. */
export function bodyOf({ signature: _, key: __, ...body }: SignedReport): Omit<ReportBody, 'key'> {
  return body;
}

/**
 * The report that another student would have handed in: their own lab, seed, times and key, and what their seed gives.
 * @param index makes their times differ from everybody else's
 */
export function honest(
  real: SignedReport,
  student: string,
  index: number,
  key = newKey(),
  seed = student,
): SignedReport {
  const body = bodyOf(real);
  const data = { seed, scale: 1, businessDays: 0 };
  const must = expectedFigures(data);
  if (must === undefined) throw new Error('The data set is not added up.');
  const at = (moment: string) => new Date(Date.parse(moment) + (index + 1) * 60_000).toISOString();
  const steps = body.steps.map(step => ({
    ...step,
    at: at(step.at),
    checks: step.checks.map(check => {
      const actual = must.checks[step.id]?.[check.id] ?? check.actual;
      const expected = check.expected === check.actual ? actual : check.expected;
      return { ...check, actual, expected, at: at(check.at) };
    }),
  }));
  const place = ({ hop, relation }: Fingerprint) => `${hop} ${relation}`;
  const prints = new Map(must.fingerprints.map(print => [place(print), print]));
  return signed(
    {
      ...body,
      student,
      lineage: `lineage of ${student}`,
      createdAt: at(body.createdAt),
      data,
      totals: must.totals,
      steps,
      fingerprints: body.fingerprints.map(print => {
        const { rows = print.rows, sums = [], checksum = '' } = prints.get(place(print)) ?? {};
        const own = print.hop === 's3' && checksum === '' ? `CRC32:${student}` : `${student} ${place(print)}`;
        return {
          ...print,
          rows,
          sums: sums.length > 0 ? sums : print.sums,
          checksum: checksum === '' ? own : checksum,
        };
      }),
    },
    key,
  );
}

/** The same report with one step changed, its verdict and the totals as they follow, signed again. */
export function withStep(
  report: SignedReport,
  id: string,
  change: (step: ReportStep) => ReportStep,
  key = newKey(),
): SignedReport {
  const steps = report.steps.map(step => (step.id === id ? change(step) : step));
  const required = steps.filter(({ optional }) => !optional);
  const done = required.filter(({ verdict }) => verdict === 'passed').length;
  return signed({ ...bodyOf(report), steps, done, total: required.length }, key);
}

/** A step of which one check failed. */
export function failing(step: ReportStep, check: string): ReportStep {
  const checks = step.checks.map(
    (found): ReportCheck => (found.id === check ? { ...found, verdict: 'failed', actual: 0 } : found),
  );
  return { ...step, verdict: 'failed', checks };
}
