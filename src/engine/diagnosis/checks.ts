import type { Check } from '../../lab/check.ts';
import { type DiagnosisContext, diagnose } from './diagnose.ts';
import { redact } from './redact.ts';

/** The checks, with the known error of each that does not hold because of what a driver or a program said. */
export function diagnosed(checks: readonly Check[], context: DiagnosisContext): Promise<readonly Check[]> {
  return Promise.all(checks.map(check => diagnosedCheck(check, context)));
}

async function diagnosedCheck(check: Check, context: DiagnosisContext): Promise<Check> {
  if (check.said === undefined || check.verdict === 'passed') return check;
  const said = redact(check.said, context.secrets ?? []);
  const known = await diagnose(said, context);
  if (known === undefined) return { ...check, said };
  const { exitCode: _, ...diagnosis } = known;
  return { ...check, said, diagnosis };
}
