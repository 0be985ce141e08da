import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { CreateAccessKeyCommand, CreateUserCommand, GetUserCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { startS3 } from './main.ts';
import { ADMIN, REGION, serviceOptions, temporaryFolder, testService } from './testing.ts';

const Bucket = 'shopstream-datalake-test';
const create = new S3.CreateBucketCommand({
  Bucket,
  CreateBucketConfiguration: { LocationConstraint: REGION },
});

/** The service in a process of its own, which can be killed. */
async function serviceProcess(t: TestContext, dataDir: string) {
  const main = new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url);
  const program = `const { startS3 } = await import(${JSON.stringify(main.href)});
    const { port } = await startS3(${JSON.stringify(serviceOptions(dataDir))});
    process.stdout.write(String(port));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, endpoint: `http://127.0.0.1:${port.toString()}` };
}

function clientOf(t: TestContext, endpoint: string): S3.S3Client {
  const client = new S3.S3Client({ endpoint, region: REGION, credentials: ADMIN, maxAttempts: 1 });
  t.after(() => client.destroy());
  return client;
}

describe('what was acknowledged', () => {
  it('is there after a restart: buckets, objects, uploads, users and keys', async t => {
    const service = await testService(t);
    const client = service.s3();
    await client.send(create);
    await client.send(new S3.PutObjectCommand({ Bucket, Key: 'a', Body: 'one', Metadata: { rows: '1' } }));
    const { UploadId } = await client.send(new S3.CreateMultipartUploadCommand({ Bucket, Key: 'b' }));
    const part = { Bucket, Key: 'b', UploadId, PartNumber: 1 };
    const { ETag } = await client.send(new S3.UploadPartCommand({ ...part, Body: 'two' }));
    await service.iam().send(new CreateUserCommand({ UserName: 'u' }));
    const { AccessKey } = await service.iam().send(new CreateAccessKeyCommand({ UserName: 'u' }));
    await service.restart();
    const head = await client.send(new S3.HeadObjectCommand({ Bucket, Key: 'a' }));
    assert.deepEqual([head.ContentLength, head.Metadata], [3, { rows: '1' }]);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await client.send(new S3.CompleteMultipartUploadCommand({ Bucket, Key: 'b', UploadId, MultipartUpload }));
    await service.iam().send(new GetUserCommand({ UserName: 'u' }));
    const user = service.s3({
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    });
    // The key is known; the user has no policy.
    await assert.rejects(user.send(new S3.ListBucketsCommand({})), { name: 'AccessDenied' });
    await service.restart();
    const b = await client.send(new S3.GetObjectCommand({ Bucket, Key: 'b' }));
    assert.equal((await buffer(b.Body as Readable)).toString(), 'two');
  });

  it('is there after a kill -9 in the middle of writing, and nothing else is', async t => {
    const dataDir = await temporaryFolder(t);
    const first = await serviceProcess(t, dataDir);
    const client = clientOf(t, first.endpoint);
    await client.send(create);
    const acknowledged: string[] = [];
    const writer = async (name: string) => {
      for (let i = 0; ; i += 1) {
        const Key = `${name}/${i}`;
        await client.send(new S3.PutObjectCommand({ Bucket, Key, Body: `content of ${Key}`.repeat(100) }));
        acknowledged.push(Key);
        if (acknowledged.length === 60) first.child.kill('SIGKILL');
      }
    };
    await Promise.allSettled([writer('a'), writer('b'), writer('c')]);
    if (first.child.exitCode === null && first.child.signalCode === null) await once(first.child, 'exit');
    // A crash may cut the journal's last line short.
    await appendFile(`${dataDir}/objects.jsonl`, '{"change":"object","bucket":"shop');

    const second = await serviceProcess(t, dataDir);
    const again = clientOf(t, second.endpoint);
    const listed: string[] = [];
    for await (const page of S3.paginateListObjectsV2({ client: again }, { Bucket })) {
      listed.push(...(page.Contents ?? []).map(object => object.Key ?? ''));
    }
    assert.ok(acknowledged.length >= 60);
    assert.deepEqual(
      acknowledged.filter(key => !listed.includes(key)),
      [],
    );
    for (const Key of listed) {
      const { Body } = await again.send(new S3.GetObjectCommand({ Bucket, Key }));
      assert.equal((await buffer(Body as Readable)).toString(), `content of ${Key}`.repeat(100));
    }
    assert.equal(
      (await readFile(`${dataDir}/objects.jsonl`, 'utf8')).trim().split('\n').length,
      listed.length + 1,
    );
  });
});

describe('one folder', () => {
  it('is served by one process at a time, and free again when that one has been killed', async t => {
    const dataDir = await temporaryFolder(t);
    const { child } = await serviceProcess(t, dataDir);
    await assert.rejects(startS3(serviceOptions(dataDir)), { code: 'ELOCKED' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const service = await startS3(serviceOptions(dataDir));
    await service.stop();
    await service.stop();
  });
});
