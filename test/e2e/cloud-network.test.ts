import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import { diagnose } from '../../src/engine/diagnosis/diagnose.ts';
import { AWS_KEY, warehouseAs } from '../helpers/cloud-accounts.ts';
import { cloudBench, s3Says, stsSays } from '../helpers/cloud-failure.ts';
import { runOnCloud } from '../helpers/cloud-session.ts';
import type { Fault } from '../helpers/front.ts';

const bench = cloudBench();

describe('an AWS that asks to slow down', () => {
  test('is waited for, and the person sees it', async () => {
    // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    const struck = bench.cloud.aws.add({ ...stsSays(400, 'Throttling', 'Rate exceeded'), times: 2 });
    const told = await runOnCloud(bench.cloud, ['s3.credentials']);
    assert.equal(told.end.exitCode, 0, told.en);
    assert.equal(struck(), 2);
    assert.match(told.log.join('\n'), /STS demande de ralentir \(Throttling\) : nouvel essai, 2 sur 8\./);
  });

  test('is named when waiting did not help', async () => {
    bench.cloud.aws.add(s3Says(503, 'SlowDown', 'Please reduce your request rate.'));
    const { port, close } = createObjectStore({
      endpoint: bench.cloud.awsEndpoint,
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

/** The body of a part, cut off: the service has some of it, and the client no answer. */
const PART = (request: IncomingMessage) => request.url?.includes('partNumber=2') === true;
const MEBIBYTE = 1024 * 1024;

describe('a network that goes in the middle of an upload', () => {
  test('leaves parts that the next upload of the object takes away', async () => {
    const { port: store, close } = createObjectStore({
      endpoint: bench.cloud.awsEndpoint,
      region: 'eu-west-3',
      credentials: async () => AWS_KEY,
    });
    try {
      await store.createBucket('cut-upload');
      const body = () => Readable.from(Array.from({ length: 12 }, () => Buffer.alloc(MEBIBYTE, 'x')));
      // The network stays away: S3 cannot be told that the upload is over.
      bench.cloud.aws.add({ when: ({ method }) => method === 'DELETE', what: { kind: 'cut' } });
      bench.cloud.aws.add({ when: PART, what: { kind: 'cut' } });
      const failure = await store.put('cut-upload', 'raw/large', body()).catch((error: unknown) => error);
      const known = await diagnose(failure);
      assert.equal(known?.id, 'SYS-08', String(failure));
      assert.match(known.fix.fr, /relancez la même commande : ce qui est fait ne sera pas refait/);
      assert.match(known.fix.en, /run the same command again: what is done is not done again/);
      assert.equal(await store.head('cut-upload', 'raw/large'), undefined);
      assert.equal(await unfinishedUploads('cut-upload'), 1);

      bench.cloud.aws.clear();
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
      endpoint: bench.cloud.awsEndpoint,
      region: 'eu-west-3',
      credentials: async () => AWS_KEY,
      remote: true,
      onRetry: ({ code }) => retries.push(code),
    });
    try {
      await store.createBucket('cut-once');
      bench.cloud.aws.add({ when: PART, times: 1, what: { kind: 'cut' } });
      bench.cloud.aws.add({ when: PART, times: 1, what: { kind: 'cut-answer' } });
      await store.put('cut-once', 'large', Buffer.alloc(12 * MEBIBYTE, 'x'));
      assert.equal((await store.head('cut-once', 'large'))?.size, 12 * MEBIBYTE);
      assert.equal(retries.length, 2, retries.join());
    } finally {
      await close();
    }
  });
});

describe('a network that goes in the middle of a statement', () => {
  test('has it done once, whether Snowflake heard of it or only its answer was lost', async () => {
    const { cloud } = bench;
    const authentication = { kind: 'key-pair', key: { path: cloud.keyFile } } as const;
    const { port, close } = warehouseAs(cloud.snowflakePort, authentication);
    try {
      await port.script('CREATE DATABASE cut; CREATE TABLE cut.public.t (id NUMBER)');
      const inserting: Fault['when'] = ({ url }, body) =>
        url?.startsWith('/queries/') === true && body.includes('INSERT');
      for (const kind of ['cut', 'cut-answer'] as const) {
        const struck = cloud.snowflake.add({ when: inserting, times: 1, what: { kind } });
        await port.execute('INSERT INTO cut.public.t VALUES (1)');
        assert.equal(struck(), 1);
      }
      assert.deepEqual((await port.query('SELECT COUNT(*) AS n FROM cut.public.t')).rows, [{ N: 2 }]);
    } finally {
      await close();
    }
  });
});

async function unfinishedUploads(Bucket: string): Promise<number> {
  const client = new S3Client({
    endpoint: bench.cloud.awsEndpoint,
    region: 'eu-west-3',
    credentials: AWS_KEY,
  });
  try {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
    return Uploads.length;
  } finally {
    client.destroy();
  }
}
