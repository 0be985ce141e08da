import type { Text } from '../i18n/text.ts';
import type { Check, Sample } from '../lab/check.ts';
import type { Diagnosis } from '../lab/diagnosis.ts';

/** An error as data: what a person is told, and the driver's own words and code. */
export interface Problem {
  /** What happened, and why most likely. */
  readonly text: Text;
  /** What to do. */
  readonly advice?: Text;
  /** The driver's code: SQLSTATE, Snowflake's number, AWS's name, ENOENT, … */
  readonly code?: string;
  /** The driver's message, with secrets removed. */
  readonly raw?: string;
  /** The catalogue's entry, when the error is a known one. */
  readonly diagnosis?: Diagnosis;
  /** 2 when something the lab needs is missing, 1 otherwise: the command's exit code. */
  readonly exitCode: 1 | 2;
}

/** The driver's own words, where what is told does not hold them already. */
export function unsaid({ text, raw }: Problem): string | undefined {
  return raw === undefined || text.en.includes(raw) || text.fr.includes(raw) ? undefined : raw;
}

/**
 * Where a step of a run is. `skipped`: it verified already, nothing was executed. `blocked`: a prerequisite does not
 * hold. `interrupted`: the person stopped it.
 */
export type StepPhase =
  | 'checking'
  | 'skipped'
  | 'prerequisites'
  | 'executing'
  | 'verifying'
  | 'verified'
  | 'failed'
  | 'blocked'
  | 'interrupted'
  | 'undoing'
  | 'undone';

/** What the engine tells while it works. Plain JSON-safe data: screen, journal, JSON and reports all listen to it. */
export type LabEvent =
  | {
      readonly event: 'step';
      readonly id: string;
      readonly phase: StepPhase;
      /** Milliseconds since the step began; on the phases that end it. */
      readonly ms?: number;
      /** What the prerequisites or the verification found; on the phases that follow them. */
      readonly checks?: readonly Check[];
      readonly samples?: readonly Sample[];
      readonly problem?: Problem;
    }
  | {
      readonly event: 'progress';
      readonly id: string;
      readonly label: Text;
      readonly done: number;
      readonly total?: number;
    }
  | { readonly event: 'log'; readonly id: string; readonly line: string }
  | { readonly event: 'fact'; readonly name: 'export-date'; readonly value: string }
  | {
      readonly event: 'end';
      /** Steps executed, steps that hold now, steps that do not (optional ones are not counted). */
      readonly executed: number;
      readonly verified: number;
      readonly failed: number;
      readonly interrupted: boolean;
      /** The exit code that fits: 0, 1, 2 or 130. */
      readonly exitCode: number;
    };

export type StepEvent = Extract<LabEvent, { event: 'step' }>;

/** Phases after which a step is at rest. */
export function isFinal(phase: StepPhase): boolean {
  switch (phase) {
    case 'checking':
    case 'prerequisites':
    case 'executing':
    case 'verifying':
    case 'undoing':
      return false;
    case 'skipped':
    case 'verified':
    case 'failed':
    case 'blocked':
    case 'interrupted':
    case 'undone':
      return true;
  }
}
