import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createIdentity } from '../../src/adapters/identity.ts';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import { diagnose } from '../../src/engine/diagnosis/diagnose.ts';
import type { Identity } from '../../src/ports/identity.ts';
import { AWS_KEY, USER, warehouseAs } from '../helpers/cloud-accounts.ts';
import {
  assertNoSecret,
  assertTold,
  cloudBench,
  type Failure,
  snowflakeAnswer,
} from '../helpers/cloud-failure.ts';
import { runOnCloud } from '../helpers/cloud-session.ts';

const bench = cloudBench();

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
    bench.secrets.add(key.secretAccessKey);
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
        endpoint: bench.cloud.awsEndpoint,
        region: 'eu-west-3',
        credentials: async () => AWS_KEY,
      });
      try {
        const restricted = await Restricted.create(identity, denied);
        const { environment } = restricted;
        for (;;) {
          const told = await runOnCloud(bench.cloud, [step], { environment });
          assertNoSecret(bench, told);
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

test('a right that the lab’s own user lacks is given back by a step', async () => {
  const options = { endpoint: bench.cloud.awsEndpoint, region: 'eu-west-3' };
  const { port: identity, close } = createIdentity({ ...options, credentials: async () => AWS_KEY });
  try {
    // The step that makes the user ran before.
    await identity.detachUserPolicy('shopstream-s3-user', 'arn:aws:iam::aws:policy/AmazonS3FullAccess');
    const { accessKeys = [] } = (await identity.user('shopstream-s3-user')) ?? {};
    for (const { accessKeyId } of accessKeys)
      await identity.deleteAccessKey('shopstream-s3-user', accessKeyId);
    const key = await identity.createAccessKey('shopstream-s3-user');
    const { port: store, close: end } = createObjectStore({ ...options, credentials: async () => key });
    const failure = await store.put('any-bucket', 'raw/x', 'x').catch((error: unknown) => error);
    await end();
    const known = await diagnose(failure);
    assert.equal(known?.id, 'AWS-29', String(failure));
    assert.match(known.cause.fr, /shopstream-s3-user\) n’a pas le droit s3:PutObject/);
    assert.match(known.cause.en, /shopstream-s3-user\) lacks the right s3:PutObject/);
    assert.deepEqual(known.remedy, { kind: 'run', step: 's3.create-iam-user' });
  } finally {
    await close();
  }
});

describe('rights that are missing in Snowflake', () => {
  test(MISSING_ROLE.name, () => assertTold(bench, MISSING_ROLE));

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
      await bench.cloud.administer(sql);
    const authentication = { kind: 'key-pair', key: { path: bench.cloud.keyFile } } as const;
    const little = warehouseAs(bench.cloud.snowflakePort, authentication, { role: 'LITTLE' });
    try {
      for (const [sql, grant] of GRANTS) {
        const failure = await little.port.execute(sql).catch((error: unknown) => error);
        const known = await diagnose(failure);
        assert.equal(known?.id, 'SF-34', sql);
        assert.ok(known.fix.fr.includes(grant) && known.fix.en.includes(grant), known.fix.en);
        if (grant.includes('INTEGRATION')) continue;
        await bench.cloud.administer(grant.replace(' READ_ONLY ', ' shop.public.READ_ONLY ').slice(0, -1));
        await little.port.execute(sql);
      }
    } finally {
      await little.close();
    }
  });
});
