import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { createWarehouse } from '../../src/adapters/warehouse.ts';
import type { WarehouseAuthentication, WarehouseConnection } from '../../src/adapters/warehouse-options.ts';
import type { Warehouse } from '../../src/ports/warehouse.ts';
import {
  ACCOUNT,
  AWS_KEY,
  newKeyPair,
  openCloudAccounts,
  PASSWORD,
  USER,
} from '../helpers/cloud-accounts.ts';
import { type AwsSubject, awsSubject, REGION } from './aws-subject.ts';
import type { Provider } from './behaviour.ts';
import { type Opened, realAws } from './providers.ts';

/** A Snowflake account of whatever provider, and a database of the test's own in it. */
export interface SnowflakeSubject {
  readonly provider: Provider;
  /** Made for the test; its schema PUBLIC is the context of `run`. */
  readonly database: string;
  readonly user: string;
  /** A warehouse of the test's own. */
  readonly warehouse: string;
  readonly port: Warehouse;
  /** Another connection, with other credentials or another role. */
  connect(change: Partial<Pick<WarehouseConnection, 'authentication' | 'role' | 'user'>>): Warehouse;
  /** A name that nobody else uses. */
  name(what: string): string;
  /** The AWS account in which the bucket lies that Snowflake reads; `undefined` without one. */
  readonly aws: AwsSubject | undefined;
  /** Has `statement` run at the end, whatever happens before. */
  undo(statement: string): void;
}

async function open(
  provider: Provider,
  connection: WarehouseConnection,
  aws: AwsSubject | undefined,
): Promise<Opened<SnowflakeSubject>> {
  const tag = randomBytes(4).toString('hex').toUpperCase();
  const name = (what: string) => `SHOPSTREAM_CONTRACT_${tag}_${what}`;
  const [database, warehouse] = [name('DB'), name('WH')];
  const opened = [createWarehouse(connection)];
  const [{ port }] = opened as [(typeof opened)[number]];
  const undo = [`DROP WAREHOUSE IF EXISTS ${warehouse}`, `DROP DATABASE IF EXISTS ${database}`];
  const close = async () => {
    const failures: unknown[] = [];
    for (const statement of undo.toReversed())
      await port.execute(statement).catch((error: unknown) => failures.push(error));
    for (const one of opened) await one.close();
    await aws?.close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0)
      throw new AggregateError(failures, `Not everything of ${name('…')} was removed.`);
  };
  try {
    await port.script(`
      CREATE WAREHOUSE ${warehouse} WITH WAREHOUSE_SIZE = 'XSMALL' AUTO_SUSPEND = 60 INITIALLY_SUSPENDED = TRUE;
      CREATE DATABASE ${database}`);
  } catch (error) {
    await close();
    throw error;
  }
  const subject: SnowflakeSubject = {
    provider,
    database,
    warehouse,
    user: connection.user,
    port,
    connect: change => {
      const other = createWarehouse({ ...connection, ...change });
      opened.push(other);
      return other.port;
    },
    name,
    aws,
    undo: statement => void undo.push(statement),
  };
  return { subject, close };
}

/** The sandbox's endpoints, entered with a key pair. */
export async function sandboxSnowflake(): Promise<Opened<SnowflakeSubject>> {
  const accounts = await openCloudAccounts();
  const aws = awsSubject({
    provider: 'sandbox',
    options: { endpoint: accounts.awsEndpoint, region: REGION },
    admin: async () => AWS_KEY,
  });
  const opened = await open(
    'sandbox',
    {
      account: ACCOUNT,
      user: USER,
      authentication: { kind: 'key-pair', key: { path: accounts.keyFile } },
      role: 'ACCOUNTADMIN',
      endpoint: { host: '127.0.0.1', port: accounts.snowflakePort, protocol: 'http' },
    },
    aws,
  );
  return {
    subject: opened.subject,
    close: async () => {
      await opened.close();
      await accounts.close();
    },
  };
}

/** The person's own account, entered as the variables of Snowflake's own tools say. */
export async function realSnowflake(): Promise<Opened<SnowflakeSubject> | { readonly reason: string }> {
  const { SNOWFLAKE_ACCOUNT: account, SNOWFLAKE_USER: user, SNOWFLAKE_ROLE: role } = process.env;
  const authentication = realLogin(process.env);
  if (account === undefined || user === undefined || authentication === undefined)
    return {
      reason:
        'SNOWFLAKE_ACCOUNT, SNOWFLAKE_USER and one of SNOWFLAKE_PRIVATE_KEY_PATH, SNOWFLAKE_TOKEN, SNOWFLAKE_PASSWORD are not set',
    };
  const aws = await realAws();
  const subject = 'subject' in aws ? aws.subject : undefined;
  return open('real', { account, user, authentication, role: role ?? 'ACCOUNTADMIN' }, subject);
}

function realLogin(env: NodeJS.ProcessEnv): WarehouseAuthentication | undefined {
  const { SNOWFLAKE_PRIVATE_KEY_PATH: path, SNOWFLAKE_TOKEN: token, SNOWFLAKE_PASSWORD: password } = env;
  const passphrase = env['SNOWFLAKE_PRIVATE_KEY_PASSPHRASE'];
  if (path) return { kind: 'key-pair', key: { path }, ...(passphrase ? { passphrase } : {}) };
  if (token) return { kind: 'access-token', token };
  return password ? { kind: 'password', password } : undefined;
}

/** Ways in that must be refused. A wrong password counts towards the lock of a real user, so it is not tried there. */
export function wrongLogins(
  subject: SnowflakeSubject,
): readonly { readonly authentication: WarehouseAuthentication; readonly code: RegExp }[] {
  const wrong: { authentication: WarehouseAuthentication; code: RegExp }[] = [
    {
      authentication: { kind: 'key-pair', key: { pem: newKeyPair().privateKey } },
      code: /^39(?:0144|4304)$/,
    },
    { authentication: { kind: 'access-token', token: 'not-a-token' }, code: /^39(?:0400|4400|0303)$/ },
  ];
  if (subject.provider === 'sandbox')
    wrong.push({ authentication: { kind: 'password', password: `${PASSWORD}!` }, code: /^390100$/ });
  return wrong;
}
