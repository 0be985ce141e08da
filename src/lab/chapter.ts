import type { Text } from '../i18n/text.ts';
import type { Lineage } from './lineage.ts';
import type { QuestionDefinition } from './question.ts';
import type { AnyStep } from './step.ts';

/** A chapter as its file declares it: its steps in order. */
export interface ChapterDefinition {
  /** Stable id, the first part of its steps' ids. */
  readonly id: string;
  /** Its folder under `steps/`, which holds `opening.*.md`, `recap.*.md` and the lessons. */
  readonly folder: string;
  readonly title: Text;
  readonly steps: readonly AnyStep[];
  /** Not part of `run --all` unless it is asked for. */
  readonly optional?: boolean;
  /** Two to four, for who wants to know whether they have understood; they never block anything. */
  readonly questions?: readonly QuestionDefinition[];
}

/** A step in its place. */
export interface Step {
  /** `<chapter>.<name>`. */
  readonly id: string;
  readonly chapter: ChapterDefinition;
  readonly definition: AnyStep;
  readonly optional: boolean;
  /** Full ids of the steps it stands on. */
  readonly after: readonly string[];
}

export interface Lab {
  readonly chapters: readonly ChapterDefinition[];
  /** Every step, in order. */
  readonly steps: readonly Step[];
  /** The ways of its tables through it, the most telling first. */
  readonly lineages: readonly Lineage[];
}

export function defineChapter(chapter: ChapterDefinition): ChapterDefinition {
  return chapter;
}

/**
 * Puts chapters together into a lab.
 * @throws Error when two steps share an id, a step stands on one that does not come before it, or a lineage leads through
 * one that there is not.
 */
export function defineLab(chapters: readonly ChapterDefinition[], lineages: readonly Lineage[] = []): Lab {
  const steps: Step[] = [];
  const seen = new Set<string>();
  for (const chapter of chapters) {
    for (const definition of chapter.steps) {
      const id = `${chapter.id}.${definition.name}`;
      if (seen.has(id)) throw new Error(`Two steps are called ${id}.`);
      const previous = steps.at(-1);
      const after = definition.after ?? (previous === undefined ? [] : [previous.id]);
      for (const needed of after) {
        if (!seen.has(needed)) throw new Error(`${id} stands on ${needed}, which does not come before it.`);
      }
      seen.add(id);
      steps.push({
        id,
        chapter,
        definition,
        optional: (definition.optional ?? false) || (chapter.optional ?? false),
        after,
      });
    }
  }
  for (const { step } of lineages.flatMap(({ hops }) => hops)) {
    if (!seen.has(step)) throw new Error(`A lineage leads through ${step}, which is not a step.`);
  }
  return { chapters, steps, lineages };
}

/** The steps that a selection of step and chapter ids names, in the lab's order; the words it does not know apart. */
export function selectSteps(
  lab: Lab,
  words: readonly string[],
): { readonly steps: readonly Step[]; readonly unknown: readonly string[] } {
  const wanted = new Set(words);
  const known = new Set<string>();
  const steps = lab.steps.filter(step => {
    const word = wanted.has(step.id) ? step.id : step.chapter.id;
    if (!wanted.has(word)) return false;
    known.add(step.id).add(step.chapter.id);
    return true;
  });
  return { steps, unknown: words.filter(word => !known.has(word)) };
}

/** Every step that stands on one of `ids`, directly or not, in the lab's order. */
export function dependants(lab: Lab, ids: Iterable<string>): readonly Step[] {
  const reached = new Set(ids);
  return lab.steps.filter(step => {
    if (reached.has(step.id) || !step.after.some(id => reached.has(id))) return false;
    reached.add(step.id);
    return true;
  });
}
