/**
 * What the lab relies on in Snowflake, asked of whoever provides it:
 * - the sandbox, always: a sample in `npm test`, everything in `npm run contract`;
 * - a real account with SHOPSTREAM_CONTRACT=real and the variables of Snowflake's own tools: SNOWFLAKE_ACCOUNT,
 *   SNOWFLAKE_USER, SNOWFLAKE_PRIVATE_KEY_PATH (or SNOWFLAKE_TOKEN, or SNOWFLAKE_PASSWORD), SNOWFLAKE_ROLE (ACCOUNTADMIN by
 *   default). A database, warehouses (XSMALL, asleep after a minute), a role and integrations named SHOPSTREAM_CONTRACT_… are
 *   made and removed again. What loads from S3 runs only with AWS credentials beside them (see aws.test.ts).
 */
import process from 'node:process';
import { test } from 'node:test';
import type { Behaviour } from './behaviour.ts';
import { contract } from './contract.ts';
import { LOADING_BEHAVIOURS } from './loading-behaviours.ts';
import { SNOWFLAKE_BEHAVIOURS } from './snowflake-behaviours.ts';
import { realSnowflake, type SnowflakeSubject, sandboxSnowflake } from './snowflake-subject.ts';

const BEHAVIOURS: readonly Behaviour<SnowflakeSubject>[] = [...SNOWFLAKE_BEHAVIOURS, ...LOADING_BEHAVIOURS];
const isReal = process.env['SHOPSTREAM_CONTRACT'] === 'real';
const isWhole = process.env['SHOPSTREAM_CONTRACT'] !== undefined;

contract(
  'Snowflake as the sandbox gives it',
  sandboxSnowflake,
  BEHAVIOURS.filter(({ slow }) => isWhole || slow !== true),
);
if (isReal) contract('Snowflake itself', realSnowflake, BEHAVIOURS);
else if (isWhole)
  test('Snowflake itself', t => t.skip('NOT RUN: it wants SHOPSTREAM_CONTRACT=real and a login'));
