import type { TargetKind } from '../../lab/settings.ts';
import type { LabState, QuestionProgress, StepProgress, StepState } from '../state.ts';
import { damaged, notProgress, tooNew } from './refusals.ts';

/** The format this program writes and reads. */
const FORMAT = 1;
const KIND = 'shopstream-progress';

/** A step's progress as it travels: no check, no message, so that nothing of the machine is in it. */
export type PortableStep = Pick<StepProgress, 'state' | 'at' | 'ms' | 'reason' | 'assisted'>;

/** Somebody's progress on one target, to be taken to another computer. Holds no secret, no path, and nobody's name. */
export interface ProgressFile {
  readonly kind: typeof KIND;
  readonly format: typeof FORMAT;
  /** Version of the program that wrote it. */
  readonly app: string;
  readonly target: TargetKind;
  /** Of the lab that it comes from. */
  readonly lineage: string;
  readonly steps: Readonly<Record<string, PortableStep>>;
  /** The questions that were answered; absent in what older programs wrote. */
  readonly questions?: Readonly<Record<string, QuestionProgress>>;
}

const STATES: Readonly<Record<StepState, true>> = {
  pending: true,
  running: true,
  executed: true,
  verified: true,
  failed: true,
  blocked: true,
  interrupted: true,
  stale: true,
  drifted: true,
  skipped: true,
};

/** What a journal remembers, as it travels. */
export function progressFile(
  state: LabState,
  of: Pick<ProgressFile, 'app' | 'target' | 'lineage'>,
): ProgressFile {
  const steps = Object.entries(state.steps).map(([id, { state: is, at, ms, reason, assisted }]) => {
    const step: PortableStep = {
      state: is,
      ...(at === undefined ? {} : { at }),
      ...(ms === undefined ? {} : { ms }),
      ...(reason === undefined ? {} : { reason }),
      ...(assisted === undefined ? {} : { assisted }),
    };
    return [id, step] as const;
  });
  const { app, target, lineage } = of;
  const { questions } = state;
  return {
    kind: KIND,
    format: FORMAT,
    app,
    target,
    lineage,
    steps: Object.fromEntries(steps),
    ...(questions === undefined ? {} : { questions }),
  };
}

/** The file's text. */
export function encodeProgress(file: ProgressFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads a file's text, which may be anybody's.
 * @throws LabError (exit code 2) when it is not a progress file, is damaged, or a newer program wrote it.
 */
export function decodeProgress(text: string, path: string): ProgressFile {
  const found = parse(text, path);
  const { kind, format, app, target, lineage, steps, questions } = found;
  if (kind !== KIND) throw notProgress(path);
  if (typeof format === 'number' && format > FORMAT) throw tooNew(path, typeof app === 'string' ? app : '?');
  const isWhole =
    format === FORMAT &&
    typeof app === 'string' &&
    (target === 'sandbox' || target === 'cloud') &&
    typeof lineage === 'string' &&
    lineage !== '' &&
    isRecord(steps) &&
    Object.values(steps).every(isStep) &&
    (questions === undefined || (isRecord(questions) && Object.values(questions).every(isQuestion)));
  if (!isWhole) throw damaged(path);
  return {
    kind,
    format,
    app,
    target,
    lineage,
    steps: steps as Record<string, PortableStep>,
    ...(questions === undefined ? {} : { questions: questions as Record<string, QuestionProgress> }),
  };
}

function parse(text: string, path: string): Readonly<Record<string, unknown>> {
  let found: unknown;
  try {
    // Some editors put a mark at the start.
    found = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw text.includes(KIND) ? damaged(path) : notProgress(path);
  }
  if (!isRecord(found)) throw notProgress(path);
  return found;
}

function isStep(value: unknown): value is PortableStep {
  if (!isRecord(value)) return false;
  const { state, at, ms, reason, assisted } = value;
  return (
    typeof state === 'string' &&
    Object.hasOwn(STATES, state) &&
    (at === undefined || (typeof at === 'string' && !Number.isNaN(Date.parse(at)))) &&
    (ms === undefined || (typeof ms === 'number' && ms >= 0)) &&
    (reason === undefined || typeof reason === 'string') &&
    (assisted === undefined || typeof assisted === 'boolean')
  );
}

function isQuestion(value: unknown): value is QuestionProgress {
  if (!isRecord(value)) return false;
  const { tries, right, at } = value;
  return (
    typeof tries === 'number' &&
    Number.isSafeInteger(tries) &&
    tries > 0 &&
    typeof right === 'boolean' &&
    typeof at === 'string' &&
    !Number.isNaN(Date.parse(at))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
