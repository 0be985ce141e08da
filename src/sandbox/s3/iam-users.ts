import { ADMIN_NAME } from './credentials.ts';
import { ServiceError } from './errors.ts';
import { type IamKey, type IamUser, newId, newSecret } from './iam-store.ts';
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
import type { XmlElements } from './xml.ts';

/** At most this many access keys a user. Source: IAM quotas. */
const MAX_KEYS = 2;

/** The user that a request names; without a name, the one who asks. */
export function namedUser(call: QueryCall): string {
  const name = call.parameters.optional('UserName') ?? call.caller.userName;
  if (name === undefined) {
    throw new ServiceError('ValidationError', {
      message: 'Must specify userName when calling with non-User credentials',
    });
  }
  return name;
}

/** @throws ServiceError `NoSuchEntity`. */
export function findUser(call: QueryCall, name = namedUser(call)): IamUser {
  const user = call.iam.users.get(name);
  if (user === undefined) {
    throw new ServiceError('NoSuchEntity', { message: `The user with name ${name} cannot be found.` });
  }
  return user;
}

/** The ARN of the user that a request names, whether it exists or not. */
export function userArn(call: QueryCall): string {
  const name = namedUser(call);
  const path = call.iam.users.get(name)?.path ?? call.parameters.optional('Path') ?? '/';
  return `arn:aws:iam::${call.account}:user${path}${name}`;
}

function userElements(user: IamUser): XmlElements {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.created,
    Tags: tagElements(user.tags),
  };
}

function keyElements(key: IamKey): XmlElements {
  return {
    UserName: key.user,
    AccessKeyId: key.id,
    Status: key.active ? 'Active' : 'Inactive',
    CreateDate: key.created,
  };
}

/** @throws ServiceError `NoSuchEntity` when the user has no such key. */
function findKey(call: QueryCall): IamKey {
  const id = call.parameters.required('AccessKeyId');
  const key = call.iam.keys.get(id);
  const named = call.parameters.optional('UserName');
  if (key === undefined || (named !== undefined && key.user !== named)) {
    throw new ServiceError('NoSuchEntity', { message: `The Access Key with id ${id} cannot be found.` });
  }
  return key;
}

function createUser(call: QueryCall): XmlElements {
  const name = call.parameters.required('UserName');
  checkName(name, 'userName', 64);
  if (call.iam.users.has(name) || name === ADMIN_NAME) {
    throw new ServiceError('EntityAlreadyExists', { message: `User with name ${name} already exists.` });
  }
  const path = readPath(call);
  const arn = `arn:aws:iam::${call.account}:user${path}${name}`;
  const user: IamUser = {
    name,
    path,
    id: newId('AIDA'),
    arn,
    created: iamTime(call.now),
    tags: readNewTags(call, 'iam:TagUser', arn),
    attached: [],
    inline: {},
  };
  call.iam.users.set(name, user);
  call.iam.save(call.now);
  return { User: userElements(user) };
}

function getUser(call: QueryCall): XmlElements {
  if (call.parameters.optional('UserName') === undefined && call.caller.userName === ADMIN_NAME) {
    const { arn, userId } = call.caller;
    return { User: { Path: '/', UserName: ADMIN_NAME, UserId: userId, Arn: arn, CreateDate: iamTime(0) } };
  }
  return { User: userElements(findUser(call)) };
}

function listUsers(call: QueryCall): XmlElements {
  const prefix = call.parameters.optional('PathPrefix') ?? '/';
  const users = [...call.iam.users.values()].filter(user => user.path.startsWith(prefix));
  const { items, elements } = page(call, users, user => user.name);
  return { Users: { member: items.map(userElements) }, ...elements };
}

function deleteUser(call: QueryCall): XmlElements {
  const user = findUser(call, call.parameters.required('UserName'));
  const conflict = (what: string) =>
    new ServiceError('DeleteConflict', { message: `Cannot delete entity, must ${what} first.` });
  if (user.attached.length > 0) throw conflict('detach all policies');
  if (Object.keys(user.inline).length > 0) throw conflict('delete policies');
  if (call.iam.keysOf(user.name).length > 0) throw conflict('delete access keys');
  call.iam.users.delete(user.name);
  call.iam.save(call.now);
  return {};
}

function createAccessKey(call: QueryCall): XmlElements {
  const user = findUser(call);
  if (call.iam.keysOf(user.name).length >= MAX_KEYS) {
    throw new ServiceError('LimitExceeded', {
      message: `Cannot exceed quota for AccessKeysPerUser: ${MAX_KEYS}`,
    });
  }
  const key: IamKey = {
    id: newId('AKIA'),
    secret: newSecret(),
    user: user.name,
    active: true,
    created: iamTime(call.now),
  };
  call.iam.keys.set(key.id, key);
  call.iam.save(call.now);
  return { AccessKey: { ...keyElements(key), SecretAccessKey: key.secret } };
}

function listAccessKeys(call: QueryCall): XmlElements {
  const user = findUser(call);
  const { items, elements } = page(call, call.iam.keysOf(user.name), key => key.id);
  return { UserName: user.name, AccessKeyMetadata: { member: items.map(keyElements) }, ...elements };
}

function updateAccessKey(call: QueryCall): XmlElements {
  const key = findKey(call);
  const status = call.parameters.required('Status');
  if (status !== 'Active' && status !== 'Inactive') throw new ServiceError('ValidationError');
  call.iam.keys.set(key.id, { ...key, active: status === 'Active' });
  call.iam.save(call.now);
  return {};
}

function deleteAccessKey(call: QueryCall): XmlElements {
  call.iam.keys.delete(findKey(call).id);
  call.iam.save(call.now);
  return {};
}

/** Users and their access keys. */
export const USER_OPERATIONS: QueryOperations = {
  CreateUser: { resource: userArn, run: createUser },
  GetUser: { resource: userArn, run: getUser },
  ListUsers: { resource: call => `arn:aws:iam::${call.account}:user/`, run: listUsers },
  DeleteUser: { resource: userArn, run: deleteUser },
  CreateAccessKey: { resource: userArn, run: createAccessKey },
  ListAccessKeys: { resource: userArn, run: listAccessKeys },
  UpdateAccessKey: { resource: userArn, run: updateAccessKey },
  DeleteAccessKey: { resource: userArn, run: deleteAccessKey },
  // The sandbox has no groups, second factors or console passwords, and says so to tools that look before they delete.
  ListGroupsForUser: {
    resource: userArn,
    run: call => {
      findUser(call);
      return { Groups: {}, IsTruncated: false };
    },
  },
  ListMFADevices: { resource: userArn, run: () => ({ MFADevices: {}, IsTruncated: false }) },
  TagUser: {
    resource: userArn,
    run: call => {
      const user = findUser(call);
      call.iam.users.set(user.name, { ...user, tags: { ...user.tags, ...readTags(call) } });
      call.iam.save(call.now);
      return {};
    },
  },
  ListUserTags: {
    resource: userArn,
    run: call => ({ Tags: tagElements(findUser(call).tags) ?? {}, IsTruncated: false }),
  },
};
