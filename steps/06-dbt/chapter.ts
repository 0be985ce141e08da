import { defineChapter } from '../../src/lab/lab.ts';
import { debug } from './debug.ts';
import { docs } from './docs.ts';
import { initProject } from './init-project.ts';
import { inspect } from './inspect.ts';
import { install } from './install.ts';
import { questions } from './questions.ts';
import { run } from './run.ts';
import { test } from './tests.ts';

/** Transformation in the warehouse: staging, dimensions, facts and the first mart. */
export const dbt = defineChapter({
  id: 'dbt',
  folder: '06-dbt',
  title: { fr: 'Transformer avec dbt', en: 'Transform with dbt' },
  steps: [install, initProject, debug, run, test, docs, inspect],
  questions,
});
