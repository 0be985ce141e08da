import { createHash } from 'node:crypto';
import { ByteReader } from './byte-reader.ts';
import { ServiceError } from './errors.ts';
import { type SigningContext, sameSecret, signText } from './sigv4.ts';

const EMPTY_SHA256 = createHash('sha256').digest('hex');

/** How a body's bytes are vouched for, as `x-amz-content-sha256` says. */
export type PayloadMode =
  | { readonly kind: 'plain'; readonly sha256: string }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'chunked'; readonly signed: boolean; readonly trailer: boolean };

/** Reads `x-amz-content-sha256`. @throws ServiceError `InvalidRequest` for a word that S3 does not know. */
export function payloadMode(contentSha256: string): PayloadMode {
  switch (contentSha256) {
    case 'UNSIGNED-PAYLOAD':
      return { kind: 'unsigned' };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'chunked', signed: false, trailer: true };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return { kind: 'chunked', signed: true, trailer: false };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { kind: 'chunked', signed: true, trailer: true };
    default:
      if (/^[0-9a-f]{64}$/.test(contentSha256)) return { kind: 'plain', sha256: contentSha256 };
      throw new ServiceError('InvalidRequest', {
        message:
          'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      });
  }
}

export interface ChunkedOptions {
  /** Present when the chunks are signed; their signatures are then verified. */
  readonly signing: SigningContext | undefined;
  /** `x-amz-decoded-content-length`. */
  readonly decodedLength: number | undefined;
  /** Receives the trailing headers, lower case. */
  readonly trailers: Map<string, string>;
}

/** Verifies the chain of chunk signatures: each one signs its chunk and the signature before it. */
class SignatureChain {
  readonly #context: SigningContext;
  #previous: string;

  constructor(context: SigningContext) {
    this.#context = context;
    this.#previous = context.signature;
  }

  #next(algorithm: string, hashes: readonly string[], claimed: string): void {
    const { key, timestamp, scope } = this.#context;
    const expected = signText(key, [algorithm, timestamp, scope, this.#previous, ...hashes].join('\n'));
    if (!sameSecret(expected, claimed)) throw new ServiceError('SignatureDoesNotMatch');
    this.#previous = expected;
  }

  chunk(sha256: string, claimed: string): void {
    this.#next('AWS4-HMAC-SHA256-PAYLOAD', [EMPTY_SHA256, sha256], claimed);
  }

  trailer(lines: readonly string[], claimed: string): void {
    const signed = lines.map(line => `${line}\n`).join('');
    this.#next('AWS4-HMAC-SHA256-TRAILER', [createHash('sha256').update(signed).digest('hex')], claimed);
  }
}

function parseChunkHeader(line: string | undefined): { readonly size: number; readonly signature: string } {
  const match = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line ?? '');
  if (match === null) throw new ServiceError('IncompleteBody');
  return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] ?? '' };
}

/** Reads trailing headers up to the end of the body; checks their signature when the chunks are signed. */
async function readTrailers(
  reader: ByteReader,
  chain: SignatureChain | undefined,
  into: Map<string, string>,
) {
  const lines: string[] = [];
  let signature: string | undefined;
  for (let line = await reader.line(); line !== undefined; line = await reader.line()) {
    if (line === '') continue;
    if (lines.length > 20) throw new ServiceError('IncompleteBody');
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') {
      signature = value;
    } else {
      lines.push(`${name}:${value}`);
      into.set(name, value);
    }
  }
  if (chain !== undefined && (lines.length > 0 || signature !== undefined))
    chain.trailer(lines, signature ?? '');
}

/**
 * Takes the framing off an aws-chunked body and yields its bytes.
 * What has been yielded is vouched for only once the generator ends: on an error it must be thrown away.
 * @throws ServiceError `IncompleteBody`, `SignatureDoesNotMatch`.
 */
export async function* decodeChunked(
  body: AsyncIterable<Buffer>,
  options: ChunkedOptions,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(body);
  const chain = options.signing === undefined ? undefined : new SignatureChain(options.signing);
  let total = 0;
  for (;;) {
    const { size, signature } = parseChunkHeader(await reader.line());
    const hash = chain === undefined ? undefined : createHash('sha256');
    for (let left = size; left > 0; ) {
      const piece = await reader.some(left);
      if (piece === undefined) throw new ServiceError('IncompleteBody');
      hash?.update(piece);
      left -= piece.length;
      total += piece.length;
      yield piece;
    }
    if (hash !== undefined) chain?.chunk(hash.digest('hex'), signature);
    if (size === 0) break;
    if ((await reader.line()) !== '') throw new ServiceError('IncompleteBody');
  }
  await readTrailers(reader, chain, options.trailers);
  if (options.decodedLength !== undefined && options.decodedLength !== total) {
    throw new ServiceError('IncompleteBody');
  }
}
