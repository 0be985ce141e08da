import { createHash } from 'node:crypto';
import { authenticate } from './authentication.ts';
import { authorize, baseContext } from './authorization.ts';
import type { CredentialBook } from './credentials.ts';
import { ServiceError } from './errors.ts';
import { POLICY_OPERATIONS } from './iam-policies.ts';
import { ROLE_OPERATIONS } from './iam-roles.ts';
import type { IamStore } from './iam-store.ts';
import { USER_OPERATIONS } from './iam-users.ts';
import { type QueryCall, QueryParameters } from './query-call.ts';
import { collect, type ServiceRequest } from './request.ts';
import { STS_OPERATIONS } from './sts.ts';
import { escapeXml, writeElements } from './xml.ts';

/** Policies are the largest thing a query carries, and have 10,240 characters at most. */
const BODY_LIMIT = 1024 * 1024;

const IAM_OPERATIONS = { ...USER_OPERATIONS, ...ROLE_OPERATIONS, ...POLICY_OPERATIONS };

const NAMESPACES = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
} as const;

export interface QueryServiceState {
  readonly iam: IamStore;
  readonly book: CredentialBook;
  readonly account: string;
  readonly region: string;
  readonly clock: () => number;
}

/** Whether a request speaks the query protocol of IAM and STS: a form posted to `/`. */
export function isQueryRequest(request: ServiceRequest): boolean {
  return (
    request.method === 'POST' &&
    request.rawPath === '/' &&
    (request.headers.get('content-type') ?? '').startsWith('application/x-www-form-urlencoded')
  );
}

/**
 * Answers a request to IAM or STS with its XML document.
 * @throws ServiceError with the service's own code and text.
 */
export async function answerQuery(
  request: ServiceRequest,
  requestId: string,
  state: QueryServiceState,
): Promise<string> {
  const body = await collect(request.body, BODY_LIMIT);
  const parameters = new QueryParameters(body.toString('utf8'));
  const service = parameters.optional('Version') === '2011-06-15' ? 'sts' : 'iam';
  const now = state.clock();
  const hash = createHash('sha256').update(body).digest('hex');
  const { caller } = authenticate(request, service, hash, state.book, now);
  const action = parameters.required('Action');
  const operations = service === 'sts' ? STS_OPERATIONS : IAM_OPERATIONS;
  const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
  if (operation === undefined) {
    throw new ServiceError('InvalidAction', {
      message: `The sandbox does not support ${service}:${action}.`,
    });
  }
  const { iam, book, account, region } = state;
  const call: QueryCall = { parameters, caller, iam, book, account, region, now };
  if (operation.resource !== undefined) {
    const context = baseContext(caller, region, now);
    authorize(
      caller,
      { action: `${service}:${action}`, resource: operation.resource(call), context },
      account,
    );
  }
  const result = writeElements(operation.run(call));
  return `<${action}Response xmlns="${NAMESPACES[service]}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
}

/** An error as the query protocol writes it. */
export function queryError(error: ServiceError, requestId: string): string {
  const { code, message, status } = error;
  const type = status >= 500 ? 'Receiver' : 'Sender';
  return `<ErrorResponse><Error><Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}
