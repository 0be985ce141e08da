import { randomBytes } from 'node:crypto';
import { authorize, baseContext } from './authorization.ts';
import { sessionArn } from './credentials.ts';
import { ServiceError } from './errors.ts';
import { type IamRole, newId, newSecret, type RoleSession } from './iam-store.ts';
import { MANAGED_POLICIES } from './managed-policies.ts';
import { evaluate, parsePolicy } from './policy.ts';
import type { QueryCall, QueryOperations } from './query-call.ts';
import type { XmlElements } from './xml.ts';

function refuse(call: QueryCall, roleArn: string): ServiceError {
  return new ServiceError('AccessDenied', {
    message: `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
  });
}

/** The role of that ARN; a role that does not exist is refused like one that does not trust the caller. */
function trustedRole(call: QueryCall, roleArn: string): IamRole {
  const role = [...call.iam.roles.values()].find(candidate => candidate.arn === roleArn);
  if (role === undefined) throw refuse(call, roleArn);
  const context = baseContext(call.caller, call.region, call.now);
  const externalId = call.parameters.optional('ExternalId');
  if (externalId !== undefined) context.set('sts:externalid', [externalId]);
  context.set('sts:rolesessionname', [call.parameters.required('RoleSessionName')]);
  const access = { action: 'sts:AssumeRole', resource: roleArn, context };
  const trust = parsePolicy(role.trustPolicy, 'trust');
  // Unlike other resources, a role is not given to those whose own policies allow everything: it must trust them.
  if (evaluate([trust], call.caller.subject, access) === 'none') throw refuse(call, roleArn);
  authorize(call.caller, access, call.account, trust);
  return role;
}

function readSessionName(call: QueryCall): string {
  const name = call.parameters.required('RoleSessionName');
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw new ServiceError('ValidationError', {
    message: `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
  });
}

function readDuration(call: QueryCall, role: IamRole): number {
  const seconds = Number(call.parameters.optional('DurationSeconds') ?? 3600);
  if (!(Number.isInteger(seconds) && seconds >= 900)) throw new ServiceError('ValidationError');
  if (seconds > role.maxSessionDuration) {
    throw new ServiceError('ValidationError', {
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
  }
  return seconds;
}

/** Policies that the caller limits its own session with. */
function readLimits(call: QueryCall): readonly string[] {
  const inline = call.parameters.optional('Policy');
  if (inline !== undefined) parsePolicy(inline, 'identity');
  const named = call.parameters.list('PolicyArns', '.arn').map(arn => {
    const document = MANAGED_POLICIES.get(arn)?.document ?? call.iam.policies.get(arn)?.document;
    if (document === undefined) {
      throw new ServiceError('NoSuchEntity', { message: `Policy ${arn} does not exist.` });
    }
    return document;
  });
  return inline === undefined ? named : [inline, ...named];
}

function assumeRole(call: QueryCall): XmlElements {
  const sessionName = readSessionName(call);
  const role = trustedRole(call, call.parameters.required('RoleArn'));
  const session: RoleSession = {
    accessKeyId: newId('ASIA'),
    secret: newSecret(),
    token: randomBytes(96).toString('base64'),
    roleName: role.name,
    roleId: role.id,
    sessionName,
    expires: call.now + readDuration(call, role) * 1000,
    limits: readLimits(call),
  };
  call.iam.sessions.set(session.accessKeyId, session);
  call.iam.save(call.now);
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secret,
      SessionToken: session.token,
      Expiration: new Date(session.expires).toISOString(),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: sessionArn(call.account, role.name, sessionName),
    },
  };
}

/** The operations of the Security Token Service. Neither needs a permission of IAM: a trust policy decides. */
export const STS_OPERATIONS: QueryOperations = {
  GetCallerIdentity: {
    resource: undefined,
    run: ({ caller }) => ({ Arn: caller.arn, UserId: caller.userId, Account: caller.account }),
  },
  AssumeRole: { resource: undefined, run: assumeRole },
};
