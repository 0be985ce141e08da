import type { Entry } from '../entry.ts';
import { AIRFLOW } from './airflow.ts';
import { AWS_ACCOUNT } from './aws-account.ts';
import { AWS_CREDENTIALS } from './aws-credentials.ts';
import { AWS_SERVICES } from './aws-services.ts';
import { DBT } from './dbt.ts';
import { POSTGRES_SERVER } from './postgres.ts';
import { POSTGRES_OBJECTS } from './postgres-objects.ts';
import { POWER_BI } from './power-bi.ts';
import { PYTHON } from './python.ts';
import { SNOWFLAKE_ACCOUNT } from './snowflake-account.ts';
import { SNOWFLAKE_LOGIN } from './snowflake-login.ts';
import { SNOWFLAKE_OBJECTS } from './snowflake-objects.ts';
import { SNOWFLAKE_STORAGE } from './snowflake-storage.ts';
import { SYSTEM } from './system.ts';
import { WINDOWS } from './windows.ts';

/** Every error that the lab knows by name. Loaded by `diagnose` when something fails, never before. */
export const CATALOGUE: readonly Entry[] = [
  ...POSTGRES_SERVER,
  ...POSTGRES_OBJECTS,
  ...AWS_CREDENTIALS,
  ...AWS_SERVICES,
  ...AWS_ACCOUNT,
  ...SNOWFLAKE_LOGIN,
  ...SNOWFLAKE_ACCOUNT,
  ...SNOWFLAKE_OBJECTS,
  ...SNOWFLAKE_STORAGE,
  ...DBT,
  ...PYTHON,
  ...WINDOWS,
  ...AIRFLOW,
  ...POWER_BI,
  ...SYSTEM,
];
