import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createIdentity } from '../../src/adapters/identity.ts';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import { createShell } from '../../src/adapters/shell.ts';
import { createVault } from '../../src/adapters/vault.ts';
import { createWorkspace } from '../../src/adapters/workspace.ts';
import {
  type AnyStep,
  bucketName,
  isRegionalBucket,
  type LabSettings,
  labTags,
  overall,
  regionalBucketName,
} from '../../src/lab/lab.ts';
import type { AccessKey } from '../../src/ports/identity.ts';
import type { Ports } from '../../src/ports/ports.ts';
import type { Shell } from '../../src/ports/shell.ts';
import { startS3 } from '../../src/sandbox/s3/main.ts';
import { s3 as chapter } from './chapter.ts';
import { configureCli } from './configure-cli.ts';
import { createBucket } from './create-bucket.ts';
import { createFolders } from './create-folders.ts';
import { createIamUser } from './create-iam-user.ts';
import { credentials } from './credentials.ts';
import { FOLDERS, POLICY_ARN, USER } from './names.ts';
import { readSection, withoutSection, withSection } from './profile.ts';

const ADMIN = { accessKeyId: 'AKIACHAPTEREXAMPLE01', secretAccessKey: 'secret-of-the-administrator' };
const REGION = 'eu-west-3';
const BUCKET = bucketName('ines');

/** The chapter's ports on the real service, in a workspace with a space and an accent in its name. */
async function lab(t: TestContext, shell: Shell = createShell(), own: Partial<LabSettings> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'chapitre s3 é'));
  const service = await startS3({
    port: 0,
    dataDir: join(folder, 's3'),
    account: '123456789012',
    region: REGION,
    admin: ADMIN,
    principals: [],
  });
  const endpoint = `http://127.0.0.1:${service.port}`;
  const settings: LabSettings = {
    target: 'sandbox',
    student: 'ines',
    bucket: BUCKET,
    region: REGION,
    lang: 'fr',
    workspace: join(folder, 'TP'),
    scale: undefined,
    seed: undefined,
    lineage: 'lab-of-this-test',
    ...own,
  };
  const vault = createVault(join(folder, 'key.json'));
  const labUser = async () => {
    const key = await vault.labUserKey();
    if (key === undefined) throw Object.assign(new Error('No key yet.'), { code: 'InvalidAccessKeyId' });
    return key;
  };
  let adminKey: AccessKey = ADMIN;
  const options = (key: () => Promise<AccessKey>) => ({ endpoint, region: REGION, credentials: key });
  const admin = createObjectStore(options(async () => adminKey));
  const user = createObjectStore(options(labUser));
  const identity = createIdentity(options(async () => adminKey));
  const raw = new S3Client({ endpoint, region: REGION, credentials: ADMIN });
  t.after(async () => {
    await Promise.all([admin.close(), user.close(), identity.close()]);
    raw.destroy();
    await service.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const signal = new AbortController().signal;
  const workspace = createWorkspace(settings.workspace);
  const ports = {
    objectStoreAdmin: admin.port,
    objectStore: user.port,
    identity: identity.port,
    vault,
    workspace,
    shell,
  } as unknown as Ports;
  const lines: string[] = [];
  const execute = {
    ports,
    settings,
    signal,
    exportDate: () => '2025-12-31',
    progress() {},
    log: (line: string) => lines.push(line),
  };
  const check = { ports, settings, signal };
  return {
    endpoint,
    settings,
    ports,
    raw,
    lines,
    useAdminKey(key: AccessKey) {
      adminKey = key;
    },
    async run(...steps: AnyStep[]) {
      for (const step of steps) {
        const checks = await step.prerequisites(check);
        assert.equal(overall(checks), 'passed', JSON.stringify(checks));
        await step.execute(execute);
      }
    },
    undo: (step: AnyStep) => step.undo?.(execute),
    prerequisites: (step: AnyStep) => step.prerequisites(check),
    verify: async (step: AnyStep) => (await step.verify(check)).checks,
    /** The ids of the checks that do not hold. */
    async failures(step: AnyStep) {
      const { checks } = await step.verify(check);
      return checks.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id);
    },
    async verdict(step: AnyStep) {
      return overall((await step.verify(check)).checks);
    },
  };
}

const BEFORE_CLI = [credentials, createBucket, createFolders, createIamUser] as const;

describe('the chapter S3', () => {
  it('fails every verification before, holds after, and twice is once', async t => {
    const { verdict, run, ports } = await lab(t);
    for (const step of chapter.steps.filter(step => step !== credentials)) {
      assert.equal(await verdict(step), 'failed', step.name);
    }
    await run(...chapter.steps);
    await run(...chapter.steps);
    for (const step of chapter.steps) assert.equal(await verdict(step), 'passed', step.name);
    assert.equal((await ports.identity.user(USER))?.accessKeys.length, 1);
  });

  it('undoes what it made, and only that', async t => {
    const { undo, run, ports, settings } = await lab(t);
    await run(...chapter.steps);
    await ports.objectStoreAdmin.createBucket('another-bucket');
    await ports.objectStoreAdmin.put(BUCKET, 'raw/events/x.json', '{}');
    await writeFile(join(settings.workspace, 'notes.txt'), 'mine');
    await undo(createFolders);
    const left = await ports.objectStoreAdmin.list(BUCKET, '');
    assert.deepEqual(
      left.map(({ key }) => key),
      ['raw/events/x.json'],
    );
    for (const step of [configureCli, createIamUser, createBucket]) await undo(step);
    for (const step of [configureCli, createIamUser, createBucket, createFolders]) await undo(step);
    assert.deepEqual(
      (await ports.objectStoreAdmin.buckets()).map(({ name }) => name),
      ['another-bucket'],
    );
    assert.equal(await ports.identity.user(USER), undefined);
    assert.equal(await ports.vault.labUserKey(), undefined);
    assert.deepEqual(
      (await ports.workspace.list('')).filter(name => !name.startsWith('.shopstream')),
      ['notes.txt'],
    );
  });
});

describe('credentials', () => {
  it('that AWS refuses fail with its code', async t => {
    const { failures, verify, useAdminKey } = await lab(t);
    useAdminKey({ ...ADMIN, secretAccessKey: 'wrong' });
    assert.deepEqual(await failures(credentials), ['identity', 's3']);
    const [identity] = await verify(credentials);
    assert.equal(identity?.actual, 'SignatureDoesNotMatch');
    useAdminKey({ ...ADMIN, accessKeyId: 'AKIANOBODY' });
    assert.equal((await verify(credentials))[0]?.actual, 'InvalidClientTokenId');
  });
});

describe('the bucket', () => {
  it('of another region is told before anything is made', async t => {
    const { endpoint, prerequisites, failures, settings } = await lab(t);
    const elsewhere = new S3Client({ endpoint, region: 'us-east-1', credentials: ADMIN });
    await elsewhere.send(new CreateBucketCommand({ Bucket: settings.bucket }));
    elsewhere.destroy();
    const [, , region] = await prerequisites(createBucket);
    assert.deepEqual([region?.verdict, region?.actual], ['failed', 'us-east-1']);
    assert.deepEqual(await failures(createBucket), ['region']);
  });

  it('that is not ours is told with what to do', async t => {
    const { prerequisites, failures, useAdminKey, run, ports } = await lab(t);
    await run(createBucket);
    // Whoever may not look into a bucket sees what the owner of another account's bucket would let them see.
    await ports.identity.createUser('stranger');
    useAdminKey(await ports.identity.createAccessKey('stranger'));
    const checks = await prerequisites(createBucket);
    assert.deepEqual(
      checks.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id),
      ['name-free'],
    );
    assert.ok((await failures(createBucket)).includes('bucket'));
  });

  it('that was opened is closed again', async t => {
    const { run, failures, raw } = await lab(t);
    await run(createBucket);
    const open = {
      BlockPublicPolicy: false,
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    };
    await raw.send(new PutPublicAccessBlockCommand({ Bucket: BUCKET, PublicAccessBlockConfiguration: open }));
    assert.deepEqual(await failures(createBucket), ['public-access-block']);
    await run(createBucket);
    assert.deepEqual(await failures(createBucket), []);
  });
});

const CLOUD: Partial<LabSettings> = {
  target: 'cloud',
  placement: { postgres: 'sandbox', aws: 'cloud', snowflake: 'cloud' },
  bucketChoice: 'regional',
  awsAccount: '123456789012',
};

describe("somebody's own account", () => {
  const regional = regionalBucketName('ines', '123456789012', REGION);

  it('gets marked objects, and keeps what the lab did not make', async t => {
    const { run, undo, verdict, ports, raw, prerequisites, settings } = await lab(t, createShell(), {
      ...CLOUD,
      bucket: regional,
    });
    await run(...chapter.steps);
    for (const step of chapter.steps) assert.equal(await verdict(step), 'passed', step.name);
    assert.deepEqual((await ports.objectStoreAdmin.bucket(regional))?.tags, labTags(settings));
    assert.deepEqual((await ports.identity.user(USER))?.tags, labTags(settings));

    // Another lab's mark: nothing is changed or removed any more, and the way out is told.
    const other = { lineage: 'another-lab' };
    await ports.objectStoreAdmin.tagBucket(regional, labTags(other));
    await ports.identity.tagUser(USER, labTags(other));
    for (const [step, id] of [
      [createBucket, 'bucket-ours'],
      [createIamUser, 'user-ours'],
    ] as const) {
      const refused = (await prerequisites(step)).find(check => check.id === id);
      assert.equal(refused?.verdict, 'failed', id);
      for (const words of Object.values(refused?.message ?? {}))
        assert.match(words, /aws (s3api put-bucket-tagging|iam tag-user) .*lab-of-this-test/);
      assert.equal(await verdict(step), 'failed');
      await undo(step);
    }
    assert.notEqual(await ports.objectStoreAdmin.bucket(regional), undefined);
    assert.notEqual(await ports.identity.user(USER), undefined);

    // Adopted by the command that was shown, both are ours again.
    await ports.objectStoreAdmin.tagBucket(regional, labTags(settings));
    await ports.identity.tagUser(USER, labTags(settings));
    await raw.send(new CreateMultipartUploadCommand({ Bucket: regional, Key: 'raw/half' }));
    for (const step of [createIamUser, createBucket]) await undo(step);
    assert.equal(await ports.objectStoreAdmin.bucket(regional), undefined);
    assert.equal(await ports.identity.user(USER), undefined);
  });

  it('is not made to hold what was there before; an empty bucket without a mark is completed', async t => {
    const { prerequisites, ports } = await lab(t, createShell(), CLOUD);
    const [name] = await prerequisites(createBucket);
    assert.match(name?.message?.fr ?? '', /numéro de votre compte/);
    const second = await lab(t, createShell(), { ...CLOUD, bucketChoice: 'handout' });
    await second.ports.objectStoreAdmin.createBucket(BUCKET);
    await second.ports.objectStoreAdmin.put(BUCKET, 'photos/cat.jpg', 'x');
    const failed = (await second.prerequisites(createBucket)).filter(({ verdict }) => verdict === 'failed');
    assert.deepEqual(
      failed.map(({ id }) => id),
      ['bucket-ours'],
    );
    await second.undo(createBucket);
    await second.ports.objectStoreAdmin.emptyBucket(BUCKET);
    await second.run(createBucket);
    assert.deepEqual((await second.ports.objectStoreAdmin.bucket(BUCKET))?.tags, labTags(second.settings));
    assert.equal(await ports.objectStoreAdmin.bucket(BUCKET), undefined);
  });

  it('may give its user the least rights, which are enough and no more', async t => {
    const { run, verdict, failures, ports } = await lab(t, createShell(), { userPolicy: 'least' });
    await run(...chapter.steps);
    for (const step of chapter.steps) assert.equal(await verdict(step), 'passed', step.name);
    assert.deepEqual((await ports.identity.user(USER))?.attachedPolicies, []);
    await ports.objectStore.put(BUCKET, 'raw/a.csv', 'x');
    await ports.objectStore.delete(BUCKET, ['raw/a.csv']);
    await assert.rejects(ports.objectStore.createBucket('another-bucket'), { name: 'AccessDenied' });
    await ports.identity.attachUserPolicy(USER, POLICY_ARN);
    assert.deepEqual(await failures(createIamUser), ['least-privilege']);
    await run(createIamUser);
    assert.deepEqual(await failures(createIamUser), []);
  });

  it('has a name of at most 63 characters, whoever the student is', () => {
    const name = regionalBucketName(
      'marie-antoinette-de-habsbourg-lorraine',
      '123456789012',
      'ap-southeast-2',
    );
    assert.equal(name, 'shopstream-marie-antoinette-de-h-123456789012-ap-southeast-2-an');
    assert.ok(
      name.length <= 63 && isRegionalBucket(name) && !isRegionalBucket('shopstream-datalake-jean-an'),
    );
  });
});

describe('the folders', () => {
  it('are completed when one is missing', async t => {
    const { run, failures, ports } = await lab(t);
    await run(createBucket, createFolders);
    await ports.objectStoreAdmin.delete(BUCKET, ['raw/events/']);
    assert.deepEqual(await failures(createFolders), ['raw-events']);
    await run(createFolders);
    assert.deepEqual(await failures(createFolders), []);
    assert.equal((await ports.objectStoreAdmin.list(BUCKET, '')).length, FOLDERS.length);
  });
});

describe('the IAM user', () => {
  it('gets a new key when the secret of the old one is lost', async t => {
    const { run, failures, ports } = await lab(t);
    const keys = async () =>
      (await ports.identity.user(USER))?.accessKeys.map(({ accessKeyId }) => accessKeyId) ?? [];
    await run(createIamUser);
    await ports.vault.forgetLabUserKey();
    assert.deepEqual(await failures(createIamUser), ['access-key', 'request']);
    await run(createIamUser);
    assert.equal((await keys()).length, 2);

    // Two keys are all that IAM allows: the lab's own, whose secret is wrong, makes room.
    const lost = await ports.vault.labUserKey();
    assert.ok(lost !== undefined);
    await ports.vault.saveLabUserKey({ ...lost, secretAccessKey: 'not the secret' });
    assert.deepEqual(await failures(createIamUser), ['request']);
    await run(createIamUser);
    assert.deepEqual(await failures(createIamUser), []);
    assert.equal((await keys()).length, 2);
    assert.equal((await keys()).includes(lost.accessKeyId), false);
  });

  it('is given its policy again', async t => {
    const { run, failures, ports } = await lab(t);
    await ports.identity.createUser(USER);
    await run(createIamUser);
    assert.deepEqual(await failures(createIamUser), []);
    await ports.identity.deleteUser(USER);
    assert.deepEqual(await failures(createIamUser), [
      'user',
      'policy',
      'least-privilege',
      'inline-policies',
      'access-key',
      'request',
    ]);
    await ports.identity.createUser(USER);
    await run(createIamUser);
    assert.deepEqual(await failures(createIamUser), []);
    assert.deepEqual((await ports.identity.user(USER))?.attachedPolicies, [POLICY_ARN]);
  });

  it('leaves no secret in what the step says', async t => {
    const { run, lines, ports } = await lab(t);
    await run(...chapter.steps);
    const secret = (await ports.vault.labUserKey())?.secretAccessKey ?? '';
    assert.ok(secret.length > 20);
    assert.equal(lines.join('\n').includes(secret), false);
  });
});

describe('the profile', () => {
  it('is written for its owner alone, beside the profiles that are there', async t => {
    const { run, failures, ports, settings } = await lab(t);
    await run(...BEFORE_CLI);
    await ports.workspace.write('.aws/config', '[profile mine]\nregion = us-east-1\n');
    await run(configureCli);
    const config = join(settings.workspace, '.aws', 'config');
    const secrets = join(settings.workspace, '.aws', 'credentials');
    const text = await readFile(config, 'utf8');
    assert.equal(readSection(text, 'profile mine').get('region'), 'us-east-1');
    assert.equal(readSection(text, 'profile shopstream').get('endpoint_url'), ports.objectStore.endpoint);
    if (process.platform !== 'win32') {
      for (const file of [config, secrets]) assert.equal((await stat(file)).mode & 0o777, 0o600);
    }
    await writeFile(
      secrets,
      (await readFile(secrets, 'utf8')).replace(/(secret_access_key = ).*/, '$1wrong'),
    );
    assert.deepEqual(await failures(configureCli), ['profile-secret']);
    await run(configureCli);
    assert.deepEqual(await failures(configureCli), []);
    assert.deepEqual(await ports.workspace.list('.aws'), ['config', 'credentials']);
  });

  it('is a section among others', () => {
    const section = { name: 'profile a', settings: [['region', 'eu-west-3']] as const };
    const file = '# mine\n[profile b]\r\nregion = x\n[ profile a ]\nregion=old\noutput=text\n[c]\nk = v\n';
    const written = withSection(file, section);
    assert.deepEqual([...readSection(written, 'profile a')], [['region', 'eu-west-3']]);
    assert.equal(readSection(written, 'c').get('k'), 'v');
    assert.match(written, /^# mine\n/);
    assert.equal(withSection(written, section), written);
    assert.equal(withoutSection(withSection('', section), 'profile a'), '');
  });
});

describe('the AWS CLI', () => {
  it('is not missed where it is absent', async t => {
    const absent: Shell = { ...createShell(), find: async () => undefined };
    const { run, verify, verdict } = await lab(t, absent);
    await run(...chapter.steps);
    const check = (await verify(configureCli)).at(-1);
    assert.deepEqual([check?.id, check?.verdict, check?.informative], ['aws-s3-ls', 'unknown', true]);
    assert.equal(await verdict(configureCli), 'passed');
  });

  it('is asked with the profile of the workspace, and may be too old', {
    skip: process.platform === 'win32',
  }, async t => {
    const folder = await mkdtemp(join(tmpdir(), 'aws-cli-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const aws = join(folder, 'aws');
    const program = (last: string) =>
      `#!/bin/sh\ngrep -q aws_access_key_id "$AWS_SHARED_CREDENTIALS_FILE" || exit 3\ngrep -q "profile $AWS_PROFILE" "$AWS_CONFIG_FILE" || exit 4\n${last}\n`;
    await writeFile(aws, program(`echo "2025-12-18 23:42:19 ${BUCKET}"`));
    await chmod(aws, 0o755);
    const shell: Shell = { ...createShell(), find: async () => aws };
    const { run, verify, verdict } = await lab(t, shell);
    await run(...chapter.steps);
    const seen = (await verify(configureCli)).at(-1);
    assert.deepEqual([seen?.verdict, seen?.actual], ['passed', BUCKET]);
    await writeFile(aws, program('echo "Unable to locate credentials" >&2; exit 255'));
    const failed = (await verify(configureCli)).at(-1);
    assert.equal(failed?.verdict, 'unknown');
    assert.match(failed?.message?.fr ?? '', /Unable to locate credentials/);
    assert.equal(await verdict(configureCli), 'passed');
  });
});
