import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { startS3 } from '../sandbox/s3/main.ts';
import { createIdentity } from './identity.ts';
import { createObjectStore } from './object-store.ts';

const ADMIN = { accessKeyId: 'AKIAADMINEXAMPLEKEY1', secretAccessKey: 'admin/secret' };
const ACCOUNT = '000000000000';
const REGION = 'eu-west-3';
const BUCKET = 'shopstream-datalake-test';
const MiB = 1024 * 1024;
const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/raw/*` }],
};

/** The real endpoint, and the adapters for any keys. */
async function sandbox(t: TestContext) {
  const dataDir = await mkdtemp(join(tmpdir(), 'shopstream-aws-'));
  const service = await startS3({
    port: 0,
    dataDir,
    account: ACCOUNT,
    region: REGION,
    admin: ADMIN,
    principals: [],
  });
  const closing: (() => Promise<void> | void)[] = [];
  t.after(async () => {
    for (const close of closing) await close();
    await service.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });
  const endpoint = `http://127.0.0.1:${service.port}`;
  const options = (key: () => typeof ADMIN) => ({ endpoint, region: REGION, credentials: async () => key() });
  return {
    endpoint,
    service,
    store(key = () => ADMIN) {
      const { port, close } = createObjectStore(options(key));
      closing.push(close);
      return port;
    },
    identity(key = () => ADMIN) {
      const { port, close } = createIdentity(options(key));
      closing.push(close);
      return port;
    },
    /** Multipart uploads that were neither completed nor called off. */
    async unfinished() {
      const client = new S3Client({ endpoint, region: REGION, credentials: ADMIN });
      closing.push(() => client.destroy());
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
      return Uploads.length;
    },
  };
}

describe('the object store', () => {
  it("makes a bucket in the account's own namespace, and no bucket of another account's", async t => {
    const store = (await sandbox(t)).store();
    const own = `shopstream-ines-${ACCOUNT}-${REGION}-an`;
    const regional = { namespace: 'account-regional' } as const;
    for (const name of [
      `shopstream-ines-111122223333-${REGION}-an`,
      `shopstream-ines-${ACCOUNT}-us-east-1-an`,
    ])
      await assert.rejects(store.createBucket(name, undefined, regional), { name: 'InvalidNamespaceHeader' });
    await assert.rejects(store.createBucket(own), { name: 'InvalidBucketName' });
    await assert.rejects(store.createBucket(BUCKET, undefined, regional), { name: 'InvalidNamespaceHeader' });
    await store.createBucket(own, undefined, { ...regional, tags: { 'shopstream-lab': 'l1' } });
    await store.tagBucket(own, { course: 'bi' });
    assert.deepEqual((await store.bucket(own))?.tags, { 'shopstream-lab': 'l1', course: 'bi' });
  });

  it('empties a bucket of its objects and of the parts of unfinished uploads', async t => {
    const aws = await sandbox(t);
    const store = aws.store();
    await store.createBucket(BUCKET);
    for (const key of ['a', 'b/', 'b/c']) await store.put(BUCKET, key, 'x');
    const client = new S3Client({ endpoint: aws.endpoint, region: REGION, credentials: ADMIN });
    await client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'half' }));
    client.destroy();
    assert.equal(await aws.unfinished(), 1);
    await store.emptyBucket(BUCKET);
    assert.equal(await aws.unfinished(), 0);
    await store.deleteBucket(BUCKET);
    assert.equal(await store.bucket(BUCKET), undefined);
  });

  it('makes a bucket that is closed and encrypted, and says when there is none', async t => {
    const store = (await sandbox(t)).store();
    assert.equal(await store.bucket(BUCKET), undefined);
    await store.createBucket(BUCKET);
    assert.deepEqual(await store.bucket(BUCKET), {
      name: BUCKET,
      region: REGION,
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
      encryption: 'AES256',
      isPolicyPublic: false,
      ownership: 'BucketOwnerEnforced',
      tags: {},
    });
    assert.deepEqual(
      (await store.buckets()).map(bucket => bucket.name),
      [BUCKET],
    );
    await assert.rejects(store.createBucket(BUCKET), { name: 'BucketAlreadyOwnedByYou' });
    await store.put(BUCKET, 'a', '');
    await assert.rejects(store.deleteBucket(BUCKET), { name: 'BucketNotEmpty' });
    await store.delete(BUCKET, ['a']);
    await store.deleteBucket(BUCKET);
    assert.equal(await store.bucket(BUCKET), undefined);
  });

  it('puts, describes, lists and gets objects of any size', async t => {
    const store = (await sandbox(t)).store();
    await store.createBucket(BUCKET);
    const bytes = randomBytes(20 * MiB);
    const pieces = Array.from({ length: 20 }, (_, i) => bytes.subarray(i * MiB, (i + 1) * MiB));
    const progress: number[] = [];
    const onProgress = (done: number) => progress.push(done);
    const metadata = { rows: '5000' };
    await store.put(BUCKET, 'raw/big.csv', Readable.from(pieces), {
      contentType: 'text/csv',
      metadata,
      onProgress,
    });
    await store.put(BUCKET, 'raw/', '');
    assert.equal(progress.at(-1), bytes.length);
    const head = await store.head(BUCKET, 'raw/big.csv');
    assert.deepEqual(
      [head?.size, head?.contentType, head?.metadata],
      [bytes.length, 'text/csv', { rows: '5000' }],
    );
    assert.match(head?.checksum ?? '', /^CRC32:.{8}$/);
    assert.ok((await buffer(await store.get(BUCKET, 'raw/big.csv'))).equals(bytes));
    assert.deepEqual(
      (await store.list(BUCKET, 'raw/')).map(({ key, size }) => [key, size]),
      [
        ['raw/', 0],
        ['raw/big.csv', bytes.length],
      ],
    );
    assert.equal(await store.head(BUCKET, 'absent'), undefined);
  });

  it('leaves no part behind when the source fails or the person interrupts', async t => {
    const aws = await sandbox(t);
    const store = aws.store();
    await store.createBucket(BUCKET);
    const broken = Readable.from(
      (async function* () {
        for (let i = 0; i < 20; i += 1) yield randomBytes(MiB);
        throw new Error('the source broke');
      })(),
    );
    await assert.rejects(store.put(BUCKET, 'broken', broken), /the source broke/);
    assert.equal(await aws.unfinished(), 0);

    // A source that stands still: only its end lets the upload end.
    const controller = new AbortController();
    const still = new PassThrough({ highWaterMark: 32 * MiB });
    const onProgress = () => controller.abort();
    still.write(randomBytes(20 * MiB));
    await assert.rejects(store.put(BUCKET, 'still', still, { onProgress }, controller.signal), {
      name: 'AbortError',
    });
    assert.equal(still.destroyed, true);
    assert.equal(await aws.unfinished(), 0);
    assert.deepEqual(await store.list(BUCKET, ''), []);
  });

  it('stops reading when the person interrupts', async t => {
    const store = (await sandbox(t)).store();
    await store.createBucket(BUCKET);
    await store.put(BUCKET, 'a', randomBytes(32 * MiB));
    const controller = new AbortController();
    const stream = await store.get(BUCKET, 'a', controller.signal);
    stream.once('data', () => controller.abort());
    await assert.rejects(buffer(stream), { name: 'AbortError' });
  });

  it('keeps the code of a refusal, also where HTTP gives no body', async t => {
    const aws = await sandbox(t);
    await aws.store().createBucket(BUCKET);
    const wrong = aws.store(() => ({ ...ADMIN, secretAccessKey: 'wrong' }));
    await assert.rejects(wrong.buckets(), { name: 'SignatureDoesNotMatch' });
    await assert.rejects(wrong.head(BUCKET, 'a'), { name: 'SignatureDoesNotMatch' });
    await assert.rejects(wrong.put(BUCKET, 'a', 'x'), { name: 'SignatureDoesNotMatch' });
    await assert.rejects(aws.store().list('absent', ''), { name: 'NoSuchBucket' });
  });

  it('gives up at once when nobody listens', async t => {
    const aws = await sandbox(t);
    const [store, identity] = [aws.store(), aws.identity()];
    await aws.service.stop();
    const started = performance.now();
    await assert.rejects(store.buckets(), { code: 'ECONNREFUSED' });
    await assert.rejects(identity.whoAmI(), { code: 'ECONNREFUSED' });
    assert.ok(performance.now() - started < 2000);
  });
});

describe('the identity', () => {
  it('makes a user whose key S3 accepts and IAM does not, and deletes it whole', async t => {
    const aws = await sandbox(t);
    const admin = aws.identity();
    assert.equal((await admin.whoAmI()).account, ACCOUNT);
    assert.equal(await admin.user('u'), undefined);
    await admin.createUser('u');
    await admin.tagUser('u', { 'shopstream-lab': 'l1' });
    await admin.attachUserPolicy('u', 'arn:aws:iam::aws:policy/AmazonS3FullAccess');
    const key = await admin.createAccessKey('u');
    assert.deepEqual(await admin.user('u'), {
      name: 'u',
      arn: `arn:aws:iam::${ACCOUNT}:user/u`,
      attachedPolicies: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'],
      inlinePolicies: [],
      accessKeys: [{ accessKeyId: key.accessKeyId, active: true }],
      tags: { 'shopstream-lab': 'l1' },
    });
    await admin.putUserPolicy('u', 'one-bucket', policy);
    assert.deepEqual((await admin.user('u'))?.inlinePolicies, ['one-bucket']);
    assert.deepEqual(await admin.userPolicy('u', 'one-bucket'), policy);
    await admin.deleteUserPolicy('u', 'one-bucket');
    assert.equal(await admin.userPolicy('u', 'one-bucket'), undefined);
    assert.deepEqual(await aws.store(() => key).buckets(), []);
    await assert.rejects(aws.identity(() => key).createUser('v'), { name: 'AccessDenied' });
    await admin.deleteUser('u');
    await admin.deleteUser('u');
    assert.equal(await admin.user('u'), undefined);
  });

  it('uses a replaced key at once', async t => {
    const aws = await sandbox(t);
    const admin = aws.identity();
    await admin.createUser('u');
    await admin.attachUserPolicy('u', 'arn:aws:iam::aws:policy/AmazonS3FullAccess');
    let key = await admin.createAccessKey('u');
    const store = aws.store(() => key);
    await store.buckets();
    await admin.deleteAccessKey('u', key.accessKeyId);
    await assert.rejects(store.buckets(), { name: 'InvalidAccessKeyId' });
    key = await admin.createAccessKey('u');
    await store.buckets();
  });

  it('writes roles and reads them back', async t => {
    const identity = (await sandbox(t)).identity();
    const trust = (externalId: string) => ({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: ACCOUNT },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': externalId } },
        },
      ],
    });
    await identity.createRole('r', trust('0000'), 'Read by Snowflake', undefined, { a: 'b' });
    await identity.tagRole('r', { c: 'd' });
    assert.deepEqual((await identity.role('r'))?.tags, { a: 'b', c: 'd' });
    await identity.putRolePolicy('r', 'raw', policy);
    await identity.updateTrustPolicy('r', trust('SF_1'));
    assert.deepEqual(await identity.role('r'), {
      name: 'r',
      arn: `arn:aws:iam::${ACCOUNT}:role/r`,
      trustPolicy: trust('SF_1'),
      inlinePolicies: { raw: policy },
      tags: { a: 'b', c: 'd' },
    });
    await identity.deleteRole('r');
    await identity.deleteRole('r');
    assert.equal(await identity.role('r'), undefined);
  });
});
