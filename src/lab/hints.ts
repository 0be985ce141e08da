import type { Check } from './check.ts';
import type { HintContext } from './step.ts';

/** The check or prerequisite of this id, when it failed: what a step's hints ask about. */
export function failed({ prerequisites, checks }: HintContext, id: string): Check | undefined {
  return [...prerequisites, ...checks].find(check => check.id === id && check.verdict === 'failed');
}
