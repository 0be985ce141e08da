import { defineChapter } from '../../src/lab/lab.ts';
import { connect } from './connect.ts';
import { createSchemas } from './create-schemas.ts';
import { createStage } from './create-stage.ts';
import { createStagingTables } from './create-staging-tables.ts';
import { createStorageIntegration } from './create-storage-integration.ts';
import { createWarehouses } from './create-warehouses.ts';
import { loadEvents } from './load-events.ts';
import { loadStaging } from './load-staging.ts';
import { questions } from './questions.ts';

export const snowflake = defineChapter({
  id: 'snowflake',
  folder: '05-snowflake',
  title: { fr: "Snowflake : l'entrepôt de données", en: 'Snowflake: the data warehouse' },
  steps: [
    connect,
    createSchemas,
    createWarehouses,
    createStorageIntegration,
    createStage,
    createStagingTables,
    loadStaging,
    loadEvents,
  ],
  questions,
});
