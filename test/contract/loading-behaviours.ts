import assert from 'node:assert/strict';
import type { PolicyDocument } from '../../src/ports/identity.ts';
import type { AwsSubject } from './aws-subject.ts';
import type { Behaviour } from './behaviour.ts';
import { cell, run } from './snowflake-behaviours.ts';
import type { SnowflakeSubject } from './snowflake-subject.ts';

/** A bucket that Snowflake may read, and the stage above it. */
interface Lake {
  readonly aws: AwsSubject;
  readonly bucket: string;
  readonly role: string;
  readonly integration: string;
}

/** Makes bucket, role, integration and stage; the role does not trust Snowflake yet. */
async function newLake(subject: SnowflakeSubject, what: string): Promise<Lake | undefined> {
  const { aws } = subject;
  if (aws === undefined) return undefined;
  const bucket = aws.bucket(aws.name(`lake-${what}`));
  const role = aws.role(aws.name(`reader-${what}`));
  const integration = subject.name(`INT_${what.toUpperCase()}`);
  subject.undo(`DROP INTEGRATION IF EXISTS ${integration}`);
  const { account } = await aws.identity.whoAmI();
  await aws.store.createBucket(bucket);
  await aws.identity.createRole(role, trust(`arn:aws:iam::${account}:root`, '0000'), 'Contract tests');
  await aws.identity.putRolePolicy(role, 'read', reading(bucket));
  await run(
    subject,
    `CREATE STORAGE INTEGRATION ${integration} TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE
       STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::${account}:role/${role}' STORAGE_ALLOWED_LOCATIONS = ('s3://${bucket}/raw/');
     CREATE STAGE files_${what} STORAGE_INTEGRATION = ${integration} URL = 's3://${bucket}/raw/'
       FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '"')`,
  );
  return { aws, bucket, role, integration };
}

/** Lets Snowflake in, with what DESC says of the integration. */
async function trusted(subject: SnowflakeSubject, { aws, role, integration }: Lake): Promise<void> {
  const { rows } = await subject.port.query(`DESC INTEGRATION ${integration}`);
  const value = (property: string) =>
    String(rows.find(found => found.property === property)?.property_value ?? '');
  const [user, externalId] = [value('STORAGE_AWS_IAM_USER_ARN'), value('STORAGE_AWS_EXTERNAL_ID')];
  assert.match(user, /^arn:aws:iam::\d{12}:user\/\S+$/);
  assert.notEqual(externalId, '');
  assert.equal(value('ENABLED'), 'true');
  await aws.eventually(() => aws.identity.updateTrustPolicy(role, trust(user, externalId)));
}

function trust(AWS: string, externalId: string): PolicyDocument {
  const Condition = { StringEquals: { 'sts:ExternalId': externalId } };
  const Statement = [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', Condition }];
  return { Version: '2012-10-17', Statement };
}

function reading(bucket: string): PolicyDocument {
  const arn = `arn:aws:s3:::${bucket}`;
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: `${arn}/raw/*` },
      { Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetBucketLocation'], Resource: arn },
    ],
  };
}

/** From the bucket into a table. Without an AWS account there is nothing to load, and the behaviours say nothing. */
export const LOADING_BEHAVIOURS: readonly Behaviour<SnowflakeSubject>[] = [
  {
    name: 'a stage is made before its role trusts anybody, is refused until it does, and lists its files then',
    async run(subject) {
      const lake = await newLake(subject, 'trust');
      if (lake === undefined) return;
      await lake.aws.store.put(lake.bucket, 'raw/users/a.csv', 'id,name\n1,Inès\n');
      // https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration
      await assert.rejects(run(subject, 'LIST @files_trust'), { code: '003167' });
      await trusted(subject, lake);
      const { columns, rows } = await lake.aws.eventually(() => run(subject, 'LIST @files_trust'));
      assert.deepEqual(columns, ['name', 'size', 'md5', 'last_modified']);
      assert.deepEqual(
        rows.map(row => [row.name, row.size]),
        [[`s3://${lake.bucket}/raw/users/a.csv`, 16]],
      );
    },
  },
  {
    name: 'a stage outside the integration’s locations is refused',
    async run(subject) {
      const lake = await newLake(subject, 'outside');
      if (lake === undefined) return;
      const made = run(
        subject,
        `CREATE STAGE elsewhere STORAGE_INTEGRATION = ${lake.integration} URL = 's3://${lake.bucket}/other/'`,
      );
      await assert.rejects(made, { code: '003127' });
    },
  },
  {
    name: 'COPY loads a file once, says nothing the second time, and loads it again when it is forced to',
    async run(subject) {
      const lake = await newLake(subject, 'copy');
      if (lake === undefined) return;
      await lake.aws.store.put(lake.bucket, 'raw/u/a.csv', 'id,name\n1,Inès\n2,"a, b"\n');
      await trusted(subject, lake);
      await run(subject, 'CREATE TABLE copied (id NUMBER, name VARCHAR)');
      const copy = (more = '') => run(subject, `COPY INTO copied FROM @files_copy/u/ ${more}`);
      const first = await lake.aws.eventually(() => copy());
      assert.deepEqual(
        first.rows.map(row => [row.file, row.status, row.rows_loaded, row.errors_seen]),
        [[`s3://${lake.bucket}/raw/u/a.csv`, 'LOADED', 2, 0]],
      );
      assert.deepEqual((await copy()).rows, [{ status: 'Copy executed with 0 files processed.' }]);
      await copy('FORCE = TRUE');
      assert.equal(await cell(subject, 'SELECT COUNT(*) FROM copied'), 4);
    },
  },
  {
    name: 'COPY stops at a bad line, or goes past it and says how many there were',
    async run(subject) {
      const lake = await newLake(subject, 'bad');
      if (lake === undefined) return;
      await lake.aws.store.put(lake.bucket, 'raw/u/bad.csv', 'id,name\n1,a\nx,b\n3,c\n');
      await trusted(subject, lake);
      await run(subject, 'CREATE TABLE bad (id NUMBER, name VARCHAR)');
      await lake.aws.eventually(() => run(subject, 'LIST @files_bad'));
      await assert.rejects(run(subject, 'COPY INTO bad FROM @files_bad/u/'), { code: '100038' });
      assert.equal(await cell(subject, 'SELECT COUNT(*) FROM bad'), 0);
      const { rows } = await run(subject, 'COPY INTO bad FROM @files_bad/u/ ON_ERROR = CONTINUE');
      const [row] = rows;
      assert.deepEqual(
        [row?.status, row?.rows_parsed, row?.rows_loaded, row?.errors_seen, row?.first_error_line],
        ['PARTIALLY_LOADED', 3, 2, 1, 3],
      );
    },
  },
];
