import type { Text } from '../i18n/text.ts';
import { text } from '../i18n/text.ts';
import type { Lab, Step } from '../lab/chapter.ts';
import type { Known } from './hints.ts';
import { type LabState, progressOf } from './state.ts';

/** What the lab would do to mend a step that is not right. */
export type Remedy =
  /** Runs steps in order; those that hold are passed over. */
  | { readonly kind: 'run'; readonly steps: readonly Step[]; readonly words: Text }
  /** Undoes the step, then runs it: what running alone did not mend. */
  | { readonly kind: 'redo'; readonly step: Step; readonly words: Text };

/** What is known of a step that may need mending. */
export interface Ailing extends Known {
  /** The step has just been executed to its end, and its verification disagreed all the same. */
  readonly executedInVain: boolean;
}

/**
 * What mends a step as it stands now: what it stands on first, then the step itself; undone and done again when running it
 * was of no use. `undefined`: it needs nothing, or something that only the person can give (Python, a right).
 */
export function remedyFor(lab: Lab, state: LabState, step: Step, ailing: Ailing): Remedy | undefined {
  const { state: is } = progressOf(state, step.id);
  if (is === 'verified' || is === 'running' || !isAilment(is, ailing)) return undefined;
  const missing = ailing.prerequisites.filter(({ verdict }) => verdict === 'failed');
  if (missing.some(({ requirement }) => requirement === true)) return undefined;
  const below = grounds(lab, step);
  const broken = below.filter(({ id }) => progressOf(state, id).state !== 'verified');
  if (broken.length > 0) return { kind: 'run', steps: [...broken, step], words: groundsFirst(broken, step) };
  if (missing.length > 0 || standsOnFault(ailing))
    return { kind: 'run', steps: [...below, step], words: LOOK_BELOW };
  if (ailing.executedInVain) {
    return step.definition.undo === undefined ? undefined : { kind: 'redo', step, words: REDO };
  }
  return { kind: 'run', steps: [step], words: is === 'drifted' ? RESTORE : COMPLETE };
}

/** A step that nobody has begun is not ill, unless what it stands on is. */
function isAilment(is: string, known: Known): boolean {
  if (is !== 'pending' && is !== 'skipped') return true;
  return standsOnFault(known) || known.prerequisites.some(({ verdict }) => verdict === 'failed');
}

function standsOnFault({ checks }: Known): boolean {
  return checks.some(({ id, verdict }) => id === 'stands-on' && verdict === 'unknown');
}

/** Every step that `step` stands on, directly or not, in the lab's order. */
function grounds(lab: Lab, step: Step): readonly Step[] {
  const wanted = new Set(step.after);
  for (const each of lab.steps.toReversed())
    if (wanted.has(each.id)) for (const id of each.after) wanted.add(id);
  return lab.steps.filter(({ id, optional }) => wanted.has(id) && (!optional || step.optional));
}

function groundsFirst(broken: readonly Step[], step: Step): Text {
  const [first, ...others] = broken;
  const title = first?.definition.title ?? step.definition.title;
  return text(lang => {
    if (lang === 'fr') {
      const more = others.length === 0 ? '' : ` et ${others.length} autre${others.length > 1 ? 's' : ''}`;
      return `fait d'abord ce dont dépend cette étape (« ${title.fr} »${more}), puis l'étape.`;
    }
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return `first does what this step stands on (“${title.en}”${more}), then the step.`;
  });
}

const LOOK_BELOW: Text = {
  fr: "revérifie tout ce dont dépend cette étape, refait ce qui n'est pas en ordre, puis exécute l'étape.",
  en: 'verifies all that this step stands on again, redoes what does not hold, then runs the step.',
};

const COMPLETE: Text = {
  fr: "exécute l'étape de nouveau : elle complète ce qui manque et ne double rien.",
  en: 'runs the step again: it completes what is missing and doubles nothing.',
};

const RESTORE: Text = {
  fr: "exécute l'étape de nouveau : elle remet en place ce qui a changé depuis.",
  en: 'runs the step again: it puts back what has changed since.',
};

const REDO: Text = {
  fr: "l'exécuter n'a pas suffi : défait l'étape, après confirmation, puis la refait.",
  en: 'running it was not enough: undoes the step, after asking, then does it again.',
};
