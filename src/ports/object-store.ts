import type { Readable } from 'node:stream';

export interface BucketSummary {
  readonly name: string;
  readonly createdAt: Date | undefined;
}

/** What the lab checks of a bucket. */
export interface BucketDescription {
  readonly name: string;
  readonly region: string;
  /** The four switches of the public access block; `undefined` when the bucket has none. */
  readonly publicAccessBlock:
    | {
        readonly blockPublicAcls: boolean;
        readonly ignorePublicAcls: boolean;
        readonly blockPublicPolicy: boolean;
        readonly restrictPublicBuckets: boolean;
      }
    | undefined;
  /** `AES256` is SSE-S3. */
  readonly encryption: string | undefined;
  /** Whether the bucket's policy lets everybody in, as S3 judges it; `false` without a policy. */
  readonly isPolicyPublic: boolean;
  /** `BucketOwnerEnforced`: no access control lists; `undefined` when nothing is said. */
  readonly ownership: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** How a bucket is made, beside its name. */
export interface NewBucket {
  /**
   * `account-regional`: in the namespace that nobody but this account can use; the name then ends in
   * `-<account>-<region>-an`. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
   */
  readonly namespace?: 'account-regional';
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ObjectSummary {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date | undefined;
}

export interface ObjectDetails extends ObjectSummary {
  readonly contentType: string | undefined;
  /** `x-amz-meta-*`, without the prefix, lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The checksum S3 keeps, as `ALGORITHM:base64` (for example `CRC32:…`), when it has one. */
  readonly checksum: string | undefined;
}

export interface PutOptions {
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Called with the bytes acknowledged so far. */
  readonly onProgress?: (bytes: number) => void;
}

/** Reads buckets and objects. Errors keep the service's code in `name` (`NoSuchBucket`, `AccessDenied`, …). */
export interface ObjectStoreReader {
  /** The endpoint that answers, or `undefined` for the provider's own. */
  readonly endpoint: string | undefined;
  readonly region: string;
  buckets(signal?: AbortSignal): Promise<readonly BucketSummary[]>;
  /** `undefined` when there is no such bucket. */
  bucket(name: string, signal?: AbortSignal): Promise<BucketDescription | undefined>;
  list(bucket: string, prefix: string, signal?: AbortSignal): Promise<readonly ObjectSummary[]>;
  /** `undefined` when there is no such object. */
  head(bucket: string, key: string, signal?: AbortSignal): Promise<ObjectDetails | undefined>;
  get(bucket: string, key: string, signal?: AbortSignal): Promise<Readable>;
}

export interface ObjectStore extends ObjectStoreReader {
  /** Creates a bucket in this store's region, with public access blocked and SSE-S3. */
  createBucket(name: string, signal?: AbortSignal, how?: NewBucket): Promise<void>;
  /** Sets tags of a bucket, beside those that it has. */
  tagBucket(name: string, tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void>;
  /** Removes every object, every version of them, and the parts of uploads that were never completed. */
  emptyBucket(name: string, signal?: AbortSignal): Promise<void>;
  /** Sets what `createBucket` sets on a bucket that exists already. */
  secureBucket(name: string, signal?: AbortSignal): Promise<void>;
  /** Removes a bucket; `BucketNotEmpty` when it still holds objects. */
  deleteBucket(name: string, signal?: AbortSignal): Promise<void>;
  /** Streams `body` as a multipart upload when it is large; memory stays constant. A failed upload leaves no part behind. */
  put(
    bucket: string,
    key: string,
    body: Readable | Buffer | string,
    options?: PutOptions,
    signal?: AbortSignal,
  ): Promise<void>;
  delete(bucket: string, keys: readonly string[], signal?: AbortSignal): Promise<void>;
}
