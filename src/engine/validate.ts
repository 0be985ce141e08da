import type { Lab, Step } from '../lab/chapter.ts';
import type { Environment } from './environment.ts';
import { notDone, type StepVerification, unjudged, verifyStep } from './verify.ts';

/** A validation's result for one step. `unknown` of an optional step also means: not done. */
export interface StepResult extends StepVerification {
  readonly step: Step;
  /** The step at fault, when this one could not be judged because of it. */
  readonly blame?: Step;
}

/**
 * Verifies steps in parallel, each as soon as those it stands on have been judged. One fault turns one step red: what
 * stands on it is `unknown` and names it. Each promise resolves in its own time; none rejects unless `signal` aborts.
 */
export function validateSteps(
  lab: Lab,
  steps: readonly Step[],
  environment: Environment,
  signal: AbortSignal,
): ReadonlyMap<string, Promise<StepResult>> {
  const results = new Map<string, Promise<StepResult>>();
  const selected = new Set(steps.map(step => step.id));
  for (const step of lab.steps.filter(({ id }) => selected.has(id))) {
    const before = step.after.flatMap(id => results.get(id) ?? []);
    const result = Promise.all(before).then(judged => judge(step, judged, environment, signal));
    // A rejection (an abort) is seen by whoever awaits the map; this only keeps Node from calling it unhandled.
    result.catch(() => {});
    results.set(step.id, result);
  }
  return results;
}

async function judge(
  step: Step,
  before: readonly StepResult[],
  environment: Environment,
  signal: AbortSignal,
): Promise<StepResult> {
  const broken = before.find(({ verdict }) => verdict !== 'passed');
  if (broken !== undefined) {
    // Name the step that is really at fault, not one that is merely unknown because of it.
    const blame = broken.blame ?? broken.step;
    return { step, blame, ...unjudged(blame) };
  }
  const verification = await verifyStep(step, environment, signal);
  return { step, ...(notDone(step, verification) ? asUnknown(verification) : verification) };
}

function asUnknown(verification: StepVerification): StepVerification {
  const checks = verification.checks.map(check =>
    check.verdict === 'failed' ? { ...check, verdict: 'unknown' as const, message: NOT_DONE } : check,
  );
  return { ...verification, checks, verdict: 'unknown' };
}

const NOT_DONE = { fr: 'Étape facultative, pas encore faite.', en: 'Optional step, not done yet.' };
