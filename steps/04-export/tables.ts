import { defineStep } from '../../src/lab/lab.ts';
import { addScripts } from '../02-data/scripts.ts';
import { verifyExports } from './comparison.ts';
import { CSV_TABLES } from './objects.ts';
import { byHand, removeExports, transfer, transferPrerequisites } from './transfer.ts';

/** Five tables as CSV in the data lake. */
export const tables = defineStep({
  name: 'tables',
  title: { fr: 'Exporter les tables en CSV', en: 'Export the tables as CSV' },
  handout: '1.7.1',
  needs: ['postgres', 'objectStore'],
  after: ['data.generate', 's3.create-bucket', 's3.create-iam-user'],

  prerequisites: context => transferPrerequisites(context, CSV_TABLES),
  execute: context => transfer(context, CSV_TABLES),
  verify: ({ ports, settings, signal }) =>
    verifyExports(
      { postgres: ports.postgres, store: ports.objectStore, bucket: settings.bucket, signal },
      settings,
      CSV_TABLES,
      'raw/postgres/',
    ),
  undo: context => removeExports(context, CSV_TABLES),
  materials: addScripts,
  commands: settings => byHand(settings, CSV_TABLES),
});
