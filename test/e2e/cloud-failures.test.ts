import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, afterEach, before, describe, test } from 'node:test';
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { createIdentity } from '../../src/adapters/identity.ts';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import { diagnose } from '../../src/engine/diagnosis/diagnose.ts';
import type { Identity } from '../../src/ports/identity.ts';
import {
  AWS_KEY,
  type CloudAccounts,
  newKeyPair,
  openCloudAccounts,
  PASSWORD,
  USER,
  warehouseAs,
} from '../helpers/cloud-accounts.ts';
import { BUCKET, type Difference, runOnCloud, type Told } from '../helpers/cloud-session.ts';
import type { Fault } from '../helpers/front.ts';

/** One thing that goes wrong, and what the person must be told of it in both languages. */
interface Failure {
  readonly name: string;
  readonly step: string;
  readonly fr: readonly RegExp[];
  readonly en: readonly RegExp[];
  /** The catalogue's entry, where the step does not say it itself. */
  readonly diagnosis?: string;
  readonly aws?: Fault;
  readonly snowflake?: Fault;
  arrange?(cloud: CloudAccounts): Difference | Promise<Difference>;
}

let cloud: CloudAccounts;
/** Values that no message may hold; tests add theirs. */
const secrets = new Set([AWS_KEY.secretAccessKey, PASSWORD]);

before(async () => {
  cloud = await openCloudAccounts();
});
after(() => cloud.close());
/** What the next test must not find. */
const cleaning: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0)) await clean();
  cloud.aws.clear();
  cloud.snowflake.clear();
  cloud.skewAws(0);
});

function assertNoSecret(told: Told): void {
  for (const secret of secrets) assert.ok(!told.everything.includes(secret), 'a secret is told');
}

async function assertTold(failure: Failure): Promise<void> {
  const difference = (await failure.arrange?.(cloud)) ?? {};
  if (failure.aws !== undefined) cloud.aws.add(failure.aws);
  if (failure.snowflake !== undefined) cloud.snowflake.add(failure.snowflake);
  const told = await runOnCloud(cloud, [failure.step], difference);
  assert.notEqual(told.end.exitCode, 0, 'it went well');
  for (const words of failure.fr) assert.match(told.fr, words);
  for (const words of failure.en) assert.match(told.en, words);
  if (failure.diagnosis !== undefined)
    assert.ok(told.diagnoses.includes(failure.diagnosis), told.diagnoses.join());
  assertNoSecret(told);
}

/** What AWS's services answer: S3 in XML of its own, IAM and STS wrapped. */
function awsAnswer(status: number, code: string, message: string, service: 's3' | 'query'): Fault['what'] {
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  const body =
    service === 's3'
      ? `<?xml version="1.0" encoding="UTF-8"?><Error>${error}<RequestId>1</RequestId></Error>`
      : `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>${error}</Error><RequestId>1</RequestId></ErrorResponse>`;
  return { kind: 'answer', status, type: 'text/xml', body };
}

const s3 = (status: number, code: string, message: string): Fault => ({
  when: ({ method }) => method !== 'POST',
  what: awsAnswer(status, code, message, 's3'),
});
const sts = (status: number, code: string, message: string): Fault => ({
  when: ({ method }) => method === 'POST',
  what: awsAnswer(status, code, message, 'query'),
});

function snowflakeAnswer(code: string, message: string, sqlState = '57014'): Fault['what'] {
  const data = { internalError: false, errorCode: code, sqlState, queryId: '01b2' };
  const body = JSON.stringify({ data, code, message, success: false });
  return { kind: 'answer', status: 200, type: 'application/json', body };
}

const login = (code: string, message: string): Fault => ({
  when: ({ url }) => url?.startsWith('/session/v1/login-request') === true,
  what: snowflakeAnswer(code, message),
});
const statement = (code: string, message: string): Fault => ({
  when: ({ url }) => url?.startsWith('/queries/v1/query-request') === true,
  what: snowflakeAnswer(code, message),
});

const AWS_CREDENTIALS: readonly Failure[] = [
  {
    name: 'an access key that AWS does not know',
    step: 's3.credentials',
    arrange: () => ({ environment: { AWS_ACCESS_KEY_ID: 'AKIANOBODYEXAMPLEKEY' } }),
    fr: [/AWS ne connaît pas cette clé d'accès/],
    en: [/AWS does not know this access key/],
  },
  {
    name: 'a wrong secret',
    step: 's3.credentials',
    arrange: () => ({ environment: { AWS_SECRET_ACCESS_KEY: 'pasted/wrong+of/the+tests' } }),
    fr: [/La clé secrète ne correspond pas/],
    en: [/The secret does not belong to the key's id/],
  },
  {
    name: 'no credentials at all',
    step: 's3.credentials',
    arrange: () => ({ environment: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined } }),
    fr: [/Aucun identifiant AWS/],
    en: [/No AWS credentials/],
  },
  {
    // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    name: 'temporary credentials that have expired',
    step: 's3.credentials',
    aws: sts(403, 'ExpiredToken', 'The security token included in the request is expired'),
    arrange: () => ({ environment: { AWS_SESSION_TOKEN: 'expired/session+token/of/the+tests' } }),
    fr: [/identifiants temporaires sont périmés/, /aws login/],
    en: [/temporary credentials have expired/, /aws login/],
  },
  {
    name: 'a session token of another key',
    step: 's3.credentials',
    arrange: () => ({ environment: { AWS_SESSION_TOKEN: 'another/session+token/of/the+tests' } }),
    fr: [/AWS ne connaît pas cette clé d'accès/],
    en: [/AWS does not know this access key/],
  },
  {
    name: 'a session of Identity Center that is over',
    step: 's3.credentials',
    diagnosis: 'AWS-13',
    arrange: async ({ folder }) => {
      const config = `[profile ecole]
sso_session = ecole
sso_account_id = 123456789012
sso_role_name = Etudiant
[sso-session ecole]
sso_region = eu-west-3
sso_start_url = https://ecole.example.com/start
`;
      await writeFile(join(folder, 'aws-config'), config);
      return {
        settings: { 'aws.profile': 'ecole' },
        environment: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, HOME: folder },
      };
    },
    fr: [/session d’AWS Identity Center/, /aws sso login --profile/],
    en: [/AWS Identity Center session/, /aws sso login --profile/],
  },
  {
    name: 'a clock that is an hour off',
    step: 's3.credentials',
    diagnosis: 'AWS-11',
    arrange: ({ skewAws }) => {
      skewAws(3_600_000);
      return {};
    },
    fr: [/horloge de cette machine/],
    en: [/machine’s clock/],
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    name: 'a clock that is an hour off, in S3’s words',
    step: 's3.create-bucket',
    diagnosis: 'AWS-11',
    aws: s3(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    ),
    fr: [/horloge de cette machine/],
    en: [/machine’s clock/],
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html
    name: 'a signature for another region',
    step: 's3.credentials',
    diagnosis: 'AWS-21',
    aws: sts(
      403,
      'SignatureDoesNotMatch',
      "Credential should be scoped to a valid region, not 'us-east-1'. ",
    ),
    fr: [/signée pour une autre région/],
    en: [/signed for another region/],
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    name: 'an AWS account that is suspended or closed',
    step: 's3.create-bucket',
    diagnosis: 'AWS-30',
    aws: s3(
      403,
      'AccountProblem',
      'There is a problem with your AWS account that prevents the operation from completing successfully. For further assistance, contact AWS Support.',
    ),
    fr: [/suspendu ou fermé/, /--target sandbox/],
    en: [/suspended or closed/, /--target sandbox/],
  },
  {
    name: 'a bucket of that name in another region',
    step: 's3.create-bucket',
    arrange: async () => {
      const { port, close } = createObjectStore({
        endpoint: cloud.awsEndpoint,
        region: 'eu-central-1',
        credentials: async () => AWS_KEY,
      });
      await port.createBucket(BUCKET);
      cleaning.push(() => port.deleteBucket(BUCKET).finally(close));
      return {};
    },
    fr: [/Le bucket est dans eu-central-1, pas dans eu-west-3/],
    en: [/The bucket is in eu-central-1, not in eu-west-3/],
  },
];

const SNOWFLAKE: readonly Failure[] = [
  {
    name: 'a private key whose public half the user does not have',
    step: 'snowflake.connect',
    diagnosis: 'SF-16',
    arrange: async ({ folder }) => {
      const path = join(folder, 'other.p8');
      const { privateKey } = newKeyPair();
      secrets.add(privateKey.split('\n')[1] ?? '');
      await writeFile(path, privateKey);
      return { settings: { 'snowflake.key': path } };
    },
    fr: [/refuse la paire de clés/, /ALTER USER votre_utilisateur SET RSA_PUBLIC_KEY/],
    en: [/refuses the key pair/, /ALTER USER your_user SET RSA_PUBLIC_KEY/],
  },
  {
    // https://docs.snowflake.com/en/user-guide/key-pair-auth-troubleshooting
    name: 'a token that was signed too long ago',
    step: 'snowflake.connect',
    diagnosis: 'SF-32',
    snowflake: login('394302', 'JWT_TOKEN_INVALID_ISSUE_TIME'),
    fr: [/horloge de cette machine a plus d’une minute d’écart/],
    en: [/clock is more than a minute off/],
  },
  {
    name: 'an access token that is none',
    step: 'snowflake.connect',
    diagnosis: 'SF-15',
    arrange: () => {
      secrets.add('not-a-token-of-snowflake');
      return {
        settings: { 'snowflake.login': 'access-token' },
        environment: { SNOWFLAKE_TOKEN: 'not-a-token-of-snowflake' },
      };
    },
    fr: [/jeton d’accès Snowflake est périmé, révoqué/, /ADD PROGRAMMATIC ACCESS TOKEN/],
    en: [/access token is expired, revoked/, /ADD PROGRAMMATIC ACCESS TOKEN/],
  },
  {
    name: 'a wrong password',
    step: 'snowflake.connect',
    arrange: () => {
      secrets.add('mistyped password');
      return {
        settings: { 'snowflake.login': 'password' },
        environment: { SNOWFLAKE_PASSWORD: 'mistyped password' },
      };
    },
    diagnosis: 'SF-09',
    fr: [/Snowflake refuse l’utilisateur ou le mot de passe/, /cinq refus verrouillent/],
    en: [/Snowflake refuses the user or the password/, /five refusals lock/],
  },
  {
    // https://community.snowflake.com/s/error-your-user-login-has-been-locked
    name: 'a user who is locked after wrong passwords',
    step: 'snowflake.connect',
    diagnosis: 'SF-10',
    snowflake: login(
      '390102',
      'Your user account has been temporarily locked due to too many failed attempts. Try again after 15 minutes, or contact your account administrator for assistance.',
    ),
    fr: [/quinze minutes/, /MINS_TO_UNLOCK = 0/],
    en: [/fifteen minutes/, /MINS_TO_UNLOCK = 0/],
  },
  {
    // https://docs.snowflake.com/en/user-guide/admin-user-management
    name: 'a user who is disabled',
    step: 'snowflake.connect',
    diagnosis: 'SF-33',
    snowflake: login('390101', 'User access disabled. Contact your local system administrator.'),
    fr: [/utilisateur Snowflake est désactivé/, /SET DISABLED = FALSE/],
    en: [/Snowflake user is disabled/, /SET DISABLED = FALSE/],
  },
  {
    name: 'a role that the user does not have',
    step: 'snowflake.connect',
    diagnosis: 'SF-18',
    arrange: () => ({ settings: { 'snowflake.role': 'NOBODY' } }),
    fr: [/rôle « NOBODY »/, /GRANT ROLE NOBODY TO USER/],
    en: [/role "NOBODY"/, /GRANT ROLE NOBODY TO USER/],
  },
  {
    // https://github.com/rudderlabs/rudder-server/blob/4d740190e76541385d7020a3bbfb1c74d6ecdb93/warehouse/integrations/snowflake/snowflake.go
    name: 'a trial that has ended',
    step: 'snowflake.create-warehouses',
    diagnosis: 'SF-28',
    snowflake: statement(
      '000666',
      'Your free trial has ended and all of your virtual warehouses have been suspended. Add billing information in the Snowflake web UI to continue using the full set of Snowflake features.',
    ),
    fr: [/essai gratuit de Snowflake est fini/, /--target sandbox/],
    en: [/free trial has ended/, /--target sandbox/],
  },
  {
    // https://github.com/xlang-ai/Spider2/issues/207
    name: 'an account that is suspended',
    step: 'snowflake.create-warehouses',
    diagnosis: 'SF-31',
    snowflake: statement(
      '000666',
      'SQL compilation error: Your account is suspended due to lack of payment method.',
    ),
    fr: [/compte Snowflake est suspendu/],
    en: [/account is suspended/],
  },
];

const MISSING_ROLE: Failure = {
  // https://github.com/datalytyx/snowflake-webhooks/issues/4
  name: 'the role that a step takes',
  step: 'snowflake.create-schemas',
  diagnosis: 'SF-35',
  snowflake: {
    when: ({ url }, body) => url?.startsWith('/queries/') === true && body.includes('USE ROLE ACCOUNTADMIN'),
    what: snowflakeAnswer(
      '003013',
      "SQL access control error:\nRequested role 'ACCOUNTADMIN' is not assigned to the executing user. Specify another role to activate.",
      '42501',
    ),
  },
  fr: [/n’a pas le rôle ACCOUNTADMIN/, /GRANT ROLE ACCOUNTADMIN TO USER/],
  en: [/does not have the role ACCOUNTADMIN/, /GRANT ROLE ACCOUNTADMIN TO USER/],
};

describe('credentials and accounts of AWS', () => {
  for (const failure of AWS_CREDENTIALS) test(failure.name, () => assertTold(failure));
});

describe('credentials and accounts of Snowflake', () => {
  for (const failure of SNOWFLAKE) test(failure.name, () => assertTold(failure));
});

describe('an AWS that asks to slow down', () => {
  test('is waited for, and the person sees it', async () => {
    // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    const struck = cloud.aws.add({ ...sts(400, 'Throttling', 'Rate exceeded'), times: 2 });
    const told = await runOnCloud(cloud, ['s3.credentials']);
    assert.equal(told.end.exitCode, 0, told.en);
    assert.equal(struck(), 2);
    assert.match(told.log.join('\n'), /STS demande de ralentir \(Throttling\) : nouvel essai, 2 sur 8\./);
  });

  test('is named when waiting did not help', async () => {
    cloud.aws.add(s3(503, 'SlowDown', 'Please reduce your request rate.'));
    const { port, close } = createObjectStore({
      endpoint: cloud.awsEndpoint,
      region: 'eu-west-3',
      credentials: async () => AWS_KEY,
    });
    const failure = await port.buckets().catch((error: unknown) => error);
    await close();
    const known = await diagnose(failure);
    assert.equal(known?.id, 'AWS-31');
    assert.match(known.cause.fr, /AWS limite le rythme des demandes/);
    assert.match(known.cause.en, /AWS limits the pace/);
  });
});

/** An administrator of the account who may do everything but what is denied, one right given after the other. */
class Restricted {
  readonly identity: Identity;
  readonly denied: Set<string>;
  readonly environment: Readonly<Record<string, string>>;

  private constructor(identity: Identity, denied: readonly string[], environment: Record<string, string>) {
    this.identity = identity;
    this.denied = new Set(denied);
    this.environment = environment;
  }

  static async create(identity: Identity, denied: readonly string[]): Promise<Restricted> {
    await identity.createUser('ines');
    await identity.putUserPolicy('ines', 'all', policy('Allow', ['*']));
    const key = await identity.createAccessKey('ines');
    secrets.add(key.secretAccessKey);
    const restricted = new Restricted(identity, denied, {
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    });
    await restricted.apply();
    return restricted;
  }

  async give(right: string): Promise<void> {
    assert.ok(this.denied.delete(right), `${right} was not denied`);
    await this.apply();
  }

  async apply(): Promise<void> {
    if (this.denied.size === 0) await this.identity.deleteUserPolicy('ines', 'denied');
    else await this.identity.putUserPolicy('ines', 'denied', policy('Deny', [...this.denied]));
  }
}

function policy(Effect: 'Allow' | 'Deny', Action: readonly string[]) {
  return { Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*' }] };
}

const RIGHTS: readonly { readonly step: string; readonly denied: readonly string[] }[] = [
  { step: 's3.credentials', denied: ['s3:ListAllMyBuckets'] },
  {
    step: 's3.create-iam-user',
    denied: ['iam:GetUser', 'iam:CreateUser', 'iam:TagUser', 'iam:AttachUserPolicy', 'iam:CreateAccessKey'],
  },
  {
    step: 's3.create-bucket',
    denied: ['s3:CreateBucket', 's3:PutBucketTagging', 's3:GetEncryptionConfiguration'],
  },
  {
    step: 'snowflake.create-storage-integration',
    denied: [
      'iam:GetRole',
      'iam:CreateRole',
      'iam:TagRole',
      'iam:PutRolePolicy',
      'iam:UpdateAssumeRolePolicy',
    ],
  },
];

describe('rights that are missing in AWS', () => {
  for (const { step, denied } of RIGHTS) {
    test(`${step}: each is named with the policy that gives it, and once they are given the step is done`, async () => {
      const { port: identity, close } = createIdentity({
        endpoint: cloud.awsEndpoint,
        region: 'eu-west-3',
        credentials: async () => AWS_KEY,
      });
      try {
        const restricted = await Restricted.create(identity, denied);
        const { environment } = restricted;
        for (;;) {
          const told = await runOnCloud(cloud, [step], { environment });
          assertNoSecret(told);
          if (told.end.exitCode === 0) break;
          const right = /"Action":"(\w+:\w+)"/.exec(told.en)?.[1] ?? '';
          assert.ok(
            told.fr.includes(`"Action":"${right}"`) && told.fr.includes(`le droit ${right}`),
            told.fr,
          );
          assert.ok(told.en.includes(`lacks the right ${right}`), told.en);
          await restricted.give(right);
        }
        assert.deepEqual([...restricted.denied], []);
      } finally {
        await identity.deleteUser('ines');
        await close();
      }
    });
  }
});

/** Statements that a role without rights sends, and the GRANT that each of them lacks. */
const GRANTS: readonly (readonly [sql: string, grant: string])[] = [
  ['CREATE DATABASE little', 'GRANT CREATE DATABASE ON ACCOUNT TO ROLE LITTLE;'],
  [
    "CREATE WAREHOUSE little WITH WAREHOUSE_SIZE = 'XSMALL'",
    'GRANT CREATE WAREHOUSE ON ACCOUNT TO ROLE LITTLE;',
  ],
  ['INSERT INTO shop.public.read_only VALUES (1)', 'GRANT INSERT ON TABLE READ_ONLY TO ROLE LITTLE;'],
  [
    `CREATE STORAGE INTEGRATION little TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE
      STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::123456789012:role/r' STORAGE_ALLOWED_LOCATIONS = ('s3://b/')`,
    'GRANT CREATE INTEGRATION ON ACCOUNT TO ROLE LITTLE;',
  ],
];

describe('rights that are missing in Snowflake', () => {
  test(MISSING_ROLE.name, () => assertTold(MISSING_ROLE));

  test('each is named with the GRANT that gives it, and once it is given the statement passes', async () => {
    for (const sql of [
      'CREATE DATABASE shop',
      'CREATE TABLE shop.public.read_only (id NUMBER)',
      'CREATE ROLE little',
      `GRANT ROLE little TO USER ${USER}`,
      'GRANT USAGE ON DATABASE shop TO ROLE little',
      'GRANT USAGE ON SCHEMA shop.public TO ROLE little',
      'GRANT SELECT ON TABLE shop.public.read_only TO ROLE little',
    ])
      await cloud.administer(sql);
    const authentication = { kind: 'key-pair', key: { path: cloud.keyFile } } as const;
    const little = warehouseAs(cloud.snowflakePort, authentication, { role: 'LITTLE' });
    try {
      for (const [sql, grant] of GRANTS) {
        const failure = await little.port.execute(sql).catch((error: unknown) => error);
        const known = await diagnose(failure);
        assert.equal(known?.id, 'SF-34', sql);
        assert.ok(known.fix.fr.includes(grant) && known.fix.en.includes(grant), known.fix.en);
        if (grant.includes('INTEGRATION')) continue;
        await cloud.administer(grant.replace(' READ_ONLY ', ' shop.public.READ_ONLY ').slice(0, -1));
        await little.port.execute(sql);
      }
    } finally {
      await little.close();
    }
  });
});

/** The body of a part, cut off: the service has some of it, and the client no answer. */
const PART = (request: IncomingMessage) => request.url?.includes('partNumber=2') === true;
const MEBIBYTE = 1024 * 1024;

describe('a network that goes in the middle of an upload', () => {
  test('leaves parts that the next upload of the object takes away', async () => {
    const { port: store, close } = createObjectStore({
      endpoint: cloud.awsEndpoint,
      region: 'eu-west-3',
      credentials: async () => AWS_KEY,
    });
    try {
      await store.createBucket('cut-upload');
      const body = () => Readable.from(Array.from({ length: 12 }, () => Buffer.alloc(MEBIBYTE, 'x')));
      // The network stays away: S3 cannot be told that the upload is over.
      cloud.aws.add({ when: ({ method }) => method === 'DELETE', what: { kind: 'cut' } });
      cloud.aws.add({ when: PART, what: { kind: 'cut' } });
      const failure = await store.put('cut-upload', 'raw/large', body()).catch((error: unknown) => error);
      const known = await diagnose(failure);
      assert.equal(known?.id, 'SYS-08', String(failure));
      assert.match(known.fix.fr, /relancez la même commande : ce qui est fait ne sera pas refait/);
      assert.match(known.fix.en, /run the same command again: what is done is not done again/);
      assert.equal(await store.head('cut-upload', 'raw/large'), undefined);
      assert.equal(await unfinishedUploads('cut-upload'), 1);

      cloud.aws.clear();
      await store.put('cut-upload', 'raw/large', body());
      assert.equal((await store.head('cut-upload', 'raw/large'))?.size, 12 * MEBIBYTE);
      assert.equal(await unfinishedUploads('cut-upload'), 0);
    } finally {
      await close();
    }
  });

  test('is no failure when it comes back at once', async () => {
    const retries: string[] = [];
    const { port: store, close } = createObjectStore({
      endpoint: cloud.awsEndpoint,
      region: 'eu-west-3',
      credentials: async () => AWS_KEY,
      remote: true,
      onRetry: ({ code }) => retries.push(code),
    });
    try {
      await store.createBucket('cut-once');
      cloud.aws.add({ when: PART, times: 1, what: { kind: 'cut' } });
      cloud.aws.add({ when: PART, times: 1, what: { kind: 'cut-answer' } });
      await store.put('cut-once', 'large', Buffer.alloc(12 * MEBIBYTE, 'x'));
      assert.equal((await store.head('cut-once', 'large'))?.size, 12 * MEBIBYTE);
      assert.equal(retries.length, 2, retries.join());
    } finally {
      await close();
    }
  });
});

async function unfinishedUploads(Bucket: string): Promise<number> {
  const client = new S3Client({ endpoint: cloud.awsEndpoint, region: 'eu-west-3', credentials: AWS_KEY });
  try {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
    return Uploads.length;
  } finally {
    client.destroy();
  }
}
