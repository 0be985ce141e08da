import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createWarehouse } from '../../../../adapters/warehouse.ts';
import type { QueryResult, Warehouse } from '../../../../ports/warehouse.ts';
import { startS3 } from '../../../s3/main.ts';
import { startSnowflake } from '../../main.ts';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-3';
const BUCKET = 'lake';
const USER_ARN = 'arn:aws:iam::210987654321:user/snowflake';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/reader`;
// The keys that AWS prints in its documentation.
const ADMIN = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const SNOWFLAKE = {
  accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
  secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
};

/** Both services with a bucket, a role and a database, and the real clients of each. */
export interface Lake {
  readonly warehouse: Warehouse;
  /** Port of Snowflake's endpoint on 127.0.0.1. */
  readonly port: number;
  /** Runs a script in `LAB.PUBLIC` and returns the last statement's answer. */
  run(script: string): Promise<QueryResult>;
  put(key: string, body: string | Buffer): Promise<void>;
  keys(prefix: string): Promise<readonly string[]>;
  /** Makes the role trust Snowflake's user with this external id. */
  trust(externalId: string): Promise<void>;
  /** The integration's external id, as DESC tells it. */
  externalId(): Promise<string>;
  close(): Promise<void>;
}

export const STAGE_FORMAT = `FILE_FORMAT = (TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '"' SKIP_HEADER = 1)`;

/** Starts both services on free ports in a temporary folder; the integration is made, the trust is not. */
export async function openLake(): Promise<Lake> {
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-lake-'));
  const s3Service = await startS3({
    port: 0,
    dataDir: join(folder, 's3'),
    account: ACCOUNT,
    region: REGION,
    admin: ADMIN,
    principals: [{ arn: USER_ARN, ...SNOWFLAKE }],
  });
  const endpoint = `http://127.0.0.1:${s3Service.port}`;
  const service = await startSnowflake({
    port: 0,
    dataDir: join(folder, 'snowflake'),
    account: 'LAB',
    user: 'STUDENT',
    password: 'secret',
    storage: { endpoint, region: REGION, iamUserArn: USER_ARN, ...SNOWFLAKE },
  });
  const s3 = new S3Client({ endpoint, region: REGION, credentials: ADMIN });
  const iam = new IAMClient({ endpoint, region: REGION, credentials: ADMIN });
  const { port: warehouse, close } = createWarehouse({
    account: 'LAB',
    user: 'STUDENT',
    authentication: { kind: 'password', password: 'secret' },
    role: 'ACCOUNTADMIN',
    endpoint: { host: '127.0.0.1', port: service.port, protocol: 'http' },
  });
  const lake: Lake = {
    warehouse,
    port: service.port,
    async run(script) {
      const results = await warehouse.script(`USE WAREHOUSE loader; USE SCHEMA lab.public; ${script}`);
      return results.at(-1) ?? { columns: [], rows: [], queryId: '' };
    },
    async put(key, body) {
      const ContentLength = Buffer.byteLength(body);
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body, ContentLength }));
    },
    async keys(prefix) {
      const listed = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
      return (listed.Contents ?? []).map(object => object.Key ?? '');
    },
    async trust(externalId) {
      const PolicyDocument = trustDocument(externalId);
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'reader', PolicyDocument }));
    },
    async externalId() {
      const { rows } = await warehouse.query('DESC INTEGRATION s3_integration');
      return String(rows.find(row => row.property === 'STORAGE_AWS_EXTERNAL_ID')?.property_value);
    },
    async close() {
      await close();
      await service.stop();
      await s3Service.stop();
      s3.destroy();
      iam.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
  await makeRole(iam);
  await warehouse.script(`
    CREATE WAREHOUSE IF NOT EXISTS loader WITH WAREHOUSE_SIZE = 'XSMALL';
    CREATE DATABASE IF NOT EXISTS lab;
    CREATE STORAGE INTEGRATION s3_integration TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE
      STORAGE_AWS_ROLE_ARN = '${ROLE_ARN}' STORAGE_ALLOWED_LOCATIONS = ('s3://${BUCKET}/raw/');
    CREATE STAGE lab.public.files STORAGE_INTEGRATION = s3_integration URL = 's3://${BUCKET}/raw/' ${STAGE_FORMAT}`);
  return lake;
}

function trustDocument(externalId: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: USER_ARN },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  });
}

async function makeRole(iam: IAMClient): Promise<void> {
  await iam.send(
    new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: trustDocument('0000') }),
  );
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:DeleteObject'],
        Resource: `arn:aws:s3:::${BUCKET}/raw/*`,
      },
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${BUCKET}` },
    ],
  });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'read', PolicyDocument }));
}
