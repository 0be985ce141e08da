import type { Caller } from './credentials.ts';
import { ServiceError } from './errors.ts';
import { type AccessRequest, type Decision, evaluate, type Policy } from './policy.ts';

/** The values that every request has; operations add their own, such as `s3:prefix`. */
export function baseContext(caller: Caller, region: string, now: number): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>([
    ['aws:principalarn', [caller.arn]],
    ['aws:principalaccount', [caller.account]],
    ['aws:principaltype', [caller.kind]],
    ['aws:userid', [caller.userId]],
    ['aws:sourceip', ['127.0.0.1']],
    ['aws:currenttime', [new Date(now).toISOString()]],
    ['aws:epochtime', [String(Math.floor(now / 1000))]],
    ['aws:requestedregion', [region]],
    // The request never leaves this machine; a policy that insists on HTTPS would lock out every client of the sandbox.
    ['aws:securetransport', ['true']],
  ]);
  if (caller.userName !== undefined) context.set('aws:username', [caller.userName]);
  return context;
}

/** Why a request was refused, in the words that AWS appends to its message. */
type Refusal =
  | 'with an explicit deny in an identity-based policy'
  | 'with an explicit deny in a resource-based policy'
  | 'with an explicit deny in a session policy'
  | 'because no session policy allows the'
  | 'because no identity-based policy allows the'
  | 'because no resource-based policy allows the';

function refusal(
  caller: Caller,
  request: AccessRequest,
  account: string,
  resourceDecision: Decision,
): Refusal | undefined {
  if (resourceDecision === 'deny') return 'with an explicit deny in a resource-based policy';
  if (caller.account !== account || caller.identityPolicies === undefined) {
    return resourceDecision === 'none' ? 'because no resource-based policy allows the' : undefined;
  }
  const own = evaluate(caller.identityPolicies, caller.subject, request);
  if (own === 'deny') return 'with an explicit deny in an identity-based policy';
  if (caller.sessionLimits.length > 0) {
    const limits = evaluate(caller.sessionLimits, caller.subject, request);
    if (limits === 'deny') return 'with an explicit deny in a session policy';
    if (limits === 'none') return 'because no session policy allows the';
  }
  // In its own account, one allowance is enough, unless the resource only refers to the account's own policies.
  return own === 'none' && resourceDecision !== 'direct'
    ? 'because no identity-based policy allows the'
    : undefined;
}

function whyRefused(
  caller: Caller,
  request: AccessRequest,
  account: string,
  resourcePolicy: Policy | undefined,
): Refusal | undefined {
  const decision =
    resourcePolicy === undefined ? 'none' : evaluate([resourcePolicy], caller.subject, request);
  return refusal(caller, request, account, decision);
}

/**
 * Lets an allowed request pass: explicit denies come first, then the caller's policies, the limits of its session, and
 * the policy of the resource, which belongs to `account`.
 * @throws ServiceError `AccessDenied` naming the principal, the action and the resource.
 */
export function authorize(
  caller: Caller,
  request: AccessRequest,
  account: string,
  resourcePolicy: Policy | undefined = undefined,
): void {
  const reason = whyRefused(caller, request, account, resourcePolicy);
  if (reason === undefined) return;
  const { action, resource } = request;
  const quoted = action.startsWith('s3:') ? `"${resource}"` : resource;
  const tail =
    action === 'sts:AssumeRole'
      ? ''
      : reason.startsWith('because')
        ? ` ${reason} ${action} action`
        : ` ${reason}`;
  throw new ServiceError('AccessDenied', {
    message: `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${quoted}${tail}`,
  });
}
