import type { Lab } from '../lab/chapter.ts';
import type { ReportStep, SignedReport } from '../proof/report.ts';
import { own, type Weights } from './weights.ts';

/** A column of the matrix. */
export interface GradedStep {
  readonly id: string;
  readonly chapter: string;
  readonly weight: number;
}

/** What a report gets for one step. */
export interface StepMark {
  /** 0 to 1; `null`: the report does not have the step. */
  readonly credit: number | null;
  readonly assisted: boolean;
  /** Why nothing could be judged: another step is at fault. */
  readonly blame: string | undefined;
}

/** The steps that count, and those that somebody did all the same. */
export function gradedSteps(
  lab: Lab,
  reports: readonly SignedReport[],
  weights: Weights,
): readonly GradedStep[] {
  const done = new Set(
    reports.flatMap(({ steps }) => steps.filter(({ verdict }) => verdict === 'passed')).map(({ id }) => id),
  );
  return lab.steps.flatMap(({ id, chapter, optional }) => {
    const usual = optional ? weights.optional : (own(weights.chapters, chapter.id) ?? 1);
    const weight = own(weights.steps, id) ?? usual;
    return weight > 0 || !optional || done.has(id) ? [{ id, chapter: chapter.id, weight }] : [];
  });
}

/** What a report gets for each step, in the steps' order. */
export function markSteps(
  report: SignedReport,
  steps: readonly GradedStep[],
  weights: Weights,
): readonly StepMark[] {
  const byId = new Map(report.steps.map(step => [step.id, step]));
  return steps.map(({ id }) => {
    const step = byId.get(id);
    if (step === undefined) return { credit: null, assisted: false, blame: undefined };
    const assisted = step.work?.assisted === true;
    const credit = creditOf(step, weights) * (assisted ? weights.assisted : 1);
    return { credit, assisted, blame: step.blame };
  });
}

/** The share of a step's checks that passed; a check that could not always be made counts only when it was. */
function creditOf({ id, checks }: ReportStep, weights: Weights): number {
  let [earned, possible] = [0, 0];
  for (const check of checks) {
    if (check.informative === true && check.verdict === 'unknown') continue;
    const weight = own(weights.checks, `${id}:${check.id}`) ?? 1;
    possible += weight;
    if (check.verdict === 'passed') earned += weight;
  }
  return possible === 0 ? 0 : earned / possible;
}

/** The mark that step marks come to, of `outOf`, to a hundredth. */
export function totalMark(marks: readonly StepMark[], steps: readonly GradedStep[], outOf: number): number {
  let [earned, possible] = [0, 0];
  steps.forEach(({ weight }, index) => {
    possible += weight;
    earned += weight * (marks[index]?.credit ?? 0);
  });
  return possible === 0 ? 0 : Math.round((earned / possible) * outOf * 100) / 100;
}
