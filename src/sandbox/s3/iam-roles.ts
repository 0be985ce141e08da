import { accountOf } from './credentials.ts';
import { ServiceError } from './errors.ts';
import { type IamRole, newId } from './iam-store.ts';
import { parsePolicy } from './policy.ts';
import {
  checkName,
  iamTime,
  page,
  type QueryCall,
  type QueryOperations,
  readNewTags,
  readPath,
  readTags,
  tagElements,
} from './query-call.ts';
import { encodeUri } from './uri.ts';
import type { XmlElements } from './xml.ts';

/** @throws ServiceError `NoSuchEntity`. */
export function findRole(call: QueryCall, name = call.parameters.required('RoleName')): IamRole {
  const role = call.iam.roles.get(name);
  if (role === undefined) {
    throw new ServiceError('NoSuchEntity', { message: `The role with name ${name} cannot be found.` });
  }
  return role;
}

/** The ARN of the role that a request names, whether it exists or not. */
export function roleArn(call: QueryCall): string {
  const name = call.parameters.required('RoleName');
  const path = call.iam.roles.get(name)?.path ?? call.parameters.optional('Path') ?? '/';
  return `arn:aws:iam::${call.account}:role${path}${name}`;
}

function roleElements(role: IamRole): XmlElements {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.created,
    AssumeRolePolicyDocument: encodeUri(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    Tags: tagElements(role.tags),
  };
}

/** Whether the world of the sandbox holds whom a trust policy names: this account, its users and roles, and known foreigners. */
function principalExists(call: QueryCall, name: string): boolean {
  const foreign = [...call.book.foreignArns];
  const accounts = new Set([call.account, ...foreign.map(accountOf)]);
  if (name === '*' || /^(Service|Federated):/.test(name) || accounts.has(name)) return true;
  if (name === `arn:aws:iam::${accountOf(name)}:root`) return accounts.has(accountOf(name));
  const own = [...call.iam.users.values(), ...call.iam.roles.values()].map(entity => entity.arn);
  const session = /^arn:aws:sts::\d{12}:assumed-role\/([^/]+)\/[^/]+$/.exec(name)?.[1];
  if (session !== undefined) return accountOf(name) === call.account && call.iam.roles.has(session);
  return own.includes(name) || name === call.caller.arn || call.book.foreignArns.has(name);
}

/** Reads a trust policy. @throws ServiceError `MalformedPolicyDocument` when it names somebody who does not exist. */
function readTrust(call: QueryCall, parameter: string): string {
  const document = call.parameters.required(parameter);
  const names = parsePolicy(document, 'trust').statements.flatMap(
    statement => statement.principals?.names ?? [],
  );
  const stranger = names.find(name => !principalExists(call, name));
  if (stranger !== undefined) {
    throw new ServiceError('MalformedPolicyDocument', {
      message: `Invalid principal in policy: "AWS":"${stranger}"`,
    });
  }
  return document;
}

function readDuration(call: QueryCall): number {
  const seconds = Number(call.parameters.optional('MaxSessionDuration') ?? 3600);
  if (Number.isInteger(seconds) && seconds >= 3600 && seconds <= 43_200) return seconds;
  throw new ServiceError('ValidationError', {
    message:
      "1 validation error detected: Value at 'maxSessionDuration' failed to satisfy constraint: Member must be between 3600 and 43200",
  });
}

function createRole(call: QueryCall): XmlElements {
  const name = call.parameters.required('RoleName');
  checkName(name, 'roleName', 64);
  if (call.iam.roles.has(name)) {
    throw new ServiceError('EntityAlreadyExists', { message: `Role with name ${name} already exists.` });
  }
  const path = readPath(call);
  const arn = `arn:aws:iam::${call.account}:role${path}${name}`;
  const role: IamRole = {
    name,
    path,
    id: newId('AROA'),
    arn,
    created: iamTime(call.now),
    tags: readNewTags(call, 'iam:TagRole', arn),
    attached: [],
    inline: {},
    description: call.parameters.optional('Description'),
    trustPolicy: readTrust(call, 'AssumeRolePolicyDocument'),
    maxSessionDuration: readDuration(call),
  };
  call.iam.roles.set(name, role);
  call.iam.save(call.now);
  return { Role: roleElements(role) };
}

function change(call: QueryCall, changes: (role: IamRole) => Partial<IamRole>): XmlElements {
  const role = findRole(call);
  call.iam.roles.set(role.name, { ...role, ...changes(role) });
  call.iam.save(call.now);
  return {};
}

function listRoles(call: QueryCall): XmlElements {
  const prefix = call.parameters.optional('PathPrefix') ?? '/';
  const roles = [...call.iam.roles.values()].filter(role => role.path.startsWith(prefix));
  const { items, elements } = page(call, roles, role => role.name);
  return { Roles: { member: items.map(roleElements) }, ...elements };
}

function deleteRole(call: QueryCall): XmlElements {
  const role = findRole(call);
  const conflict = (what: string) =>
    new ServiceError('DeleteConflict', { message: `Cannot delete entity, must ${what} first.` });
  if (role.attached.length > 0) throw conflict('detach all policies');
  if (Object.keys(role.inline).length > 0) throw conflict('delete policies');
  call.iam.roles.delete(role.name);
  call.iam.save(call.now);
  return {};
}

/** Roles and their trust policies. */
export const ROLE_OPERATIONS: QueryOperations = {
  CreateRole: { resource: roleArn, run: createRole },
  GetRole: { resource: roleArn, run: call => ({ Role: roleElements(findRole(call)) }) },
  ListRoles: { resource: call => `arn:aws:iam::${call.account}:role/`, run: listRoles },
  UpdateAssumeRolePolicy: {
    resource: roleArn,
    run: call => change(call, () => ({ trustPolicy: readTrust(call, 'PolicyDocument') })),
  },
  UpdateRole: {
    resource: roleArn,
    run: call =>
      change(call, role => ({
        description: call.parameters.optional('Description') ?? role.description,
        maxSessionDuration:
          call.parameters.optional('MaxSessionDuration') === undefined
            ? role.maxSessionDuration
            : readDuration(call),
      })),
  },
  TagRole: {
    resource: roleArn,
    run: call => change(call, role => ({ tags: { ...role.tags, ...readTags(call) } })),
  },
  ListRoleTags: {
    resource: roleArn,
    run: call => ({ Tags: tagElements(findRole(call).tags) ?? {}, IsTruncated: false }),
  },
  DeleteRole: { resource: roleArn, run: deleteRole },
  ListInstanceProfilesForRole: {
    resource: roleArn,
    run: call => {
      findRole(call);
      return { InstanceProfiles: {}, IsTruncated: false };
    },
  },
};
