import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWarehouse } from '../../src/adapters/warehouse.ts';
import type { WarehouseAuthentication } from '../../src/adapters/warehouse-options.ts';
import type { QueryResult } from '../../src/ports/warehouse.ts';
import { startS3 } from '../../src/sandbox/s3/main.ts';
import { startSnowflake } from '../../src/sandbox/snowflake/main.ts';
import { type Front, frontOf } from './front.ts';

export const AWS_ACCOUNT = '210987654321';
export const ACCOUNT = 'SHOPSTREAM-CLOUD';
export const USER = 'INES';
const REGION = 'eu-west-3';
const SNOWFLAKE_USER = 'arn:aws:iam::999999999999:user/snow';
/** The administrator of the AWS account. */
export const AWS_KEY = {
  accessKeyId: 'AKIACLOUDEXAMPLE1234',
  secretAccessKey: 'cloud/secret+of/the+tests/admin',
};
const SNOWFLAKE_KEY = {
  accessKeyId: 'AKIASNOWEXAMPLE12345',
  secretAccessKey: 'snow/secret+of/the+tests/reader',
};
export const PASSWORD = 'a password of the cloud';

/** What stands in for a person's AWS and Snowflake accounts: the sandbox's endpoints, in this process, reached as the cloud is. */
export interface CloudAccounts {
  readonly awsEndpoint: string;
  readonly snowflakePort: number;
  /** PKCS#8 file of the key pair whose public half the user has. */
  readonly keyFile: string;
  /** A folder for files of the test beside it. */
  readonly folder: string;
  readonly aws: Front;
  readonly snowflake: Front;
  /** Milliseconds by which AWS's clock is ahead of this machine's. */
  skewAws(ms: number): void;
  /** The variables of a person who has both accounts: the AWS key, and nothing secret of Snowflake's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a statement as the account's administrator. */
  administer(sql: string): Promise<QueryResult>;
  close(): Promise<void>;
}

/** Starts both accounts, empty, with a key pair for the user. */
export async function openCloudAccounts(): Promise<CloudAccounts> {
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-cloud-'));
  let skew = 0;
  const s3 = await startS3(
    {
      port: 0,
      dataDir: join(folder, 's3'),
      account: AWS_ACCOUNT,
      region: REGION,
      admin: AWS_KEY,
      principals: [{ arn: SNOWFLAKE_USER, ...SNOWFLAKE_KEY }],
    },
    () => Date.now() + skew,
  );
  const awsEndpoint = `http://127.0.0.1:${s3.port}`;
  const snowflake = await startSnowflake({
    port: 0,
    dataDir: join(folder, 'snowflake'),
    account: ACCOUNT,
    user: USER,
    password: PASSWORD,
    storage: { endpoint: awsEndpoint, region: REGION, iamUserArn: SNOWFLAKE_USER, ...SNOWFLAKE_KEY },
  });
  const administrator = warehouseAs(snowflake.port, { kind: 'password', password: PASSWORD });
  const keyFile = join(folder, 'rsa_key.p8');
  const { privateKey, publicKey } = newKeyPair();
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  await administrator.port.execute(`ALTER USER ${USER} SET RSA_PUBLIC_KEY = '${publicKey}'`);
  return {
    awsEndpoint,
    snowflakePort: snowflake.port,
    keyFile,
    folder,
    aws: await frontOf(s3.port),
    snowflake: await frontOf(snowflake.port),
    skewAws: ms => {
      skew = ms;
    },
    environment: {
      AWS_ENDPOINT_URL: awsEndpoint,
      AWS_ACCESS_KEY_ID: AWS_KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: AWS_KEY.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      // No file of whoever runs the tests.
      AWS_CONFIG_FILE: join(folder, 'aws-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'aws-credentials'),
      SNOWFLAKE_HOST: '127.0.0.1',
      SNOWFLAKE_PORT: String(snowflake.port),
      SNOWFLAKE_PROTOCOL: 'http',
    },
    administer: sql => administrator.port.execute(sql),
    close: async () => {
      await administrator.close();
      await snowflake.stop();
      await s3.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A connection of the account's user. */
export function warehouseAs(
  port: number,
  authentication: WarehouseAuthentication,
  options: { readonly user?: string; readonly role?: string } = {},
) {
  return createWarehouse({
    account: ACCOUNT,
    user: options.user ?? USER,
    authentication,
    role: options.role ?? 'ACCOUNTADMIN',
    endpoint: { host: '127.0.0.1', port, protocol: 'http' },
  });
}

/** A pair of RSA keys as Snowflake wants them: the private one in PKCS#8, the public one without its frame. */
export function newKeyPair(): { readonly privateKey: string; readonly publicKey: string } {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    privateKey: pair.privateKey,
    publicKey: pair.publicKey.replaceAll(/-----[^-]+-----|\s/g, ''),
  };
}
