import { createHash } from 'node:crypto';
import { decodeChunked } from './aws-chunked.ts';
import {
  type Checksum,
  type ChecksumAlgorithm,
  checksumHeader,
  DEFAULT_ALGORITHM,
  type ExpectedChecksum,
  expectedChecksum,
  type RunningChecksum,
  startChecksum,
} from './checksums.ts';
import { ServiceError } from './errors.ts';
import type { Segment } from './model.ts';
import { collect } from './request.ts';
import type { S3Call } from './s3-call.ts';
import { type Element, parseDocument } from './xml.ts';

/** The largest object that one PUT may carry. Source: Amazon S3 quotas. */
const MAX_PUT = 5 * 1024 ** 3;
/** Enough for the 10,000 parts of a completed upload. */
const XML_LIMIT = 4 * 1024 * 1024;

/** Bytes that are known to be what the client meant to send. */
export interface Digests {
  /** MD5 in hexadecimal: the ETag of an object that is put whole. */
  readonly etag: string;
  readonly checksum: Checksum;
}

/** Runs the digests over bytes on their way to somewhere else. */
class Digesting {
  readonly #kept: ChecksumAlgorithm;
  readonly #checksums: ReadonlyMap<ChecksumAlgorithm, RunningChecksum>;
  readonly #md5 = createHash('md5');
  readonly #sha256;
  #size = 0;

  /** `kept` is stored with the bytes; `claimed` is what the client vouches for them with, when that is another one. */
  constructor(kept: ChecksumAlgorithm, claimed: ChecksumAlgorithm | undefined, withSha256: boolean) {
    this.#kept = kept;
    this.#checksums = new Map(
      [kept, claimed ?? kept].map(algorithm => [algorithm, startChecksum(algorithm)] as const),
    );
    this.#sha256 = withSha256 ? createHash('sha256') : undefined;
  }

  update(bytes: Buffer): void {
    this.#size += bytes.length;
    if (this.#size > MAX_PUT) throw new ServiceError('EntityTooLarge');
    this.#md5.update(bytes);
    this.#sha256?.update(bytes);
    for (const checksum of this.#checksums.values()) checksum.update(bytes);
  }

  finish() {
    const md5 = this.#md5.digest();
    const values = new Map<ChecksumAlgorithm, string>();
    for (const [algorithm, running] of this.#checksums)
      values.set(algorithm, running.digest().toString('base64'));
    const checksum: Checksum = {
      algorithm: this.#kept,
      type: 'FULL_OBJECT',
      value: values.get(this.#kept) ?? '',
    };
    return {
      md5,
      values,
      sha256: this.#sha256?.digest('hex'),
      digests: { etag: md5.toString('hex'), checksum },
    };
  }
}

function checkLength(call: S3Call): void {
  const length = call.header('x-amz-decoded-content-length') ?? call.header('content-length');
  if (length === undefined) {
    if (call.header('transfer-encoding') === undefined || call.payload.kind !== 'chunked') {
      throw new ServiceError('MissingContentLength');
    }
  } else if (!/^\d+$/.test(length)) {
    throw new ServiceError('InvalidArgument');
  } else if (Number(length) > MAX_PUT) {
    throw new ServiceError('EntityTooLarge');
  }
}

/** The body without its framing. */
function decoded(call: S3Call, trailers: Map<string, string>): AsyncIterable<Buffer> {
  if (call.payload.kind !== 'chunked') return call.request.body;
  const length = call.header('x-amz-decoded-content-length');
  return decodeChunked(call.request.body, {
    signing: call.payload.signed ? call.signing : undefined,
    decodedLength: length === undefined ? undefined : Number(length),
    trailers,
  });
}

function checkMd5(call: S3Call, md5: Buffer): void {
  const given = call.header('content-md5');
  if (given === undefined) return;
  const bytes = Buffer.from(given, 'base64');
  if (bytes.length !== 16) throw new ServiceError('InvalidDigest');
  if (!bytes.equals(md5)) {
    throw new ServiceError('BadDigest', {
      message: 'The Content-MD5 you specified did not match what we received.',
    });
  }
}

function checkChecksum(
  expected: ExpectedChecksum,
  trailers: ReadonlyMap<string, string>,
  actual: string,
): void {
  const given = expected.inTrailer ? trailers.get(checksumHeader(expected.algorithm)) : expected.value;
  if (given === undefined) {
    if (!expected.inTrailer) return;
    throw new ServiceError('InvalidRequest', { message: 'The announced checksum trailer is missing.' });
  }
  if (given !== actual) {
    throw new ServiceError('BadDigest', {
      message: `The ${expected.algorithm} you specified did not match the calculated checksum.`,
    });
  }
}

/** Yields the body's bytes; when it ends, everything the client said about them has been found true. */
async function* verified(
  call: S3Call,
  kept: ChecksumAlgorithm,
  expected: ExpectedChecksum | undefined,
  done: (digests: Digests) => void,
): AsyncGenerator<Buffer> {
  checkLength(call);
  const trailers = new Map<string, string>();
  const digesting = new Digesting(kept, expected?.algorithm, call.payload.kind === 'plain');
  for await (const chunk of decoded(call, trailers)) {
    digesting.update(chunk);
    yield chunk;
  }
  const { md5, sha256, values, digests } = digesting.finish();
  if (call.payload.kind === 'plain' && sha256 !== call.payload.sha256) {
    throw new ServiceError('XAmzContentSHA256Mismatch');
  }
  checkMd5(call, md5);
  if (expected !== undefined) checkChecksum(expected, trailers, values.get(expected.algorithm) ?? '');
  done(digests);
}

export interface Ingested extends Digests {
  readonly segment: Segment;
}

/**
 * Streams a request's body into a blob. The checksum kept with it is `kept`'s, by default the one it was sent with.
 * @throws ServiceError `BadDigest` and its kin; nothing stays then.
 */
export async function ingestBody(call: S3Call, kept?: ChecksumAlgorithm): Promise<Ingested> {
  const expected = expectedChecksum(call.request.headers);
  const algorithm = kept ?? expected?.algorithm ?? DEFAULT_ALGORITHM;
  let digests: Digests | undefined;
  const segment = await call.store.blobs.write(
    verified(call, algorithm, expected, found => {
      digests = found;
    }),
  );
  if (digests === undefined) throw new ServiceError('IncompleteBody');
  return { segment, ...digests };
}

/** Copies stored bytes into a new blob. */
export async function ingestStored(
  call: S3Call,
  source: { readonly segments: readonly Segment[]; readonly start: number; readonly end: number },
  algorithm: ChecksumAlgorithm,
): Promise<Ingested> {
  const digesting = new Digesting(algorithm, undefined, false);
  const { blobs } = call.store;
  const release = blobs.hold(source.segments);
  try {
    const segment = await blobs.write(
      (async function* () {
        for await (const chunk of blobs.read(source.segments, source.start, source.end)) {
          digesting.update(chunk);
          yield chunk;
        }
      })(),
    );
    return { segment, ...digesting.finish().digests };
  } finally {
    release();
  }
}

/**
 * Reads a request's XML document. `ownChecksum`: the checksum headers speak of the document itself.
 * @throws ServiceError `MalformedXML`, `EntityTooLarge`, `BadDigest`.
 */
export async function readXml(call: S3Call, root: string, ownChecksum = true): Promise<Element> {
  return parseDocument(await readText(call, ownChecksum), root);
}

/** Reads a small body. @throws ServiceError `EntityTooLarge`, `BadDigest`. */
export function readText(call: S3Call, ownChecksum = true): Promise<Buffer> {
  const expected = ownChecksum ? expectedChecksum(call.request.headers) : undefined;
  return collect(
    verified(call, 'CRC32', expected, () => {}),
    XML_LIMIT,
  );
}
