import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChunkedOptions, decodeChunked } from './aws-chunked.ts';
import { type SigningContext, signingKey } from './sigv4.ts';

/** Splits bytes into pieces of `size`, as a network would. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function decode(body: Buffer, pieceSize: number, options: Partial<ChunkedOptions> = {}) {
  const trailers = new Map<string, string>();
  const chunks: Buffer[] = [];
  const all = { signing: undefined, decodedLength: undefined, trailers, ...options };
  for await (const chunk of decodeChunked(pieces(body, pieceSize), all)) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), trailers };
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html: 66,560 letters `a` in chunks of 64 KiB.
const SIGNING: SigningContext = {
  key: signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '20130524', 'us-east-1', 's3'),
  scope: '20130524/us-east-1/s3/aws4_request',
  timestamp: '20130524T000000Z',
  signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
};
const CHUNKS = [
  [65_536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
  [1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
  [0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
] as const;

function signedBody(letter = 'a'): Buffer {
  const framed = CHUNKS.map(
    ([size, signature], i) =>
      `${size.toString(16)};chunk-signature=${signature}\r\n${(i === 1 ? letter : 'a').repeat(size)}\r\n`,
  );
  return Buffer.from(framed.join(''));
}

describe('aws-chunked bodies', () => {
  it('takes the framing off, wherever the network splits it', async () => {
    const body = Buffer.from('5\r\nhello\r\n7\r\n, world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n');
    for (const size of [1, 2, 3, 7, 1000]) {
      const { bytes, trailers } = await decode(body, size, { decodedLength: 12 });
      assert.equal(bytes.toString(), 'hello, world');
      assert.deepEqual([...trailers], [['x-amz-checksum-crc32', 'AAAAAA==']]);
    }
  });

  it("accepts AWS's example of signed chunks", async () => {
    const { bytes } = await decode(signedBody(), 10_000, { signing: SIGNING, decodedLength: 66_560 });
    assert.equal(bytes.length, 66_560);
  });

  it('refuses a chunk that was changed', async () => {
    await assert.rejects(decode(signedBody('b'), 10_000, { signing: SIGNING }), {
      name: 'SignatureDoesNotMatch',
    });
  });

  it('refuses chunks without a signature where they must have one', async () => {
    const body = Buffer.from('5\r\nhello\r\n0\r\n\r\n');
    await assert.rejects(decode(body, 100, { signing: SIGNING }), { name: 'SignatureDoesNotMatch' });
  });

  it('refuses a body that is cut short, badly framed or of another length', async () => {
    const incomplete = { name: 'IncompleteBody' };
    await assert.rejects(decode(Buffer.from('5\r\nhel'), 2), incomplete);
    await assert.rejects(decode(Buffer.from('5\r\nhello\r\n'), 2), incomplete);
    await assert.rejects(decode(Buffer.from('5\r\nhelloX\r\n0\r\n\r\n'), 100), incomplete);
    await assert.rejects(decode(Buffer.from('nonsense\r\n'), 100), incomplete);
    await assert.rejects(decode(Buffer.from(`5${' '.repeat(20_000)}`), 100), incomplete);
    await assert.rejects(
      decode(Buffer.from('5\r\nhello\r\n0\r\n\r\n'), 100, { decodedLength: 6 }),
      incomplete,
    );
  });
});
