// Support for the tests of this folder: the real service in a folder of its own, and the vendor's own clients.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { type S3Options, startS3 } from './main.ts';

export const ADMIN = { accessKeyId: 'AKIAADMINEXAMPLEKEY1', secretAccessKey: 'admin/secret+of/the+test' };
export const SNOWFLAKE = {
  arn: 'arn:aws:iam::999999999999:user/snow',
  accessKeyId: 'AKIASNOWEXAMPLEKEYS1',
  secretAccessKey: 'snow/secret+of/the+test',
};
export const ACCOUNT = '000000000000';
export const REGION = 'eu-west-3';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A running service, and clients for any keys; everything is closed when the test ends. */
export interface TestService {
  readonly endpoint: string;
  readonly dataDir: string;
  s3(keys?: Keys): S3Client;
  iam(keys?: Keys): IAMClient;
  sts(keys?: Keys): STSClient;
  /** Stops the service and starts it again on the same folder and port. */
  restart(): Promise<void>;
}

export function serviceOptions(dataDir: string, port = 0): S3Options {
  return { port, dataDir, account: ACCOUNT, region: REGION, admin: ADMIN, principals: [SNOWFLAKE] };
}

/** A folder that is removed when the test ends. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-s3-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export async function testService(t: TestContext, clock?: () => number): Promise<TestService> {
  const clients: { destroy(): void }[] = [];
  const dataDir = await mkdtemp(join(tmpdir(), 'shopstream-s3-'));
  let service = await startS3(serviceOptions(dataDir), clock);
  const { port } = service;
  t.after(async () => {
    for (const client of clients) client.destroy();
    await service.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });
  const endpoint = `http://127.0.0.1:${port}`;
  // The S3 client warns of requests without a body as if they were streams of unknown length; nobody needs to read it.
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const options = (credentials: Keys) => ({
    endpoint,
    region: REGION,
    credentials,
    // A second one: a connection kept alive may be closed by a restart just as it is used again.
    maxAttempts: 2,
    logger,
  });
  const kept = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };
  return {
    endpoint,
    dataDir,
    s3: (keys = ADMIN) => kept(new S3Client(options(keys))),
    iam: (keys = ADMIN) => kept(new IAMClient(options(keys))),
    sts: (keys = ADMIN) => kept(new STSClient(options(keys))),
    async restart() {
      await service.stop();
      service = await startS3(serviceOptions(dataDir, port), clock);
    },
  };
}
