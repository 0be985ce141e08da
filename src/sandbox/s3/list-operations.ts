import { ServiceError } from './errors.ts';
import { type Listing, listKeys } from './listing.ts';
import type { StoredObject } from './model.ts';
import { storageClass } from './object-attributes.ts';
import { document, isoTime, type S3Answer, type S3Call } from './s3-call.ts';
import { encodeUriPath } from './uri.ts';
import type { XmlElements } from './xml.ts';

const OWNER = 'ShopStream';

/** The canonical id of the account, as S3 writes owners. */
export function owner(account: string): XmlElements {
  return { ID: account.padStart(64, '0'), DisplayName: OWNER };
}

/** Encodes keys when the client asks for it. @throws ServiceError `InvalidArgument` for an unknown encoding. */
function encoder(call: S3Call): (key: string) => string {
  const type = call.query('encoding-type');
  if (type === undefined) return key => key;
  if (type !== 'url') {
    throw new ServiceError('InvalidArgument', { message: 'Invalid Encoding Method specified in Request' });
  }
  return encodeUriPath;
}

/** @throws ServiceError `InvalidArgument`. */
export function readMax(call: S3Call, name: string): number {
  const text = call.query(name);
  if (text === undefined || text === '') return 1000;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    throw new ServiceError('InvalidArgument', {
      message: `Provided ${name} not an integer or within integer range`,
      elements: { ArgumentName: name, ArgumentValue: text },
    });
  }
  return Math.min(Number(text), 1000);
}

function authorizeList(call: S3Call, action = 's3:ListBucket'): void {
  call.authorize(action, {
    's3:prefix': call.query('prefix'),
    's3:delimiter': call.query('delimiter'),
    's3:max-keys': call.query('max-keys'),
  });
  call.findBucket();
}

function list(call: S3Call, after: string, max: number): Listing {
  return listKeys(call.store.keys(call.bucket), {
    prefix: call.query('prefix') ?? '',
    delimiter: call.query('delimiter') ?? '',
    after,
    max,
  });
}

function contents(call: S3Call, keys: readonly string[], withOwner: boolean): readonly XmlElements[] {
  const encode = encoder(call);
  return keys
    .flatMap(key => call.store.object(call.bucket, key) ?? [])
    .map((object: StoredObject) => ({
      Key: encode(object.key),
      LastModified: isoTime(object.modified),
      ETag: `"${object.etag}"`,
      ChecksumAlgorithm: object.checksum.algorithm,
      ChecksumType: object.checksum.type,
      Size: object.size,
      Owner: withOwner ? owner(call.account) : undefined,
      StorageClass: storageClass(object),
    }));
}

/** ListObjects, the first version. `Prefix` is never encoded here, and a next marker is given only with a delimiter. */
export function listObjects(call: S3Call): S3Answer {
  authorizeList(call);
  const encode = encoder(call);
  const max = readMax(call, 'max-keys');
  const delimiter = call.query('delimiter');
  const listing = list(call, call.query('marker') ?? '', max);
  const next = listing.truncated && delimiter !== undefined ? listing.last : undefined;
  return document('ListBucketResult', {
    Name: call.bucket,
    Prefix: call.query('prefix') ?? '',
    Marker: encode(call.query('marker') ?? ''),
    NextMarker: next === undefined ? undefined : encode(next),
    MaxKeys: max,
    Delimiter: delimiter === undefined ? undefined : encode(delimiter),
    EncodingType: call.query('encoding-type'),
    IsTruncated: listing.truncated,
    Contents: contents(call, listing.keys, true),
    CommonPrefixes: listing.prefixes.map(prefix => ({ Prefix: encode(prefix) })),
  });
}

/** The token is the last key listed; clients must treat it as opaque. */
function readToken(call: S3Call): string | undefined {
  const token = call.query('continuation-token');
  if (token === undefined) return undefined;
  if (token === '') {
    throw new ServiceError('InvalidArgument', { message: 'The continuation token provided is incorrect' });
  }
  return Buffer.from(token, 'base64url').toString('utf8');
}

/** ListObjectsV2. */
export function listObjectsV2(call: S3Call): S3Answer {
  authorizeList(call);
  const encode = encoder(call);
  const max = readMax(call, 'max-keys');
  const delimiter = call.query('delimiter');
  const startAfter = call.query('start-after');
  const listing = list(call, readToken(call) ?? startAfter ?? '', max);
  const next = listing.truncated ? listing.last : undefined;
  return document('ListBucketResult', {
    Name: call.bucket,
    Prefix: encode(call.query('prefix') ?? ''),
    KeyCount: listing.keys.length + listing.prefixes.length,
    MaxKeys: max,
    Delimiter: delimiter === undefined ? undefined : encode(delimiter),
    EncodingType: call.query('encoding-type'),
    IsTruncated: listing.truncated,
    ContinuationToken: call.query('continuation-token'),
    NextContinuationToken: next === undefined ? undefined : Buffer.from(next).toString('base64url'),
    StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    Contents: contents(call, listing.keys, call.query('fetch-owner') === 'true'),
    CommonPrefixes: listing.prefixes.map(prefix => ({ Prefix: encode(prefix) })),
  });
}

/** ListObjectVersions: each object has the one version `null`, as in a bucket that never had versioning. */
export function listVersions(call: S3Call): S3Answer {
  authorizeList(call, 's3:ListBucketVersions');
  const encode = encoder(call);
  const max = readMax(call, 'max-keys');
  const delimiter = call.query('delimiter');
  const marker = call.query('key-marker') ?? '';
  const listing = list(call, marker, max);
  const next = listing.truncated ? listing.last : undefined;
  return document('ListVersionsResult', {
    Name: call.bucket,
    Prefix: encode(call.query('prefix') ?? ''),
    KeyMarker: encode(marker),
    VersionIdMarker: call.query('version-id-marker') ?? '',
    NextKeyMarker: next === undefined ? undefined : encode(next),
    NextVersionIdMarker: next === undefined ? undefined : 'null',
    MaxKeys: max,
    Delimiter: delimiter === undefined ? undefined : encode(delimiter),
    EncodingType: call.query('encoding-type'),
    IsTruncated: listing.truncated,
    Version: contents(call, listing.keys, true).map(object => ({
      ...object,
      VersionId: 'null',
      IsLatest: true,
    })),
    CommonPrefixes: listing.prefixes.map(prefix => ({ Prefix: encode(prefix) })),
  });
}

/** ListMultipartUploads. */
export function listUploads(call: S3Call): S3Answer {
  call.authorize('s3:ListBucketMultipartUploads');
  call.findBucket();
  const encode = encoder(call);
  const prefix = call.query('prefix') ?? '';
  const max = readMax(call, 'max-uploads');
  const keyMarker = call.query('key-marker') ?? '';
  const idMarker = call.query('upload-id-marker') ?? '';
  const all = call.store.uploadsOf(call.bucket).filter(upload => upload.key.startsWith(prefix));
  const seen =
    keyMarker === ''
      ? -1
      : all.findLastIndex(upload =>
          upload.key === keyMarker ? idMarker === '' || upload.id === idMarker : upload.key < keyMarker,
        );
  const rest = all.slice(seen + 1);
  const shown = rest.slice(0, max);
  const truncated = rest.length > shown.length;
  const last = truncated ? shown.at(-1) : undefined;
  return document('ListMultipartUploadsResult', {
    Bucket: call.bucket,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: last === undefined ? undefined : encode(last.key),
    NextUploadIdMarker: last?.id,
    Prefix: encode(prefix),
    EncodingType: call.query('encoding-type'),
    MaxUploads: max,
    IsTruncated: truncated,
    Upload: shown.map(upload => ({
      Key: encode(upload.key),
      UploadId: upload.id,
      Initiator: owner(call.account),
      Owner: owner(call.account),
      StorageClass: storageClass(upload),
      Initiated: isoTime(upload.started),
      ChecksumAlgorithm: upload.algorithm,
      ChecksumType: upload.checksumType,
    })),
  });
}
