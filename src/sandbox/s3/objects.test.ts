import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { crc32 } from 'node:zlib';
import * as S3 from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { REGION, testService } from './testing.ts';

const Bucket = 'shopstream-datalake-test';
const MiB = 1024 * 1024;

async function bucketService(t: TestContext) {
  const service = await testService(t);
  const client = service.s3();
  await client.send(
    new S3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  const put = (Key: string, Body: string | Buffer = '', more: Partial<S3.PutObjectCommandInput> = {}) =>
    client.send(new S3.PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = async (Key: string, more: Partial<S3.GetObjectCommandInput> = {}) => {
    const answer = await client.send(new S3.GetObjectCommand({ Bucket, Key, ...more }));
    return { ...answer, bytes: await buffer(answer.Body as Readable) };
  };
  return { ...service, client, put, get };
}

/** Base64 of a CRC32, as S3 writes it. */
function crc32Base64(bytes: Buffer): string {
  const word = Buffer.alloc(4);
  word.writeUInt32BE(crc32(bytes));
  return word.toString('base64');
}

describe('buckets', () => {
  it('are born closed and encrypted, in the region that was asked for', async t => {
    const { client } = await bucketService(t);
    const location = await client.send(new S3.GetBucketLocationCommand({ Bucket }));
    assert.equal(location.LocationConstraint, REGION);
    const head = await client.send(new S3.HeadBucketCommand({ Bucket }));
    assert.equal(head.BucketRegion, REGION);
    const block = await client.send(new S3.GetPublicAccessBlockCommand({ Bucket }));
    assert.deepEqual(block.PublicAccessBlockConfiguration, {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const encryption = await client.send(new S3.GetBucketEncryptionCommand({ Bucket }));
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
    assert.equal(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'AES256');
  });

  it('refuse what S3 refuses', async t => {
    const { client, put } = await bucketService(t);
    const create = (name: string, LocationConstraint?: 'eu-west-3' | 'us-west-2') =>
      client.send(
        new S3.CreateBucketCommand({
          Bucket: name,
          ...(LocationConstraint === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint } }),
        }),
      );
    await assert.rejects(create(Bucket, REGION), { name: 'BucketAlreadyOwnedByYou' });
    await assert.rejects(create('Not_A_Name', REGION), { name: 'InvalidBucketName' });
    await assert.rejects(create('elsewhere', 'us-west-2'), { name: 'IllegalLocationConstraintException' });
    await put('a');
    await assert.rejects(client.send(new S3.DeleteBucketCommand({ Bucket })), { name: 'BucketNotEmpty' });
    await assert.rejects(client.send(new S3.ListObjectsV2Command({ Bucket: 'absent' })), {
      name: 'NoSuchBucket',
    });
  });

  it('say what the sandbox leaves out instead of pretending', async t => {
    const { client } = await bucketService(t);
    const versioning = new S3.PutBucketVersioningCommand({
      Bucket,
      VersioningConfiguration: { Status: 'Enabled' },
    });
    await assert.rejects(client.send(versioning), { name: 'NotImplemented' });
    const kms = { ServerSideEncryption: 'aws:kms', Key: 'a', Bucket, Body: 'x' } as const;
    await assert.rejects(client.send(new S3.PutObjectCommand(kms)), { name: 'NotImplemented' });
  });
});

describe('objects', () => {
  it('have keys of any kind, also those that no Windows file could have', async t => {
    const { client, put, get } = await bucketService(t);
    const keys = [
      'CON',
      'a',
      'a/b',
      'A',
      'x/../y',
      'trail. ',
      'dt=2024-01-01T00:00:00/é ü+%20&?#<x>.csv',
      'q"*|\\z',
      '🛒',
    ];
    for (const key of keys) await put(key, `content of ${key}`);
    for (const key of keys) assert.equal((await get(key)).bytes.toString(), `content of ${key}`);
    const listed = await client.send(new S3.ListObjectsV2Command({ Bucket }));
    const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(
      listed.Contents?.map(object => object.Key),
      sorted,
    );
  });

  it('keep their metadata, and folder keys are objects of no bytes', async t => {
    const { client, put } = await bucketService(t);
    await put('raw/postgres/users/');
    await put('raw/postgres/users/u.csv', 'id\n1\n', {
      ContentType: 'text/csv',
      Metadata: { rows: '1', auteur: 'Zoé' },
    });
    const head = await client.send(new S3.HeadObjectCommand({ Bucket, Key: 'raw/postgres/users/u.csv' }));
    assert.equal(head.ContentLength, 5);
    assert.equal(head.ContentType, 'text/csv');
    // Node's client hands headers over one character a byte.
    const author = Buffer.from(head.Metadata?.['auteur'] ?? '', 'latin1').toString();
    assert.deepEqual([head.Metadata?.['rows'], author], ['1', 'Zoé']);
    assert.equal(head.ServerSideEncryption, 'AES256');
    const listed = await client.send(new S3.ListObjectsV2Command({ Bucket, Prefix: 'raw/', Delimiter: '/' }));
    assert.deepEqual(listed.CommonPrefixes, [{ Prefix: 'raw/postgres/' }]);
    await assert.rejects(client.send(new S3.HeadObjectCommand({ Bucket, Key: 'absent' })), {
      name: 'NotFound',
    });
    await assert.rejects(client.send(new S3.GetObjectCommand({ Bucket, Key: 'absent' })), {
      name: 'NoSuchKey',
    });
  });

  it('that are streamed arrive without their framing', async t => {
    const { client, get } = await bucketService(t);
    const bytes = randomBytes(300_000);
    const Body = Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
    await client.send(
      new S3.PutObjectCommand({
        Bucket,
        Key: 'streamed',
        Body,
        ContentLength: bytes.length,
        ContentEncoding: 'gzip',
      }),
    );
    const stored = await get('streamed', { ChecksumMode: 'ENABLED' });
    assert.ok(stored.bytes.equals(bytes));
    assert.equal(stored.ContentEncoding, 'gzip');
    assert.equal(stored.ChecksumCRC32, crc32Base64(bytes));
    assert.equal(stored.ETag, `"${createHash('md5').update(bytes).digest('hex')}"`);
  });

  for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const) {
    it(`keep the ${ChecksumAlgorithm} that they were sent with`, async t => {
      const { client, put } = await bucketService(t);
      await put('a', 'hello', { ChecksumAlgorithm });
      const head = await client.send(new S3.HeadObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }));
      assert.equal(typeof head[`Checksum${ChecksumAlgorithm}`], 'string');
      assert.equal(head.ChecksumType, 'FULL_OBJECT');
    });
  }

  it('are refused when what arrived is not what was sent', async t => {
    const { put } = await bucketService(t);
    await assert.rejects(put('a', 'hello', { ChecksumCRC32: 'AAAAAA==' }), { name: 'BadDigest' });
    await assert.rejects(put('a', 'hello', { ChecksumCRC64NVME: 'AAAAAAAAAAA=' }), { name: 'BadDigest' });
    const ContentMD5 = createHash('md5').update('another').digest('base64');
    await assert.rejects(put('a', 'hello', { ContentMD5 }), { name: 'BadDigest' });
    await put('a', '123456789', { ChecksumCRC64NVME: 'rosUhgp5mIg=' });
  });

  it('are read in parts and under conditions', async t => {
    const { put, get } = await bucketService(t);
    const { ETag = '' } = await put('a', '0123456789');
    const part = await get('a', { Range: 'bytes=2-4' });
    assert.deepEqual([part.bytes.toString(), part.ContentRange], ['234', 'bytes 2-4/10']);
    assert.equal((await get('a', { Range: 'bytes=-3' })).bytes.toString(), '789');
    await assert.rejects(get('a', { Range: 'bytes=20-' }), { name: 'InvalidRange' });
    await assert.rejects(
      get('a', { IfNoneMatch: ETag }),
      (error: S3.S3ServiceException) => error.$metadata.httpStatusCode === 304,
    );
    await assert.rejects(get('a', { IfMatch: '"other"' }), { name: 'PreconditionFailed' });
    await assert.rejects(put('a', 'x', { IfNoneMatch: '*' }), { name: 'PreconditionFailed' });
    await assert.rejects(put('a', 'x', { IfMatch: '"other"' }), { name: 'PreconditionFailed' });
    await put('a', 'x', { IfMatch: ETag });
  });

  it('are copied and deleted', async t => {
    const { client, put, get } = await bucketService(t);
    await put('été/a b', 'hello', { ContentType: 'text/plain' });
    const CopySource = `${Bucket}/${encodeURIComponent('été/a b')}`;
    await client.send(new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    const copy = await get('copy');
    assert.deepEqual([copy.bytes.toString(), copy.ContentType], ['hello', 'text/plain']);
    const Objects = [{ Key: 'copy' }, { Key: 'never was' }];
    const deleted = await client.send(new S3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    assert.equal(deleted.Deleted?.length, 2);
    await assert.rejects(get('copy'), { name: 'NoSuchKey' });
  });

  it('that are replaced while somebody reads them are read to the end', async t => {
    const { client, put } = await bucketService(t);
    const bytes = randomBytes(8 * MiB);
    await put('a', bytes);
    const { Body } = await client.send(new S3.GetObjectCommand({ Bucket, Key: 'a' }));
    await put('a', 'new');
    assert.ok((await buffer(Body as Readable)).equals(bytes));
  });
});

describe('lists', () => {
  it('come in pages, with every key once', async t => {
    const { client, put } = await bucketService(t);
    const keys = Array.from({ length: 25 }, (_, i) => `k${String(i).padStart(2, '0')}`);
    await Promise.all(keys.map(key => put(key)));
    const listed: (string | undefined)[] = [];
    for await (const page of S3.paginateListObjectsV2({ client, pageSize: 7 }, { Bucket })) {
      listed.push(...(page.Contents ?? []).map(object => object.Key));
    }
    assert.deepEqual(listed, keys);
    const first = await client.send(new S3.ListObjectsCommand({ Bucket, MaxKeys: 2 }));
    assert.deepEqual([first.IsTruncated, first.NextMarker], [true, undefined]);
    const none = await client.send(new S3.ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    assert.deepEqual([none.IsTruncated, none.KeyCount], [false, 0]);
    const versions = await client.send(new S3.ListObjectVersionsCommand({ Bucket, MaxKeys: 1 }));
    assert.deepEqual(
      versions.Versions?.map(version => version.VersionId),
      ['null'],
    );
  });
});

describe('multipart uploads', () => {
  it('join their parts, with one checksum over the whole when that is asked for', async t => {
    const { client, get } = await bucketService(t);
    const bytes = randomBytes(12 * MiB);
    for (const ChecksumType of ['FULL_OBJECT', 'COMPOSITE'] as const) {
      const Body = Readable.from([bytes.subarray(0, 7 * MiB), bytes.subarray(7 * MiB)]);
      const params = { Bucket, Key: ChecksumType, Body, ChecksumAlgorithm: 'CRC32', ChecksumType } as const;
      await new Upload({ client, params, partSize: 5 * MiB }).done();
      const stored = await get(ChecksumType, { ChecksumMode: 'ENABLED' });
      assert.ok(stored.bytes.equals(bytes));
      assert.match(stored.ETag ?? '', /-3"$/);
      assert.equal(stored.ChecksumType, ChecksumType);
      if (ChecksumType === 'FULL_OBJECT') assert.equal(stored.ChecksumCRC32, crc32Base64(bytes));
      else assert.match(stored.ChecksumCRC32 ?? '', /-3$/);
      const second = await get(ChecksumType, { PartNumber: 2, ChecksumMode: 'ENABLED' });
      assert.ok(second.bytes.equals(bytes.subarray(5 * MiB, 10 * MiB)));
      assert.equal(second.PartsCount, 3);
    }
  });

  it('can be completed twice, and refuse parts that are wrong', async t => {
    const { client, get } = await bucketService(t);
    const Key = 'parts';
    const { UploadId } = await client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key }));
    const upload = async (PartNumber: number, Body: Buffer) => {
      const { ETag } = await client.send(
        new S3.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
      );
      return { PartNumber, ETag };
    };
    const complete = (Parts: S3.CompletedPart[]) =>
      client.send(
        new S3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
      );
    const small = await upload(1, Buffer.from('small'));
    const last = await upload(2, Buffer.from('last'));
    await assert.rejects(complete([small, last]), { name: 'EntityTooSmall' });
    await assert.rejects(complete([last, small]), { name: 'InvalidPartOrder' });
    await assert.rejects(complete([{ PartNumber: 1, ETag: '"wrong"' }]), { name: 'InvalidPart' });
    const once = await complete([small]);
    const twice = await complete([small]);
    assert.equal(once.ETag, twice.ETag);
    assert.equal((await get(Key)).bytes.toString(), 'small');
    const later = client.send(new S3.UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 3, Body: 'x' }));
    await assert.rejects(later, { name: 'NoSuchUpload' });
  });

  it('that are not completed can be listed and ended, and do not keep a bucket', async t => {
    const { client } = await bucketService(t);
    const start = async (Key: string) =>
      (await client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key }))).UploadId;
    const UploadId = await start('a');
    await client.send(new S3.UploadPartCommand({ Bucket, Key: 'a', UploadId, PartNumber: 1, Body: 'x' }));
    await start('b');
    const { Uploads } = await client.send(new S3.ListMultipartUploadsCommand({ Bucket }));
    assert.deepEqual(
      Uploads?.map(upload => upload.Key),
      ['a', 'b'],
    );
    await client.send(new S3.AbortMultipartUploadCommand({ Bucket, Key: 'a', UploadId }));
    await assert.rejects(client.send(new S3.ListPartsCommand({ Bucket, Key: 'a', UploadId })), {
      name: 'NoSuchUpload',
    });
    await client.send(new S3.DeleteBucketCommand({ Bucket }));
    assert.deepEqual((await client.send(new S3.ListBucketsCommand({}))).Buckets, []);
  });
});

describe('a disk of small means', () => {
  it('holds nothing of what was replaced, deleted or refused', async t => {
    const { client, put, dataDir, restart } = await bucketService(t);
    await put('kept', 'first');
    await put('kept', 'second');
    await put('gone', 'x');
    await client.send(new S3.DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await assert.rejects(put('bad', 'y', { ChecksumCRC32: 'AAAAAA==' }));
    await restart();
    const { readdir } = await import('node:fs/promises');
    const files = await readdir(`${dataDir}/blobs`, { recursive: true, withFileTypes: true });
    assert.equal(files.filter(file => file.isFile()).length, 1);
    const { Body } = await client.send(new S3.GetObjectCommand({ Bucket, Key: 'kept' }));
    assert.equal(await text(Body as Readable), 'second');
  });
});
