import type { Lab } from '../lab/chapter.ts';
import { dependants } from '../lab/chapter.ts';
import type { Check } from '../lab/check.ts';
import type { LabEvent, Problem, StepEvent } from './events.ts';

/** A step's state. `drifted`: it was verified and no longer is. `stale`: something it stands on was undone since. */
export type StepState =
  | 'pending'
  | 'running'
  | 'executed'
  | 'verified'
  | 'failed'
  | 'blocked'
  | 'interrupted'
  | 'stale'
  | 'drifted'
  | 'skipped';

/** What is known of one step. */
export interface StepProgress {
  readonly state: StepState;
  /** The last verification's checks; empty before the first. */
  readonly checks: readonly Check[];
  /** When the step last changed state, ISO 8601 in UTC. */
  readonly at?: string;
  /** How long its last execution took, with verification, in milliseconds. */
  readonly ms?: number;
  readonly problem?: Problem;
  /** Why the person skipped it. */
  readonly reason?: string;
  /** The person had it done for them at the end of its hints, since it was last undone. */
  readonly assisted?: boolean;
}

/** How one question was answered so far. */
export interface QuestionProgress {
  /** Up to the right answer, or so far. */
  readonly tries: number;
  readonly right: boolean;
  /** When it was last answered, ISO 8601 in UTC. */
  readonly at: string;
}

/** Everything that is known of a run of the lab on one target. */
export interface LabState {
  readonly steps: Readonly<Record<string, StepProgress>>;
  /** The questions that were answered, by full id; absent in what older programs wrote. */
  readonly questions?: Readonly<Record<string, QuestionProgress>>;
  readonly exportDate?: string;
}

/** Progress that comes from another journal: what was done there is to be verified here. */
export interface ImportEvent {
  readonly event: 'import';
  readonly id: string;
  readonly state: 'stale' | 'skipped';
  /** How long its execution took there, in milliseconds. */
  readonly ms?: number;
  /** Why the person skipped it there. */
  readonly reason?: string;
  /** The person had it done for them there, at the end of its hints. */
  readonly assisted?: boolean;
}

/** A person answered a question, here or in another journal. */
export interface AnsweredEvent {
  readonly event: 'answered';
  /** Full id of the question. */
  readonly id: string;
  readonly right: boolean;
  /** Which try it was, from 1. */
  readonly tries: number;
  /** The number, or the option's id; never what else may have been typed. */
  readonly given?: number | string;
}

/** What the journal adds to the engine's events. */
export type Recorded =
  | LabEvent
  | ImportEvent
  | AnsweredEvent
  | { readonly event: 'skip'; readonly id: string; readonly reason: string }
  | { readonly event: 'assist'; readonly id: string };

/** Whether the engine told it, rather than the person or another journal. */
export function isLabEvent(event: Recorded) {
  // The predicate is inferred, so that a kind that is forgotten here does not compile where it is used.
  return (
    event.event !== 'skip' &&
    event.event !== 'import' &&
    event.event !== 'assist' &&
    event.event !== 'answered'
  );
}

const NOTHING: StepProgress = { state: 'pending', checks: [] };

export const emptyState: LabState = { steps: {} };

export function progressOf(state: LabState, id: string): StepProgress {
  return Object.hasOwn(state.steps, id) ? (state.steps[id] ?? NOTHING) : NOTHING;
}

/** `undefined` when it was never answered. */
export function questionProgress({ questions }: LabState, id: string): QuestionProgress | undefined {
  return questions !== undefined && Object.hasOwn(questions, id) ? questions[id] : undefined;
}

/** The state after `event`, which happened `at` (ISO 8601). Pure: the journal is folded with it, and so is a live run. */
export function reduce(lab: Lab, state: LabState, event: Recorded, at: string): LabState {
  switch (event.event) {
    case 'step':
      return reduceStep(lab, state, event, at);
    case 'skip':
      return set(state, event.id, {
        ...progressOf(state, event.id),
        state: 'skipped',
        reason: event.reason,
        at,
      });
    case 'import':
      return set(state, event.id, {
        state: event.state,
        checks: [],
        at,
        ...keep('ms', event.ms),
        ...keep('reason', event.reason),
        ...keep('assisted', event.assisted),
      });
    case 'assist':
      return set(state, event.id, { ...progressOf(state, event.id), assisted: true });
    case 'answered':
      return reduceAnswer(state, event, at);
    case 'fact':
      return { ...state, exportDate: event.value };
    case 'progress':
    case 'log':
    case 'end':
      return state;
  }
}

/** The tries of a question that was answered rightly count no further. */
function reduceAnswer(state: LabState, { id, right, tries }: AnsweredEvent, at: string): LabState {
  if (questionProgress(state, id)?.right === true) return state;
  return { ...state, questions: { ...state.questions, [id]: { tries, right, at } } };
}

function reduceStep(lab: Lab, state: LabState, event: StepEvent, at: string): LabState {
  const before = progressOf(state, event.id);
  const next = (stepState: StepState, checks: readonly Check[] = event.checks ?? before.checks): LabState =>
    set(state, event.id, {
      state: stepState,
      checks,
      at,
      ...keep('ms', event.ms ?? before.ms),
      ...keep('problem', event.problem),
      ...keep('assisted', before.assisted),
    });
  switch (event.phase) {
    case 'checking':
      return state;
    case 'prerequisites':
    case 'executing':
    case 'undoing':
      // What the prerequisites found is not a verification: only a step that they block keeps it.
      return next('running', before.checks);
    case 'verifying':
      return next('executed');
    case 'skipped':
      return set(state, event.id, {
        ...before,
        state: 'verified',
        checks: event.checks ?? before.checks,
        at,
      });
    case 'verified':
      return next('verified');
    case 'failed':
      return next(before.state === 'verified' || before.state === 'drifted' ? 'drifted' : 'failed');
    case 'blocked':
      return next('blocked');
    case 'interrupted':
      return next('interrupted');
    case 'undone':
      return undo(lab, state, event.id, at);
  }
}

function undo(lab: Lab, state: LabState, id: string, at: string): LabState {
  let next = set(state, id, { ...NOTHING, at });
  for (const step of dependants(lab, [id])) {
    const progress = progressOf(next, step.id);
    if (progress.state === 'verified' || progress.state === 'executed' || progress.state === 'drifted') {
      next = set(next, step.id, { ...progress, state: 'stale', at });
    }
  }
  return next;
}

function set(state: LabState, id: string, progress: StepProgress): LabState {
  return { ...state, steps: { ...state.steps, [id]: progress } };
}

function keep<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

/** After a crash nothing runs any more: a step that was running when the journal ends was interrupted. */
export function settle(state: LabState): LabState {
  const steps = Object.fromEntries(
    Object.entries(state.steps).map(([id, progress]) => [
      id,
      progress.state === 'running' ? { ...progress, state: 'interrupted' as const } : progress,
    ]),
  );
  return { ...state, steps };
}

/** Required steps verified, and required steps in all. */
export function count(lab: Lab, state: LabState): { readonly done: number; readonly total: number } {
  const required = lab.steps.filter(step => !step.optional);
  return {
    done: required.filter(step => progressOf(state, step.id).state === 'verified').length,
    total: required.length,
  };
}

/** The first step, in order, that a person should look at next: neither verified nor skipped, and not optional. */
export function nextStep(lab: Lab, state: LabState): string | undefined {
  return lab.steps.find(step => {
    const { state: is } = progressOf(state, step.id);
    return !step.optional && is !== 'verified' && is !== 'skipped';
  })?.id;
}
