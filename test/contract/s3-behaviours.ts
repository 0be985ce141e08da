import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type AwsSubject, REGION } from './aws-subject.ts';
import type { Behaviour } from './behaviour.ts';

const MEBIBYTE = 1024 * 1024;

/** A bucket of the test's own, removed with it. */
async function newBucket(subject: AwsSubject, what: string): Promise<string> {
  const name = subject.bucket(subject.name(what));
  await subject.store.createBucket(name);
  return name;
}

/** What `work` fails with: the service's name of the refusal. */
export async function refusalName(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  assert.ok(error instanceof Error, 'It was not refused.');
  return error.name;
}

function checksumOf(body: Buffer | string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return `CRC32:${bytes.toString('base64')}`;
}

async function unfinished(subject: AwsSubject, Bucket: string): Promise<number> {
  const { Uploads = [] } = await subject.s3().send(new ListMultipartUploadsCommand({ Bucket }));
  return Uploads.length;
}

/** Buckets and objects. */
export const S3_BEHAVIOURS: readonly Behaviour<AwsSubject>[] = [
  {
    name: 'a new bucket lies in its region, closed, encrypted and without access control lists',
    async run(subject) {
      const bucket = await newBucket(subject, 'made');
      const found = await subject.store.bucket(bucket);
      assert.deepEqual(found, {
        name: bucket,
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
      const names = (await subject.store.buckets()).map(({ name }) => name);
      assert.ok(names.includes(bucket));
    },
  },
  {
    name: 'a bucket without settings of its own has the defaults of today',
    async run(subject) {
      const Bucket = subject.bucket(subject.name('defaults'));
      const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
      await subject.s3().send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      const found = await subject.store.bucket(Bucket);
      assert.equal(found?.encryption, 'AES256');
      assert.equal(found?.ownership, 'BucketOwnerEnforced');
      assert.deepEqual(Object.values(found?.publicAccessBlock ?? {}), [true, true, true, true]);
    },
  },
  {
    name: 'creating one’s own bucket again is a conflict of its own name',
    async run(subject) {
      const bucket = await newBucket(subject, 'twice');
      assert.equal(await refusalName(subject.store.createBucket(bucket)), 'BucketAlreadyOwnedByYou');
    },
  },
  {
    name: 'a bucket can be made in the account’s own namespace',
    async run(subject) {
      const { account } = await subject.identity.whoAmI();
      const bucket = subject.bucket(`${subject.name('own')}-${account}-${REGION}-an`);
      await subject.store.createBucket(bucket, undefined, { namespace: 'account-regional' });
      assert.equal((await subject.store.bucket(bucket))?.region, REGION);
    },
  },
  {
    name: 'the account’s namespace wants the account’s number in the name',
    async run(subject) {
      const bucket = subject.bucket(`${subject.name('other')}-000000000001-${REGION}-an`);
      const made = subject.store.createBucket(bucket, undefined, { namespace: 'account-regional' });
      assert.equal(await refusalName(made), 'InvalidNamespaceHeader');
    },
  },
  {
    name: 'a bucket must be asked of the region it shall lie in',
    async run(subject) {
      const Bucket = subject.bucket(subject.name('elsewhere'));
      const request = new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
      });
      assert.equal(await refusalName(subject.s3().send(request)), 'IllegalLocationConstraintException');
    },
  },
  {
    name: 'what is absent has names of its own: bucket, object, and nothing for a HEAD',
    async run(subject) {
      const bucket = await newBucket(subject, 'absent');
      const { store } = subject;
      assert.equal(await store.bucket(subject.name('nowhere')), undefined);
      assert.equal(await refusalName(store.list(subject.name('nowhere'), '')), 'NoSuchBucket');
      assert.equal(await refusalName(store.get(bucket, 'nothing')), 'NoSuchKey');
      assert.equal(await store.head(bucket, 'nothing'), undefined);
      await store.delete(bucket, ['nothing']);
    },
  },
  {
    name: 'an object comes back with its bytes, type, metadata and checksum, whatever its key',
    async run(subject) {
      const bucket = await newBucket(subject, 'object');
      const key = 'raw/users/dt=2026-11-24T00:00:00/é à+%&=~ b.csv';
      const body = 'id,name\n1,Inès\n';
      const options = { contentType: 'text/csv; charset=utf-8', metadata: { lineage: 'abc-1' } };
      await subject.store.put(bucket, key, body, options);
      const found = await subject.store.head(bucket, key);
      assert.equal(found?.size, Buffer.byteLength(body));
      assert.equal(found?.contentType, options.contentType);
      assert.deepEqual(found?.metadata, options.metadata);
      assert.equal(found?.checksum, checksumOf(body));
      assert.equal(await text(await subject.store.get(bucket, key)), body);
      assert.deepEqual(
        (await subject.store.list(bucket, 'raw/users/dt=')).map(object => object.key),
        [key],
      );
    },
  },
  {
    name: 'a large stream goes up in parts with one checksum of the whole, and leaves no unfinished upload',
    slow: true,
    async run(subject) {
      const bucket = await newBucket(subject, 'parts');
      const piece = Buffer.alloc(MEBIBYTE, 'ShopStream ');
      await subject.store.put(bucket, 'large', Readable.from(Array.from({ length: 12 }, () => piece)));
      const found = await subject.store.head(bucket, 'large');
      assert.equal(found?.size, 12 * MEBIBYTE);
      assert.match(found?.etag ?? '', /-3"$/);
      assert.equal(found?.checksum, checksumOf(Buffer.concat(Array.from({ length: 12 }, () => piece))));
      assert.equal(await unfinished(subject, bucket), 0);
    },
  },
  {
    name: 'an upload that is interrupted leaves neither an object nor parts',
    slow: true,
    async run(subject) {
      const bucket = await newBucket(subject, 'interrupted');
      const abort = new AbortController();
      const source = endless(() => abort.abort());
      const sent = subject.store.put(bucket, 'cut', source, {}, abort.signal);
      assert.equal(await refusalName(sent), 'AbortError');
      assert.equal(await subject.store.head(bucket, 'cut'), undefined);
      assert.equal(await unfinished(subject, bucket), 0);
    },
  },
  {
    name: 'a list comes in pages, in the order of the keys’ bytes',
    async run(subject) {
      const Bucket = await newBucket(subject, 'pages');
      const keys = ['B', 'a', 'a/b', 'é', '\u{1F600}', '\uFF5E'];
      await Promise.all(keys.map(key => subject.store.put(Bucket, key, key)));
      const found: string[] = [];
      let pages = 0;
      let ContinuationToken: string | undefined;
      do {
        const request = new ListObjectsV2Command({ Bucket, MaxKeys: 2, ContinuationToken });
        const page = await subject.s3().send(request);
        found.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
        ContinuationToken = page.NextContinuationToken;
        pages += 1;
      } while (ContinuationToken !== undefined);
      assert.equal(pages, 3);
      assert.deepEqual(
        found,
        keys.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
      );
    },
  },
  {
    name: 'what does not match its checksum is not stored',
    async run(subject) {
      const Bucket = await newBucket(subject, 'checksum');
      const request = new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ChecksumCRC32: 'AAAAAA==' });
      assert.match(await refusalName(subject.s3().send(request)), /^(?:BadDigest|InvalidRequest)$/);
      assert.equal(await subject.store.head(Bucket, 'k'), undefined);
    },
  },
  {
    name: 'an object is not written over when only a new one was meant',
    async run(subject) {
      const Bucket = await newBucket(subject, 'condition');
      const once = () =>
        subject.s3().send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', IfNoneMatch: '*' }));
      await once();
      assert.equal(await refusalName(once()), 'PreconditionFailed');
    },
  },
  {
    name: 'tags are added to those that are there',
    async run(subject) {
      const bucket = await newBucket(subject, 'tags');
      await subject.store.tagBucket(bucket, { lineage: 'a', purpose: 'lab' });
      await subject.store.tagBucket(bucket, { lineage: 'b' });
      assert.deepEqual((await subject.store.bucket(bucket))?.tags, { lineage: 'b', purpose: 'lab' });
    },
  },
  {
    name: 'only an empty bucket is deleted',
    async run(subject) {
      const bucket = await newBucket(subject, 'full');
      await subject.store.put(bucket, 'k', 'x');
      assert.equal(await refusalName(subject.store.deleteBucket(bucket)), 'BucketNotEmpty');
      await subject.store.emptyBucket(bucket);
      await subject.store.deleteBucket(bucket);
      await subject.eventually(async () => assert.equal(await subject.store.bucket(bucket), undefined));
    },
  },
];

/** A source of more than one part that then says `full`, and stands still. */
function endless(full: () => void): Readable {
  let sent = 0;
  return new Readable({
    read() {
      if (sent === 11) full();
      else this.push(Buffer.alloc(MEBIBYTE));
      sent += 1;
    },
  });
}
