import { CONFIG_FILE, CREDENTIALS_FILE, POLICY_ARN, USER } from '../../steps/03-s3/names.ts';
import type { LabSession } from '../helpers/lab-session.ts';
import { of } from './mutation.ts';
import { aws, deleteObject, editForRun } from './tools.ts';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Sets the four switches that keep a bucket from the public. */
const blocks = (on: boolean, policies = on) =>
  aws(async ({ s3 }, { settings }) => {
    const { PutPublicAccessBlockCommand } = await import('@aws-sdk/client-s3');
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket: settings.bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: on,
          IgnorePublicAcls: on,
          BlockPublicPolicy: policies,
          RestrictPublicBuckets: on,
        },
      }),
    );
  });

/** A policy that lets everybody read, put in while the switch was off for a moment. */
async function openToAll(lab: LabSession) {
  await blocks(true, false)(lab);
  const undo = await aws(
    async ({ s3 }, { settings }) => {
      const { PutBucketPolicyCommand } = await import('@aws-sdk/client-s3');
      const statement = {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${settings.bucket}/*`,
      };
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      await s3.send(new PutBucketPolicyCommand({ Bucket: settings.bucket, Policy }));
    },
    async ({ s3 }, { settings }) => {
      const { DeleteBucketPolicyCommand } = await import('@aws-sdk/client-s3');
      await s3.send(new DeleteBucketPolicyCommand({ Bucket: settings.bucket }));
    },
  )(lab);
  await blocks(true)(lab);
  return undo;
}

/** Sets the lab's access key active or not. */
const keyStatus =
  (Status: 'Active' | 'Inactive') =>
  async ({ iam }: { readonly iam: import('@aws-sdk/client-iam').IAMClient }, lab: LabSession) => {
    const { UpdateAccessKeyCommand } = await import('@aws-sdk/client-iam');
    const { vault } = await lab.ports.open(['vault']);
    const AccessKeyId = (await vault.labUserKey())?.accessKeyId;
    await iam.send(new UpdateAccessKeyCommand({ UserName: USER, AccessKeyId, Status }));
  };

const INLINE = { UserName: USER, PolicyName: 'read-only' };
const NO_WRITING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 's3:PutObject', Resource: '*' }],
});

export const S3 = [
  ...of('s3.create-bucket', [
    {
      id: 'bucket-unblocked',
      what: 'the public access block removed',
      check: 'public-access-block',
      break: aws(async ({ s3 }, { settings }) => {
        const { DeletePublicAccessBlockCommand } = await import('@aws-sdk/client-s3');
        await s3.send(new DeletePublicAccessBlockCommand({ Bucket: settings.bucket }));
      }),
    },
    {
      id: 'bucket-one-switch',
      what: 'one of the four switches of the public access block off',
      check: 'public-access-block',
      break: blocks(true, false),
    },
    {
      id: 'bucket-public-policy',
      what: 'a bucket policy for everybody, behind the block',
      check: 'public-policy',
      break: openToAll,
    },
  ]),
  ...of('s3.create-folders', [
    {
      id: 'folder-crm',
      what: 'the folder crm/ deleted',
      check: 'crm',
      break: deleteObject({ key: 'crm/' }),
    },
    {
      id: 'folder-orders',
      what: 'the folder of the orders deleted',
      check: 'raw-postgres-orders',
      break: deleteObject({ key: 'raw/postgres/orders/' }),
    },
  ]),
  ...of('s3.create-iam-user', [
    {
      id: 'policy-detached',
      what: "the user's policy detached",
      check: 'policy',
      break: aws(async ({ iam }) => {
        const { DetachUserPolicyCommand } = await import('@aws-sdk/client-iam');
        await iam.send(new DetachUserPolicyCommand({ UserName: USER, PolicyArn: POLICY_ARN }));
      }),
    },
    {
      id: 'user-administrator',
      what: 'the user made an administrator',
      check: 'least-privilege',
      break: aws(
        async ({ iam }) => {
          const { AttachUserPolicyCommand } = await import('@aws-sdk/client-iam');
          await iam.send(new AttachUserPolicyCommand({ UserName: USER, PolicyArn: ADMINISTRATOR }));
        },
        async ({ iam }) => {
          const { DetachUserPolicyCommand } = await import('@aws-sdk/client-iam');
          await iam.send(new DetachUserPolicyCommand({ UserName: USER, PolicyArn: ADMINISTRATOR }));
        },
      ),
    },
    {
      id: 'user-may-not-write',
      what: 'an inline policy that forbids the user to write',
      check: 'inline-policies',
      break: aws(
        async ({ iam }) => {
          const { PutUserPolicyCommand } = await import('@aws-sdk/client-iam');
          await iam.send(new PutUserPolicyCommand({ ...INLINE, PolicyDocument: NO_WRITING }));
        },
        async ({ iam }) => {
          const { DeleteUserPolicyCommand } = await import('@aws-sdk/client-iam');
          await iam.send(new DeleteUserPolicyCommand(INLINE));
        },
      ),
    },
    {
      id: 'key-inactive',
      what: 'the access key deactivated',
      check: 'access-key',
      break: aws(keyStatus('Inactive'), keyStatus('Active')),
    },
    {
      id: 'user-deleted',
      what: 'the user deleted',
      check: 'user',
      // The new key goes into the profile.
      mends: ['s3.create-iam-user', 's3.configure-cli'],
      break: async lab => {
        const { identity } = await lab.ports.open(['identity']);
        await identity.deleteUser(USER);
        return undefined;
      },
    },
  ]),
  ...of('s3.configure-cli', [
    {
      id: 'profile-secret',
      what: 'the secret of the AWS profile edited',
      check: 'profile-secret',
      break: editForRun(CREDENTIALS_FILE, text => text.replace(/^(aws_secret_access_key = ).*/m, '$1wrong')),
    },
    {
      id: 'profile-key',
      what: 'the key id of the AWS profile edited',
      check: 'profile-key',
      break: editForRun(CREDENTIALS_FILE, text => text.replace(/^(aws_access_key_id = ).*/m, '$1AKIAWRONG')),
    },
    {
      id: 'profile-region',
      what: 'another region in the AWS profile',
      check: 'profile-region',
      break: editForRun(CONFIG_FILE, text => text.replace(/^(region = ).*/m, '$1us-east-1')),
    },
    {
      id: 'profile-endpoint',
      what: 'the endpoint missing from the AWS profile',
      check: 'profile-endpoint',
      break: editForRun(CONFIG_FILE, text => text.replace(/^endpoint_url.*\n/m, '')),
    },
  ]),
];
