import { CREDENTIALS_FILE, POLICY_ARN, USER } from '../../../steps/03-s3/names.ts';
import { aws, deleteObject, edit, exportedKey, type Fault, putObject } from './damage.ts';

export const AWS: readonly Fault[] = [
  {
    step: 's3.create-bucket',
    damages: [
      {
        what: 'the bucket opened to the public',
        check: 'public-access-block',
        break: aws(async ({ s3 }, { settings }) => {
          const { DeletePublicAccessBlockCommand } = await import('@aws-sdk/client-s3');
          await s3.send(new DeletePublicAccessBlockCommand({ Bucket: settings.bucket }));
        }),
      },
    ],
  },
  {
    step: 's3.create-folders',
    damages: [{ what: 'a folder deleted', check: 'crm', break: deleteObject(async () => 'crm/') }],
  },
  {
    step: 's3.create-iam-user',
    damages: [
      {
        what: 'the policy detached',
        check: 'policy',
        break: aws(async ({ iam }) => {
          const { DetachUserPolicyCommand } = await import('@aws-sdk/client-iam');
          await iam.send(new DetachUserPolicyCommand({ UserName: USER, PolicyArn: POLICY_ARN }));
        }),
      },
    ],
  },
  {
    step: 's3.create-iam-user',
    // The new key goes into the profile.
    executes: ['s3.create-iam-user', 's3.configure-cli'],
    damages: [
      {
        what: 'the access key deactivated',
        check: 'access-key',
        break: aws(async ({ iam }, lab) => {
          const { UpdateAccessKeyCommand } = await import('@aws-sdk/client-iam');
          const { vault } = await lab.ports.open(['vault']);
          const AccessKeyId = (await vault.labUserKey())?.accessKeyId;
          await iam.send(new UpdateAccessKeyCommand({ UserName: USER, AccessKeyId, Status: 'Inactive' }));
        }),
      },
    ],
  },
  {
    step: 's3.configure-cli',
    damages: [
      {
        what: 'a secret of the AWS profile edited',
        check: 'profile-secret',
        break: edit(CREDENTIALS_FILE, text => text.replace(/^(aws_secret_access_key = ).*/m, '$1wrong')),
      },
    ],
  },
  {
    step: 'export.tables',
    damages: [
      {
        what: 'an object deleted',
        check: 'orders-object',
        break: deleteObject(lab => exportedKey(lab, 'orders')),
      },
      {
        what: 'an object replaced',
        check: 'users-rows',
        break: putObject(lab => exportedKey(lab, 'users'), 'id,email\n1,a@b.fr\n'),
      },
    ],
  },
  {
    step: 'export.events',
    damages: [
      {
        what: 'an object cut short',
        check: 'events-rows',
        break: putObject(lab => exportedKey(lab, 'events'), '{"id":1}\n'),
      },
    ],
  },
];
