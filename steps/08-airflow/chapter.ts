import { defineChapter } from '../../src/lab/lab.ts';
import { dag } from './dag.ts';
import { install } from './install.ts';
import { questions } from './questions.ts';
import { run } from './run.ts';

/** Airflow: the whole pipeline as one graph of tasks that runs by itself. */
export const airflow = defineChapter({
  id: 'airflow',
  folder: '08-airflow',
  title: { fr: 'Airflow : orchestrer le pipeline', en: 'Airflow: orchestrating the pipeline' },
  optional: true,
  steps: [install, dag, run],
  questions,
});
