import type { LabEvent, Problem } from '../engine/events.ts';
import { count, type LabState, progressOf } from '../engine/state.ts';
import type { StepResult } from '../engine/validate.ts';
import { type Lang, say } from '../i18n/text.ts';
import type { Lab } from '../lab/chapter.ts';
import type { Check } from '../lab/check.ts';
import type { Diagnosis } from '../lab/diagnosis.ts';
import type { TargetKind } from '../lab/settings.ts';

/** A check as the JSON contract has it: counts and amounts stay numbers, texts are in one language. */
function checkJson(check: Check, lang: Lang) {
  return {
    id: check.id,
    label: say(check.label, lang),
    verdict: check.verdict,
    expected: check.expected,
    actual: check.actual,
    message: check.message === undefined ? null : say(check.message, lang),
    ...(check.query === undefined ? {} : { query: check.query }),
    ...(check.queryId === undefined ? {} : { queryId: check.queryId }),
    ...(check.at === undefined ? {} : { at: check.at }),
    ...(check.ms === undefined ? {} : { ms: check.ms }),
    ...diagnosisJson(check.diagnosis, lang),
  };
}

/** A known error, where there is one: the catalogue's entry, the cause and what to do. */
function diagnosisJson(diagnosis: Diagnosis | undefined, lang: Lang) {
  if (diagnosis === undefined) return {};
  const { id, cause, fix, remedy } = diagnosis;
  return {
    diagnosis: {
      id,
      cause: say(cause, lang),
      fix: say(fix, lang),
      ...(remedy === undefined ? {} : { remedy }),
    },
  };
}

/** `status --json`: what the journal says. */
export function statusJson(lab: Lab, state: LabState, target: TargetKind, lang: Lang) {
  const steps = lab.steps.map(step => {
    const progress = progressOf(state, step.id);
    return {
      id: step.id,
      chapter: step.chapter.id,
      optional: step.optional,
      state: progress.state,
      ...(progress.at === undefined ? {} : { at: progress.at }),
      ...(progress.ms === undefined ? {} : { ms: progress.ms }),
      ...(progress.assisted === true ? { assisted: true } : {}),
      ...(progress.reason === undefined ? {} : { reason: progress.reason }),
      checks: progress.checks.map(check => checkJson(check, lang)),
    };
  });
  return { target, steps, ...count(lab, state) };
}

/** `validate --json`: what the real systems say. */
export function validateJson(results: readonly StepResult[], target: TargetKind, lang: Lang) {
  const required = results.filter(({ step }) => !step.optional);
  return {
    target,
    steps: results.map(({ step, verdict, checks, at, ms, blame }) => ({
      id: step.id,
      chapter: step.chapter.id,
      optional: step.optional,
      state: verdict === 'passed' ? 'verified' : verdict,
      at,
      ms,
      ...(blame === undefined ? {} : { blame: blame.id }),
      checks: checks.map(check => checkJson(check, lang)),
    })),
    done: required.filter(({ verdict }) => verdict === 'passed').length,
    total: required.length,
  };
}

/** The diagnosis stands beside the problem, in one language. */
function withoutDiagnosis({ diagnosis: _, ...rest }: Problem): Omit<Problem, 'diagnosis'> {
  return rest;
}

/** `run --json`: one event a line. */
export function eventJson(event: LabEvent, lang: Lang): string {
  if (event.event === 'step') {
    const { checks, problem, samples, ...rest } = event;
    return JSON.stringify({
      ...rest,
      ...(checks === undefined ? {} : { checks: checks.map(check => checkJson(check, lang)) }),
      ...(samples === undefined
        ? {}
        : { samples: samples.map(sample => ({ ...sample, title: say(sample.title, lang) })) }),
      ...(problem === undefined
        ? {}
        : {
            ...diagnosisJson(problem.diagnosis, lang),
            problem: {
              ...withoutDiagnosis(problem),
              text: say(problem.text, lang),
              ...(problem.advice === undefined ? {} : { advice: say(problem.advice, lang) }),
            },
          }),
    });
  }
  return JSON.stringify(event.event === 'progress' ? { ...event, label: say(event.label, lang) } : event);
}
