import { addAbortSignal, Readable } from 'node:stream';
import type { HeadObjectCommandOutput, ObjectIdentifier, S3Client, Tag } from '@aws-sdk/client-s3';
import type { Upload } from '@aws-sdk/lib-storage';
import type {
  BucketDescription,
  BucketSummary,
  NewBucket,
  ObjectDetails,
  ObjectStore,
  ObjectSummary,
  PutOptions,
} from '../ports/object-store.ts';
import type { Opened } from '../ports/opened.ts';
import { type AwsOptions, clientOptions, orAbsent, sendOptions, watchRetries } from './aws-client.ts';

type Sdk = typeof import('@aws-sdk/client-s3');

/**
 * Bytes of a part: S3's minimum, because some copies of each part under way are in memory, whatever the object's size
 * (measured for 240 MB: 30 MB of buffers, against 77 MB with parts of 8 MiB). 10,000 of them make 48 GiB.
 */
const PART_SIZE = 5 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
/** Keys of one DeleteObjects request, S3's maximum. */
const KEYS_AT_ONCE = 1000;

/** S3 through the AWS SDK. The driver is loaded and the client made at the first request. */
export function createObjectStore(options: AwsOptions): Opened<ObjectStore> {
  const store = new S3ObjectStore(options);
  return { port: store, close: () => store.close() };
}

class S3ObjectStore implements ObjectStore {
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly #options: AwsOptions;
  #opened: Promise<{ sdk: Sdk; client: S3Client }> | undefined;

  constructor(options: AwsOptions) {
    this.#options = options;
    this.endpoint = options.endpoint;
    this.region = options.region;
  }

  async buckets(signal?: AbortSignal): Promise<readonly BucketSummary[]> {
    const { sdk, client } = await this.#open();
    const buckets: BucketSummary[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new sdk.ListBucketsCommand({ ContinuationToken }), sendOptions(signal));
      for (const { Name, CreationDate } of page.Buckets ?? []) {
        if (Name !== undefined) buckets.push({ name: Name, createdAt: CreationDate });
      }
      ContinuationToken = page.ContinuationToken;
    } while (ContinuationToken !== undefined);
    return buckets;
  }

  async bucket(name: string, signal?: AbortSignal): Promise<BucketDescription | undefined> {
    const { sdk, client } = await this.#open();
    const region = await this.#locate(name, signal);
    if (region === undefined) return undefined;
    if (region === this.region) return this.#describe(client, name, region, signal);
    // The SDK follows a redirect by changing the client's region for the moment, which requests side by side trip over.
    const there = new sdk.S3Client(clientOptions({ ...this.#options, region }));
    try {
      return await this.#describe(there, name, region, signal);
    } finally {
      there.destroy();
    }
  }

  /** The region of a bucket; `undefined` when there is none. S3 names it in the refusal of a request that was signed for another. */
  async #locate(name: string, signal?: AbortSignal): Promise<string | undefined> {
    const { sdk, client } = await this.#open();
    const command = new sdk.GetBucketLocationCommand({ Bucket: name });
    try {
      const location = await orAbsent(client.send(command, sendOptions(signal)), 'NoSuchBucket');
      return location === undefined ? undefined : regionOf(location.LocationConstraint);
    } catch (error) {
      const region = error instanceof sdk.S3ServiceException ? regionHeader(error.$response) : undefined;
      if (region === undefined || region === this.region) throw error;
      return region;
    }
  }

  async #describe(
    client: S3Client,
    name: string,
    region: string,
    signal?: AbortSignal,
  ): Promise<BucketDescription> {
    const { sdk } = await this.#open();
    const Bucket = name;
    const options = sendOptions(signal);
    const [access, encryption, policy, controls, tagging] = await Promise.all([
      orAbsent(
        client.send(new sdk.GetPublicAccessBlockCommand({ Bucket }), options),
        'NoSuchPublicAccessBlockConfiguration',
      ),
      orAbsent(
        client.send(new sdk.GetBucketEncryptionCommand({ Bucket }), options),
        'ServerSideEncryptionConfigurationNotFoundError',
      ),
      orAbsent(client.send(new sdk.GetBucketPolicyStatusCommand({ Bucket }), options), 'NoSuchBucketPolicy'),
      orAbsent(
        client.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket }), options),
        'OwnershipControlsNotFoundError',
      ),
      orAbsent(client.send(new sdk.GetBucketTaggingCommand({ Bucket }), options), 'NoSuchTagSet'),
    ]);
    const block = access?.PublicAccessBlockConfiguration;
    const rule = encryption?.ServerSideEncryptionConfiguration?.Rules?.[0];
    return {
      name,
      region,
      publicAccessBlock:
        block === undefined
          ? undefined
          : {
              blockPublicAcls: block.BlockPublicAcls ?? false,
              ignorePublicAcls: block.IgnorePublicAcls ?? false,
              blockPublicPolicy: block.BlockPublicPolicy ?? false,
              restrictPublicBuckets: block.RestrictPublicBuckets ?? false,
            },
      encryption: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
      isPolicyPublic: policy?.PolicyStatus?.IsPublic ?? false,
      ownership: controls?.OwnershipControls?.Rules?.[0]?.ObjectOwnership,
      tags: tagsOf(tagging?.TagSet),
    };
  }

  async #tags(bucket: string, signal?: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const { sdk, client } = await this.#open();
    const command = new sdk.GetBucketTaggingCommand({ Bucket: bucket });
    const found = await orAbsent(client.send(command, sendOptions(signal)), 'NoSuchTagSet');
    return tagsOf(found?.TagSet);
  }

  async list(bucket: string, prefix: string, signal?: AbortSignal): Promise<readonly ObjectSummary[]> {
    const { sdk, client } = await this.#open();
    const objects: ObjectSummary[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }),
        sendOptions(signal),
      );
      for (const { Key, Size = 0, ETag = '', LastModified } of page.Contents ?? []) {
        if (Key !== undefined) objects.push({ key: Key, size: Size, etag: ETag, lastModified: LastModified });
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return objects;
  }

  async head(bucket: string, key: string, signal?: AbortSignal): Promise<ObjectDetails | undefined> {
    const { sdk, client } = await this.#open();
    const command = new sdk.HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' });
    const found = await orAbsent(client.send(command, sendOptions(signal)), 'NotFound', 'NoSuchKey').catch(
      error => this.#explain(bucket, key, error, signal),
    );
    if (found === undefined) return undefined;
    return {
      key,
      size: found.ContentLength ?? 0,
      etag: found.ETag ?? '',
      lastModified: found.LastModified,
      contentType: found.ContentType,
      metadata: found.Metadata ?? {},
      checksum: checksumOf(found),
    };
  }

  async get(bucket: string, key: string, signal?: AbortSignal): Promise<Readable> {
    const { sdk, client } = await this.#open();
    const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key });
    const { Body } = await client.send(command, sendOptions(signal));
    // In Node the body of an answer is always a stream of Node's own.
    const stream = Body as Readable;
    // The SDK heeds the signal until the answer begins, and not while its body arrives.
    return signal === undefined ? stream : addAbortSignal(signal, stream);
  }

  async createBucket(name: string, signal?: AbortSignal, how: NewBucket = {}): Promise<void> {
    const { sdk, client } = await this.#open();
    const { BucketLocationConstraint: regions } = sdk;
    const constraint = Object.values(regions).find(region => region === this.region);
    await client.send(
      new sdk.CreateBucketCommand({
        Bucket: name,
        ...(how.namespace === undefined ? {} : { BucketNamespace: how.namespace }),
        // S3 refuses its first region's own name here.
        ...(constraint === undefined
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: constraint } }),
      }),
      sendOptions(signal),
    );
    if (how.tags !== undefined) await this.tagBucket(name, how.tags, signal);
    await this.secureBucket(name, signal);
  }

  async tagBucket(name: string, tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#open();
    // The request replaces the whole set.
    const all = { ...(await this.#tags(name, signal)), ...tags };
    const TagSet = Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
    await client.send(
      new sdk.PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet } }),
      sendOptions(signal),
    );
  }

  async emptyBucket(name: string, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#open();
    const Bucket = name;
    for (;;) {
      const page = await client.send(new sdk.ListObjectVersionsCommand({ Bucket }), sendOptions(signal));
      const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      if (found.length === 0) break;
      const objects = found.flatMap(({ Key, VersionId }) =>
        Key === undefined ? [] : [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }],
      );
      await this.#deleteObjects(name, objects, signal);
    }
    for (;;) {
      const page = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket }), sendOptions(signal));
      for (const { Key, UploadId } of page.Uploads ?? []) {
        await client.send(
          new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId }),
          sendOptions(signal),
        );
      }
      if (page.IsTruncated !== true) break;
    }
  }

  async secureBucket(name: string, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#open();
    await client.send(
      new sdk.PutPublicAccessBlockCommand({
        Bucket: name,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      }),
      sendOptions(signal),
    );
    await client.send(
      new sdk.PutBucketOwnershipControlsCommand({
        Bucket: name,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      }),
      sendOptions(signal),
    );
    await client.send(
      new sdk.PutBucketEncryptionCommand({
        Bucket: name,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      }),
      sendOptions(signal),
    );
  }

  async deleteBucket(name: string, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#open();
    await client.send(new sdk.DeleteBucketCommand({ Bucket: name }), sendOptions(signal));
  }

  async put(
    bucket: string,
    key: string,
    body: Readable | Buffer | string,
    options: PutOptions = {},
    signal?: AbortSignal,
  ): Promise<void> {
    const { client } = await this.#open();
    const { Upload } = await import('@aws-sdk/lib-storage');
    signal?.throwIfAborted();
    const upload = new Upload({
      client,
      partSize: PART_SIZE,
      queueSize: PARTS_AT_ONCE,
      params: {
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: options.contentType,
        Metadata: options.metadata === undefined ? undefined : { ...options.metadata },
        // One checksum over the whole object, however many parts it has: it can be compared with the source's.
        ChecksumAlgorithm: 'CRC32',
        ChecksumType: 'FULL_OBJECT',
      },
    });
    upload.on('httpUploadProgress', ({ loaded }) => options.onProgress?.(loaded ?? 0));
    await finish(upload, body, signal);
    if (upload.uploadId !== undefined) await this.#clearLeftovers(bucket, key, signal);
  }

  /**
   * Calls off uploads of the same object that were cut off together with the network: nobody could say so to S3 then, and
   * it bills their parts.
   */
  async #clearLeftovers(bucket: string, key: string, signal: AbortSignal | undefined): Promise<void> {
    const { sdk, client } = await this.#open();
    try {
      const request = new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key });
      const { Uploads = [] } = await client.send(request, sendOptions(signal));
      for (const { Key, UploadId } of Uploads.filter(({ Key }) => Key === key)) {
        const abort = new sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId });
        await client.send(abort, sendOptions(signal));
      }
    } catch {
      // The object itself is there; whoever may not list uploads leaves that to `emptyBucket`.
    }
  }

  async delete(bucket: string, keys: readonly string[], signal?: AbortSignal): Promise<void> {
    const objects = keys.map(Key => ({ Key }));
    await this.#deleteObjects(bucket, objects, signal);
  }

  async #deleteObjects(
    bucket: string,
    objects: readonly ObjectIdentifier[],
    signal?: AbortSignal,
  ): Promise<void> {
    const { sdk, client } = await this.#open();
    for (let from = 0; from < objects.length; from += KEYS_AT_ONCE) {
      const Objects = objects.slice(from, from + KEYS_AT_ONCE);
      const { Errors = [] } = await client.send(
        new sdk.DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
        sendOptions(signal),
      );
      const [first] = Errors;
      if (first !== undefined) {
        throw Object.assign(new Error(first.Message ?? `${first.Key} was not deleted`), { name: first.Code });
      }
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    (await opened)?.client.destroy();
  }

  /** The answer to a HEAD has no body and so no reason: a GET of the same object is refused with one. */
  async #explain(bucket: string, key: string, error: unknown, signal?: AbortSignal): Promise<never> {
    if (error instanceof Error && '$response' in error) {
      const body = await this.get(bucket, key, signal);
      body.destroy();
    }
    throw error;
  }

  #open(): Promise<{ sdk: Sdk; client: S3Client }> {
    this.#opened ??= import('@aws-sdk/client-s3').then(sdk => {
      // A bucket made elsewhere must be described as such, and not end in a redirect.
      const client = new sdk.S3Client({ ...clientOptions(this.#options), followRegionRedirects: true });
      watchRetries(client, 's3', this.#options.onRetry);
      return { sdk, client };
    });
    return this.#opened;
  }
}

/** The checksum that S3 keeps of the object, whichever algorithm it was sent with. */
function checksumOf(found: HeadObjectCommandOutput): string | undefined {
  const checksums = [
    ['CRC32', found.ChecksumCRC32],
    ['CRC32C', found.ChecksumCRC32C],
    ['CRC64NVME', found.ChecksumCRC64NVME],
    ['SHA256', found.ChecksumSHA256],
    ['SHA1', found.ChecksumSHA1],
  ];
  const known = checksums.find(([, value]) => value !== undefined);
  return known?.join(':');
}

function regionHeader(response: { readonly headers?: Readonly<Record<string, string>> } | undefined) {
  return response?.headers?.['x-amz-bucket-region'];
}

function tagsOf(set: readonly Tag[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (set ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])),
  );
}

/** The region that a location constraint means. S3 says nothing for its first region, and has an old name for another. */
function regionOf(constraint: string | undefined): string {
  if (constraint === undefined || constraint === '') return 'us-east-1';
  return constraint === 'EU' ? 'eu-west-1' : constraint;
}

/**
 * Waits for an upload. An interruption stops its source, so that the parts under way end and the upload is called off
 * before this returns; `Upload.abort` would leave its parts on S3 when the source stands still.
 */
async function finish(
  upload: Pick<Upload, 'done' | 'abort'>,
  body: Readable | Buffer | string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const source = body instanceof Readable ? body : undefined;
  const interrupt = () => {
    if (source === undefined) void upload.abort();
    else source.destroy(new Error('The upload was interrupted.'));
  };
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    await upload.done();
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    source?.destroy();
  }
}
