import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createWarehouse } from '../../src/adapters/warehouse.ts';
import type { WarehouseConnection } from '../../src/adapters/warehouse-options.ts';
import { loadSdk } from '../../src/adapters/warehouse-session.ts';
import { type Lake, openLake } from '../../src/sandbox/snowflake/storage/testing/lake.ts';
import { type Case, closedPort, failureOf, type Group } from './case.ts';

/** The sandbox's Snowflake and S3, asked by the lab's own driver. */
export const SNOWFLAKE: Group = {
  name: 'Snowflake',
  async open() {
    const lake = await openLake();
    await prepare(lake);
    const home = connectionOf(lake);
    return {
      cases: [...logins(home), ...session(lake, home), ...storage(lake), ...loads(lake)],
      close: () => lake.close(),
    };
  },
};

function connectionOf(lake: Lake): WarehouseConnection {
  return {
    account: 'LAB',
    user: 'STUDENT',
    authentication: { kind: 'password', password: 'secret' },
    endpoint: { host: '127.0.0.1', port: lake.port, protocol: 'http' },
  };
}

async function prepare(lake: Lake): Promise<void> {
  await lake.warehouse.script(`
    CREATE ROLE little; GRANT ROLE little TO USER student; GRANT USAGE ON WAREHOUSE loader TO ROLE little;
    GRANT USAGE ON DATABASE lab TO ROLE little; GRANT USAGE ON SCHEMA lab.public TO ROLE little;
    CREATE TABLE lab.public.users (id NUMBER NOT NULL, name VARCHAR(5), at TIMESTAMP_NTZ);
    GRANT SELECT ON TABLE lab.public.users TO ROLE little;
    CREATE STAGE lab.public.orphan STORAGE_INTEGRATION = s3_integration URL = 's3://lake/raw/' FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)`);
}

/** The error of one statement in a session of its own. */
async function statement(connection: WarehouseConnection, sql: string): Promise<unknown> {
  const { port, close } = createWarehouse(connection);
  try {
    return await failureOf(port.script(sql));
  } finally {
    await close();
  }
}

function logins(home: WarehouseConnection): readonly Case[] {
  const login = (more: Partial<WarehouseConnection>) => () => statement({ ...home, ...more }, 'SELECT 1');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const key = (pem: string) => ({ authentication: { kind: 'key-pair' as const, key: { pem } } });
  const { endpoint } = home;
  return [
    { id: 'SF-01', what: 'give no account', provoke: driver({ username: 'STUDENT', password: 'x' }) },
    {
      id: 'SF-02',
      what: 'paste an address as the account',
      provoke: () =>
        statement(
          { ...withoutEndpoint(home), account: 'https://xy12345.snowflakecomputing.com' },
          'SELECT 1',
        ),
    },
    { id: 'SF-03', what: 'give no user', provoke: driver({ account: 'LAB', password: 'x' }) },
    { id: 'SF-04', what: 'give no password', provoke: driver({ account: 'LAB', username: 'STUDENT' }) },
    {
      id: 'SF-09',
      what: 'give an empty password',
      provoke: login({ authentication: { kind: 'password', password: '' } }),
    },
    { id: 'SF-05', what: 'give the public key as the private one', provoke: login(key(publicKey)) },
    { id: 'SF-05', what: 'give half of a private key', provoke: login(key(privateKey.slice(0, 400))) },
    {
      id: 'SF-06',
      what: 'ask an endpoint that is stopped',
      provoke: async () =>
        endpoint === undefined
          ? undefined
          : statement({ ...home, endpoint: { ...endpoint, port: await closedPort() } }, 'SELECT 1'),
    },
    { id: 'SF-08', what: 'find another server on the port', provoke: () => otherServer(home) },
    {
      id: 'SF-09',
      what: 'give a wrong password',
      provoke: login({ authentication: { kind: 'password', password: 'wrong' } }),
    },
    { id: 'SF-09', what: 'give an unknown user', provoke: login({ user: 'NOBODY' }) },
    { id: 'SF-16', what: 'give a key that is not the user’s', provoke: login(key(privateKey)) },
    { id: 'SF-18', what: 'ask for a role that is not granted', provoke: login({ role: 'NOBODY' }) },
  ];
}

function withoutEndpoint({ endpoint: _, ...rest }: WarehouseConnection): WarehouseConnection {
  return rest;
}

/** The driver itself: the lab's own settings always name an account, a user and a password. */
function driver(options: Readonly<Record<string, string>>): () => Promise<unknown> {
  return async () => {
    const sdk = await loadSdk();
    return failureOf(async () => sdk.createConnection(options as never));
  };
}

async function otherServer(home: WarehouseConnection): Promise<unknown> {
  const server = createServer((_, response) => response.writeHead(404).end('Not Found')).listen(
    0,
    '127.0.0.1',
  );
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    return await statement({ ...home, endpoint: { host: '127.0.0.1', port, protocol: 'http' } }, 'SELECT 1');
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function session(lake: Lake, home: WarehouseConnection): readonly Case[] {
  const little = (sql: string) => () => statement({ ...home, role: 'LITTLE', warehouse: 'LOADER' }, sql);
  const run = (sql: string) => () => failureOf(lake.run(sql));
  return [
    {
      id: 'SF-20',
      what: 'query without a warehouse',
      provoke: () => statement({ ...home, warehouse: 'NOWHERE' }, 'SELECT COUNT(*) FROM lab.public.users'),
    },
    {
      id: 'SF-22',
      what: 'create a table without a database',
      provoke: () => statement(home, 'CREATE TABLE t (id NUMBER)'),
    },
    { id: 'SF-23', what: 'read a table that does not exist', provoke: run('SELECT * FROM nothing') },
    { id: 'SF-23', what: 'list a stage that does not exist', provoke: run('LIST @nothing') },
    {
      id: 'DBT-18',
      what: 'look for a mart in MARTS',
      provoke: run('CREATE SCHEMA IF NOT EXISTS lab.marts; SELECT * FROM lab.marts.mart_sales_overview'),
    },
    { id: 'SF-24', what: 'use a warehouse that does not exist', provoke: run('USE WAREHOUSE nowhere') },
    { id: 'SF-24', what: 'use a schema that does not exist', provoke: run('USE SCHEMA lab.nowhere') },
    {
      id: 'SF-34',
      what: 'write into a table that one may only read',
      provoke: little('INSERT INTO lab.public.users (id) VALUES (9)'),
    },
    {
      id: 'SF-34',
      what: 'create an integration without ACCOUNTADMIN',
      provoke: little(
        "CREATE STORAGE INTEGRATION mine TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::123456789012:role/reader' STORAGE_ALLOWED_LOCATIONS = ('s3://lake/raw/')",
      ),
    },
    {
      id: 'SF-26',
      what: 'grant what one may not',
      provoke: () => row(home, 'GRANT USAGE ON DATABASE lab TO ROLE public'),
    },
  ];
}

/** The status of a statement that succeeds and did nothing. */
async function row(home: WarehouseConnection, sql: string): Promise<unknown> {
  const { port, close } = createWarehouse({ ...home, role: 'LITTLE', warehouse: 'LOADER' });
  try {
    const { rows } = await port.execute(sql);
    return String(Object.values(rows[0] ?? {})[0]);
  } catch (error) {
    return error;
  } finally {
    await close();
  }
}

/** From S3 to the stage. The order matters: the trust is made after the first two. */
function storage(lake: Lake): readonly Case[] {
  const run = (sql: string) => () => failureOf(lake.run(sql));
  return [
    { id: 'ST-02', what: 'list a stage whose role trusts another external id', provoke: run('LIST @files') },
    {
      id: 'ST-04',
      what: 'make a stage outside the allowed locations',
      provoke: run("CREATE STAGE other STORAGE_INTEGRATION = s3_integration URL = 's3://lake/elsewhere/'"),
    },
    {
      id: 'ST-05',
      what: 'list a bucket that is gone',
      provoke: async () => {
        await lake.trust(await lake.externalId());
        await lake.run(
          "ALTER STORAGE INTEGRATION s3_integration SET STORAGE_ALLOWED_LOCATIONS = ('s3://lake/raw/', 's3://gone/')",
        );
        return failureOf(
          lake.run("CREATE STAGE gone STORAGE_INTEGRATION = s3_integration URL = 's3://gone/'; LIST @gone"),
        );
      },
    },
    {
      id: 'ST-17',
      what: 'copy a file that does not exist',
      provoke: run("COPY INTO users FROM @files FILES = ('nothing.csv')"),
    },
    {
      id: 'ST-08',
      what: 'copy from a folder that holds nothing',
      provoke: () => copied(lake, 'COPY INTO users FROM @files/empty/'),
    },
    {
      id: 'ST-08',
      what: 'copy the same file twice',
      provoke: async () => {
        await lake.put('raw/twice/a.csv', 'id,name,at\n1,Inès,2026-01-01\n');
        await lake.run('COPY INTO users FROM @files/twice/');
        return copied(lake, 'COPY INTO users FROM @files/twice/');
      },
    },
  ];
}

async function copied(lake: Lake, sql: string): Promise<unknown> {
  const { rows } = await lake.run(sql);
  return String(Object.values(rows[0] ?? {})[0]);
}

/** Files that COPY cannot read. */
function loads(lake: Lake): readonly Case[] {
  const load =
    (name: string, body: string | Buffer, stage = 'files') =>
    async () => {
      await lake.put(`raw/${name}/a.csv`, body);
      return failureOf(lake.run(`COPY INTO users FROM @${stage}/${name}/`));
    };
  return [
    {
      id: 'ST-09',
      what: 'load a text into a number',
      provoke: load('number', 'id,name,at\ndouze,Inès,2026-01-01\n'),
    },
    {
      id: 'ST-09',
      what: 'load a decimal comma',
      provoke: load('comma', 'id,name,at\n"12,50",Inès,2026-01-01\n'),
    },
    {
      id: 'ST-10',
      what: 'load a date as people write it',
      provoke: load('date', 'id,name,at\n1,Inès,le 24 novembre\n'),
    },
    { id: 'ST-11', what: 'load a cut line', provoke: load('cut', 'id,name,at\n1\n', 'orphan') },
    {
      id: 'ST-12',
      what: 'load a quote that ends too early',
      provoke: load('quote', 'id,name,at\n1,"In"ès,2026-01-01\n'),
    },
    {
      id: 'ST-13',
      what: 'load another number of columns',
      provoke: load('columns', 'id,name,at,more\n1,Inès,2026-01-01,x\n'),
    },
    {
      id: 'ST-14',
      what: 'load nothing into NOT NULL',
      provoke: load('null', 'id,name,at\n,Inès,2026-01-01\n'),
    },
    {
      id: 'ST-15',
      what: 'load a text that is too long',
      provoke: load('long', 'id,name,at\n1,Inès Dupont,2026-01-01\n'),
    },
    {
      id: 'ST-16',
      what: 'load a file in Windows-1252',
      provoke: load('latin', Buffer.from('id,name,at\n1,In\u00e8s,2026-01-01\n', 'latin1')),
    },
  ];
}
