import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../../src/i18n/text.ts';
import { type Check, expectEqual, type HintContext, type Measured } from '../../src/lab/lab.ts';
import { bucketHints } from '../03-s3/hints.ts';
import { dbtHints } from '../06-dbt/hints.ts';
import { integrationHints, stagingHints } from './hints.ts';

const check = (id: string, expected: Measured, actual: Measured): Check =>
  expectEqual(id, same(id), { expected, actual });

function seen(checks: readonly Check[], more: Partial<HintContext> = {}): HintContext {
  const settings = { bucket: 'shopstream-datalake-ines', region: 'eu-west-3' } as HintContext['settings'];
  return { prerequisites: [], checks, problem: undefined, settings, ...more };
}

test('a bucket elsewhere, somebody else’s and an absent one have different hints', () => {
  const elsewhere = bucketHints(
    seen([], { prerequisites: [check('region-free', 'eu-west-3', 'us-east-1')] }),
  );
  assert.match(elsewhere[0]?.fr ?? '', /mais dans us-east-1/);
  const foreign = bucketHints(seen([], { problem: { code: 'BucketAlreadyExists' } }));
  assert.match(foreign[0]?.en ?? '', /taken by another AWS account/);
  const absent = bucketHints(seen([check('exists', true, false), check('region', 'eu-west-3', null)]));
  assert.match(absent[0]?.en ?? '', /There is no bucket shopstream-datalake-ines/);
});

test('a trust that was never completed is told apart from one that a new integration broke', () => {
  const arn = check('trust-principal', 'arn:aws:iam::1:user/sf', 'arn:aws:iam::2:root');
  const provisional = integrationHints(seen([arn, check('trust-external-id', 'A_2f9Q', '0000')]));
  assert.match(provisional[0]?.fr ?? '', /valeur provisoire de A/);
  const broken = integrationHints(seen([check('trust-external-id', 'A_2f9Q', 'A_1c3K')]));
  assert.match(broken[0]?.fr ?? '', /attendu A_2f9Q, trouvé A_1c3K/);
  const nothing = integrationHints(seen([check('role', 'arn', null), check('integration', 'arn', null)]));
  assert.match(nothing[0]?.en ?? '', /the order matters/);
});

test('a table that is doubled, empty, absent or different each has its own cause', () => {
  const rows = (actual: number | null) => stagingHints(seen([check('stg-orders-rows', 5000, actual)]));
  assert.match(rows(10_000)[0]?.fr ?? '', /deux fois ou plus/);
  assert.match(rows(0)[0]?.fr ?? '', /0 files processed/);
  assert.match(rows(null)[0]?.fr ?? '', /manque/);
  assert.match(rows(4999)[0]?.fr ?? '', /plus ancien que les données/);
  const values = stagingHints(seen([check('stg-orders-checksum', 'a', 'b')]));
  assert.match(values[0]?.fr ?? '', /pas les mêmes valeurs/);
  assert.deepEqual(rows(5000), []);
});

test('no Python, no profile and no values are told apart', () => {
  assert.match(dbtHints(seen([], { prerequisites: [check('python', '3.13', null)] }))[0]?.en ?? '', /Python/);
  const problem = (raw: string) => dbtHints(seen([], { problem: { raw } }))[0]?.en ?? '';
  assert.match(problem("Could not find profile named 'shop'"), /does not find its profile/);
  assert.match(problem("Env var required but not provided: 'SNOWFLAKE_HOST'"), /sandbox env/);
});
