import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '../../src/engine/session.ts';
import { packageRoot } from '../../src/lab/content.ts';
import type { ServiceName } from '../../src/lab/placement.ts';
import type { Connections } from '../../src/targets/connections.ts';
import { LazyPorts } from '../../src/targets/lazy-ports.ts';
import { placesOf, sandboxConnections } from '../../src/targets/sandbox.ts';
import { lab } from '../../steps/index.ts';
import { newMachine, SHARED_TOOLS } from '../helpers/lab-process.ts';
import { openSession } from '../helpers/lab-session.ts';
import { recordHttp, recordPostgres, type SentRequest } from '../helpers/recorder.ts';

/** The first word of an SQL statement, past its comments. */
function firstWord(sql: string): string {
  const bare = sql.replace(/^(?:\s|\(|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, '');
  return /^\w+/.exec(bare)?.[0].toUpperCase() ?? '';
}

/** What a request to the AWS endpoint does: an object's method, or the action of IAM and STS. */
function awsAction({ method, body }: SentRequest): string {
  return method === 'POST' ? (new URLSearchParams(body()).get('Action') ?? 'POST') : method;
}

/** The statement that a request to Snowflake carries, or what else it asks for. */
function snowflakeStatement({ path, body }: SentRequest): string {
  if (!path.startsWith('/queries/v1/query-request')) return '';
  return (JSON.parse(body()) as { sqlText: string }).sqlText;
}

test('a whole validation sends nothing that writes', { timeout: 180_000 }, async () => {
  const machine = await newMachine();
  try {
    const first = await machine.run(['run', '--all']);
    assert.equal(first.code, 0, first.stderr + first.stdout);
    const opened = await openSession(machine);
    await opened.ports.connection('postgres');
    const postgres = await recordPostgres(opened.config.postgres.port);
    const http = recordHttp();
    const real = sandboxConnections(opened.config);
    const recorded: Connections = { ...real, postgres: { ...real.postgres, port: postgres.port } };
    const ports = new LazyPorts({
      connect: async <S extends ServiceName>(service: S) => recorded[service],
      disconnect: async () => {},
      places: placesOf(opened.settings.bucket, {
        home: machine.home,
        workspace: machine.workspace,
        tools: SHARED_TOOLS,
        assets: `${packageRoot}/assets`,
      }),
    });
    try {
      const session = new Session({ lab, settings: opened.settings, ports });
      const signal = AbortSignal.timeout(60_000);
      const results = await Promise.all(session.inspect(lab.steps, signal));
      const bad = results.filter(({ step, verdict }) => !step.optional && verdict !== 'passed');
      assert.deepEqual(
        bad.map(({ step }) => step.id),
        [],
      );
      const sentTo = (port: number) => http.sent.filter(request => request.port() === port);
      const aws = sentTo(opened.config.s3.port);
      const snowflake = sentTo(opened.config.snowflake.port);
      const elsewhere = http.sent.filter(request => ![...aws, ...snowflake].includes(request));
      assert.deepEqual(
        elsewhere.map(request => `${request.method} :${request.port()}${request.path}`),
        [],
      );

      const words = new Set(postgres.sent.map(firstWord));
      assert.ok(postgres.sent.length > 10);
      assert.deepEqual(
        [...words].filter(word => !['SELECT', 'WITH', 'SHOW', 'COPY', 'EXPLAIN'].includes(word)),
        [],
      );
      const copies = postgres.sent.filter(sql => firstWord(sql) === 'COPY');
      assert.ok(copies.length > 0 && copies.every(sql => / TO STDOUT\b/.test(sql)));

      const actions = new Set(aws.map(awsAction));
      assert.ok(aws.length > 10);
      assert.deepEqual(
        [...actions].filter(action => !/^(?:GET|HEAD|(?:Get|List)\w+)$/.test(action)),
        [],
      );

      const queries = snowflake.map(snowflakeStatement).filter(sql => sql !== '');
      const kinds = new Set(queries.map(firstWord));
      assert.ok(queries.length > 10);
      assert.deepEqual(
        [...kinds].filter(
          word => !['SELECT', 'WITH', 'SHOW', 'DESC', 'DESCRIBE', 'LIST', 'USE'].includes(word),
        ),
        [],
      );
      const paths = new Set(snowflake.map(({ path }) => path.split('?')[0] ?? ''));
      assert.deepEqual(
        [...paths].filter(path => !/^\/(?:session|queries)\//.test(path) && !path.startsWith('/telemetry')),
        [],
      );

      // Every check says what measured it, when, and for how long.
      // A step that could not be judged because of another says only that.
      const checks = results.filter(({ blame }) => blame === undefined).flatMap(result => result.checks);
      assert.ok(checks.length > 150);
      for (const { id, query, at, ms, verdict } of checks) {
        assert.match(at ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/, id);
        assert.ok((ms ?? -1) >= 0, id);
        if (verdict === 'passed') assert.ok((query ?? '') !== '', id);
      }
      const snowflakeIds = checks.filter(({ queryId }) => queryId !== undefined);
      assert.ok(snowflakeIds.length > 50);
    } finally {
      await ports.close();
      http.stop();
      await postgres.close();
      await opened.close();
    }
  } finally {
    await machine.dispose();
  }
});
