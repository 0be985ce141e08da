import { authorize, baseContext } from './authorization.ts';
import type { PayloadMode } from './aws-chunked.ts';
import type { Caller } from './credentials.ts';
import { ServiceError } from './errors.ts';
import type { Bucket, Segment, StoredObject } from './model.ts';
import { type Policy, parsePolicy } from './policy.ts';
import { parameter, type ServiceRequest } from './request.ts';
import type { SigningContext } from './sigv4.ts';
import type { Store } from './store.ts';
import { writeDocument, type XmlElements } from './xml.ts';

/** What an S3 operation answers with. */
export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body:
    | string
    | { readonly segments: readonly Segment[]; readonly start: number; readonly end: number }
    | undefined;
}

/** The parts of a request that tell operations what to work on. */
export interface S3Target {
  readonly bucket: string;
  readonly key: string;
}

export interface S3CallFields extends S3Target {
  readonly request: ServiceRequest;
  readonly store: Store;
  readonly caller: Caller;
  /** The sandbox's account, which owns every bucket. */
  readonly account: string;
  /** The region that the client signed for. */
  readonly region: string;
  readonly payload: PayloadMode;
  readonly signing: SigningContext;
  readonly now: number;
}

/** Everything SSE-S3 says about itself on an answer. */
export const ENCRYPTED = { 'x-amz-server-side-encryption': 'AES256' } as const;

/** One authenticated request to S3. */
export class S3Call {
  readonly request: ServiceRequest;
  readonly bucket: string;
  readonly key: string;
  readonly store: Store;
  readonly account: string;
  readonly region: string;
  readonly payload: PayloadMode;
  readonly signing: SigningContext;
  readonly now: number;
  readonly #caller: Caller;

  constructor(fields: S3CallFields) {
    this.request = fields.request;
    this.bucket = fields.bucket;
    this.key = fields.key;
    this.store = fields.store;
    this.account = fields.account;
    this.region = fields.region;
    this.payload = fields.payload;
    this.signing = fields.signing;
    this.now = fields.now;
    this.#caller = fields.caller;
  }

  header(name: string): string | undefined {
    return this.request.headers.get(name);
  }

  query(name: string): string | undefined {
    return parameter(this.request, name);
  }

  #policy(bucket: string): Policy | undefined {
    const document = this.store.bucket(bucket)?.policy;
    return document === undefined ? undefined : parsePolicy(document, 'bucket');
  }

  #access(action: string, target: S3Target, extra: Readonly<Record<string, string | undefined>>) {
    const context = baseContext(this.#caller, this.region, this.now);
    for (const [name, value] of Object.entries(extra)) if (value !== undefined) context.set(name, [value]);
    const resource = action === 's3:ListAllMyBuckets' ? '*' : resourceArn(target);
    return { action, resource, context };
  }

  /** @throws ServiceError `AccessDenied` unless the caller may do this to `target`. */
  authorize(
    action: string,
    extra: Readonly<Record<string, string | undefined>> = {},
    target: S3Target = this,
  ): void {
    const access = this.#access(action, target, extra);
    authorize(this.#caller, access, this.account, this.#policy(target.bucket));
  }

  /** @throws ServiceError `NoSuchBucket`; `AuthorizationHeaderMalformed` when the request is signed for another region than the bucket's. */
  findBucket(name: string = this.bucket): Bucket {
    const bucket = this.store.bucket(name);
    if (bucket === undefined) throw new ServiceError('NoSuchBucket', { elements: { BucketName: name } });
    const { region } = bucket;
    // A copy may read from a bucket of another region.
    if (name === this.bucket && region !== this.region) {
      throw new ServiceError('AuthorizationHeaderMalformed', {
        message: `The authorization header is malformed; the region '${this.region}' is wrong; expecting '${region}'`,
        elements: { Region: region },
        headers: { 'x-amz-bucket-region': region },
      });
    }
    return bucket;
  }

  /**
   * The object that a request names.
   * @throws ServiceError `NoSuchKey`; `AccessDenied` for those who may not list the bucket, and so not learn what is absent.
   */
  findObject(target: S3Target = this): StoredObject {
    this.findBucket(target.bucket);
    const object = this.store.object(target.bucket, target.key);
    if (object !== undefined) return object;
    this.authorize('s3:ListBucket', {}, { bucket: target.bucket, key: '' });
    throw new ServiceError('NoSuchKey', { elements: { Key: target.key } });
  }
}

/** The ARN of a bucket or, with a key, of an object. */
export function resourceArn({ bucket, key }: S3Target): string {
  return key === '' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}

/** An answer without a body. */
export function empty(status: number, headers: Readonly<Record<string, string>> = {}): S3Answer {
  return { status, headers, body: undefined };
}

/** An answer with an XML document. */
export function document(
  root: string,
  elements: XmlElements,
  headers: Readonly<Record<string, string>> = {},
): S3Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: writeDocument(root, elements),
  };
}

/** A time as S3 documents write it. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** A time as HTTP headers write it. */
export function httpTime(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}
