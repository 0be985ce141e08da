import { ServiceError } from './errors.ts';
import type { StoredObject } from './model.ts';
import { checksumElements, checksumHeaders, objectHeaders, storageClass } from './object-attributes.ts';
import { notModified } from './preconditions.ts';
import { document, empty, httpTime, type S3Answer, type S3Call } from './s3-call.ts';
import type { XmlElements } from './xml.ts';

interface Range {
  readonly start: number;
  /** Inclusive; before `start` when there is nothing to send. */
  readonly end: number;
}

/** @throws ServiceError `InvalidRange`. */
function parseRange(header: string | undefined, size: number): Range | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  const [, from = '', to = ''] = match ?? [];
  // Several ranges, or none that can be read: the whole object, as HTTP allows.
  if (match === null || (from === '' && to === '')) return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start >= size || start > end || (from === '' && Number(to) === 0)) {
    throw new ServiceError('InvalidRange', {
      elements: { RangeRequested: header ?? '', ActualObjectSize: String(size) },
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return { start, end };
}

/** Where a part of a multipart object begins and ends. @throws ServiceError `InvalidPartNumber`. */
function partRange(object: StoredObject, number: number): Range {
  const parts = object.parts ?? [{ number: 1, size: object.size, checksum: object.checksum.value }];
  const index = number - 1;
  const part = parts[index];
  if (part === undefined) throw new ServiceError('InvalidPartNumber');
  const start = parts.slice(0, index).reduce((sum, before) => sum + before.size, 0);
  return { start, end: start + part.size - 1 };
}

const OVERRIDES = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
];

/** `response-content-type` and its kin in the query replace headers of the answer. */
function overrides(call: S3Call): Record<string, string> {
  const replaced: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = call.query(`response-${name}`);
    if (value === undefined) continue;
    if (/[\r\n]/.test(value)) throw new ServiceError('InvalidArgument');
    replaced[name] = Buffer.from(value, 'utf8').toString('latin1');
  }
  return replaced;
}

function checksums(call: S3Call, object: StoredObject, part: number | undefined): Record<string, string> {
  if (call.header('x-amz-checksum-mode')?.toUpperCase() !== 'ENABLED') return {};
  if (part === undefined || object.parts === undefined) return checksumHeaders(object.checksum);
  const value = object.parts[part - 1]?.checksum;
  return value === undefined ? {} : checksumHeaders({ ...object.checksum, value });
}

/** The action that reading an object takes: a version is named even when it is the only one. */
function readAction(call: S3Call, action: 'GetObject' | 'GetObjectTagging'): string {
  const version = call.query('versionId');
  if (version === undefined) return `s3:${action}`;
  if (version !== 'null') {
    throw new ServiceError('NoSuchVersion', { elements: { Key: call.key, VersionId: version } });
  }
  return action === 'GetObject' ? 's3:GetObjectVersion' : 's3:GetObjectVersionTagging';
}

/** GetObject and HeadObject. */
export function getObject(call: S3Call): S3Answer {
  call.authorize(readAction(call, 'GetObject'));
  const object = call.findObject();
  const headers = objectHeaders(object);
  if (notModified(call, object))
    return empty(304, { etag: `"${object.etag}"`, 'last-modified': headers['last-modified'] ?? '' });
  const partText = call.query('partNumber');
  const part = partText === undefined ? undefined : Number(partText);
  const range = part === undefined ? parseRange(call.header('range'), object.size) : partRange(object, part);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const whole = range === undefined || (part !== undefined && object.parts === undefined);
  const described = {
    ...headers,
    ...(call.header('range') === undefined || part !== undefined ? checksums(call, object, part) : {}),
    ...(part !== undefined && object.parts !== undefined
      ? { 'x-amz-mp-parts-count': String(object.parts.length) }
      : {}),
    ...(whole ? {} : { 'content-range': `bytes ${start}-${end}/${object.size}` }),
    ...overrides(call),
    'content-length': String(end - start + 1),
  };
  const body = call.request.method === 'HEAD' ? undefined : { segments: object.segments, start, end };
  return { status: whole ? 200 : 206, headers: described, body };
}

function partElements(call: S3Call, object: StoredObject): XmlElements | undefined {
  if (object.parts === undefined) return undefined;
  const max = Math.min(Number(call.header('x-amz-max-parts') ?? 1000), 1000);
  const marker = Number(call.header('x-amz-part-number-marker') ?? 0);
  const rest = object.parts.filter(part => part.number > marker);
  const shown = rest.slice(0, max);
  return {
    // `TotalPartsCount` in the SDKs; this is its name on the wire.
    PartsCount: object.parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.number ?? 0,
    MaxParts: max,
    IsTruncated: rest.length > shown.length,
    Part: shown.map(part => ({
      PartNumber: part.number,
      Size: part.size,
      [`Checksum${object.checksum.algorithm}`]: part.checksum,
    })),
  };
}

/** GetObjectAttributes. @throws ServiceError `InvalidArgument` when it asks for nothing. */
export function getAttributes(call: S3Call): S3Answer {
  call.authorize('s3:GetObjectAttributes');
  call.authorize(readAction(call, 'GetObject'));
  const object = call.findObject();
  const wanted = new Set((call.header('x-amz-object-attributes') ?? '').split(',').map(name => name.trim()));
  const known = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];
  if (![...wanted].every(name => known.includes(name))) {
    throw new ServiceError('InvalidArgument', { message: 'Invalid attribute name specified.' });
  }
  const { algorithm, value, type } = object.checksum;
  return document(
    'GetObjectAttributesResponse',
    {
      ETag: wanted.has('ETag') ? object.etag : undefined,
      // The number of parts is not part of the checksum here.
      Checksum: wanted.has('Checksum')
        ? checksumElements({ algorithm, type, value: value.split('-')[0] ?? value })
        : undefined,
      ObjectParts: wanted.has('ObjectParts') ? partElements(call, object) : undefined,
      StorageClass: wanted.has('StorageClass') ? storageClass(object) : undefined,
      ObjectSize: wanted.has('ObjectSize') ? object.size : undefined,
    },
    { 'last-modified': httpTime(object.modified) },
  );
}

/** Who may read an object's tags. */
export function authorizeTags(call: S3Call): void {
  call.authorize(readAction(call, 'GetObjectTagging'));
}
