import assert from 'node:assert/strict';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { PolicyDocument } from '../../src/ports/identity.ts';
import { type AwsSubject, type Keys, keysOf } from './aws-subject.ts';
import type { Behaviour } from './behaviour.ts';
import { refusalName } from './s3-behaviours.ts';

const S3_FULL = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const WRONG: Keys = { accessKeyId: 'AKIANOBODYEXAMPLEKEY', secretAccessKey: 'x'.repeat(40) };

function allow(Action: string | readonly string[], Resource: string | readonly string[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] };
}

function trust(AWS: string, externalId: string): PolicyDocument {
  const Condition = { StringEquals: { 'sts:ExternalId': externalId } };
  const Statement = [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', Condition }];
  return { Version: '2012-10-17', Statement };
}

async function newUser(subject: AwsSubject, what: string): Promise<string> {
  const name = subject.user(subject.name(what));
  await subject.identity.createUser(name);
  return name;
}

/** A user with a key and, where given, rights; waits until the key is known. */
async function newKey(subject: AwsSubject, what: string, rights?: PolicyDocument): Promise<Keys> {
  const user = await newUser(subject, what);
  if (rights !== undefined) await subject.identity.putUserPolicy(user, 'rights', rights);
  const key = await subject.identity.createAccessKey(user);
  await subject.eventually(() => subject.identityAs(key).whoAmI());
  return key;
}

/** Users, keys and policies. */
const USERS: readonly Behaviour<AwsSubject>[] = [
  {
    name: 'a user is found with what hangs on it, and only once',
    async run(subject) {
      const { identity } = subject;
      assert.equal(await identity.user(subject.name('nobody')), undefined);
      const name = await newUser(subject, 'user');
      await identity.attachUserPolicy(name, S3_FULL);
      await identity.putUserPolicy(name, 'own', allow('s3:ListAllMyBuckets', '*'));
      await identity.tagUser(name, { lineage: 'a' });
      const { account } = await identity.whoAmI();
      await subject.eventually(async () => {
        assert.deepEqual(await identity.user(name), {
          name,
          arn: `arn:aws:iam::${account}:user/${name}`,
          attachedPolicies: [S3_FULL],
          inlinePolicies: ['own'],
          accessKeys: [],
          tags: { lineage: 'a' },
        });
        assert.deepEqual(await identity.userPolicy(name, 'own'), allow('s3:ListAllMyBuckets', '*'));
      });
      assert.match(await refusalName(identity.createUser(name)), /^EntityAlreadyExists/);
    },
  },
  {
    name: 'a user has two access keys at most',
    async run(subject) {
      const name = await newUser(subject, 'keys');
      const first = await subject.identity.createAccessKey(name);
      assert.match(first.accessKeyId, /^AKIA[A-Z0-9]{16}$/);
      await subject.identity.createAccessKey(name);
      assert.match(await refusalName(subject.identity.createAccessKey(name)), /^LimitExceeded/);
    },
  },
  {
    name: 'a policy that is no policy is refused',
    async run(subject) {
      const name = await newUser(subject, 'malformed');
      const written = subject.identity.putUserPolicy(name, 'own', { Version: '2012-10-17', Statement: [{}] });
      assert.match(await refusalName(written), /^MalformedPolicyDocument/);
    },
  },
  {
    name: 'whoever may do nothing is told which right is missing',
    async run(subject) {
      const key = await newKey(subject, 'little');
      const user = subject.name('little');
      // S3 learns of a new key some seconds after STS.
      await subject.eventually(() =>
        assert.rejects(subject.storeAs(key).buckets(), { name: 'AccessDenied' }),
      );
      await assert.rejects(subject.identityAs(key).user(user), (error: Error) => {
        assert.match(error.name, /^AccessDenied/);
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
        const who = `User: arn:aws:iam::\\d{12}:user/${user}`;
        assert.match(
          error.message,
          new RegExp(`^${who} is not authorized to perform: iam:GetUser on resource: `),
        );
        return true;
      });
    },
  },
  {
    name: 'a right holds once it is given',
    async run(subject) {
      const key = await newKey(subject, 'given', allow('s3:ListAllMyBuckets', '*'));
      await subject.eventually(() => subject.storeAs(key).buckets());
    },
  },
  {
    name: 'a deleted key opens nothing any more',
    async run(subject) {
      const key = await newKey(subject, 'deleted', allow('s3:ListAllMyBuckets', '*'));
      await subject.identity.deleteAccessKey(subject.name('deleted'), key.accessKeyId);
      await subject.eventually(async () => {
        assert.equal(await refusalName(subject.storeAs(key).buckets()), 'InvalidAccessKeyId');
      });
    },
  },
];

/** Credentials that are not good. */
const CREDENTIALS: readonly Behaviour<AwsSubject>[] = [
  {
    name: 'who one is has a number, a name and an id',
    async run(subject) {
      const found = await subject.identity.whoAmI();
      assert.match(found.account, /^\d{12}$/);
      assert.match(found.arn, new RegExp(`^arn:aws:(?:iam|sts)::${found.account}:\\S+$`));
      assert.notEqual(found.userId, '');
    },
  },
  {
    name: 'an unknown key has a name of its own with S3 and with STS',
    async run(subject) {
      assert.equal(await refusalName(subject.storeAs(WRONG).buckets()), 'InvalidAccessKeyId');
      assert.equal(await refusalName(subject.identityAs(WRONG).whoAmI()), 'InvalidClientTokenId');
    },
  },
  {
    name: 'a wrong secret is a wrong signature',
    async run(subject) {
      const key = await newKey(subject, 'signature', allow('s3:ListAllMyBuckets', '*'));
      const wrong = { ...key, secretAccessKey: `${key.secretAccessKey.slice(0, -1)}?` };
      await subject.eventually(async () =>
        assert.equal(await refusalName(subject.storeAs(wrong).buckets()), 'SignatureDoesNotMatch'),
      );
      assert.equal(await refusalName(subject.identityAs(wrong).whoAmI()), 'SignatureDoesNotMatch');
    },
  },
  {
    name: 'a session token that was not given with the key is refused',
    async run(subject) {
      const key = await newKey(subject, 'token', allow('s3:ListAllMyBuckets', '*'));
      const wrong = { ...key, sessionToken: 'AAAA' };
      await subject.eventually(async () =>
        assert.equal(await refusalName(subject.storeAs(wrong).buckets()), 'InvalidToken'),
      );
      assert.equal(await refusalName(subject.identityAs(wrong).whoAmI()), 'InvalidClientTokenId');
    },
  },
];

/** Roles, and who may take them on. */
const ROLES: readonly Behaviour<AwsSubject>[] = [
  {
    name: 'a role keeps its trust and its policies as they were written',
    async run(subject) {
      const { identity } = subject;
      const name = subject.role(subject.name('role'));
      const { account } = await identity.whoAmI();
      const first = trust(`arn:aws:iam::${account}:root`, '0000');
      assert.equal(await identity.role(name), undefined);
      await identity.createRole(name, first, 'A role of the contract tests', undefined, { lineage: 'a' });
      await identity.putRolePolicy(name, 'read', allow('s3:GetObject', '*'));
      await subject.eventually(async () =>
        assert.deepEqual(await identity.role(name), {
          name,
          arn: `arn:aws:iam::${account}:role/${name}`,
          trustPolicy: first,
          inlinePolicies: { read: allow('s3:GetObject', '*') },
          tags: { lineage: 'a' },
        }),
      );
      const second = trust(`arn:aws:iam::${account}:root`, '1111');
      await identity.updateTrustPolicy(name, second);
      await subject.eventually(async () =>
        assert.deepEqual((await identity.role(name))?.trustPolicy, second),
      );
      await identity.deleteRole(name);
      await subject.eventually(async () => assert.equal(await identity.role(name), undefined));
    },
  },
  {
    name: 'a role cannot trust somebody who does not exist',
    async run(subject) {
      const { account } = await subject.identity.whoAmI();
      const nobody = trust(`arn:aws:iam::${account}:user/${subject.name('ghost')}`, '0000');
      const made = subject.identity.createRole(subject.role(subject.name('ghostly')), nobody, 'none');
      assert.match(await refusalName(made), /^MalformedPolicyDocument/);
    },
  },
  {
    name: 'a role is taken on with the right external id alone, and gives its own rights alone',
    async run(subject) {
      const { key, RoleArn } = await assumable(subject, 'assumed');
      const ask = (ExternalId: string | undefined) =>
        subject.sts(key).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'contract', ExternalId }));
      const { Credentials, AssumedRoleUser } = await subject.eventually(() => ask('right'));
      assert.match(AssumedRoleUser?.Arn ?? '', /:assumed-role\/\S+\/contract$/);
      const keys = keysOf(Credentials);
      assert.match(keys.accessKeyId, /^ASIA/);
      await subject.eventually(() => subject.storeAs(keys).buckets());
      assert.match(
        await refusalName(subject.identityAs(keys).user(subject.name('assumed'))),
        /^AccessDenied/,
      );
      assert.equal(await refusalName(ask('wrong')), 'AccessDenied');
      assert.equal(await refusalName(ask(undefined)), 'AccessDenied');
    },
  },
  {
    name: 'a session ends, and says so',
    async run(subject) {
      if (subject.later === undefined) return;
      const { key, RoleArn } = await assumable(subject, 'ended');
      const request = { RoleArn, RoleSessionName: 'contract', ExternalId: 'right', DurationSeconds: 900 };
      let keys = keysOf(undefined);
      // Half of it before and half of it after: more than a quarter of an hour would be a wrong clock.
      await subject.later(-450_000, async () => {
        keys = keysOf((await subject.sts(key).send(new AssumeRoleCommand(request))).Credentials);
      });
      await subject.later(451_000, async () => {
        assert.match(await refusalName(subject.storeAs(keys).buckets()), /^ExpiredToken/);
        assert.match(await refusalName(subject.identityAs(keys).whoAmI()), /^ExpiredToken/);
      });
    },
  },
];

/** A user's key, and a role that trusts that user with the external id `right` and may list buckets. */
async function assumable(subject: AwsSubject, what: string): Promise<{ key: Keys; RoleArn: string }> {
  const { identity } = subject;
  const { account } = await identity.whoAmI();
  const role = subject.role(subject.name(`${what}-role`));
  const RoleArn = `arn:aws:iam::${account}:role/${role}`;
  const key = await newKey(subject, what, allow('sts:AssumeRole', RoleArn));
  const principal = `arn:aws:iam::${account}:user/${subject.name(what)}`;
  await subject.eventually(() => identity.createRole(role, trust(principal, 'right'), 'none'));
  await identity.putRolePolicy(role, 'list', allow('s3:ListAllMyBuckets', '*'));
  return { key, RoleArn };
}

/** IAM and STS. */
export const IDENTITY_BEHAVIOURS: readonly Behaviour<AwsSubject>[] = [...USERS, ...CREDENTIALS, ...ROLES];
