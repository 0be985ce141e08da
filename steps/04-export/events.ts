import { defineStep } from '../../src/lab/lab.ts';
import { addScripts } from '../02-data/scripts.ts';
import { verifyExports } from './comparison.ts';
import { exportPrefix } from './objects.ts';
import { byHand, removeExports, transfer, transferPrerequisites } from './transfer.ts';

const EVENTS = ['events'] as const;

/** The events as JSON lines in the data lake. */
export const events = defineStep({
  name: 'events',
  title: { fr: 'Exporter les événements en JSON', en: 'Export the events as JSON' },
  handout: '1.7.2',
  needs: ['postgres', 'objectStore'],
  after: ['data.generate', 's3.create-bucket', 's3.create-iam-user'],

  prerequisites: context => transferPrerequisites(context, EVENTS),
  execute: context => transfer(context, EVENTS),
  verify: ({ ports, settings, signal }) =>
    verifyExports(
      { postgres: ports.postgres, store: ports.objectStore, bucket: settings.bucket, signal },
      settings,
      EVENTS,
      exportPrefix('events'),
    ),
  undo: context => removeExports(context, EVENTS),
  materials: addScripts,
  commands: settings => byHand(settings, EVENTS),
});
