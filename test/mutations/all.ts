import { DATA } from './data.ts';
import { DBT } from './dbt.ts';
import { EXPORT } from './export.ts';
import { LOADING } from './loading.ts';
import { MARTS } from './marts.ts';
import type { Mutation } from './mutation.ts';
import { POSTGRES } from './postgres.ts';
import { S3 } from './s3.ts';
import { SNOWFLAKE } from './snowflake.ts';

/** Every mutation, in the lab's order. */
export const MUTATIONS: readonly Mutation[] = [
  ...POSTGRES,
  ...DATA,
  ...S3,
  ...EXPORT,
  ...SNOWFLAKE,
  ...LOADING,
  ...DBT,
  ...MARTS,
];
