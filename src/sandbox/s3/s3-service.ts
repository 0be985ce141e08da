import { authenticate } from './authentication.ts';
import { payloadMode } from './aws-chunked.ts';
import { createBucket, deleteBucket, getLocation, headBucket, listBuckets } from './bucket-operations.ts';
import { BUCKET_SETTINGS } from './bucket-settings.ts';
import type { CredentialBook } from './credentials.ts';
import { notSupported, ServiceError } from './errors.ts';
import { listObjects, listObjectsV2, listUploads, listVersions } from './list-operations.ts';
import {
  abortUpload,
  completeUpload,
  createUpload,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './multipart.ts';
import {
  copyObject,
  deleteObject,
  deleteObjects,
  deleteTags,
  getAcl,
  getTags,
  putAcl,
  putObject,
  putTags,
} from './object-operations.ts';
import { getAttributes, getObject } from './object-read.ts';
import { decodePath, parameter, type ServiceRequest } from './request.ts';
import { type S3Answer, S3Call, type S3Target } from './s3-call.ts';
import type { Store } from './store.ts';
import { writeElements } from './xml.ts';

export interface S3ServiceState {
  readonly store: Store;
  readonly book: CredentialBook;
  readonly account: string;
  readonly clock: () => number;
}

type Operation = (call: S3Call) => S3Answer | Promise<S3Answer>;

/** Parts of S3 that the sandbox leaves out, by the query parameter that addresses them. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  analytics: 'analytics configurations',
  'intelligent-tiering': 'intelligent tiering configurations',
  inventory: 'inventories',
  metrics: 'metrics configurations',
  metadataConfiguration: 'metadata tables',
  metadataTable: 'metadata tables',
  session: 'directory buckets',
  'legal-hold': 'Object Lock',
  retention: 'Object Lock',
  restore: 'archives',
  select: 'S3 Select',
  torrent: 'torrents',
  renameObject: 'renaming objects',
};

/** Bucket and key of a path in path style: `/BUCKET/KEY`. */
export function readTarget(rawPath: string): S3Target {
  const path = decodePath(rawPath);
  const slash = path.indexOf('/', 1);
  return slash < 0
    ? { bucket: path.slice(1), key: '' }
    : { bucket: path.slice(1, slash), key: path.slice(slash + 1) };
}

function bucketOperation(call: S3Call, has: (name: string) => boolean): Operation | undefined {
  const setting = [...BUCKET_SETTINGS].find(([name]) => has(name))?.[1];
  switch (call.request.method) {
    case 'GET':
      if (has('location')) return getLocation;
      if (setting !== undefined) return setting.get;
      if (has('versions')) return listVersions;
      if (has('uploads')) return listUploads;
      return call.query('list-type') === '2' ? listObjectsV2 : listObjects;
    case 'HEAD':
      return headBucket;
    case 'PUT':
      return setting === undefined ? createBucket : setting.put;
    case 'DELETE':
      return setting === undefined ? deleteBucket : setting.delete;
    case 'POST':
      return has('delete') ? deleteObjects : undefined;
    default:
      return undefined;
  }
}

function putOperation(call: S3Call, has: (name: string) => boolean): Operation {
  const copying = call.header('x-amz-copy-source') !== undefined;
  if (has('uploadId')) return copying ? uploadPartCopy : uploadPart;
  if (has('tagging')) return putTags;
  if (has('acl')) return putAcl;
  return copying ? copyObject : putObject;
}

function objectOperation(call: S3Call, has: (name: string) => boolean): Operation | undefined {
  switch (call.request.method) {
    case 'GET':
      if (has('uploadId')) return listParts;
      if (has('attributes')) return getAttributes;
      if (has('tagging')) return getTags;
      if (has('acl')) return getAcl;
      return getObject;
    case 'HEAD':
      return getObject;
    case 'PUT':
      return putOperation(call, has);
    case 'DELETE':
      if (has('uploadId')) return abortUpload;
      return has('tagging') ? deleteTags : deleteObject;
    case 'POST':
      if (has('uploads')) return createUpload;
      return has('uploadId') ? completeUpload : undefined;
    default:
      return undefined;
  }
}

function findOperation(call: S3Call): Operation {
  const names = new Set(call.request.query.map(([name]) => name));
  const has = (name: string): boolean => names.has(name);
  const leftOut = Object.keys(LEFT_OUT).find(has);
  if (leftOut !== undefined) throw notSupported(LEFT_OUT[leftOut] ?? leftOut);
  const operation =
    call.bucket === ''
      ? call.request.method === 'GET'
        ? listBuckets
        : undefined
      : call.key === ''
        ? bucketOperation(call, has)
        : objectOperation(call, has);
  if (operation === undefined) throw new ServiceError('MethodNotAllowed');
  return operation;
}

/**
 * Answers a request to S3.
 * @throws ServiceError with S3's own code and text.
 */
export async function answerS3(request: ServiceRequest, state: S3ServiceState): Promise<S3Answer> {
  const now = state.clock();
  const contentHash = request.headers.get('x-amz-content-sha256');
  const authenticated = authenticate(request, 's3', contentHash ?? '', state.book, now);
  if (contentHash === undefined && !authenticated.claim.presigned) {
    throw new ServiceError('InvalidRequest', {
      message: 'Missing required header for this request: x-amz-content-sha256',
    });
  }
  const call = new S3Call({
    ...readTarget(request.rawPath),
    request,
    store: state.store,
    caller: authenticated.caller,
    account: state.account,
    region: authenticated.claim.region,
    payload: payloadMode(contentHash ?? 'UNSIGNED-PAYLOAD'),
    signing: authenticated.signing,
    now,
  });
  const owner =
    parameter(request, 'x-amz-expected-bucket-owner') ?? call.header('x-amz-expected-bucket-owner');
  if (owner !== undefined && owner !== state.account) throw new ServiceError('AccessDenied');
  return findOperation(call)(call);
}

/** An error as S3 writes it. */
export function s3Error(error: ServiceError, path: string, requestId: string): string {
  const elements = writeElements({
    Code: error.code,
    Message: error.message,
    ...error.elements,
    Resource: path,
    RequestId: requestId,
    HostId: 'shopstream',
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements}</Error>`;
}
