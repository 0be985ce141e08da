import { createHash, randomBytes } from 'node:crypto';
import { ingestBody, ingestStored, readXml } from './bodies.ts';
import {
  checksumElement,
  checksumHeader,
  combineChecksums,
  DEFAULT_ALGORITHM,
  expectedChecksum,
  multipartType,
  parseAlgorithm,
} from './checksums.ts';
import { ServiceError } from './errors.ts';
import { owner, readMax } from './list-operations.ts';
import type { StoredObject, Upload, UploadPart } from './model.ts';
import { checksumElements, readAttributes, storageClass } from './object-attributes.ts';
import { checkKey, copySource } from './object-operations.ts';
import { checkWrite } from './preconditions.ts';
import { document, ENCRYPTED, empty, isoTime, type S3Answer, type S3Call } from './s3-call.ts';
import { encodeUriPath } from './uri.ts';
import type { Element } from './xml.ts';

/** Every part but the last has at least this many bytes. */
const MIN_PART = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;

/** @throws ServiceError `NoSuchUpload` for an upload that is over, or of another key. */
function findUpload(call: S3Call): Upload {
  call.findBucket();
  const id = call.query('uploadId') ?? '';
  const upload = call.store.upload(id);
  if (upload === undefined || upload.bucket !== call.bucket || upload.key !== call.key) {
    throw new ServiceError('NoSuchUpload', { elements: { UploadId: id } });
  }
  return upload;
}

/** CreateMultipartUpload. */
export function createUpload(call: S3Call): S3Answer {
  checkKey(call.key);
  call.authorize('s3:PutObject');
  call.findBucket();
  const asked = call.header('x-amz-checksum-algorithm');
  const algorithm = asked === undefined ? DEFAULT_ALGORITHM : parseAlgorithm(asked);
  const checksumType = multipartType(algorithm, call.header('x-amz-checksum-type'));
  const upload: Upload = {
    id: randomBytes(48).toString('base64url'),
    bucket: call.bucket,
    key: call.key,
    started: call.now,
    algorithm,
    algorithmChosen: asked !== undefined,
    checksumType,
    ...readAttributes(call),
  };
  call.store.startUpload(upload);
  return document(
    'InitiateMultipartUploadResult',
    { Bucket: call.bucket, Key: call.key, UploadId: upload.id },
    { ...ENCRYPTED, 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': checksumType },
  );
}

function readPartNumber(call: S3Call): number {
  const number = Number(call.query('partNumber'));
  if (Number.isInteger(number) && number >= 1 && number <= MAX_PARTS) return number;
  throw new ServiceError('InvalidArgument', {
    message: `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`,
    elements: { ArgumentName: 'partNumber', ArgumentValue: call.query('partNumber') ?? '' },
  });
}

/** Keeps a part, unless its upload ended while the bytes were on their way. */
function keepPart(call: S3Call, part: UploadPart): void {
  let upload: Upload;
  try {
    upload = findUpload(call);
  } catch (error) {
    call.store.blobs.discard([part.segment]);
    throw error;
  }
  call.store.putPart(upload.id, part);
}

/** UploadPart. */
export async function uploadPart(call: S3Call): Promise<S3Answer> {
  const number = readPartNumber(call);
  call.authorize('s3:PutObject');
  const upload = findUpload(call);
  const expected = expectedChecksum(call.request.headers);
  if (upload.algorithmChosen && expected !== undefined && expected.algorithm !== upload.algorithm) {
    throw new ServiceError('InvalidRequest', {
      message: `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${expected.algorithm.toLowerCase()}`,
    });
  }
  const { segment, etag, checksum } = await ingestBody(call, upload.algorithm);
  keepPart(call, { number, segment, etag, checksum: checksum.value, modified: call.now });
  return empty(200, {
    etag: `"${etag}"`,
    ...ENCRYPTED,
    [checksumHeader(checksum.algorithm)]: checksum.value,
  });
}

/** @throws ServiceError `InvalidArgument`, `InvalidRange`. */
function copyRange(call: S3Call, object: StoredObject): { readonly start: number; readonly end: number } {
  const header = call.header('x-amz-copy-source-range');
  if (header === undefined) return { start: 0, end: object.size - 1 };
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  if (match === null) {
    throw new ServiceError('InvalidArgument', {
      message:
        'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    });
  }
  const [start, end] = [Number(match[1]), Number(match[2])];
  if (start > end || end >= object.size) throw new ServiceError('InvalidRange', { status: 400 });
  return { start, end };
}

/** UploadPartCopy. */
export async function uploadPartCopy(call: S3Call): Promise<S3Answer> {
  const number = readPartNumber(call);
  call.authorize('s3:PutObject');
  const upload = findUpload(call);
  const { object } = copySource(call);
  const source = { segments: object.segments, ...copyRange(call, object) };
  const { segment, etag, checksum } = await ingestStored(call, source, upload.algorithm);
  keepPart(call, { number, segment, etag, checksum: checksum.value, modified: call.now });
  return document(
    'CopyPartResult',
    {
      LastModified: isoTime(call.now),
      ETag: `"${etag}"`,
      [checksumElement(checksum.algorithm)]: checksum.value,
    },
    ENCRYPTED,
  );
}

/** ListParts. */
export function listParts(call: S3Call): S3Answer {
  call.authorize('s3:ListMultipartUploadParts');
  const upload = findUpload(call);
  const max = readMax(call, 'max-parts');
  const marker = Number(call.query('part-number-marker') ?? 0);
  const rest = call.store.parts(upload.id).filter(part => part.number > marker);
  const shown = rest.slice(0, max);
  return document('ListPartsResult', {
    Bucket: call.bucket,
    Key: call.key,
    UploadId: upload.id,
    Initiator: owner(call.account),
    Owner: owner(call.account),
    StorageClass: storageClass(upload),
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.number ?? 0,
    MaxParts: max,
    IsTruncated: rest.length > shown.length,
    ChecksumAlgorithm: upload.algorithm,
    ChecksumType: upload.checksumType,
    Part: shown.map(part => ({
      PartNumber: part.number,
      LastModified: isoTime(part.modified),
      ETag: `"${part.etag}"`,
      Size: part.segment.size,
      [checksumElement(upload.algorithm)]: part.checksum,
    })),
  });
}

/** AbortMultipartUpload. */
export function abortUpload(call: S3Call): S3Answer {
  call.authorize('s3:AbortMultipartUpload');
  call.store.abortUpload(findUpload(call).id);
  return empty(204);
}

/** The parts that a completion lists, matched with those uploaded. @throws ServiceError `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall`. */
function chosenParts(upload: Upload, listed: readonly Element[], uploaded: readonly UploadPart[]) {
  if (listed.length === 0) throw new ServiceError('MalformedXML');
  const byNumber = new Map(uploaded.map(part => [part.number, part]));
  let previous = 0;
  const parts = listed.map(element => {
    const number = Number(element.text('PartNumber'));
    if (number <= previous) throw new ServiceError('InvalidPartOrder');
    previous = number;
    const part = byNumber.get(number);
    const etag = element.text('ETag')?.replaceAll('"', '');
    const checksum = element.text(checksumElement(upload.algorithm));
    if (part === undefined || part.etag !== etag || (checksum !== undefined && checksum !== part.checksum)) {
      throw new ServiceError('InvalidPart', { elements: { PartNumber: String(number) } });
    }
    return part;
  });
  const small = parts.slice(0, -1).find(part => part.segment.size < MIN_PART);
  if (small !== undefined) {
    throw new ServiceError('EntityTooSmall', {
      elements: {
        ProposedSize: String(small.segment.size),
        MinSizeAllowed: String(MIN_PART),
        PartNumber: String(small.number),
        ETag: small.etag,
      },
    });
  }
  return parts;
}

/** An object's ETag after a multipart upload: the MD5 of the parts' MD5s, and their number. */
function multipartEtag(parts: readonly UploadPart[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.etag, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
}

function completed(call: S3Call, object: StoredObject): S3Answer {
  return document(
    'CompleteMultipartUploadResult',
    {
      Location: `http://${call.header('host') ?? ''}/${call.bucket}/${encodeUriPath(call.key)}`,
      Bucket: call.bucket,
      Key: call.key,
      ETag: `"${object.etag}"`,
      ...checksumElements(object.checksum),
    },
    ENCRYPTED,
  );
}

function checkExpectations(call: S3Call, object: StoredObject): void {
  const given = call.header(checksumHeader(object.checksum.algorithm));
  if (given !== undefined && given.split('-')[0] !== object.checksum.value.split('-')[0]) {
    throw new ServiceError('BadDigest', {
      message: `The ${object.checksum.algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    });
  }
  const size = call.header('x-amz-mp-object-size');
  if (size !== undefined && Number(size) !== object.size) {
    throw new ServiceError('InvalidRequest', {
      message: 'The provided x-amz-mp-object-size does not match the size of the object.',
    });
  }
}

/** CompleteMultipartUpload. The same upload completed twice answers the same twice: an answer may be lost on its way. */
export async function completeUpload(call: S3Call): Promise<S3Answer> {
  call.authorize('s3:PutObject');
  call.findBucket();
  const current = call.store.object(call.bucket, call.key);
  if (current?.uploadId !== undefined && current.uploadId === call.query('uploadId')) {
    return completed(call, current);
  }
  findUpload(call);
  const listed = (await readCompletion(call)).all('Part');
  const upload = findUpload(call);
  checkWrite(call);
  const parts = chosenParts(upload, listed, call.store.parts(upload.id));
  const sized = parts.map(part => ({ value: part.checksum, size: part.segment.size }));
  const object: StoredObject = {
    key: call.key,
    etag: multipartEtag(parts),
    size: parts.reduce((sum, part) => sum + part.segment.size, 0),
    modified: call.now,
    segments: parts.map(part => part.segment),
    checksum: combineChecksums(upload.algorithm, upload.checksumType, sized),
    // A reader asks for the parts by their place, whatever their numbers were.
    parts: parts.map((part, i) => ({ number: i + 1, size: part.segment.size, checksum: part.checksum })),
    uploadId: upload.id,
    headers: upload.headers,
    metadata: upload.metadata,
    tags: upload.tags,
  };
  checkExpectations(call, object);
  call.store.putObject(call.bucket, object);
  return completed(call, object);
}

/** The checksum headers of a completion speak of the object and not of this document. */
function readCompletion(call: S3Call): Promise<Element> {
  return readXml(call, 'CompleteMultipartUpload', false);
}
