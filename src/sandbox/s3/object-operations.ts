import { type Ingested, ingestBody, ingestStored, readXml } from './bodies.ts';
import { ownerAcl } from './bucket-settings.ts';
import { parseAlgorithm } from './checksums.ts';
import { ServiceError } from './errors.ts';
import type { ObjectAttributes, StoredObject } from './model.ts';
import {
  checksumElements,
  checksumHeaders,
  documentTags,
  headerTags,
  readAttributes,
  refuseUnsupported,
  tagSet,
} from './object-attributes.ts';
import { authorizeTags } from './object-read.ts';
import { checkWrite, notModified } from './preconditions.ts';
import { document, ENCRYPTED, empty, isoTime, type S3Answer, type S3Call, type S3Target } from './s3-call.ts';
import type { XmlElements } from './xml.ts';

/** Bytes of UTF-8 that a key may have. */
const MAX_KEY = 1024;

/** @throws ServiceError `KeyTooLongError`. */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > MAX_KEY) {
    throw new ServiceError('KeyTooLongError', {
      elements: { Size: String(size), MaxSizeAllowed: String(MAX_KEY) },
    });
  }
}

/** Puts an object that came in one piece, in place of whatever had its key. */
function storeWhole(call: S3Call, { segment, etag, checksum }: Ingested, attributes: ObjectAttributes): void {
  call.store.putObject(call.bucket, {
    key: call.key,
    etag,
    size: segment.size,
    modified: call.now,
    segments: [segment],
    checksum,
    parts: undefined,
    uploadId: undefined,
    ...attributes,
  });
}

/** PutObject. */
export async function putObject(call: S3Call): Promise<S3Answer> {
  checkKey(call.key);
  call.authorize('s3:PutObject', {
    's3:x-amz-server-side-encryption': call.header('x-amz-server-side-encryption'),
  });
  call.findBucket();
  const attributes = readAttributes(call);
  checkWrite(call);
  const body = await ingestBody(call);
  try {
    // Another request may have come first while the body was on its way.
    call.findBucket();
    checkWrite(call);
  } catch (error) {
    call.store.blobs.discard([body.segment]);
    throw error;
  }
  storeWhole(call, body, attributes);
  return empty(200, { etag: `"${body.etag}"`, ...ENCRYPTED, ...checksumHeaders(body.checksum) });
}

/** The object that `x-amz-copy-source` names. @throws ServiceError `InvalidArgument`, `NoSuchKey`, `AccessDenied`. */
export function copySource(call: S3Call): { readonly target: S3Target; readonly object: StoredObject } {
  const header = call.header('x-amz-copy-source') ?? '';
  const [path = '', version] = header.split('?versionId=');
  let decoded: string;
  try {
    decoded = decodeURIComponent(path).replace(/^\//, '');
  } catch {
    throw new ServiceError('InvalidArgument', { message: 'Invalid copy source encoding.' });
  }
  const slash = decoded.indexOf('/');
  if (slash < 1 || slash === decoded.length - 1) {
    throw new ServiceError('InvalidArgument', {
      message: 'Copy Source must mention the source bucket and key',
    });
  }
  if (version !== undefined && version !== 'null') throw new ServiceError('NoSuchVersion');
  const target = { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) };
  call.authorize('s3:GetObject', {}, target);
  return { target, object: call.findObject(target) };
}

function copiedAttributes(call: S3Call, source: StoredObject): ObjectAttributes {
  const replaceAll = call.header('x-amz-metadata-directive') === 'REPLACE';
  const replaceTags = call.header('x-amz-tagging-directive') === 'REPLACE';
  refuseUnsupported(call);
  return {
    ...(replaceAll ? readAttributes(call) : { headers: source.headers, metadata: source.metadata }),
    tags: replaceTags ? headerTags(call) : source.tags,
  };
}

/** CopyObject. */
export async function copyObject(call: S3Call): Promise<S3Answer> {
  checkKey(call.key);
  call.authorize('s3:PutObject');
  call.findBucket();
  const { target, object } = copySource(call);
  if (notModified(call, object, 'x-amz-copy-source-')) throw new ServiceError('PreconditionFailed');
  const unchanged = target.bucket === call.bucket && target.key === call.key;
  if (unchanged && call.header('x-amz-metadata-directive') !== 'REPLACE') {
    throw new ServiceError('InvalidRequest', {
      message:
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    });
  }
  const attributes = copiedAttributes(call, object);
  const asked = call.header('x-amz-checksum-algorithm');
  const algorithm = asked === undefined ? object.checksum.algorithm : parseAlgorithm(asked);
  const whole = { segments: object.segments, start: 0, end: object.size - 1 };
  const body = await ingestStored(call, whole, algorithm);
  storeWhole(call, body, attributes);
  return document(
    'CopyObjectResult',
    { LastModified: isoTime(call.now), ETag: `"${body.etag}"`, ...checksumElements(body.checksum) },
    ENCRYPTED,
  );
}

/** DeleteObject: an absent object is deleted as well. */
export function deleteObject(call: S3Call): S3Answer {
  call.authorize('s3:DeleteObject');
  call.findBucket();
  if (call.header('if-match') !== undefined) checkWrite(call);
  call.store.deleteObject(call.bucket, call.key);
  return empty(204);
}

/** DeleteObjects: each key is judged by itself. */
export async function deleteObjects(call: S3Call): Promise<S3Answer> {
  call.findBucket();
  const xml = await readXml(call, 'Delete');
  const keys = xml.all('Object').map(object => object.text('Key') ?? '');
  if (keys.length === 0 || keys.length > 1000 || keys.includes('')) throw new ServiceError('MalformedXML');
  const deleted: XmlElements[] = [];
  const errors: XmlElements[] = [];
  for (const key of keys) {
    try {
      call.authorize('s3:DeleteObject', {}, { bucket: call.bucket, key });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      errors.push({ Key: key, Code: error.code, Message: error.message });
      continue;
    }
    call.store.deleteObject(call.bucket, key);
    deleted.push({ Key: key });
  }
  const quiet = xml.text('Quiet') === 'true';
  return document('DeleteResult', { Deleted: quiet ? [] : deleted, Error: errors });
}

/** GetObjectTagging. */
export function getTags(call: S3Call): S3Answer {
  authorizeTags(call);
  return document('Tagging', tagSet(call.findObject().tags));
}

/** PutObjectTagging. */
export async function putTags(call: S3Call): Promise<S3Answer> {
  call.authorize('s3:PutObjectTagging');
  call.findObject();
  const tags = documentTags(await readXml(call, 'Tagging'));
  call.store.putObject(call.bucket, { ...call.findObject(), tags });
  return empty(200);
}

/** DeleteObjectTagging. */
export function deleteTags(call: S3Call): S3Answer {
  call.authorize('s3:DeleteObjectTagging');
  call.store.putObject(call.bucket, { ...call.findObject(), tags: {} });
  return empty(204);
}

/** GetObjectAcl. */
export function getAcl(call: S3Call): S3Answer {
  call.authorize('s3:GetObjectAcl');
  call.findObject();
  return ownerAcl(call);
}

/** PutObjectAcl: buckets of today have no ACLs. */
export function putAcl(call: S3Call): S3Answer {
  call.authorize('s3:PutObjectAcl');
  call.findObject();
  throw new ServiceError('AccessControlListNotSupported');
}
