import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import * as Iam from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import * as Sts from '@aws-sdk/client-sts';
import { ACCOUNT, ADMIN, type Keys, REGION, SNOWFLAKE, type TestService, testService } from './testing.ts';

const Bucket = 'shopstream-datalake-test';
const FULL_ACCESS = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';

async function labService(t: TestContext, clock?: () => number): Promise<TestService> {
  const service = await testService(t, clock);
  const admin = service.s3();
  await admin.send(
    new S3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  for (const Key of ['raw/a', 'crm/a']) await admin.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x' }));
  return service;
}

async function makeUser(service: TestService, UserName: string, ...policies: string[]): Promise<Keys> {
  const iam = service.iam();
  await iam.send(new Iam.CreateUserCommand({ UserName }));
  for (const PolicyArn of policies) await iam.send(new Iam.AttachUserPolicyCommand({ UserName, PolicyArn }));
  const { AccessKey } = await iam.send(new Iam.CreateAccessKeyCommand({ UserName }));
  assert.ok(AccessKey?.AccessKeyId !== undefined && AccessKey.SecretAccessKey !== undefined);
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
}

const list = () => new S3.ListObjectsV2Command({ Bucket });
const get = (Key: string) => new S3.GetObjectCommand({ Bucket, Key });

function trust(principal: string, externalId: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  });
}

describe('users', () => {
  it('may do what their policies say, with an error that names the rest', async t => {
    const service = await labService(t);
    const keys = await makeUser(service, 'shopstream-s3-user');
    await assert.rejects(service.s3(keys).send(list()), {
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${ACCOUNT}:user/shopstream-s3-user is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::${Bucket}" because no identity-based policy allows the s3:ListBucket action`,
    });
    await service
      .iam()
      .send(new Iam.AttachUserPolicyCommand({ UserName: 'shopstream-s3-user', PolicyArn: FULL_ACCESS }));
    assert.equal((await service.s3(keys).send(list())).KeyCount, 2);
    await assert.rejects(service.iam(keys).send(new Iam.CreateUserCommand({ UserName: 'other' })), {
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${ACCOUNT}:user/shopstream-s3-user is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::${ACCOUNT}:user/other because no identity-based policy allows the iam:CreateUser action`,
    });
    const me = await service.sts(keys).send(new Sts.GetCallerIdentityCommand({}));
    assert.deepEqual([me.Account, me.Arn], [ACCOUNT, `arn:aws:iam::${ACCOUNT}:user/shopstream-s3-user`]);
  });

  it('may only read with AmazonS3ReadOnlyAccess, unless a policy of their own denies it', async t => {
    const service = await labService(t);
    const keys = await makeUser(service, 'reader', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess');
    const client = service.s3(keys);
    await client.send(get('crm/a'));
    await assert.rejects(client.send(new S3.PutObjectCommand({ Bucket, Key: 'b', Body: 'x' })), {
      name: 'AccessDenied',
    });
    const statement = { Effect: 'Deny', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/crm/*` };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statement });
    await service
      .iam()
      .send(new Iam.PutUserPolicyCommand({ UserName: 'reader', PolicyName: 'no-crm', PolicyDocument }));
    await assert.rejects(client.send(get('crm/a')), /explicit deny in an identity-based policy/);
    await client.send(get('raw/a'));
  });

  it('lose their access with their key', async t => {
    const service = await labService(t);
    const keys = await makeUser(service, 'u', FULL_ACCESS);
    const key = { UserName: 'u', AccessKeyId: keys.accessKeyId };
    const client = service.s3(keys);
    await client.send(list());
    await service.iam().send(new Iam.UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
    await assert.rejects(client.send(list()), { name: 'InvalidAccessKeyId' });
    await service.iam().send(new Iam.UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
    await client.send(list());
    await service.iam().send(new Iam.DeleteAccessKeyCommand(key));
    await assert.rejects(client.send(list()), { name: 'InvalidAccessKeyId' });
    await assert.rejects(service.sts(keys).send(new Sts.GetCallerIdentityCommand({})), {
      name: 'InvalidClientTokenId',
    });
  });

  it('are refused twice, beyond two keys, and while something hangs on them', async t => {
    const service = await labService(t);
    const iam = service.iam();
    await makeUser(service, 'u', FULL_ACCESS);
    const UserName = 'u';
    await assert.rejects(iam.send(new Iam.CreateUserCommand({ UserName })), {
      name: 'EntityAlreadyExistsException',
    });
    await iam.send(new Iam.CreateAccessKeyCommand({ UserName }));
    await assert.rejects(iam.send(new Iam.CreateAccessKeyCommand({ UserName })), {
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    });
    await assert.rejects(iam.send(new Iam.DeleteUserCommand({ UserName })), {
      name: 'DeleteConflictException',
    });
    await assert.rejects(iam.send(new Iam.GetUserCommand({ UserName: 'nobody' })), {
      name: 'NoSuchEntityException',
    });
    const PolicyArn = 'arn:aws:iam::aws:policy/NoSuchPolicy';
    await assert.rejects(iam.send(new Iam.AttachUserPolicyCommand({ UserName, PolicyArn })), {
      name: 'NoSuchEntityException',
    });
  });
});

describe('roles', () => {
  /** The role of the handout's storage integration. */
  async function makeRole(service: TestService, principal: string, externalId: string) {
    const iam = service.iam();
    const RoleName = 'snowflake-s3-integration';
    const { Role } = await iam.send(
      new Iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(ACCOUNT, '0000') }),
    );
    await iam.send(
      new Iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust(principal, externalId) }),
    );
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:GetObjectVersion'],
          Resource: `arn:aws:s3:::${Bucket}/raw/*`,
        },
        {
          Effect: 'Allow',
          Action: ['s3:ListBucket', 's3:GetBucketLocation'],
          Resource: `arn:aws:s3:::${Bucket}`,
          Condition: { StringLike: { 's3:prefix': ['raw/*'] } },
        },
      ],
    });
    await iam.send(new Iam.PutRolePolicyCommand({ RoleName, PolicyName: 'raw', PolicyDocument }));
    return Role?.Arn ?? '';
  }

  async function assume(
    service: TestService,
    keys: Keys,
    RoleArn: string,
    ExternalId?: string,
  ): Promise<Keys> {
    const { Credentials } = await service
      .sts(keys)
      .send(
        new Sts.AssumeRoleCommand({ RoleArn, RoleSessionName: 'stage', ExternalId, DurationSeconds: 900 }),
      );
    assert.match(Credentials?.AccessKeyId ?? '', /^ASIA/);
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  }

  it('are given to whom they trust, with the external id, and no further than their policies', async t => {
    const service = await labService(t);
    const role = await makeRole(service, SNOWFLAKE.arn, 'SF_1');
    const denied = {
      name: 'AccessDenied',
      message: `User: ${SNOWFLAKE.arn} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
    };
    await assert.rejects(assume(service, SNOWFLAKE, role, 'SF_2'), denied);
    await assert.rejects(assume(service, SNOWFLAKE, role), denied);
    await assert.rejects(assume(service, ADMIN, role, 'SF_2'), { name: 'AccessDenied' });
    const client = service.s3(await assume(service, SNOWFLAKE, role, 'SF_1'));
    await client.send(get('raw/a'));
    await client.send(new S3.ListObjectsV2Command({ Bucket, Prefix: 'raw/postgres' }));
    await assert.rejects(client.send(get('crm/a')), { name: 'AccessDenied' });
    await assert.rejects(client.send(list()), { name: 'AccessDenied' });
    // Whoever may not list learns nothing of what is absent.
    await assert.rejects(client.send(get('raw/absent')), { name: 'AccessDenied' });
    await assert.rejects(client.send(new S3.PutObjectCommand({ Bucket, Key: 'raw/b', Body: 'x' })), {
      name: 'AccessDenied',
    });
  });

  it('do not let a stranger do anything but assume them', async t => {
    const service = await labService(t);
    await assert.rejects(service.s3(SNOWFLAKE).send(list()), { name: 'AccessDenied' });
    await assert.rejects(service.s3(SNOWFLAKE).send(new S3.ListBucketsCommand({})), { name: 'AccessDenied' });
    await assert.rejects(service.iam(SNOWFLAKE).send(new Iam.ListUsersCommand({})), { name: 'AccessDenied' });
    const { Arn } = await service.sts(SNOWFLAKE).send(new Sts.GetCallerIdentityCommand({}));
    assert.equal(Arn, SNOWFLAKE.arn);
  });

  it('give keys that end, and that are good only with their token', async t => {
    let lead = 0;
    const service = await labService(t, () => Date.now() + lead);
    const role = await makeRole(service, SNOWFLAKE.arn, 'SF_1');
    const session = await assume(service, SNOWFLAKE, role, 'SF_1');
    const { sessionToken: _, ...bare } = session;
    await assert.rejects(service.s3(bare).send(get('raw/a')), { name: 'InvalidToken' });
    await assert.rejects(service.s3({ ...session, sessionToken: 'forged' }).send(get('raw/a')), {
      name: 'InvalidToken',
    });
    await service.s3(session).send(get('raw/a'));
    lead = 899_000 - 14 * 60_000;
    await service.s3(session).send(get('raw/a'));
  });

  it('answer ExpiredToken when the session is over', async t => {
    let lead = 0;
    const service = await labService(t, () => Date.now() + lead);
    const role = await makeRole(service, SNOWFLAKE.arn, 'SF_1');
    const session = await assume(service, SNOWFLAKE, role, 'SF_1');
    lead = 901_000;
    // The client's clock is now the one that is slow; the SDK corrects it by the service's date on the second attempt.
    const late = new S3.S3Client({
      endpoint: service.endpoint,
      region: REGION,
      credentials: session,
      maxAttempts: 1,
      systemClockOffset: lead,
    });
    t.after(() => late.destroy());
    await assert.rejects(late.send(get('raw/a')), { name: 'ExpiredToken' });
  });

  it('trust only those who exist', async t => {
    const service = await labService(t);
    const create = (AssumeRolePolicyDocument: string) =>
      service.iam().send(new Iam.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }));
    const nobody = 'arn:aws:iam::123456789012:user/placeholder';
    await assert.rejects(create(trust(nobody, 'x')), {
      name: 'MalformedPolicyDocumentException',
      message: `Invalid principal in policy: "AWS":"${nobody}"`,
    });
    await assert.rejects(create('{'), { name: 'MalformedPolicyDocumentException' });
  });

  it('are read back as they were written', async t => {
    const service = await labService(t);
    await makeRole(service, SNOWFLAKE.arn, 'SF_é_1');
    const { Role } = await service
      .iam()
      .send(new Iam.GetRoleCommand({ RoleName: 'snowflake-s3-integration' }));
    const document = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
    assert.equal(document, trust(SNOWFLAKE.arn, 'SF_é_1'));
  });
});

describe('bucket policies', () => {
  it('let a stranger in, and keep the account itself out', async t => {
    const service = await labService(t);
    const keys = await makeUser(service, 'u', FULL_ACCESS);
    const put = (...Statement: object[]) =>
      service.s3().send(
        new S3.PutBucketPolicyCommand({
          Bucket,
          Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
        }),
      );
    const raw = `arn:aws:s3:::${Bucket}/raw/*`;
    await put(
      { Effect: 'Allow', Principal: { AWS: SNOWFLAKE.arn }, Action: 's3:GetObject', Resource: raw },
      {
        Effect: 'Deny',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/u` },
        Action: 's3:GetObject',
        Resource: raw,
      },
    );
    await service.s3(SNOWFLAKE).send(get('raw/a'));
    await assert.rejects(service.s3(SNOWFLAKE).send(get('crm/a')), { name: 'AccessDenied' });
    await assert.rejects(service.s3(keys).send(get('raw/a')), /explicit deny in a resource-based policy/);
    await service.s3(keys).send(get('crm/a'));
    await assert.rejects(put({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: raw }), {
      name: 'AccessDenied',
    });
    await assert.rejects(put({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }), {
      name: 'MalformedPolicy',
    });
  });
});
