import { ServiceError } from './errors.ts';
import { findRole, roleArn } from './iam-roles.ts';
import type { IamEntity, IamPolicy } from './iam-store.ts';
import { newId } from './iam-store.ts';
import { findUser, userArn } from './iam-users.ts';
import { MANAGED_POLICIES } from './managed-policies.ts';
import { parsePolicy } from './policy.ts';
import {
  checkName,
  iamTime,
  page,
  type QueryCall,
  type QueryOperation,
  type QueryOperations,
  readPath,
} from './query-call.ts';
import { encodeUri } from './uri.ts';
import type { XmlElements } from './xml.ts';

/** Users and roles carry policies in the same way; this is what differs. */
interface Holder {
  readonly kind: 'User' | 'Role';
  readonly resource: (call: QueryCall) => string;
  readonly find: (call: QueryCall) => IamEntity;
  readonly update: (call: QueryCall, policies: Partial<Pick<IamEntity, 'attached' | 'inline'>>) => void;
}

const USER: Holder = {
  kind: 'User',
  resource: userArn,
  find: call => findUser(call, call.parameters.required('UserName')),
  update(call, policies) {
    const user = findUser(call, call.parameters.required('UserName'));
    call.iam.users.set(user.name, { ...user, ...policies });
    call.iam.save(call.now);
  },
};

const ROLE: Holder = {
  kind: 'Role',
  resource: roleArn,
  find: call => findRole(call),
  update(call, policies) {
    const role = findRole(call);
    call.iam.roles.set(role.name, { ...role, ...policies });
    call.iam.save(call.now);
  },
};

function noSuchPolicy(message: string): ServiceError {
  return new ServiceError('NoSuchEntity', { message });
}

function attach(holder: Holder, call: QueryCall): XmlElements {
  const arn = call.parameters.required('PolicyArn');
  const { attached } = holder.find(call);
  if (!MANAGED_POLICIES.has(arn) && !call.iam.policies.has(arn)) {
    throw noSuchPolicy(`Policy ${arn} does not exist or is not attachable.`);
  }
  if (!attached.includes(arn)) holder.update(call, { attached: [...attached, arn] });
  return {};
}

function detach(holder: Holder, call: QueryCall): XmlElements {
  const arn = call.parameters.required('PolicyArn');
  const { attached } = holder.find(call);
  if (!attached.includes(arn)) throw noSuchPolicy(`Policy ${arn} was not found.`);
  holder.update(call, { attached: attached.filter(other => other !== arn) });
  return {};
}

function listAttached(holder: Holder, call: QueryCall): XmlElements {
  const { items, elements } = page(call, holder.find(call).attached, arn => arn);
  const members = items.map(arn => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn }));
  return { AttachedPolicies: { member: members }, ...elements };
}

function put(holder: Holder, call: QueryCall): XmlElements {
  const name = call.parameters.required('PolicyName');
  checkName(name, 'policyName', 128);
  const document = call.parameters.required('PolicyDocument');
  parsePolicy(document, 'identity');
  const { inline } = holder.find(call);
  holder.update(call, { inline: { ...inline, [name]: document } });
  return {};
}

function inlineDocument(
  holder: Holder,
  call: QueryCall,
): { readonly name: string; readonly document: string } {
  const name = call.parameters.required('PolicyName');
  const { inline } = holder.find(call);
  const document = Object.hasOwn(inline, name) ? inline[name] : undefined;
  if (document === undefined) {
    throw noSuchPolicy(`The ${holder.kind.toLowerCase()} policy with name ${name} cannot be found.`);
  }
  return { name, document };
}

function get(holder: Holder, call: QueryCall): XmlElements {
  const { name, document } = inlineDocument(holder, call);
  return {
    [`${holder.kind}Name`]: holder.find(call).name,
    PolicyName: name,
    PolicyDocument: encodeUri(document),
  };
}

function remove(holder: Holder, call: QueryCall): XmlElements {
  const { name } = inlineDocument(holder, call);
  const inline = Object.fromEntries(
    Object.entries(holder.find(call).inline).filter(([other]) => other !== name),
  );
  holder.update(call, { inline });
  return {};
}

function list(holder: Holder, call: QueryCall): XmlElements {
  const { items, elements } = page(call, Object.keys(holder.find(call).inline), name => name);
  return { PolicyNames: { member: items }, ...elements };
}

function operationsOf(holder: Holder): QueryOperations {
  const operation = (run: (holder: Holder, call: QueryCall) => XmlElements): QueryOperation => ({
    resource: holder.resource,
    run: call => run(holder, call),
  });
  return {
    [`Attach${holder.kind}Policy`]: operation(attach),
    [`Detach${holder.kind}Policy`]: operation(detach),
    [`ListAttached${holder.kind}Policies`]: operation(listAttached),
    [`Put${holder.kind}Policy`]: operation(put),
    [`Get${holder.kind}Policy`]: operation(get),
    [`Delete${holder.kind}Policy`]: operation(remove),
    [`List${holder.kind}Policies`]: operation(list),
  };
}

/** How many users and roles a policy hangs on. */
function attachments(call: QueryCall, arn: string): number {
  return [...call.iam.users.values(), ...call.iam.roles.values()].filter(entity =>
    entity.attached.includes(arn),
  ).length;
}

function policyElements(
  call: QueryCall,
  policy: Pick<IamPolicy, 'arn' | 'name' | 'path' | 'id' | 'created'>,
) {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: 'v1',
    AttachmentCount: attachments(call, policy.arn),
    IsAttachable: true,
    CreateDate: policy.created,
    UpdateDate: policy.created,
  };
}

/** AWS's own policies in the form of the account's. */
function managed(arn: string): IamPolicy | undefined {
  const policy = MANAGED_POLICIES.get(arn);
  if (policy === undefined) return undefined;
  return {
    arn,
    name: policy.name,
    path: '/',
    id: `ANPA${policy.name.toUpperCase().slice(0, 16).padEnd(16, 'A')}`,
    description: undefined,
    document: policy.document,
    created: '2015-02-06T18:40:00Z',
  };
}

function findPolicy(call: QueryCall): IamPolicy {
  const arn = call.parameters.required('PolicyArn');
  const policy = call.iam.policies.get(arn) ?? managed(arn);
  if (policy === undefined) throw noSuchPolicy(`Policy ${arn} was not found.`);
  return policy;
}

function createPolicy(call: QueryCall): XmlElements {
  const name = call.parameters.required('PolicyName');
  checkName(name, 'policyName', 128);
  const path = readPath(call);
  const arn = `arn:aws:iam::${call.account}:policy${path}${name}`;
  if (call.iam.policies.has(arn)) {
    throw new ServiceError('EntityAlreadyExists', {
      message: `A policy called ${name} already exists. Duplicate names are not allowed.`,
    });
  }
  const document = call.parameters.required('PolicyDocument');
  parsePolicy(document, 'identity');
  const description = call.parameters.optional('Description');
  const policy: IamPolicy = {
    arn,
    name,
    path,
    id: newId('ANPA'),
    description,
    document,
    created: iamTime(call.now),
  };
  call.iam.policies.set(arn, policy);
  call.iam.save(call.now);
  return { Policy: policyElements(call, policy) };
}

function deletePolicy(call: QueryCall): XmlElements {
  const { arn } = findPolicy(call);
  if (MANAGED_POLICIES.has(arn)) {
    throw new ServiceError('AccessDenied', { message: `Policy ${arn} is managed by AWS.` });
  }
  if (attachments(call, arn) > 0) {
    throw new ServiceError('DeleteConflict', { message: 'Cannot delete a policy attached to entities.' });
  }
  call.iam.policies.delete(arn);
  call.iam.save(call.now);
  return {};
}

function listPolicies(call: QueryCall): XmlElements {
  const scope = call.parameters.optional('Scope') ?? 'All';
  const aws = scope === 'Local' ? [] : [...MANAGED_POLICIES.keys()].flatMap(arn => managed(arn) ?? []);
  const own = scope === 'AWS' ? [] : [...call.iam.policies.values()];
  const onlyAttached = call.parameters.optional('OnlyAttached') === 'true';
  const policies = [...aws, ...own].filter(policy => !onlyAttached || attachments(call, policy.arn) > 0);
  const { items, elements } = page(call, policies, policy => policy.arn);
  return { Policies: { member: items.map(policy => policyElements(call, policy)) }, ...elements };
}

function getPolicyVersion(call: QueryCall): XmlElements {
  const policy = findPolicy(call);
  const version = call.parameters.required('VersionId');
  if (version !== 'v1') throw noSuchPolicy(`Policy ${policy.arn} version ${version} does not exist.`);
  return {
    PolicyVersion: {
      Document: encodeUri(policy.document),
      VersionId: 'v1',
      IsDefaultVersion: true,
      CreateDate: policy.created,
    },
  };
}

function listPolicyVersions(call: QueryCall): XmlElements {
  const { created } = findPolicy(call);
  return {
    Versions: { member: [{ VersionId: 'v1', IsDefaultVersion: true, CreateDate: created }] },
    IsTruncated: false,
  };
}

const policyArn = (call: QueryCall): string => call.parameters.required('PolicyArn');
const newPolicyArn = (call: QueryCall): string =>
  `arn:aws:iam::${call.account}:policy${readPath(call)}${call.parameters.required('PolicyName')}`;

/** Policies on users and roles, and the account's own policies. */
export const POLICY_OPERATIONS: QueryOperations = {
  ...operationsOf(USER),
  ...operationsOf(ROLE),
  CreatePolicy: { resource: newPolicyArn, run: createPolicy },
  GetPolicy: { resource: policyArn, run: call => ({ Policy: policyElements(call, findPolicy(call)) }) },
  GetPolicyVersion: { resource: policyArn, run: getPolicyVersion },
  ListPolicyVersions: { resource: policyArn, run: listPolicyVersions },
  DeletePolicy: { resource: policyArn, run: deletePolicy },
  ListPolicies: { resource: () => '*', run: listPolicies },
};
