import { defineChapter } from '../../src/lab/lab.ts';
import { customerLtv } from './customer-ltv.ts';
import { productPerformance } from './product-performance.ts';
import { publish } from './publish.ts';
import { questions } from './questions.ts';

/** The marts that Power BI reads. */
export const marts = defineChapter({
  id: 'marts',
  folder: '07-marts',
  title: { fr: 'Data marts', en: 'Data marts' },
  steps: [productPerformance, customerLtv, publish],
  questions,
});
