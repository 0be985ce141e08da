import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import * as S3 from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ADMIN, REGION, testService } from './testing.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const { body, ...rest } = options;
    const outgoing = request(url, { agent: false, ...rest }, incoming => {
      text(incoming).then(
        content => resolve({ status: incoming.statusCode, headers: incoming.headers, body: content }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe('the door', () => {
  it('is shut for whoever does not sign', async t => {
    const { endpoint } = await testService(t);
    for (const path of ['/', '/bucket', '/bucket/key']) {
      const { status, body } = await send(endpoint + path);
      assert.equal(status, 403);
      assert.match(body, /<Code>AccessDenied<\/Code>/);
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'Action=ListUsers&Version=2010-05-08';
    const iam = await send(endpoint, { method: 'POST', headers: form, body });
    assert.equal(iam.status, 403);
    assert.match(iam.body, /<Code>MissingAuthenticationToken<\/Code>/);
  });

  it('is shut for browsers: other hosts, origins and preflights', async t => {
    const { endpoint, s3 } = await testService(t);
    await s3().send(new S3.ListBucketsCommand({}));
    const { port } = new URL(endpoint);
    const attempts = [
      { headers: { host: `evil.example:${port}` } },
      { headers: { host: '127.0.0.1:1' } },
      { headers: { origin: 'http://evil.example' } },
      { headers: { origin: endpoint } },
      { method: 'OPTIONS' },
    ];
    for (const attempt of attempts) {
      const { status, headers, body } = await send(endpoint, attempt);
      assert.equal(status, 403);
      assert.match(body, /Host or origin not allowed/);
      assert.equal(
        Object.keys(headers).some(name => name.startsWith('access-control-')),
        false,
      );
    }
  });

  it('listens on loopback only', async t => {
    const { endpoint } = await testService(t);
    const { networkInterfaces } = await import('node:os');
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter(address => address !== undefined && !address.internal && address.family === 'IPv4');
    for (const address of outside) {
      const refused = await new Promise<boolean>(resolve => {
        const socket = connect(Number(new URL(endpoint).port), address?.address ?? '');
        socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
        socket.once('connect', () => socket.destroy());
      });
      assert.equal(refused, true);
    }
  });

  it('refuses wrong secrets and unknown keys with the codes of each service', async t => {
    const { s3, sts } = await testService(t);
    const wrong = { ...ADMIN, secretAccessKey: 'wrong' };
    const unknown = { ...ADMIN, accessKeyId: 'AKIANOBODY' };
    await assert.rejects(s3(wrong).send(new S3.ListBucketsCommand({})), { name: 'SignatureDoesNotMatch' });
    await assert.rejects(s3(unknown).send(new S3.ListBucketsCommand({})), { name: 'InvalidAccessKeyId' });
    const whoAmI = new GetCallerIdentityCommand({});
    await assert.rejects(sts(wrong).send(whoAmI), { name: 'SignatureDoesNotMatch' });
    await assert.rejects(sts(unknown).send(whoAmI), { name: 'InvalidClientTokenId' });
  });

  it('answers a refused upload before the client sees a broken connection', async t => {
    const { s3 } = await testService(t);
    const Body = Buffer.alloc(20 * 1024 * 1024);
    await assert.rejects(s3().send(new S3.PutObjectCommand({ Bucket: 'absent', Key: 'a', Body })), {
      name: 'NoSuchBucket',
    });
  });

  it('refuses documents that define entities', async t => {
    const { endpoint, s3 } = await testService(t);
    const client = s3();
    await client.send(
      new S3.CreateBucketCommand({
        Bucket: 'a-bucket',
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    );
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "b">]><Tagging><TagSet><Tag><Key>&a;</Key></Tag></TagSet></Tagging>';
    client.middlewareStack.add(
      next => args => {
        const outgoing = args.request as { body: unknown; headers: Record<string, string> };
        outgoing.body = bomb;
        outgoing.headers['content-length'] = String(bomb.length);
        delete outgoing.headers['content-md5'];
        for (const name of Object.keys(outgoing.headers)) {
          if (name.startsWith('x-amz-checksum-')) delete outgoing.headers[name];
        }
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] };
    await assert.rejects(client.send(new S3.PutBucketTaggingCommand({ Bucket: 'a-bucket', Tagging })), {
      name: 'MalformedXML',
    });
    assert.ok(endpoint.startsWith('http://127.0.0.1:'));
  });
});
