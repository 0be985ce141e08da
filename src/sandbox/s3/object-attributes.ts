import { type Checksum, checksumElement, checksumHeader } from './checksums.ts';
import { notSupported, ServiceError } from './errors.ts';
import type { ObjectAttributes, StoredObject } from './model.ts';
import { ENCRYPTED, httpTime, type S3Call } from './s3-call.ts';
import type { Element, XmlElements } from './xml.ts';

const KEPT_HEADERS = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
  'x-amz-storage-class',
] as const;

const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'REDUCED_REDUNDANCY',
];
const ARCHIVES = ['GLACIER', 'GLACIER_IR', 'DEEP_ARCHIVE', 'OUTPOSTS', 'SNOW', 'EXPRESS_ONEZONE'];

/** Bytes of metadata that an object may carry. Source: Amazon S3 user guide, object metadata. */
const MAX_METADATA = 2048;

/** `aws-chunked` describes the transfer and not the object. */
function withoutChunked(encoding: string): string | undefined {
  const rest = encoding
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '' && part !== 'aws-chunked');
  return rest.length === 0 ? undefined : rest.join(', ');
}

function keptHeaders(call: S3Call): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const given = call.header(name);
    const value = name === 'content-encoding' && given !== undefined ? withoutChunked(given) : given;
    if (value !== undefined) kept[name] = value;
  }
  const storage = kept['x-amz-storage-class'];
  if (storage !== undefined && ARCHIVES.includes(storage)) throw notSupported(`the storage class ${storage}`);
  if (storage !== undefined && !STORAGE_CLASSES.includes(storage))
    throw new ServiceError('InvalidStorageClass');
  if (storage === 'STANDARD') delete kept['x-amz-storage-class'];
  return kept;
}

function readMetadata(call: S3Call): Record<string, string> {
  const prefix = 'x-amz-meta-';
  const entries = [...call.request.headers]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value] as const);
  const size = entries.reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value), 0);
  if (size > MAX_METADATA) throw new ServiceError('MetadataTooLarge');
  return Object.fromEntries(entries);
}

/** @throws ServiceError `InvalidTag`, `BadRequest` when there are too many, too long or repeated ones. */
function checkTags(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  if (pairs.length > 10)
    throw new ServiceError('BadRequest', { message: 'Object tags cannot be greater than 10' });
  const tags = Object.fromEntries(pairs);
  if (Object.keys(tags).length < pairs.length) {
    throw new ServiceError('InvalidTag', { message: 'Cannot provide multiple Tags with the same key' });
  }
  if (pairs.some(([key, value]) => key === '' || key.length > 128 || value.length > 256)) {
    throw new ServiceError('InvalidTag');
  }
  return tags;
}

/** Reads the header `x-amz-tagging`. */
export function headerTags(call: S3Call): Record<string, string> {
  return checkTags([...new URLSearchParams(call.header('x-amz-tagging') ?? '')]);
}

/** Reads a `<Tagging>` document. */
export function documentTags(tagging: Element): Record<string, string> {
  const tags = tagging.child('TagSet')?.all('Tag') ?? [];
  return checkTags(tags.map(tag => [tag.text('Key') ?? '', tag.text('Value') ?? ''] as const));
}

/** Tags as a `<Tagging>` document lists them. */
export function tagSet(tags: Readonly<Record<string, string>>): XmlElements {
  return { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } };
}

/** @throws ServiceError for what a request asks of an object and the sandbox, or a bucket without ACLs, cannot do. */
export function refuseUnsupported(call: S3Call): void {
  const encryption = call.header('x-amz-server-side-encryption');
  if (encryption !== undefined && encryption !== 'AES256') throw notSupported(`the encryption ${encryption}`);
  if (call.header('x-amz-server-side-encryption-customer-algorithm') !== undefined) {
    throw notSupported('encryption with keys that the client provides (SSE-C)');
  }
  if (call.header('x-amz-object-lock-mode') !== undefined) throw notSupported('Object Lock');
  if (call.header('x-amz-website-redirect-location') !== undefined) throw notSupported('website redirects');
  const acl = call.header('x-amz-acl');
  const grants = [...call.request.headers.keys()].some(name => name.startsWith('x-amz-grant-'));
  if (grants || (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control')) {
    throw new ServiceError('AccessControlListNotSupported');
  }
}

/** Everything a client says about the object that it puts. */
export function readAttributes(call: S3Call): ObjectAttributes {
  refuseUnsupported(call);
  return { headers: keptHeaders(call), metadata: readMetadata(call), tags: headerTags(call) };
}

/** The headers that answer with a checksum. */
export function checksumHeaders(checksum: Checksum): Record<string, string> {
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** The elements that answer with a checksum. */
export function checksumElements(checksum: Checksum): XmlElements {
  return { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type };
}

/** The headers that describe an object on GET and HEAD. */
export function objectHeaders(object: StoredObject): Record<string, string> {
  const metadata = Object.entries(object.metadata).map(
    // Node writes header text one byte a character: UTF-8 bytes have to be spelled out.
    ([name, value]) => [`x-amz-meta-${name}`, Buffer.from(value, 'utf8').toString('latin1')] as const,
  );
  const tags = Object.keys(object.tags).length;
  const kept = Object.entries(object.headers).map(
    ([name, value]) => [name, Buffer.from(value, 'utf8').toString('latin1')] as const,
  );
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    ...Object.fromEntries(metadata),
    ...(tags === 0 ? {} : { 'x-amz-tagging-count': String(tags) }),
    ...ENCRYPTED,
    etag: `"${object.etag}"`,
    'last-modified': httpTime(object.modified),
    'accept-ranges': 'bytes',
  };
}

/** The storage class as listings name it. */
export function storageClass(object: Pick<ObjectAttributes, 'headers'>): string {
  return object.headers['x-amz-storage-class'] ?? 'STANDARD';
}
