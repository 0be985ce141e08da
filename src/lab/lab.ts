/** What a step's file imports: one door to the model of the lab. */
export * from './by-hand.ts';
export * from './chapter.ts';
export * from './check.ts';
export * from './content.ts';
export * from './date.ts';
export * from './errors.ts';
export * from './hints.ts';
export * from './lineage.ts';
export * from './mark.ts';
export * from './placement.ts';
export * from './proof.ts';
export * from './question.ts';
export * from './settings.ts';
export * from './shells.ts';
export * from './step.ts';
export * from './task-graph.ts';
