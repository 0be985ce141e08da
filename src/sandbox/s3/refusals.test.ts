import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { ADMIN, REGION, testService } from './testing.ts';

test('a bucket name that belongs to somebody else is refused, as one’s own is in another way', async t => {
  const s3 = (await testService(t)).s3();
  const create = (Bucket: string) =>
    s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  await assert.rejects(create('test'), { name: 'BucketAlreadyExists' });
  await create('shopstream-lake');
  await assert.rejects(create('shopstream-lake'), { name: 'BucketAlreadyOwnedByYou' });
});

test('a request signed for another region than the bucket’s is refused, and says the right one', async t => {
  const { endpoint, s3 } = await testService(t);
  const configuration = { LocationConstraint: REGION } as const;
  await s3().send(new CreateBucketCommand({ Bucket: 'lake', CreateBucketConfiguration: configuration }));
  const elsewhere = new S3Client({ endpoint, region: 'us-west-2', credentials: ADMIN, maxAttempts: 1 });
  t.after(() => elsewhere.destroy());
  await assert.rejects(elsewhere.send(new ListObjectsV2Command({ Bucket: 'lake' })), {
    name: 'AuthorizationHeaderMalformed',
    message: "The authorization header is malformed; the region 'us-west-2' is wrong; expecting 'eu-west-3'",
    Region: REGION,
  });
  const { LocationConstraint } = await s3().send(new GetBucketLocationCommand({ Bucket: 'lake' }));
  assert.equal(LocationConstraint, REGION);
});
