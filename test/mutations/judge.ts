import type { StepResult } from '../../src/engine/validate.ts';
import { dependants } from '../../src/lab/chapter.ts';
import { errorMessage } from '../../src/lab/errors.ts';
import { lab } from '../../steps/index.ts';
import type { LabSession } from '../helpers/lab-session.ts';
import type { Mutation } from './mutation.ts';

/** What is wrong with an untouched lab: steps that are red, or that should hold and do not. Empty when there is no false alarm. */
export function alarms(results: readonly StepResult[]): readonly string[] {
  return results
    .filter(({ step, verdict }) => verdict === 'failed' || (verdict === 'unknown' && !step.optional))
    .map(describe);
}

/**
 * Breaks, validates every step, and mends. `undefined`: exactly the right step turned red by the right check, what stands
 * on it became unknown, everything else stayed as `untouched` has it, and the lab could be mended; else what went wrong.
 */
export async function judge(
  mutation: Mutation,
  session: LabSession,
  untouched: readonly StepResult[],
): Promise<string | undefined> {
  let problem: string | undefined;
  const undo = await mutation.break(session);
  try {
    problem = compare(mutation, await session.validate(), untouched);
  } finally {
    await undo?.();
  }
  return (
    [problem, await mend(mutation, undo !== undefined, session)]
      .filter(words => words !== undefined)
      .join(' ') || undefined
  );
}

function compare(
  { step: id, check }: Mutation,
  results: readonly StepResult[],
  untouched: readonly StepResult[],
): string | undefined {
  const below = new Set(dependants(lab, [id]).map(step => step.id));
  const before = new Map(untouched.map(({ step, verdict }) => [step.id, verdict]));
  const wrong = results.filter(({ step, verdict }) => {
    const expected = step.id === id ? 'failed' : below.has(step.id) ? 'unknown' : before.get(step.id);
    return verdict !== expected;
  });
  if (wrong.length > 0) return `Other verdicts than expected: ${wrong.map(describe).join('; ')}.`;
  const failed = results
    .find(({ step }) => step.id === id)
    ?.checks.filter(({ verdict }) => verdict === 'failed')
    .map(({ id: name, message }) => ({ name, told: message !== undefined }));
  if (failed?.some(({ name }) => name === check) !== true)
    return `${id} is red, but by ${failed?.map(({ name }) => name).join(', ')} instead of ${check}.`;
  const silent = failed.filter(({ told }) => !told);
  return silent.length === 0
    ? undefined
    : `${silent.map(({ name }) => name).join(', ')} does not say what to do.`;
}

async function mend(mutation: Mutation, isUndone: boolean, session: LabSession): Promise<string | undefined> {
  const wanted = mutation.mends ?? (isUndone ? [] : [mutation.step]);
  if (wanted.length === 0) return undefined;
  try {
    const { executed, problems } = await session.run(wanted);
    if (executed.join() === wanted.join() && problems === '[]') return undefined;
    return `A run executed ${executed.join(', ') || 'nothing'} instead of ${wanted.join(', ')}. ${problems}`;
  } catch (error) {
    return `It could not be mended: ${errorMessage(error)}`;
  }
}

function describe({ step, verdict, checks }: StepResult): string {
  const causes = checks.filter(check => check.verdict === verdict).map(({ id }) => id);
  return `${step.id} ${verdict}${verdict === 'passed' ? '' : ` (${causes.join(', ')})`}`;
}
