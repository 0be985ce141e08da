import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { type Credentials, STSClient } from '@aws-sdk/client-sts';
import { type AwsOptions, clientOptions } from '../../src/adapters/aws-client.ts';
import { createIdentity } from '../../src/adapters/identity.ts';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import type { Identity } from '../../src/ports/identity.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { Provider } from './behaviour.ts';

export const REGION = 'eu-west-3';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An AWS account of whatever provider, its administrator's ports, and how to clean up. */
export interface AwsSubject {
  readonly provider: Provider;
  readonly store: ObjectStore;
  readonly identity: Identity;
  /** A name that nobody else uses, for buckets, users and roles. */
  name(what: string): string;
  storeAs(keys: Keys): ObjectStore;
  identityAs(keys: Keys): Identity;
  /** The vendor's own clients, for what the lab's ports have no method for. */
  s3(keys?: Keys): S3Client;
  sts(keys?: Keys): STSClient;
  /** Tries until it holds: what IAM is told holds everywhere some seconds later. */
  eventually<T>(work: () => Promise<T>): Promise<T>;
  /** Does `work` at another time, that many milliseconds from now; `undefined` where nobody can. */
  readonly later: ((ms: number, work: () => Promise<void>) => Promise<void>) | undefined;
  /** Removes it at the end, whatever happens before. */
  bucket(name: string): string;
  user(name: string): string;
  role(name: string): string;
  close(): Promise<void>;
}

/** How an account is reached. */
export interface AwsPlace {
  readonly provider: Provider;
  readonly options: Omit<AwsOptions, 'credentials'>;
  readonly admin: AwsOptions['credentials'];
  readonly later?: AwsSubject['later'];
}

/** How long a change may take to be heeded, in milliseconds: seconds at AWS, none here. */
const PATIENCE: Readonly<Record<Provider, number>> = { sandbox: 0, moto: 0, real: 90_000 };

/** Opens an account for the behaviours. Everything they make begins with one random prefix. */
export function awsSubject({ provider, options, admin, later }: AwsPlace): AwsSubject {
  const prefix = `shopstream-contract-${randomBytes(4).toString('hex')}`;
  const closing: (() => Promise<void> | void)[] = [];
  const made = { buckets: new Set<string>(), users: new Set<string>(), roles: new Set<string>() };
  const kept = <P>(opened: { port: P; close(): Promise<void> }): P => {
    closing.push(opened.close);
    return opened.port;
  };
  const client = <C extends { destroy(): void }>(one: C): C => {
    closing.push(() => one.destroy());
    return one;
  };
  const as = (keys: Keys): AwsOptions => ({ ...options, credentials: async () => keys });
  const own: AwsOptions = { ...options, credentials: admin };
  const store = kept(createObjectStore(own));
  const identity = kept(createIdentity(own));
  const remember = (names: Set<string>) => (name: string) => {
    names.add(name);
    return name;
  };
  return {
    provider,
    store,
    identity,
    name: what => `${prefix}-${what}`,
    storeAs: keys => kept(createObjectStore(as(keys))),
    identityAs: keys => kept(createIdentity(as(keys))),
    s3: keys => client(new S3Client(clientOptions(keys === undefined ? own : as(keys)))),
    sts: keys => client(new STSClient(clientOptions(keys === undefined ? own : as(keys)))),
    eventually: work => eventually(work, PATIENCE[provider]),
    later,
    bucket: remember(made.buckets),
    user: remember(made.users),
    role: remember(made.roles),
    async close() {
      const failures: unknown[] = [];
      const attempt = async (work: () => Promise<void> | void) => {
        try {
          await work();
        } catch (error) {
          failures.push(error);
        }
      };
      for (const name of made.buckets) await attempt(() => removeBucket(store, name));
      for (const name of made.users) await attempt(() => identity.deleteUser(name));
      for (const name of made.roles) await attempt(() => identity.deleteRole(name));
      for (const close of closing.toReversed()) await attempt(close);
      if (failures.length > 0) throw new AggregateError(failures, `Not everything of ${prefix} was removed.`);
    },
  };
}

async function removeBucket(store: ObjectStore, name: string): Promise<void> {
  if ((await store.bucket(name)) === undefined) return;
  await store.emptyBucket(name);
  await store.deleteBucket(name);
}

async function eventually<T>(work: () => Promise<T>, patience: number): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() >= end) throw error;
      await wait(2000);
    }
  }
}

/** The keys of a role's session. */
export function keysOf(given: Credentials | undefined): Keys {
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
}
