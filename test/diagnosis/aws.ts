import { mkdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { createIdentity } from '../../src/adapters/identity.ts';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import { runProgram } from '../../src/adapters/shell.ts';
import { startS3 } from '../../src/sandbox/s3/main.ts';
import { ACCOUNT, ADMIN, type Keys, REGION, serviceOptions } from '../../src/sandbox/s3/testing.ts';
import { type Case, closedPort, failureOf, type Group, newFolder } from './case.ts';

/** The sandbox's S3, IAM and STS, asked by the lab's adapters and by the vendor's own clients. */
export const AWS: Group = {
  name: 'AWS',
  async open() {
    const folder = await newFolder();
    let offset = 0;
    const service = await startS3(serviceOptions(join(folder.path, 's3')), () => Date.now() + offset);
    const clients = new Clients(`http://127.0.0.1:${service.port}`);
    const student = await prepare(clients);
    const later = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
      offset = ms;
      try {
        return await work();
      } finally {
        offset = 0;
      }
    };
    return {
      cases: [
        ...credentials(clients, later),
        ...services(clients, student),
        ...(await environments(folder.path)),
      ],
      close: async () => {
        clients.close();
        await service.stop();
        await folder.remove();
      },
    };
  },
};

/** Clients of one endpoint for any keys. */
class Clients {
  readonly endpoint: string;
  readonly #open: { destroy(): void }[] = [];

  constructor(endpoint: string) {
    this.endpoint = endpoint;
  }

  s3(keys: Keys = ADMIN, region: string = REGION): S3Client {
    return this.#keep(new S3Client(this.#options(keys, region)));
  }

  iam(keys: Keys = ADMIN): IAMClient {
    return this.#keep(new IAMClient(this.#options(keys, REGION)));
  }

  sts(keys: Keys = ADMIN): STSClient {
    return this.#keep(new STSClient(this.#options(keys, REGION)));
  }

  close(): void {
    for (const client of this.#open) client.destroy();
  }

  #options(credentials: Keys, region: string) {
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    return { endpoint: this.endpoint, region, credentials, maxAttempts: 1, logger };
  }

  #keep<Client extends { destroy(): void }>(client: Client): Client {
    this.#open.push(client);
    return client;
  }
}

/** A bucket that holds something, and a user who may do nothing but what a test gives; returns its keys. */
async function prepare(clients: Clients): Promise<Keys> {
  await clients.s3().send(newBucket('lake'));
  await clients.s3().send(new PutObjectCommand({ Bucket: 'lake', Key: 'x', Body: 'x' }));
  await clients.iam().send(new CreateUserCommand({ UserName: 'ines' }));
  const { AccessKey: key } = await clients.iam().send(new CreateAccessKeyCommand({ UserName: 'ines' }));
  await clients.iam().send(new CreateAccessKeyCommand({ UserName: 'ines' }));
  const PolicyDocument = policy('Allow', 's3:PutObject', '*');
  await clients
    .iam()
    .send(new PutUserPolicyCommand({ UserName: 'ines', PolicyName: 'little', PolicyDocument }));
  await clients.iam().send(
    new CreateRoleCommand({
      RoleName: 'reader',
      AssumeRolePolicyDocument: trust(`arn:aws:iam::${ACCOUNT}:root`),
    }),
  );
  return { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
}

function newBucket(Bucket: string, region: 'eu-west-3' | 'eu-central-1' = 'eu-west-3'): CreateBucketCommand {
  return new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } });
}

function policy(Effect: string, Action: string, Resource: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] });
}

function trust(AWS: string): string {
  const Statement = [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

const UNKNOWN: Keys = { ...ADMIN, accessKeyId: 'AKIANOBODYEXAMPLEKEY' };
const MISTYPED: Keys = { ...ADMIN, secretAccessKey: `${ADMIN.secretAccessKey} ` };

type Later = <T>(ms: number, work: () => Promise<T>) => Promise<T>;

/** Who one is, and when. */
function credentials(clients: Clients, later: Later): readonly Case[] {
  const store = (keys: Keys, region = REGION) =>
    createObjectStore({ endpoint: clients.endpoint, region, credentials: async () => keys }).port;
  const identity = (keys: Keys) =>
    createIdentity({ endpoint: clients.endpoint, region: REGION, credentials: async () => keys }).port;
  return [
    {
      id: 'AWS-08',
      what: 'ask STS with an unknown key',
      provoke: () => failureOf(identity(UNKNOWN).whoAmI()),
    },
    {
      id: 'AWS-08',
      what: 'ask IAM with an unknown key',
      provoke: () => failureOf(identity(UNKNOWN).user('ines')),
    },
    { id: 'AWS-09', what: 'ask S3 with an unknown key', provoke: () => failureOf(store(UNKNOWN).buckets()) },
    {
      id: 'AWS-10',
      what: 'paste the secret with a blank',
      provoke: () => failureOf(store(MISTYPED).buckets()),
    },
    {
      id: 'AWS-10',
      what: 'ask STS with a wrong secret',
      provoke: () => failureOf(identity(MISTYPED).whoAmI()),
    },
    {
      id: 'AWS-11',
      what: 'ask S3 with a clock an hour off',
      provoke: () => later(3_600_000, () => failureOf(store(ADMIN).buckets())),
    },
    {
      id: 'AWS-11',
      what: 'ask STS with a clock an hour off',
      provoke: () => later(3_600_000, () => failureOf(identity(ADMIN).whoAmI())),
    },
    { id: 'AWS-12', what: 'use a session that is over', provoke: () => expired(clients, later) },
    {
      id: 'AWS-07',
      what: 'ask an endpoint that is stopped',
      provoke: async () => {
        const endpoint = `http://127.0.0.1:${await closedPort()}`;
        return failureOf(
          createObjectStore({ endpoint, region: REGION, credentials: async () => ADMIN }).port.buckets(),
        );
      },
    },
    {
      id: 'AWS-21',
      what: 'sign for another region',
      provoke: () => failureOf(store(ADMIN, 'us-west-2').list('lake', '')),
    },
  ];
}

async function expired(clients: Clients, later: Later): Promise<unknown> {
  const role = {
    RoleArn: `arn:aws:iam::${ACCOUNT}:role/reader`,
    RoleSessionName: 'test',
    DurationSeconds: 900,
  };
  const { Credentials: given } = await clients.sts().send(new AssumeRoleCommand(role));
  const keys = keysOf(given);
  // The clock of the endpoint goes on, and so does that of the client.
  return later(1_000_000, () => {
    const client = new S3Client({
      endpoint: clients.endpoint,
      region: REGION,
      credentials: keys,
      maxAttempts: 1,
      systemClockOffset: 1_000_000,
    });
    return failureOf(client.send(new ListObjectsV2Command({ Bucket: 'lake' }))).finally(() =>
      client.destroy(),
    );
  });
}

function keysOf(given: Credentials | undefined): Keys {
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
}

/** What is refused to somebody who is known. */
function services(clients: Clients, student: Keys): readonly Case[] {
  const s3 = (
    command: CreateBucketCommand | DeleteBucketCommand | HeadBucketCommand | ListObjectsV2Command,
    keys = ADMIN,
  ) => failureOf(clients.s3(keys).send(command as CreateBucketCommand));
  return [
    { id: 'AWS-15', what: 'create a bucket whose name is taken', provoke: () => s3(newBucket('test')) },
    { id: 'AWS-16', what: 'create one’s own bucket twice', provoke: () => s3(newBucket('lake')) },
    {
      id: 'AWS-17',
      what: 'create a bucket in another region',
      provoke: () => s3(newBucket('other', 'eu-central-1')),
    },
    {
      id: 'AWS-18',
      what: 'create a bucket with capitals and accents',
      provoke: () => s3(newBucket('Mon_Bucket')),
    },
    {
      id: 'AWS-19',
      what: 'list a bucket that does not exist',
      provoke: () => s3(new ListObjectsV2Command({ Bucket: 'nothing' })),
    },
    {
      id: 'AWS-22',
      what: 'list a bucket without the right',
      provoke: () => s3(new ListObjectsV2Command({ Bucket: 'lake' }), student),
    },
    {
      id: 'AWS-22',
      what: 'create a user without the right',
      provoke: () => failureOf(clients.iam(student).send(new CreateUserCommand({ UserName: 'other' }))),
    },
    {
      id: 'AWS-23',
      what: 'look at a bucket without the right',
      provoke: () => s3(new HeadBucketCommand({ Bucket: 'lake' }), student),
    },
    {
      id: 'AWS-24',
      what: 'trust somebody who does not exist',
      provoke: () =>
        failureOf(
          clients.iam().send(
            new CreateRoleCommand({
              RoleName: 'bad',
              AssumeRolePolicyDocument: trust(`arn:aws:iam::${ACCOUNT}:user/nobody`),
            }),
          ),
        ),
    },
    {
      id: 'AWS-24',
      what: 'write a trust policy that is no JSON',
      provoke: () =>
        failureOf(
          clients.iam().send(new CreateRoleCommand({ RoleName: 'bad', AssumeRolePolicyDocument: '{' })),
        ),
    },
    {
      id: 'AWS-25',
      what: 'create a user twice',
      provoke: () => failureOf(clients.iam().send(new CreateUserCommand({ UserName: 'ines' }))),
    },
    {
      id: 'AWS-26',
      what: 'create a third access key',
      provoke: () => failureOf(clients.iam().send(new CreateAccessKeyCommand({ UserName: 'ines' }))),
    },
    {
      id: 'AWS-27',
      what: 'delete a bucket that is not empty',
      provoke: () => s3(new DeleteBucketCommand({ Bucket: 'lake' })),
    },
    {
      id: 'ST-02',
      what: 'take a role that does not trust one',
      provoke: () =>
        failureOf(
          clients.sts(student).send(
            new AssumeRoleCommand({
              RoleArn: `arn:aws:iam::${ACCOUNT}:role/nothing`,
              RoleSessionName: 'test',
            }),
          ),
        ),
    },
  ];
}

/** What the vendor's client says when its environment has no keys, no region, no session. */
async function environments(folder: string): Promise<readonly Case[]> {
  const home = join(folder, 'home');
  await mkdir(join(home, '.aws'), { recursive: true });
  const profiles = `[profile sso]
sso_session = school
sso_account_id = 123456789012
sso_role_name = Student
region = eu-west-3

[sso-session school]
sso_region = eu-west-3
sso_start_url = https://example.invalid/start

[profile login]
login_session = arn:aws:iam::123456789012:user/ines
region = eu-west-3
`;
  await writeFile(join(home, '.aws', 'config'), profiles);
  const said = (env: Readonly<Record<string, string>>) => async (signal: AbortSignal) => {
    const script = fileURLToPath(new URL(`fixtures/sdk${extname(import.meta.url)}`, import.meta.url));
    const { stdout } = await runProgram(process.execPath, [script], {
      env: { HOME: home, USERPROFILE: home, AWS_EC2_METADATA_DISABLED: 'true', ...env },
      signal,
    });
    return JSON.parse(stdout) as unknown;
  };
  const region = { AWS_REGION: 'eu-west-3' };
  return [
    { id: 'AWS-01', what: 'have no keys at all', provoke: said(region) },
    {
      id: 'AWS-01',
      what: 'name a profile that does not exist',
      provoke: said({ ...region, AWS_PROFILE: 'nobody' }),
    },
    { id: 'AWS-03', what: 'have no region', provoke: said({}) },
    { id: 'AWS-13', what: 'have no session of Identity Center', provoke: said({ AWS_PROFILE: 'sso' }) },
    { id: 'AWS-14', what: 'have no session of aws login', provoke: said({ AWS_PROFILE: 'login' }) },
  ];
}
