import type { Lab } from '../../lab/chapter.ts';
import { questionsOf } from '../questions.ts';
import {
  type AnsweredEvent,
  type ImportEvent,
  type LabState,
  progressOf,
  questionProgress,
} from '../state.ts';
import type { PortableStep, ProgressFile } from './file.ts';

/** A person's words are kept to one line of this many characters. */
const LONGEST_REASON = 200;

/** What importing a file changes. */
export interface ImportPlan {
  /** To be recorded, in the lab's order. */
  readonly events: readonly ImportEvent[];
  /** Answers to questions, to be recorded too. */
  readonly answers: readonly AnsweredEvent[];
  /** Steps that this home knows more of itself. */
  readonly kept: readonly string[];
  /** Ids that this version of the lab does not have. */
  readonly unknown: readonly string[];
}

/**
 * Merges progress from elsewhere into what is known here. What was done there is `stale` here until it is verified, and
 * what was put aside stays so with its reason; what failed there says nothing about this computer. A step that this home
 * knows something of keeps what it knows.
 */
export function planImport(
  lab: Lab,
  state: LabState,
  { steps, questions = {} }: Pick<ProgressFile, 'steps' | 'questions'>,
): ImportPlan {
  const known = new Set(lab.steps.map(({ id }) => id));
  const kept: string[] = [];
  const events = lab.steps.flatMap(({ id }) => {
    const found = Object.hasOwn(steps, id) ? steps[id] : undefined;
    const event = found === undefined ? undefined : imported(id, found);
    if (event === undefined) return [];
    if (progressOf(state, id).state === 'pending') return [event];
    kept.push(id);
    return [];
  });
  return {
    events,
    answers: answersIn(lab, state, questions),
    kept,
    unknown: Object.keys(steps).filter(id => !known.has(id)),
  };
}

/** The answers to questions that this home has not seen answered itself. */
function answersIn(
  lab: Lab,
  state: LabState,
  questions: NonNullable<ProgressFile['questions']>,
): readonly AnsweredEvent[] {
  return lab.chapters.flatMap(questionsOf).flatMap(({ id }): readonly AnsweredEvent[] => {
    const found = Object.hasOwn(questions, id) ? questions[id] : undefined;
    if (found === undefined || questionProgress(state, id) !== undefined) return [];
    return [{ event: 'answered', id, right: found.right, tries: found.tries }];
  });
}

function imported(id: string, { state, ms, reason, assisted }: PortableStep): ImportEvent | undefined {
  const kept = { ...(ms === undefined ? {} : { ms }), ...(assisted === undefined ? {} : { assisted }) };
  switch (state) {
    case 'executed':
    case 'verified':
    case 'stale':
    case 'drifted':
      return { event: 'import', id, state: 'stale', ...kept };
    case 'skipped':
      return { event: 'import', id, state: 'skipped', reason: oneLine(reason ?? ''), ...kept };
    case 'pending':
    case 'running':
    case 'failed':
    case 'blocked':
    case 'interrupted':
      return undefined;
  }
}

function oneLine(words: string): string {
  return words.replace(/\p{Cc}+/gu, ' ').slice(0, LONGEST_REASON);
}
