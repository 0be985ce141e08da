import type { StepResult } from '../../engine/validate.ts';
import { type Lang, say } from '../../i18n/text.ts';
import type { Measured, Verdict } from '../../lab/check.ts';
import type { TargetKind } from '../../lab/settings.ts';

/** A check in one language. */
export interface ValidatedCheck {
  readonly id: string;
  readonly label: string;
  readonly verdict: Verdict;
  readonly expected: Measured;
  readonly actual: Measured;
  readonly message: string | undefined;
  readonly query: string | undefined;
  readonly queryId: string | undefined;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Milliseconds. */
  readonly ms: number;
}

export interface ValidatedStep {
  readonly id: string;
  readonly title: string;
  readonly optional: boolean;
  readonly verdict: Verdict;
  /** Id of the step at fault, when this one could not be judged because of it. */
  readonly blame: string | undefined;
  readonly at: string;
  readonly ms: number;
  readonly checks: readonly ValidatedCheck[];
}

export interface ValidatedChapter {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly ValidatedStep[];
}

/** A validation as plain data in one language: what JUnit, HTML and Markdown are written from. */
export interface Validation {
  readonly lang: Lang;
  readonly target: TargetKind;
  readonly student: string;
  /** Version of the lab. */
  readonly version: string;
  /** When it was written, ISO 8601 in UTC. */
  readonly at: string;
  /** From the first request to the last answer, in milliseconds. */
  readonly ms: number;
  /** Required steps that hold, and required steps in all. */
  readonly done: number;
  readonly total: number;
  readonly chapters: readonly ValidatedChapter[];
}

/** Puts the results of a validation into one language. */
export function validationOf(
  results: readonly StepResult[],
  about: Pick<Validation, 'lang' | 'target' | 'student' | 'version' | 'at' | 'ms'>,
): Validation {
  const { lang } = about;
  const required = results.filter(({ step }) => !step.optional);
  const chapters = [...new Set(results.map(({ step }) => step.chapter))];
  return {
    ...about,
    done: required.filter(({ verdict }) => verdict === 'passed').length,
    total: required.length,
    chapters: chapters.map(chapter => ({
      id: chapter.id,
      title: say(chapter.title, lang),
      steps: results.filter(({ step }) => step.chapter === chapter).map(result => stepOf(result, lang)),
    })),
  };
}

function stepOf({ step, verdict, blame, at, ms, checks }: StepResult, lang: Lang): ValidatedStep {
  return {
    id: step.id,
    title: say(step.definition.title, lang),
    optional: step.optional,
    verdict,
    blame: blame?.id,
    at,
    ms,
    checks: checks.map(check => ({
      id: check.id,
      label: say(check.label, lang),
      verdict: check.verdict,
      expected: check.expected,
      actual: check.actual,
      message: check.message === undefined ? undefined : say(check.message, lang),
      query: check.query,
      queryId: check.queryId,
      at: check.at ?? at,
      ms: check.ms ?? ms,
    })),
  };
}

/** A measured value as text; `–` for nothing. */
export function shown(value: Measured): string {
  return value === null ? '–' : String(value);
}
