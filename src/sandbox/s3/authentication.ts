import type { Caller, Credential, CredentialBook } from './credentials.ts';
import { ServiceError } from './errors.ts';
import type { ServiceRequest } from './request.ts';
import { readClaim, type SignatureClaim, type SigningContext, sameSecret, verifySignature } from './sigv4.ts';

export type ServiceName = 's3' | 'iam' | 'sts';

/** A request whose signature is good: who sent it, and what its chunks are signed with. */
export interface Authenticated {
  readonly caller: Caller;
  readonly signing: SigningContext;
  readonly claim: SignatureClaim;
}

/** S3 and the query services refuse the same faults with different codes. */
function checkToken(claim: SignatureClaim, credential: Credential, service: ServiceName, now: number): void {
  const invalid = () => new ServiceError(service === 's3' ? 'InvalidToken' : 'InvalidClientTokenId');
  if (credential.temporary === undefined) {
    if (claim.sessionToken !== undefined) throw invalid();
    return;
  }
  const { token, expires } = credential.temporary;
  if (claim.sessionToken === undefined || !sameSecret(claim.sessionToken, token)) throw invalid();
  if (expires <= now) {
    throw service === 's3'
      ? new ServiceError('ExpiredToken')
      : new ServiceError('ExpiredToken', {
          status: 403,
          message: 'The security token included in the request is expired',
        });
  }
}

function checkService(claim: SignatureClaim, service: ServiceName): void {
  if (claim.service === service) return;
  const message = `Credential should be scoped to correct service: '${service}'.`;
  throw new ServiceError(service === 's3' ? 'AuthorizationHeaderMalformed' : 'SignatureDoesNotMatch', {
    message,
  });
}

/**
 * Finds out who sent a request. Any region is accepted in the signature's scope: with an endpoint of their own,
 * clients sign IAM and STS requests with whatever region they are configured for.
 * @throws ServiceError when the request is unsigned, wrongly signed, or signed with a key that is unknown or over.
 */
export function authenticate(
  request: ServiceRequest,
  service: ServiceName,
  payloadHash: string,
  book: CredentialBook,
  now: number,
): Authenticated {
  const claim = readClaim(request);
  if (claim === undefined)
    throw new ServiceError(service === 's3' ? 'AccessDenied' : 'MissingAuthenticationToken');
  checkService(claim, service);
  const credential = book.find(claim.accessKeyId);
  if (credential === undefined) {
    throw service === 's3'
      ? new ServiceError('InvalidAccessKeyId', { elements: { AWSAccessKeyId: claim.accessKeyId } })
      : new ServiceError('InvalidClientTokenId');
  }
  const hash = claim.presigned ? 'UNSIGNED-PAYLOAD' : payloadHash;
  const signing = verifySignature(request, claim, credential.secret, hash, now);
  checkToken(claim, credential, service, now);
  return { caller: credential.caller, signing, claim };
}
