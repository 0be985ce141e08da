import type { StepState } from '../../../engine/state.ts';
import type { Text } from '../../../i18n/text.ts';
import { enterDoes, type Situation, stepState } from './situation.ts';

const START: Text = { fr: 'exécuter', en: 'run' };
const AGAIN: Text = { fr: 'réessayer', en: 'try again' };

/** What running a step means to a person, by where it stands. */
const RUN: Readonly<Record<StepState, Text>> = {
  pending: START,
  running: START,
  executed: START,
  verified: START,
  skipped: START,
  stale: { fr: 'refaire', en: 'redo' },
  failed: AGAIN,
  blocked: AGAIN,
  interrupted: { fr: 'reprendre', en: 'resume' },
  drifted: { fr: 'réparer', en: 'fix' },
};

const ELSEWHERE = {
  next: { fr: 'continuer', en: 'continue' },
  open: { fr: 'ouvrir', en: 'open' },
  continue: { fr: 'continuer', en: 'continue' },
  answer: { fr: 'répondre', en: 'answer' },
  'next-question': { fr: 'suivante', en: 'next' },
  close: { fr: 'fermer', en: 'close' },
} as const;

/** Whether running the step is all that mends it. */
function mendsByRunning({ remedy, step }: Situation): boolean {
  if (remedy === undefined) return true;
  return remedy.kind === 'run' && remedy.steps.length === 1 && remedy.steps[0] === step;
}

/** What Enter does here, in one word. */
export function enterLabel(situation: Situation): Text {
  const does = enterDoes(situation);
  if (does !== 'run') return ELSEWHERE[does];
  const state = stepState(situation) ?? 'pending';
  // What mends it is then another key's: this one only does the step again.
  return state === 'drifted' && !mendsByRunning(situation) ? RUN.stale : RUN[state];
}
