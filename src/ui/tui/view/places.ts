import { type LabState, nextStep, progressOf } from '../../../engine/state.ts';
import type { ChapterDefinition, Lab, Step } from '../../../lab/chapter.ts';
import { hasChapterText } from '../../../lab/content.ts';
import type { Pane } from './view.ts';

/** Where a person can be in the lab. A chapter opens with its place in the pipeline and closes with a recap. */
export type Place =
  | { readonly kind: 'opening'; readonly chapter: ChapterDefinition }
  | { readonly kind: 'step'; readonly chapter: ChapterDefinition; readonly step: Step }
  | { readonly kind: 'recap'; readonly chapter: ChapterDefinition };

/** Every place of a lab in order: what `next` and `previous` walk through. A chapter without an opening has none here. */
export function placesOf(lab: Lab): readonly Place[] {
  return lab.chapters.flatMap(chapter => {
    const steps = lab.steps.filter(step => step.chapter === chapter);
    const has = (part: 'opening' | 'recap') => hasChapterText(chapter.folder, part);
    return [
      ...(has('opening') ? [{ kind: 'opening' as const, chapter }] : []),
      ...steps.map(step => ({ kind: 'step' as const, chapter, step })),
      ...(has('recap') ? [{ kind: 'recap' as const, chapter }] : []),
    ];
  });
}

export function placeOfStep(places: readonly Place[], id: string): number {
  return Math.max(
    0,
    places.findIndex(place => place.kind === 'step' && place.step.id === id),
  );
}

export function placeOfChapter(places: readonly Place[], chapter: ChapterDefinition): number {
  return Math.max(
    0,
    places.findIndex(place => place.chapter === chapter),
  );
}

/**
 * Where the lab opens: at the first unfinished step, or at the opening of its chapter when nothing in it was begun; at the
 * end when all is done.
 */
export function firstPlace(places: readonly Place[], lab: Lab, state: LabState): number {
  const id = nextStep(lab, state);
  if (id === undefined) return Math.max(0, places.length - 1);
  const at = placeOfStep(places, id);
  const chapter = places[at]?.chapter;
  const begun = lab.steps.some(
    step => step.chapter === chapter && progressOf(state, step.id).state !== 'pending',
  );
  return begun || chapter === undefined ? at : placeOfChapter(places, chapter);
}

/** The pane that a place opens with: the lesson, or the cause when the step is red. */
export function paneOnArrival(place: Place | undefined, state: LabState): Pane {
  if (place?.kind !== 'step') return 'lesson';
  const { state: is } = progressOf(state, place.step.id);
  return is === 'failed' || is === 'blocked' || is === 'drifted' ? 'verification' : 'lesson';
}
