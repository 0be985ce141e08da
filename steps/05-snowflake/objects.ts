import type { LabSettings } from '../../src/lab/lab.ts';

/** The handout's names. */
export const DATABASE = 'SHOPSTREAM_DWH';
export const SCHEMAS = ['RAW', 'STAGING', 'CORE', 'MARTS'] as const;
export const INTEGRATION = 's3_integration';
export const STAGE = `${DATABASE}.RAW.s3_raw_stage`;
export const ROLE = 'snowflake-s3-integration';

/** A warehouse as the lab makes it; `autoSuspend` in seconds. */
export interface WarehouseSpec {
  readonly name: string;
  readonly autoSuspend: number;
  readonly comment: string;
}

export const WAREHOUSES: readonly WarehouseSpec[] = [
  { name: 'LOADING_WH', autoSuspend: 60, comment: 'Warehouse pour le chargement des données depuis S3' },
  { name: 'TRANSFORM_WH', autoSuspend: 60, comment: 'Warehouse pour les transformations dbt' },
  { name: 'BI_WH', autoSuspend: 120, comment: 'Warehouse pour les requêtes BI' },
];

/** The only place of the bucket that Snowflake may read. */
export function rawLocation(settings: LabSettings): string {
  return `s3://${settings.bucket}/raw/`;
}
