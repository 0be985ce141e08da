import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  overallTarget,
  placementKey,
  placementLabel,
  placementOf,
  placementWords,
  serviceOf,
} from './placement.ts';

const placed = (...given: Parameters<typeof placementOf>) => {
  const found = placementOf(...given);
  assert.ok(!('refused' in found), JSON.stringify(found));
  return found;
};

test('PostgreSQL stays on the laptop unless it is moved by name', () => {
  assert.deepEqual(placed('cloud'), { postgres: 'sandbox', aws: 'cloud', snowflake: 'cloud' });
  assert.deepEqual(placed('sandbox', { data: 'cloud' }), {
    postgres: 'cloud',
    aws: 'sandbox',
    snowflake: 'sandbox',
  });
});

test('a mix that cannot work is refused with its reason', () => {
  const split = placementOf('sandbox', { s3: 'cloud', export: 'sandbox' });
  assert.ok('refused' in split);
  assert.match(split.refused.fr, /s3, export .* même service/);
  const unreachable = placementOf('sandbox', { snowflake: 'cloud' });
  assert.ok('refused' in unreachable);
  assert.match(unreachable.refused.en, /cannot read a bucket of this machine/);
  assert.ok('refused' in placementOf('cloud', { s3: 'sandbox' }));
});

test('each placement keeps its progress under a name of its own', () => {
  const keys = [
    placed('sandbox'),
    placed('cloud'),
    placed('sandbox', { s3: 'cloud' }),
    placed('sandbox', { postgres: 'cloud' }),
    placed('cloud', { postgres: 'cloud' }),
  ].map(placementKey);
  assert.deepEqual(keys, ['sandbox', 'cloud', 'cloud-aws', 'cloud-postgres', 'cloud-postgres-aws-snowflake']);
  assert.equal(overallTarget(placed('sandbox', { postgres: 'cloud' })), 'sandbox');
  assert.equal(overallTarget(placed('sandbox', { export: 'cloud' })), 'cloud');
});

test('every chapter has a service', () => {
  assert.deepEqual(['data', 'export', 'marts', 'power-bi'].map(serviceOf), [
    'postgres',
    'aws',
    'snowflake',
    'snowflake',
  ]);
});

test('a placement is told in a word and in words', () => {
  assert.equal(placementLabel(placed('sandbox')), 'sandbox');
  assert.equal(placementLabel(placed('cloud')), 'cloud');
  const mix = placed('sandbox', { s3: 'cloud' });
  assert.equal(placementLabel(mix), 'cloud: AWS');
  assert.deepEqual(placementWords(mix), {
    fr: 'PostgreSQL : bac à sable, AWS : votre compte, Snowflake : bac à sable',
    en: 'PostgreSQL: sandbox, AWS: your account, Snowflake: sandbox',
  });
  assert.equal(placementLabel(placed('cloud', { postgres: 'cloud' })), 'cloud: PostgreSQL + AWS + Snowflake');
});
