import { defineChapter } from '../../src/lab/lab.ts';
import { customers } from './customers.ts';
import { measures } from './measures.ts';
import { overview } from './overview.ts';
import { products } from './products.ts';
import { project } from './project.ts';
import { questions } from './questions.ts';

/** The report that the pipeline's users look at. */
export const powerBi = defineChapter({
  id: 'power-bi',
  folder: '09-power-bi',
  title: { fr: 'Power BI', en: 'Power BI' },
  steps: [project, overview, measures, products, customers],
  questions,
});
