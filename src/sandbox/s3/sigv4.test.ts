import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorCode } from './errors.ts';
import type { ServiceRequest } from './request.ts';
import { readClaim, verifySignature } from './sigv4.ts';

// The examples of AWS's own documentation: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const NOW = Date.UTC(2013, 4, 24);
const CREDENTIAL = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';

function request(
  method: string,
  rawPath: string,
  query: readonly (readonly [string, string])[],
  headers: Readonly<Record<string, string>>,
): ServiceRequest {
  return {
    method,
    rawPath,
    query,
    headers: new Map(Object.entries(headers)),
    body: (async function* () {})(),
  };
}

function verify(signed: ServiceRequest, hash: string, now = NOW): void {
  const claim = readClaim(signed);
  assert.ok(claim !== undefined);
  verifySignature(signed, claim, SECRET, hash, now);
}

const getObject = (changes: Readonly<Record<string, string>> = {}) =>
  request('GET', '/test.txt', [], {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': EMPTY,
    'x-amz-date': '20130524T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIAL},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41`,
    ...changes,
  });

const presigned = () =>
  request(
    'GET',
    '/test.txt',
    [
      ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
      ['X-Amz-Credential', CREDENTIAL],
      ['X-Amz-Date', '20130524T000000Z'],
      ['X-Amz-Expires', '86400'],
      ['X-Amz-SignedHeaders', 'host'],
      ['X-Amz-Signature', 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'],
    ],
    { host: 'examplebucket.s3.amazonaws.com' },
  );

const code = (expected: ErrorCode) => ({ name: expected });

describe('Signature Version 4', () => {
  it("accepts AWS's example of a GET", () => {
    verify(getObject(), EMPTY);
  });

  it("accepts AWS's example of a PUT with odd characters in its key", () => {
    const hash = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
    verify(
      request('PUT', '/test%24file.text', [], {
        host: 'examplebucket.s3.amazonaws.com',
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-content-sha256': hash,
        'x-amz-date': '20130524T000000Z',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIAL},SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd`,
      }),
      hash,
    );
  });

  it("accepts AWS's example of a list with a query", () => {
    verify(
      request(
        'GET',
        '/',
        [
          ['prefix', 'J'],
          ['max-keys', '2'],
        ],
        {
          host: 'examplebucket.s3.amazonaws.com',
          'x-amz-content-sha256': EMPTY,
          'x-amz-date': '20130524T000000Z',
          authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7`,
        },
      ),
      EMPTY,
    );
  });

  it("accepts AWS's example of a presigned URL until it expires", () => {
    verify(presigned(), 'UNSIGNED-PAYLOAD');
    verify(presigned(), 'UNSIGNED-PAYLOAD', NOW + 86_400_000);
    assert.throws(() => verify(presigned(), 'UNSIGNED-PAYLOAD', NOW + 86_401_000), code('AccessDenied'));
  });

  it('refuses anything that was changed after it was signed', () => {
    assert.throws(() => verify(getObject({ range: 'bytes=0-99' }), EMPTY), code('SignatureDoesNotMatch'));
    assert.throws(() => verify(getObject(), 'UNSIGNED-PAYLOAD'), code('SignatureDoesNotMatch'));
    const moved = { ...getObject(), rawPath: '/other.txt' };
    assert.throws(() => verify(moved, EMPTY), code('SignatureDoesNotMatch'));
  });

  it('refuses headers of Amazon that nobody signed', () => {
    assert.throws(() => verify(getObject({ 'x-amz-acl': 'public-read' }), EMPTY), code('AccessDenied'));
  });

  it('refuses a clock that is more than fifteen minutes off', () => {
    verify(getObject(), EMPTY, NOW + 14 * 60_000);
    assert.throws(() => verify(getObject(), EMPTY, NOW + 16 * 60_000), code('RequestTimeTooSkewed'));
    assert.throws(() => verify(getObject(), EMPTY, NOW - 16 * 60_000), code('RequestTimeTooSkewed'));
  });

  it('tells unsigned requests from malformed ones', () => {
    assert.equal(readClaim(request('GET', '/', [], { host: 'x' })), undefined);
    const malformed = { host: 'x', authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c' };
    assert.throws(() => readClaim(request('GET', '/', [], malformed)), code('AuthorizationHeaderMalformed'));
    const other = { host: 'x', authorization: 'AWS AKIA:signature' };
    assert.throws(() => readClaim(request('GET', '/', [], other)), code('InvalidRequest'));
  });
});
