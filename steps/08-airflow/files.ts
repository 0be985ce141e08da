import type { ProjectFile } from '../06-dbt/project.ts';

/** The DAG folder in the workspace. */
export const DAGS = 'airflow/dags';

export const DAG_FILE: ProjectFile = {
  path: `${DAGS}/shopstream_pipeline.py`,
  asset: 'assets/airflow/dags/shopstream_pipeline.py',
};

/** What the task `publish` runs: the script of the step `marts.publish`. */
export const PUBLISH_FILE: ProjectFile = {
  path: `${DAGS}/publish_marts.sql`,
  asset: 'sql/snowflake/publish-marts.sql',
};

export const DAG_FILES: readonly ProjectFile[] = [DAG_FILE, PUBLISH_FILE];
