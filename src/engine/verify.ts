import type { Text } from '../i18n/text.ts';
import { text } from '../i18n/text.ts';
import type { Step } from '../lab/chapter.ts';
import type { Check, Verdict, Verification } from '../lab/check.ts';
import { overall, unknown } from '../lab/check.ts';
import { diagnosed } from './diagnosis/checks.ts';
import { explain } from './diagnosis/explain.ts';
import { diagnosisContext, type Environment } from './environment.ts';
import type { Problem } from './events.ts';
import { type Observation, observed, withEvidence } from './evidence.ts';

/** What looking at one step gave. */
export interface StepVerification extends Verification {
  readonly verdict: Verdict;
  /** When the look began, ISO 8601 in UTC. */
  readonly at: string;
  readonly ms: number;
  /** Everything that was asked of the systems, in the order of the answers. */
  readonly requests: readonly Observation[];
  /** Why nothing could be checked, when nothing could. */
  readonly problem?: Problem;
}

/**
 * Verifies one step against the real systems, read-only.
 * @throws only when `signal` is aborted; whatever else goes wrong is an `unknown` verdict with its reason.
 */
export async function verifyStep(
  step: Step,
  environment: Environment,
  signal: AbortSignal,
): Promise<StepVerification> {
  const began = performance.now();
  const at = new Date().toISOString();
  const requests: Observation[] = [];
  const elapsed = () => Math.round(performance.now() - began);
  try {
    const ports = await environment.ports.openReaders(step.definition.needs, signal);
    const verification = await step.definition.verify({
      ports: observed(ports, requests),
      settings: environment.settings,
      signal,
    });
    const named = await diagnosed(verification.checks, diagnosisContext(environment));
    const ms = elapsed();
    const checks = withEvidence(named, requests, { at, ms });
    return { ...verification, checks, verdict: overall(checks), at, ms, requests };
  } catch (error) {
    signal.throwIfAborted();
    const problem = await explain(error, diagnosisContext(environment));
    const { diagnosis } = problem;
    const check = unknown('reachable', CHECKED, joined(problem));
    const told = diagnosis === undefined ? check : { ...check, diagnosis };
    return {
      checks: withEvidence([told], requests, { at, ms: elapsed() }),
      verdict: 'unknown',
      at,
      ms: elapsed(),
      requests,
      problem,
    };
  }
}

const CHECKED: Text = { fr: 'Le système à vérifier répond', en: 'The system to check answers' };

/** What happened and what to do, as one text. */
export function joined(problem: Problem): Text {
  return text(lang =>
    [problem.text[lang], problem.advice?.[lang] ?? ''].filter(part => part !== '').join(' '),
  );
}

/** The verification of a step that stands on one which does not hold: nothing can be said of it. */
export function unjudged(on: Step): StepVerification {
  const reason = text(lang =>
    lang === 'fr'
      ? `Pas vérifié : cette étape s'appuie sur ${on.id}, qui n'est pas en ordre.`
      : `Not checked: this step stands on ${on.id}, which does not hold.`,
  );
  const check: Check = unknown('stands-on', { fr: `Dépend de ${on.id}`, en: `Stands on ${on.id}` }, reason);
  return { checks: [check], verdict: 'unknown', at: new Date().toISOString(), ms: 0, requests: [] };
}

/** An optional step that was never done is not a fault: nothing of what it makes is there. */
export function notDone(step: Step, verification: StepVerification): boolean {
  if (!step.optional || verification.verdict !== 'failed') return false;
  const nothing = new Set<unknown>([null, 0, false, '']);
  return verification.checks.every(check => check.verdict !== 'failed' || nothing.has(check.actual));
}
