import type { Text } from '../i18n/text.ts';
import type { Diagnosis } from './diagnosis.ts';

/** `unknown`: could not be checked, with the reason in `message`. */
export type Verdict = 'passed' | 'failed' | 'unknown';

/** What was expected or found: counts and amounts as numbers, so that JSON consumers can compute with them. */
export type Measured = number | string | boolean | null;

/** The result of looking at one thing. Plain data: it goes to the screen, the journal and JSON alike. */
export interface Check {
  /** Stable inside its step, kebab-case. */
  readonly id: string;
  readonly label: Text;
  readonly verdict: Verdict;
  readonly expected: Measured;
  readonly actual: Measured;
  /** Why it failed or could not be checked, and what to do. */
  readonly message?: Text;
  /** The query or request that measured it, as a person can run it. */
  readonly query?: string;
  /** Snowflake's query id, when there is one. */
  readonly queryId?: string;
  /** When its query or request was sent, ISO 8601 in UTC; a verification adds it. */
  readonly at?: string;
  /** How long the answer took, in milliseconds. */
  readonly ms?: number;
  /** A prerequisite that asks for something of the machine, such as Python: the command's exit code is then 2. */
  readonly requirement?: boolean;
  /** An extra look that could not always be taken: when it is unknown, it does not count in the step's verdict. */
  readonly informative?: boolean;
  /** What a driver or a program said when that is why it does not hold; known errors are recognised by it. */
  readonly said?: string;
  /** The known error because of which it does not hold, or could not be checked. */
  readonly diagnosis?: Diagnosis;
}

/** A few rows shown with a verification (the handout's `SELECT … LIMIT 10`). */
export interface Sample {
  readonly title: Text;
  readonly query: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Measured[])[];
}

/** What a verification returns. */
export interface Verification {
  readonly checks: readonly Check[];
  readonly samples?: readonly Sample[];
}

export interface Measurement {
  readonly expected: Measured;
  readonly actual: Measured;
  readonly message?: Text | undefined;
  readonly query?: string | undefined;
  readonly queryId?: string | undefined;
  /** What a driver or a program said, when that is why it does not hold. */
  readonly said?: string | undefined;
}

function build(id: string, label: Text, verdict: Verdict, of: Measurement): Check {
  return {
    id,
    label,
    verdict,
    expected: of.expected,
    actual: of.actual,
    ...(of.message !== undefined && verdict !== 'passed' ? { message: of.message } : {}),
    ...(of.query === undefined ? {} : { query: of.query }),
    ...(of.queryId === undefined ? {} : { queryId: of.queryId }),
    ...(of.said !== undefined && verdict !== 'passed' ? { said: of.said } : {}),
  };
}

/** Passed when `actual` equals `expected`; the message is kept only when it does not. */
export function expectEqual(id: string, label: Text, of: Measurement): Check {
  return build(id, label, of.actual === of.expected ? 'passed' : 'failed', of);
}

/** Passed when `holds`; for conditions that are more than an equality. */
export function expectThat(id: string, label: Text, holds: boolean, of: Measurement): Check {
  return build(id, label, holds ? 'passed' : 'failed', of);
}

/** A check that could not be made, with the reason. */
export function unknown(id: string, label: Text, message: Text, query?: string): Check {
  return build(id, label, 'unknown', { expected: null, actual: null, message, query });
}

/** The same check as an extra one: unknown, it leaves its step's verdict to the others. */
export function informative(check: Check): Check {
  return { ...check, informative: true };
}

/** The verdict of several checks together: failed outweighs unknown (of checks that are not informative), which outweighs passed. */
export function overall(checks: readonly Check[]): Verdict {
  if (checks.some(check => check.verdict === 'failed')) return 'failed';
  if (checks.some(check => check.verdict === 'unknown' && check.informative !== true)) return 'unknown';
  return 'passed';
}
