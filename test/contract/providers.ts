import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { startS3 } from '../../src/sandbox/s3/main.ts';
import { closedPort } from '../diagnosis/case.ts';
import { until } from '../helpers/lab-process.ts';
import { pythonWith } from '../helpers/python.ts';
import { type AwsPlace, type AwsSubject, awsSubject, type Keys, REGION } from './aws-subject.ts';

const ADMIN: Keys = { accessKeyId: 'AKIACONTRACTEXAMPLE1', secretAccessKey: 'contract/secret+of/the+tests' };
/** The release whose answers the differences describe. */
const MOTO = 'moto[server]==5.2.5';

/** A provider that was started, and how to end it. */
export interface Opened<Subject> {
  readonly subject: Subject;
  close(): Promise<void>;
}

/** The sandbox's own endpoint, whose clock can be turned. */
export async function sandboxAws(): Promise<Opened<AwsSubject>> {
  const folder = await mkdtemp(join(tmpdir(), 'shopstream-contract-'));
  let offset = 0;
  const service = await startS3(
    { port: 0, dataDir: folder, account: '123456789012', region: REGION, admin: ADMIN, principals: [] },
    () => Date.now() + offset,
  );
  const later: AwsPlace['later'] = async (ms, work) => {
    offset = ms;
    try {
      await work();
    } finally {
      offset = 0;
    }
  };
  const options = { endpoint: `http://127.0.0.1:${service.port}`, region: REGION };
  const subject = awsSubject({ provider: 'sandbox', options, admin: async () => ADMIN, later });
  return {
    subject,
    close: async () => {
      await subject.close();
      await service.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * moto's server, with its own checks of keys and policies on (they are off by default).
 * @returns undefined where there is no Python to install it with, or no registry to install it from.
 */
export async function motoAws(): Promise<Opened<AwsSubject> | { readonly reason: string }> {
  const python = await pythonWith('moto-5.2.5', [MOTO]).catch((error: unknown) => String(error));
  if (python === undefined) return { reason: 'there is no Python here' };
  if (!python.includes('moto-5.2.5') || python.startsWith('Error')) return { reason: python.slice(0, 300) };
  const port = await closedPort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    env: {
      ...process.env,
      MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
      // The user, its rights and its key are made before anybody is asked for a key.
      INITIAL_NO_AUTH_ACTION_COUNT: '3',
    },
    stdio: 'ignore',
  });
  try {
    await until('moto answers', () => answers(endpoint, child), 60_000);
    const admin = await founder(endpoint);
    const subject = awsSubject({
      provider: 'moto',
      options: { endpoint, region: REGION },
      admin: async () => admin,
    });
    return {
      subject,
      close: async () => {
        await subject.close().catch(() => {});
        await end(child);
      },
    };
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function answers(endpoint: string, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`moto ended with code ${child.exitCode}.`);
  // A page of its own, which counts as no action.
  return fetch(`${endpoint}/moto-api/data.json`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function founder(endpoint: string): Promise<Keys> {
  const iam = new IAMClient({ endpoint, region: REGION, credentials: ADMIN });
  try {
    await iam.send(new CreateUserCommand({ UserName: 'administrator' }));
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await iam.send(new AttachUserPolicyCommand({ UserName: 'administrator', PolicyArn }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'administrator' }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  } finally {
    iam.destroy();
  }
}

/** The person's own account, by what the vendor's tools find (variables, AWS_PROFILE, a session). */
export async function realAws(): Promise<Opened<AwsSubject> | { readonly reason: string }> {
  const profile = process.env['AWS_PROFILE'];
  const subject = awsSubject({ provider: 'real', options: { region: REGION }, admin: { profile } });
  try {
    await subject.identity.whoAmI();
  } catch (error) {
    await subject.close();
    return { reason: `no AWS credentials are found (${error instanceof Error ? error.name : ''})` };
  }
  return { subject, close: () => subject.close() };
}
