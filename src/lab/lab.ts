/** What a step's file imports: one door to the model of the lab. */
export * from './chapter.ts';
export * from './check.ts';
export * from './content.ts';
export * from './errors.ts';
export * from './settings.ts';
export * from './step.ts';
