/** The pipeline's task graph: the same for Airflow's DAG and for the lab's own runner. */
import type { TableName } from '../01-postgres/schema.ts';
import { CSV_TABLES } from '../04-export/objects.ts';

/** Id of the DAG. */
export const DAG = 'shopstream_pipeline';

/** What leaves PostgreSQL, and what of it is loaded into STAGING. */
export const EXPORTED: readonly TableName[] = [...CSV_TABLES, 'events'];
export const LOADED = CSV_TABLES;

export type PipelineTask =
  | 'business_day'
  | 'export'
  | 'copy_into'
  | 'check_rows'
  | 'dbt_run'
  | 'dbt_test'
  | 'publish';

/** A task as the DAG declares it. */
export interface DeclaredTask {
  readonly id: PipelineTask;
  readonly after: readonly PipelineTask[];
  /** One copy a table; none: the task is alone. */
  readonly tables?: readonly TableName[];
}

/** Every task, in an order in which they can run. */
export const TASKS: readonly DeclaredTask[] = [
  { id: 'business_day', after: [] },
  { id: 'export', after: ['business_day'], tables: EXPORTED },
  { id: 'copy_into', after: ['export'], tables: LOADED },
  { id: 'check_rows', after: ['copy_into'], tables: LOADED },
  { id: 'dbt_run', after: ['check_rows'] },
  { id: 'dbt_test', after: ['dbt_run'] },
  { id: 'publish', after: ['dbt_test'] },
];

/** A task that fails is tried again so often. */
export const RETRIES = 2;
