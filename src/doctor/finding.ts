import type { Text } from '../i18n/text.ts';

/** `unknown`: it could not be looked at; the cause says why. */
export type Status = 'ok' | 'warning' | 'problem' | 'unknown';

/** Under which heading a finding stands, in the order of the headings. */
export const AREAS = [
  'tools',
  'machine',
  'folders',
  'network',
  'variables',
  'ports',
  'sandbox',
  'lab',
  'accounts',
] as const;
export type Area = (typeof AREAS)[number];

/** What was seen: plain values, without secrets. */
export type Evidence = Readonly<Record<string, string | number | boolean | null>>;

/** What the doctor may do by itself: safe, and nothing of the student's is lost. */
export interface Repair {
  /** What it will do, as an infinitive. */
  readonly title: Text;
  /** @throws whatever keeps it from doing so. */
  run(signal: AbortSignal): Promise<void>;
}

/** One thing that was looked at, and what to make of it. */
export interface Finding {
  /** Kebab-case, stable: reports of whole classes are summed up by it. */
  readonly id: string;
  readonly area: Area;
  readonly status: Status;
  readonly title: Text;
  /** `null` when all is well. */
  readonly cause: Text | null;
  readonly fix: Text | null;
  readonly evidence: Evidence;
  readonly repair?: Repair;
}

/** A finding as a probe's judgement gives it: the probe knows the area. */
export type Judgement = Omit<Finding, 'area'>;

interface Trouble {
  readonly cause: Text;
  readonly fix: Text;
  readonly evidence?: Evidence;
  readonly repair?: Repair | undefined;
}

/** All is well. */
export function ok(id: string, title: Text, evidence: Evidence = {}): Judgement {
  return { id, status: 'ok', title, cause: null, fix: null, evidence };
}

/** Something that may disturb, or that only an optional part wants. */
export function warning(id: string, title: Text, trouble: Trouble): Judgement {
  return troubled('warning', id, title, trouble);
}

/** Something that keeps the lab from working. */
export function problem(id: string, title: Text, trouble: Trouble): Judgement {
  return troubled('problem', id, title, trouble);
}

/** It could not be looked at. */
export function unknown(id: string, title: Text, cause: Text, evidence: Evidence = {}): Judgement {
  return { id, status: 'unknown', title, cause, fix: null, evidence };
}

function troubled(
  status: Status,
  id: string,
  title: Text,
  { cause, fix, evidence = {}, repair }: Trouble,
): Judgement {
  return { id, status, title, cause, fix, evidence, ...(repair === undefined ? {} : { repair }) };
}
