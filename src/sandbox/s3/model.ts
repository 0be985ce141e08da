import type { Checksum, ChecksumAlgorithm, ChecksumType } from './checksums.ts';

/** Bytes in a file of their own. */
export interface Segment {
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
}

export interface ObjectPart {
  readonly number: number;
  readonly size: number;
  /** Base64. */
  readonly checksum: string;
}

/** What a client says about an object and gets back with it. */
export interface ObjectAttributes {
  /** Standard headers that are kept, by lower-case name: `content-type`, `cache-control`, … */
  readonly headers: Readonly<Record<string, string>>;
  /** `x-amz-meta-*` without the prefix. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface StoredObject extends ObjectAttributes {
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly segments: readonly Segment[];
  readonly checksum: Checksum;
  /** Of a multipart upload; `undefined` for an object that was put whole. */
  readonly parts: readonly ObjectPart[] | undefined;
  /** The multipart upload that made it: completing that one again answers the same. */
  readonly uploadId: string | undefined;
}

export interface UploadPart {
  readonly number: number;
  readonly segment: Segment;
  readonly etag: string;
  /** Base64. */
  readonly checksum: string;
  readonly modified: number;
}

/** A multipart upload under way. */
export interface Upload extends ObjectAttributes {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly started: number;
  readonly algorithm: ChecksumAlgorithm;
  /** Whether the client chose the algorithm: its parts must then be sent with that one. */
  readonly algorithmChosen: boolean;
  readonly checksumType: ChecksumType;
}

/** The four switches of the public access block. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly created: number;
  /** Absent once somebody deleted it. */
  readonly publicAccessBlock: PublicAccessBlock | undefined;
  readonly ownership: ObjectOwnership | undefined;
  readonly bucketKey: boolean;
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** JSON text. */
  readonly policy: string | undefined;
  /** Versioning was suspended explicitly; the sandbox cannot enable it. */
  readonly versioningSuspended: boolean;
}

/** A bucket as AWS makes it since April 2023: public access blocked, ACLs off, SSE-S3. */
export function newBucket(name: string, region: string, created: number): Bucket {
  return {
    name,
    region,
    created,
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    ownership: 'BucketOwnerEnforced',
    bucketKey: false,
    tags: undefined,
    policy: undefined,
    versioningSuspended: false,
  };
}
