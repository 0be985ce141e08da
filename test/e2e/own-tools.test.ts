import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createIdentity } from '../../src/adapters/identity.ts';
import { createPostgres } from '../../src/adapters/postgres.ts';
import { createWarehouse } from '../../src/adapters/warehouse.ts';
import type { CountOf } from '../../src/lab/lineage.ts';
import { lineages } from '../../steps/lineages.ts';
import { type LabMachine, newMachine } from '../helpers/lab-process.ts';
import { pythonWith } from '../helpers/python.ts';

/** One statement over the given Python connector, with nothing but `sandbox env`; prints the first cell. */
const ASK = `
import os, sys, snowflake.connector
e = os.environ
c = snowflake.connector.connect(account=e['SNOWFLAKE_ACCOUNT'], user=e['SNOWFLAKE_USER'], password=e['SNOWFLAKE_PASSWORD'],
    host=e['SNOWFLAKE_HOST'], port=int(e['SNOWFLAKE_PORT']), protocol=e['SNOWFLAKE_PROTOCOL'], role=e['SNOWFLAKE_ROLE'],
    warehouse=e['SNOWFLAKE_WAREHOUSE'], database=e['SNOWFLAKE_DATABASE'])
print(c.cursor().execute(sys.argv[1]).fetchone()[0])
c.close()
`;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function execute(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd?: string,
): Promise<Ended> {
  return new Promise(resolve => {
    execFile(
      program,
      args,
      { env: { ...process.env, ...env }, ...(cwd === undefined ? {} : { cwd }) },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
}

describe("a person's own tools, with sandbox env", () => {
  let machine: LabMachine;
  let env: Record<string, string>;

  before(async () => {
    machine = await newMachine();
    const run = await machine.run([]);
    assert.equal(run.code, 0, run.stdout + run.stderr);
    const up = await machine.run(['sandbox', 'up']);
    assert.equal(up.code, 0, up.stderr);
    env = JSON.parse((await machine.run(['sandbox', 'env', '--format', 'json'])).stdout) as Record<
      string,
      string
    >;
  });
  after(async () => machine.dispose());

  const value = (name: string) => {
    const found = env[name];
    assert.ok(found !== undefined, `sandbox env has no ${name}`);
    return found;
  };

  test('any PostgreSQL client sees the orders', async () => {
    const { port: postgres, close } = createPostgres(postgresConnection(value('PGPASSWORD')));
    try {
      const [row] = await postgres.query<{ n: number }>('SELECT count(*) AS n FROM orders');
      assert.equal(row?.n, 5000);
    } finally {
      await close();
    }
  });

  test('the Python connectors 4 and 5 see the marts', async t => {
    for (const version of ['4.8.0', '5.2.0']) {
      const python = await pythonWith(`connector-${version}`, [`snowflake-connector-python==${version}`]);
      if (python === undefined) return t.skip('there is no Python on this machine');
      const { stdout, stderr } = await execute(
        python,
        ['-c', ASK, 'SELECT SUM(TOTAL_REVENUE) FROM MARTS.MART_SALES_OVERVIEW'],
        env,
      );
      assert.equal(stdout.trim(), '7320915.45', `${version}: ${stderr}`);
    }
  });

  test('boto3 and the aws CLI see the exported objects', async t => {
    const python = await pythonWith('aws', ['awscli', 'boto3']);
    if (python === undefined) return t.skip('there is no Python on this machine');
    const aws = join(python, '..', 'aws');
    const { stdout, stderr } = await execute(
      python,
      [aws, 's3', 'ls', `s3://${value('SHOPSTREAM_BUCKET')}/raw/`, '--recursive'],
      env,
    );
    assert.match(stdout, /raw\/postgres\/orders\/\d{4}-\d\d-\d\d\/orders_\d{8}\.csv/, stderr);
    const wrong = await execute(python, [aws, 's3', 'ls'], {
      ...env,
      AWS_SECRET_ACCESS_KEY: 'EXAMPLE_SECRET_KEY',
    });
    assert.notEqual(wrong.code, 0);
    assert.match(wrong.stderr, /SignatureDoesNotMatch/);
  });

  test('dbt from a separate shell runs the same project', async () => {
    const { createDbt } = await import('../../src/adapters/dbt/adapter.ts');
    const { packageRoot } = await import('../../src/lab/content.ts');
    const { SHARED_TOOLS } = await import('../helpers/lab-process.ts');
    const { port, close } = createDbt({
      toolsDir: SHARED_TOOLS,
      assetsDir: join(packageRoot, 'assets', 'dbt'),
      projectDir: '',
      profilesDir: '',
      environment: async () => ({}),
    });
    const environment = await port.environment();
    await close();
    assert.ok(environment !== undefined, 'the run has installed dbt');
    const dbt = join(environment.python, '..', 'dbt');
    const { stdout } = await execute(
      environment.python,
      [dbt, 'test'],
      env,
      join(machine.workspace, 'shopstream_dbt'),
    );
    assert.match(stdout, /PASS=13 /);
  });

  test('a wrong PostgreSQL password is refused with the server’s own error', async () => {
    const { port: postgres, close } = createPostgres(postgresConnection('wrong'));
    try {
      await assert.rejects(postgres.query('SELECT 1'), { code: '28P01' });
    } finally {
      await close();
    }
  });

  test('a wrong Snowflake password is refused with Snowflake’s own error', async () => {
    const { port: warehouse, close } = createWarehouse(warehouseConnection('wrong'));
    try {
      await assert.rejects(
        warehouse.query('SELECT 1'),
        (error: unknown) => String((error as { code: unknown }).code) === '390100',
      );
    } finally {
      await close();
    }
  });

  test('a wrong external id is refused, turns the trust step red, and is repaired', async () => {
    const admin = JSON.parse(
      (await machine.run(['sandbox', 'env', '--format', 'json', '--as', 'admin'])).stdout,
    ) as Record<string, string>;
    const { port: identity, close } = createIdentity({
      endpoint: value('AWS_ENDPOINT_URL'),
      region: value('AWS_REGION'),
      credentials: async () => ({
        accessKeyId: admin['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: admin['AWS_SECRET_ACCESS_KEY'] ?? '',
      }),
    });
    const { port: warehouse, close: closeWarehouse } = createWarehouse(
      warehouseConnection(value('SNOWFLAKE_PASSWORD')),
    );
    try {
      const role = await identity.role('snowflake-s3-integration');
      assert.ok(role !== undefined);
      const trust = JSON.stringify(role.trustPolicy).replace(/("sts:ExternalId":")[^"]*/, '$1wrong');
      await identity.updateTrustPolicy(role.name, JSON.parse(trust) as Record<string, unknown>);
      await assert.rejects(
        warehouse.query('LIST @SHOPSTREAM_DWH.RAW.s3_raw_stage/postgres/users/'),
        /Error assuming AWS_ROLE/,
      );
      const red = await machine.run(['validate', 'snowflake.create-storage-integration', '--json']);
      assert.equal(red.code, 1, red.stdout);
      const repaired = await machine.run(['run', '--all']);
      assert.equal(repaired.code, 0, repaired.stdout);
      assert.ok(
        (await warehouse.query('LIST @SHOPSTREAM_DWH.RAW.s3_raw_stage/postgres/users/')).rows.length > 0,
      );
    } finally {
      await closeWarehouse();
      await close();
    }
  });

  test('every place of the tables’ ways is counted, and none diverges', async () => {
    const { stdout } = await machine.run(['status', '--json']);
    const { steps } = JSON.parse(stdout) as {
      steps: { id: string; checks: { id: string; actual: unknown }[] }[];
    };
    const countOf = ({ step, check }: CountOf) =>
      steps.find(({ id }) => id === step)?.checks.find(({ id }) => id === check)?.actual;
    for (const { table, hops } of lineages) {
      hops.forEach((hop, at) => {
        const count = countOf(hop);
        assert.equal(typeof count, 'number', `${table}: ${hop.step} ${hop.check}`);
        const source = hop.equals ?? hops[at - 1];
        if (source !== undefined) assert.equal(count, countOf(source), `${table}: ${hop.name}`);
      });
    }
  });

  test('the lab’s own query command', async () => {
    const orders = await machine.run(['sql', 'postgres', 'SELECT count(*) AS n FROM orders']);
    assert.match(orders.stdout, /5000/);
    const marts = await machine.run([
      'sql',
      'snowflake',
      'SELECT COUNT(*) AS N FROM MARTS.MART_CUSTOMER_LTV',
    ]);
    assert.equal(marts.code, 0, marts.stderr);
    const script = join(machine.home, 'script.sql');
    await writeFile(script, 'SELECT 1;\n-- puis\nSELECT count(*) AS n FROM users;\n');
    const users = await machine.run(['sql', 'postgres', '--file', script]);
    assert.match(users.stdout, /1000/);
    const wrong = await machine.run(['sql', 'snowflake', 'SELECT * FROM NOPE']);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /002003/);
  });

  test('the AWS profile of the workspace is the lab user’s', async () => {
    const { stdout } = await machine.run(['sandbox', 'env']);
    assert.match(stdout, /^export AWS_ACCESS_KEY_ID='AKIA/m);
    const admin = await machine.run(['sandbox', 'env', '--as', 'admin']);
    assert.notEqual(
      /AWS_ACCESS_KEY_ID='(\w+)'/.exec(stdout)?.[1],
      /AWS_ACCESS_KEY_ID='(\w+)'/.exec(admin.stdout)?.[1],
    );
  });

  function postgresConnection(password: string) {
    return {
      host: value('PGHOST'),
      port: Number(value('PGPORT')),
      user: value('PGUSER'),
      password,
      database: value('PGDATABASE'),
    };
  }

  function warehouseConnection(password: string) {
    return {
      account: value('SNOWFLAKE_ACCOUNT'),
      user: value('SNOWFLAKE_USER'),
      authentication: { kind: 'password', password } as const,
      warehouse: value('SNOWFLAKE_WAREHOUSE'),
      endpoint: {
        host: value('SNOWFLAKE_HOST'),
        port: Number(value('SNOWFLAKE_PORT')),
        protocol: 'http' as const,
      },
    };
  }
});
