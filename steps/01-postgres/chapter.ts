import { defineChapter } from '../../src/lab/lab.ts';
import { connect } from './connect.ts';
import { createDatabase } from './create-database.ts';
import { createTables } from './create-tables.ts';
import { questions } from './questions.ts';

/** PostgreSQL, the shop's own database: where the data comes from. */
export const postgres = defineChapter({
  id: 'postgres',
  folder: '01-postgres',
  title: { fr: 'PostgreSQL : la base source', en: 'PostgreSQL: the source database' },
  steps: [connect, createDatabase, createTables],
  questions,
});
