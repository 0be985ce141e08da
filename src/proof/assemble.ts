import { type LabState, progressOf } from '../engine/state.ts';
import type { StepResult } from '../engine/validate.ts';
import type { Check, Measured } from '../lab/check.ts';
import type { ControlTotals, DataIdentity, Fingerprint } from '../lab/proof.ts';
import {
  NOTICE,
  REPORT_FORMAT,
  REPORT_VERSION,
  type ReportBody,
  type ReportCheck,
  type ReportStep,
  type ReportWork,
  type SignedReport,
} from './report.ts';
import type { SigningKey } from './signature.ts';

/** What a report is made of. */
export interface ReportParts {
  readonly results: readonly StepResult[];
  readonly state: LabState;
  readonly student: string;
  readonly target: string;
  readonly lineage: string;
  readonly data: DataIdentity | null;
  readonly fingerprints: readonly Fingerprint[];
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: ReportBody['machine'];
  readonly at: Date;
  /** Takes secrets and this machine's paths out of a text. */
  readonly hide: (words: string) => string;
}

/** Puts a report together and signs it. */
export function signedReport(parts: ReportParts, { key, sign }: SigningKey): SignedReport {
  const { results, state, student, target, lineage, data, fingerprints, versions, machine, at, hide } = parts;
  const required = results.filter(({ step }) => !step.optional);
  const body: ReportBody = {
    format: REPORT_FORMAT,
    version: REPORT_VERSION,
    createdAt: at.toISOString(),
    student,
    target,
    lineage,
    data,
    totals: totalsOf(results),
    fingerprints,
    steps: results.map(result => stepOf(result, state)),
    questions: Object.entries(state.questions ?? {}).map(([id, { right, tries }]) => ({ id, right, tries })),
    done: required.filter(({ verdict }) => verdict === 'passed').length,
    total: required.length,
    versions,
    machine,
    notice: NOTICE,
    key,
  };
  const hidden = JSON.parse(
    JSON.stringify(body, (_, value: unknown) => (typeof value === 'string' ? hide(value) : value)),
  ) as ReportBody;
  return { ...hidden, signature: sign(hidden) };
}

function stepOf({ step, verdict, blame, at, ms, checks }: StepResult, state: LabState): ReportStep {
  const work = workOf(state, step.id);
  return {
    id: step.id,
    optional: step.optional,
    verdict,
    ...(blame === undefined ? {} : { blame: blame.id }),
    at,
    ms,
    checks: checks.map(check => checkOf(check, { at, ms })),
    ...(work === undefined ? {} : { work }),
  };
}

function checkOf(check: Check, whole: { readonly at: string; readonly ms: number }): ReportCheck {
  const { id, verdict, expected, actual, at = whole.at, ms = whole.ms, queryId, informative } = check;
  return {
    id,
    verdict,
    expected: clipped(expected),
    actual: clipped(actual),
    at,
    ms,
    ...(queryId === undefined ? {} : { queryId }),
    ...(informative === undefined ? {} : { informative }),
  };
}

/** A value that goes on for pages proves nothing more. */
function clipped(value: Measured): Measured {
  return typeof value === 'string' && value.length > LONGEST_VALUE
    ? `${value.slice(0, LONGEST_VALUE)}…`
    : value;
}

const LONGEST_VALUE = 1000;

function workOf(state: LabState, id: string): ReportWork | undefined {
  const { state: is, at, ms, assisted, reason } = progressOf(state, id);
  if (is === 'pending' && at === undefined) return undefined;
  return {
    state: is,
    ...(at === undefined ? {} : { at }),
    ...(ms === undefined ? {} : { ms }),
    ...(assisted === undefined ? {} : { assisted }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The control totals that the database's own checks found; `null` when it could not be read. */
function totalsOf(results: readonly StepResult[]): ControlTotals | null {
  const checks = results.find(({ step }) => step.id === 'data.generate')?.checks ?? [];
  const found = (id: string): number | undefined => {
    const actual = checks.find(check => check.id === id)?.actual;
    return typeof actual === 'number' ? actual : undefined;
  };
  const revenueOrders = found('revenue-orders');
  const revenueLines = found('revenue-lines');
  const revenue = found('revenue-amount');
  if (revenueOrders === undefined || revenueLines === undefined || revenue === undefined) return null;
  const rows = TABLES.flatMap(table => {
    const count = found(table.replaceAll('_', '-'));
    return count === undefined ? [] : [[table, count] as const];
  });
  return {
    rows: Object.fromEntries(rows),
    revenueOrders,
    revenueLines,
    revenueAmount: Math.round(revenue * 100),
  };
}

const TABLES = ['users', 'products', 'orders', 'order_items', 'events', 'crm_contacts'];
