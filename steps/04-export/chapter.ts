import { defineChapter } from '../../src/lab/lab.ts';
import { events } from './events.ts';
import { questions } from './questions.ts';
import { tables } from './tables.ts';

/** From PostgreSQL to S3: the data lake receives its first files. */
export const exportChapter = defineChapter({
  id: 'export',
  folder: '04-export',
  title: { fr: 'Export : de PostgreSQL à S3', en: 'Export: from PostgreSQL to S3' },
  steps: [tables, events],
  questions,
});
