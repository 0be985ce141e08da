import { defineChapter } from '../../src/lab/lab.ts';
import { generate } from './generate.ts';
import { inspect } from './inspect.ts';
import { questions } from './questions.ts';

/** The demonstration data in PostgreSQL. */
export const data = defineChapter({
  id: 'data',
  folder: '02-data',
  title: { fr: 'Données de démonstration', en: 'Demonstration data' },
  steps: [generate, inspect],
  questions,
});
