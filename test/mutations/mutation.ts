import type { LabSession } from '../helpers/lab-session.ts';

/** Puts back what a mutation changed. */
export type Undo = () => Promise<void>;

/** Something that another client does to a complete lab, with the real drivers and an administrator's rights. */
export interface Mutation {
  /** Kebab-case. */
  readonly id: string;
  /** In words. */
  readonly what: string;
  /** The step whose work it damages: the only one that may turn red, and that a run does again to mend it. */
  readonly step: string;
  /** A check of that step that must fail because of it. */
  readonly check: string;
  /** The steps that a run mends it with. Default: `step`, or none when `break` returns how to undo it. */
  readonly mends?: readonly string[];
  break(lab: LabSession): Promise<Undo | undefined>;
}

/** What a mutation of one step is told by, without the step. */
type OfStep = Omit<Mutation, 'step'>;

/** Mutations of one step. */
export function of(step: string, mutations: readonly OfStep[]): readonly Mutation[] {
  return mutations.map(mutation => ({ step, ...mutation }));
}
