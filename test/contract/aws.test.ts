/**
 * What the lab relies on in S3, IAM and STS, asked of whoever provides them:
 * - the sandbox, always: a sample in `npm test`, everything in `npm run contract`;
 * - moto's server in `npm run contract`, where Python can install it (into `.cache/`);
 * - a real account with SHOPSTREAM_CONTRACT=real and the vendor's own variables (AWS_PROFILE, or AWS_ACCESS_KEY_ID and
 *   AWS_SECRET_ACCESS_KEY, or an open session): buckets, users and roles named shopstream-contract-… are made and removed
 *   again; the identity needs s3:*, iam:* on those names and sts:AssumeRole. It costs a few hundred requests.
 */
import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import type { AwsSubject } from './aws-subject.ts';
import type { Behaviour } from './behaviour.ts';
import { contract } from './contract.ts';
import { IDENTITY_BEHAVIOURS } from './identity-behaviours.ts';
import { MOTO_DIFFERENCES } from './moto-differences.ts';
import { motoAws, realAws, sandboxAws } from './providers.ts';
import { S3_BEHAVIOURS } from './s3-behaviours.ts';

const BEHAVIOURS: readonly Behaviour<AwsSubject>[] = [...S3_BEHAVIOURS, ...IDENTITY_BEHAVIOURS];
const isReal = process.env['SHOPSTREAM_CONTRACT'] === 'real';
const isWhole = process.env['SHOPSTREAM_CONTRACT'] !== undefined;

contract(
  'AWS as the sandbox gives it',
  sandboxAws,
  BEHAVIOURS.filter(({ slow }) => isWhole || slow !== true),
);
if (isWhole) {
  contract('AWS as moto gives it', motoAws, BEHAVIOURS, MOTO_DIFFERENCES);
  if (isReal) contract('AWS itself', realAws, BEHAVIOURS);
  else test('AWS itself', t => t.skip('NOT RUN: it wants SHOPSTREAM_CONTRACT=real and credentials'));
}

test('each known difference is one of a behaviour', () => {
  const names = BEHAVIOURS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { behaviour } of MOTO_DIFFERENCES) assert.ok(names.includes(behaviour), behaviour);
});
