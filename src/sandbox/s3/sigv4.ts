import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ServiceError } from './errors.ts';
import { decodePath, parameter, type ServiceRequest } from './request.ts';
import { encodeUri, encodeUriPath } from './uri.ts';

/** How far the client's clock may be from ours, in milliseconds. */
const MAX_SKEW = 15 * 60_000;
/** The longest life of a presigned URL, in seconds. */
const MAX_PRESIGNED = 7 * 24 * 3600;

/** What a request claims about its signature, in the Authorization header or in the query of a presigned URL. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  readonly presigned: boolean;
}

/** What the chunks of an aws-chunked body are signed with. */
export interface SigningContext {
  readonly key: Buffer;
  readonly scope: string;
  readonly timestamp: string;
  /** The request's own signature: the chunk signatures' seed. */
  readonly signature: string;
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** The key that signs a day's requests to a service in a region. */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');
}

/** Signs a string with a signing key, in hexadecimal. */
export function signText(key: Buffer, text: string): string {
  return hmac(key, text).toString('hex');
}

/** Compares two secrets in constant time. */
export function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function splitCredential(
  credential: string,
  code: 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError',
) {
  const parts = credential.split('/');
  const [day, region, service, terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (
    accessKeyId === '' ||
    day === undefined ||
    !/^\d{8}$/.test(day) ||
    region === undefined ||
    service === undefined ||
    terminator !== 'aws4_request'
  ) {
    throw new ServiceError(code);
  }
  return { accessKeyId, day, region, service };
}

function headerClaim(authorization: string, request: ServiceRequest): SignatureClaim {
  const fields = new Map(
    authorization
      .slice('AWS4-HMAC-SHA256'.length)
      .split(',')
      .map(field => {
        const equals = field.indexOf('=');
        return [field.slice(0, equals).trim(), field.slice(equals + 1).trim()] as const;
      }),
  );
  const credential = fields.get('Credential');
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (credential === undefined || signedHeaders === undefined || signature === undefined) {
    throw new ServiceError('AuthorizationHeaderMalformed');
  }
  return {
    ...splitCredential(credential, 'AuthorizationHeaderMalformed'),
    signedHeaders: signedHeaders.split(';'),
    signature,
    timestamp: request.headers.get('x-amz-date') ?? '',
    sessionToken: request.headers.get('x-amz-security-token'),
    presigned: false,
  };
}

function queryClaim(request: ServiceRequest): SignatureClaim {
  const read = (name: string): string => {
    const value = parameter(request, name);
    if (value === undefined) {
      throw new ServiceError('AuthorizationQueryParametersError', {
        message: `Query-string authentication version 4 requires the ${name} parameter.`,
      });
    }
    return value;
  };
  return {
    ...splitCredential(read('X-Amz-Credential'), 'AuthorizationQueryParametersError'),
    signedHeaders: read('X-Amz-SignedHeaders').split(';'),
    signature: read('X-Amz-Signature'),
    timestamp: read('X-Amz-Date'),
    sessionToken: parameter(request, 'X-Amz-Security-Token'),
    presigned: true,
  };
}

/**
 * Reads the signature's claim; `undefined` when the request is not signed at all.
 * @throws ServiceError when it is malformed or of another kind.
 */
export function readClaim(request: ServiceRequest): SignatureClaim | undefined {
  const authorization = request.headers.get('authorization');
  if (authorization !== undefined) {
    if (!authorization.startsWith('AWS4-HMAC-SHA256')) {
      throw new ServiceError('InvalidRequest', {
        message:
          'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      });
    }
    return headerClaim(authorization, request);
  }
  return parameter(request, 'X-Amz-Signature') === undefined ? undefined : queryClaim(request);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function canonicalQuery(request: ServiceRequest): string {
  return request.query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeUri(name), encodeUri(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** The canonical request of the S3 flavour: the path is encoded once and never normalised. */
export function canonicalRequest(
  request: ServiceRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const headers = signedHeaders.map(
    name => `${name}:${(request.headers.get(name) ?? '').trim().replace(/ +/g, ' ')}\n`,
  );
  return [
    request.method,
    encodeUriPath(decodePath(request.rawPath)),
    canonicalQuery(request),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

function checkSignedHeaders(request: ServiceRequest, claim: SignatureClaim): void {
  const signed = new Set(claim.signedHeaders);
  const unsigned = [...request.headers.keys()].filter(
    name => name.startsWith('x-amz-') && name !== 'x-amz-user-agent' && !signed.has(name),
  );
  if (!signed.has('host')) unsigned.push('host');
  if (unsigned.length > 0) {
    throw new ServiceError('AccessDenied', {
      message: 'There were headers present in the request which were not signed',
      elements: { HeadersNotSigned: unsigned.join(', ') },
    });
  }
}

function checkTime(request: ServiceRequest, claim: SignatureClaim, now: number): void {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(claim.timestamp);
  if (match === null || !claim.timestamp.startsWith(claim.day)) {
    throw new ServiceError('AccessDenied', {
      message: 'AWS authentication requires a valid Date or x-amz-date header',
    });
  }
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const signedAt = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  if (!claim.presigned) {
    if (Math.abs(now - signedAt) > MAX_SKEW) throw new ServiceError('RequestTimeTooSkewed');
    return;
  }
  const expires = Number(parameter(request, 'X-Amz-Expires'));
  if (!(expires >= 1 && expires <= MAX_PRESIGNED)) {
    throw new ServiceError('AuthorizationQueryParametersError', {
      message: 'X-Amz-Expires must be between 1 and 604800 seconds',
    });
  }
  if (signedAt - now > MAX_SKEW) {
    throw new ServiceError('AccessDenied', { message: 'Request is not valid yet' });
  }
  if (signedAt + expires * 1000 < now) {
    throw new ServiceError('AccessDenied', { message: 'Request has expired' });
  }
}

/**
 * Verifies a request's signature with the key's secret.
 * `payloadHash` is what the client signed as the hash of the body: its SHA-256 or one of the `UNSIGNED`/`STREAMING` words.
 * @throws ServiceError `SignatureDoesNotMatch`, `RequestTimeTooSkewed`, `AccessDenied`.
 */
export function verifySignature(
  request: ServiceRequest,
  claim: SignatureClaim,
  secret: string,
  payloadHash: string,
  now: number,
): SigningContext {
  checkTime(request, claim, now);
  checkSignedHeaders(request, claim);
  const scope = `${claim.day}/${claim.region}/${claim.service}/aws4_request`;
  const key = signingKey(secret, claim.day, claim.region, claim.service);
  const canonical = canonicalRequest(request, claim.signedHeaders, payloadHash);
  const expected = signText(key, ['AWS4-HMAC-SHA256', claim.timestamp, scope, sha256(canonical)].join('\n'));
  if (!sameSecret(expected, claim.signature)) throw new ServiceError('SignatureDoesNotMatch');
  return { key, scope, timestamp: claim.timestamp, signature: claim.signature };
}
