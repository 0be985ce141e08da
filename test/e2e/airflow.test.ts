import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { type GraphEvent, runGraph } from '../../src/engine/task-graph.ts';
import { loadConfig } from '../../src/sandbox/host/client.ts';
import { DAG_FILE } from '../../steps/08-airflow/files.ts';
import { LOADED } from '../../steps/08-airflow/graph.ts';
import { PIPELINE_PORTS, pipelineGraph } from '../../steps/08-airflow/pipeline.ts';
import {
  type Finished,
  finished,
  type LabMachine,
  newMachine,
  processesOf,
  until,
} from '../helpers/lab-process.ts';
import { openSession } from '../helpers/lab-session.ts';

interface ValidatedCheck {
  readonly id: string;
  readonly verdict: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly message: string | null;
}

const ROWS = {
  users: 1000,
  products: 200,
  orders: 5000,
  order_items: 15_112,
  crm_contacts: 500,
  events: 10_000,
};

/** `AIRFLOW_STANDALONE=1 npm test -- e2e/airflow` also starts the whole of Airflow, which takes a minute. */
const WHOLE = process.env['AIRFLOW_STANDALONE'] === '1';

describe('the Airflow chapter, and its task graph without Airflow', () => {
  let machine: LabMachine;
  let run: Finished;
  /** Why Airflow could not be installed here; `undefined`: it is. */
  let missing: string | undefined;

  before(async () => {
    machine = await newMachine();
    run = await machine.run(['run', '--all', '--with-airflow', '--json']);
    const failure = run.stdout
      .split('\n')
      .find(line => /"airflow\.install","phase":"(?:failed|blocked)"/.test(line));
    if (failure !== undefined) missing = `AIRFLOW IS NOT TESTED: it could not be installed. ${failure}`;
  });
  after(async () => machine.dispose());

  const withAirflow = (name: string, work: (t: TestContext) => Promise<void> | void) =>
    test(name, async (t: TestContext) => (missing === undefined ? work(t) : t.skip(missing)));

  /** What `validate --json` says of one step. */
  async function validated(step: string): Promise<{ state: string; checks: readonly ValidatedCheck[] }> {
    const { stdout } = await machine.run(['validate', step, '--json']);
    const { steps } = JSON.parse(stdout) as { steps: { state: string; checks: ValidatedCheck[] }[] };
    const [only] = steps;
    assert.ok(only !== undefined, stdout);
    return only;
  }

  withAirflow(
    'one run with the real providers is green, and every task’s row counts are those of the systems',
    async () => {
      assert.equal(run.code, 0, `${run.stdout.slice(-3000)}\n${run.stderr}`);
      for (const step of ['install', 'dag', 'run'])
        assert.match(run.stdout, new RegExp(`"id":"airflow.${step}","phase":"(?:verified|skipped)"`));
      const { state, checks } = await validated('airflow.run');
      assert.equal(state, 'verified', JSON.stringify(checks.filter(({ verdict }) => verdict !== 'passed')));
      const actual = new Map(checks.map(check => [check.id, check.actual]));
      assert.equal(actual.get('run-state'), 'success');
      for (const [table, rows] of Object.entries(ROWS)) {
        const name = table.replaceAll('_', '-');
        assert.equal(actual.get(`export-${name}`), rows, table);
        assert.equal(actual.get(`s3-${name}-rows`), rows, table);
        if (table === 'events') continue;
        assert.equal(actual.get(`copy-into-${name}`), rows, table);
        assert.equal(actual.get(`staging-${name}`), rows, table);
      }
      assert.ok(Number(actual.get('publish-mart-customer-ltv')) > 700);
    },
  );

  withAirflow('what Airflow exported is byte for byte what the lab exports', async () => {
    for (const step of ['export.tables', 'export.events', 'snowflake.load-staging', 'marts.publish']) {
      const { state, checks } = await validated(step);
      assert.equal(state, 'verified', JSON.stringify(checks.filter(({ verdict }) => verdict !== 'passed')));
    }
  });

  withAirflow(
    'a DAG that a student changed is kept and judged; one that does not parse is told with its line',
    async () => {
      const path = join(machine.workspace, ...DAG_FILE.path.split('/'));
      const original = await readFile(path, 'utf8');
      await writeFile(path, `# à moi\n${original}`);
      assert.equal((await machine.run(['run', 'airflow.dag'])).code, 0);
      assert.match(await readFile(path, 'utf8'), /^# à moi/);
      assert.equal((await validated('airflow.dag')).state, 'verified');

      await writeFile(path, original.replace('checked >> dbt_run()', 'checked >> dbt_run('));
      const broken = await validated('airflow.dag');
      assert.equal(broken.state, 'failed');
      const errors = broken.checks.find(({ id }) => id === 'import-errors');
      assert.equal(errors?.actual, 1);
      assert.match(errors?.message ?? '', /SyntaxError/);

      await writeFile(
        path,
        original
          .replace('checked >> dbt_run()', 'checked\n    dbt_run()')
          .replace('"retries": 2', '"retries": 0'),
      );
      const loose = await validated('airflow.dag');
      const failed = loose.checks.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id);
      assert.deepEqual(failed, ['dependencies', 'retries']);
      assert.match(
        loose.checks.find(({ id }) => id === 'dependencies')?.message ?? '',
        /check_rows → dbt_run/,
      );

      await writeFile(path, original);
      assert.equal((await validated('airflow.dag')).state, 'verified');
    },
  );

  withAirflow('a command of Airflow’s own has the connections', async () => {
    const { code, stdout, stderr } = await machine.run([
      'airflow',
      '--',
      'connections',
      'get',
      'shopstream_s3',
      '-o',
      'plain',
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /aws/);
  });

  test('without Airflow the same graph runs, and tells each task as JSON', async () => {
    const { code, stdout, stderr } = await machine.run(['pipeline', '--json']);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as GraphEvent);
    assert.deepEqual(events.at(-1), {
      event: 'end',
      success: 20,
      failed: 0,
      upstreamFailed: 0,
      interrupted: false,
    });
    const green = events.flatMap(event =>
      event.event === 'task' && event.state === 'success' ? [event.id] : [],
    );
    for (const table of LOADED)
      assert.ok(green.indexOf(`copy_into[${table}]`) < green.indexOf('dbt_run'), table);
    for (const step of ['export.tables', 'snowflake.load-staging', 'marts.publish'])
      assert.equal((await validated(step)).state, 'verified', step);
  });

  test('a wrong row count is tried three times, then nothing behind it is started', async () => {
    const session = await openSession(machine);
    try {
      const signal = new AbortController().signal;
      const ports = await session.ports.open(PIPELINE_PORTS, signal);
      const graph = pipelineGraph({ ports, settings: session.settings, date: undefined, retryDelay: 10 });
      const { bucket } = session.settings;
      const [object] = (await ports.objectStore.list(bucket, 'raw/postgres/orders/', signal)).filter(
        ({ key }) => key.endsWith('.csv'),
      );
      assert.ok(object !== undefined);
      const stray = object.key.replace(/[^/]+$/, 'extra.csv');
      const row = 'id\n999999,1,2026-01-01 00:00:00,0,cancelled,FRA,paypal\n';
      await ports.objectStore.put(bucket, stray, row, {}, signal);
      const all = await Array.fromAsync(runGraph(graph, signal));
      const states = (id: string) =>
        all.flatMap(event => (event.event === 'task' && event.id === id ? [event.state] : []));
      assert.deepEqual(states('check_rows[orders]'), [
        'queued',
        'running',
        'retry',
        'running',
        'retry',
        'running',
        'failed',
      ]);
      assert.equal(states('check_rows[users]').at(-1), 'success');
      for (const id of ['dbt_run', 'dbt_test', 'publish'])
        assert.deepEqual(states(id), ['queued', 'upstream_failed']);
      assert.match(JSON.stringify(all), /5000 lignes dans PostgreSQL, mais 5001/);

      // Mended while the task waits for its next attempt, it goes on.
      let mended = false;
      const again: GraphEvent[] = [];
      for await (const event of runGraph({ ...graph, retryDelay: 2000 }, signal)) {
        again.push(event);
        if (mended || event.event !== 'task' || event.state !== 'retry') continue;
        mended = true;
        await ports.warehouse.execute(
          'DELETE FROM SHOPSTREAM_DWH.STAGING.STG_ORDERS WHERE id = 999999',
          signal,
        );
      }
      assert.deepEqual(again.at(-1), {
        event: 'end',
        success: 20,
        failed: 0,
        upstreamFailed: 0,
        interrupted: false,
      });
      await ports.objectStore.delete(bucket, [stray], signal);
    } finally {
      await session.close();
    }
  });

  test('Ctrl-C ends a pipeline cleanly, and the next one repairs what was left half done', async () => {
    const child = machine.start(['pipeline', '--json']);
    const ended = finished(child);
    let seen = '';
    child.stdout?.on('data', chunk => {
      seen += String(chunk);
    });
    await until(
      'a copy runs',
      () => /"copy_into\[\w+\]","state":"running"/.test(seen) || child.exitCode !== null,
    );
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    assert.equal(code, 130);
    assert.match(stdout.trimEnd().split('\n').at(-1) ?? '', /"event":"end".*"interrupted":true/);
    assert.equal((await machine.run(['pipeline'])).code, 0);
    assert.equal((await validated('snowflake.load-staging')).state, 'verified');
  });

  withAirflow(
    'the whole of Airflow answers on loopback to its password, runs the DAG by REST, and leaves nothing behind',
    async t => {
      if (!WHOLE) return t.skip('only with AIRFLOW_STANDALONE=1');
      const child = machine.start(['airflow']);
      const ended = finished(child);
      let seen = '';
      child.stdout?.on('data', chunk => {
        seen += String(chunk);
      });
      await until('Airflow is ready', () => seen.split('\n').length > 2 || child.exitCode !== null, 300_000);
      const [, url, user, password] = /^(http:\S+)\n.* (\S+) \/ (\S+)\n/.exec(seen) ?? [];
      assert.ok(url?.startsWith('http://127.0.0.1:'), seen);
      assert.equal((await fetch(`${url}/api/v2/dags`)).status, 401);
      const json = { 'content-type': 'application/json' };
      const login = await fetch(`${url}/auth/token`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ username: user, password }),
      });
      const { access_token: token } = (await login.json()) as { access_token: string };
      const headers = { ...json, authorization: `Bearer ${token}` };
      const dag = `${url}/api/v2/dags/shopstream_pipeline`;
      // Airflow's DAG processor may need a moment before it knows the file.
      await until(
        'the DAG is switched on',
        async () => (await fetch(dag, { method: 'PATCH', headers, body: '{"is_paused":false}' })).ok,
        120_000,
      );
      const trigger = await fetch(`${dag}/dagRuns`, {
        method: 'POST',
        headers,
        body: '{"logical_date":null}',
      });
      assert.equal(trigger.status, 200);
      const { dag_run_id: id } = (await trigger.json()) as { dag_run_id: string };
      await until(
        'the run is green',
        async () => {
          const answer = await fetch(`${dag}/dagRuns/${encodeURIComponent(id)}`, { headers });
          const { state } = (await answer.json()) as { state: string };
          assert.notEqual(state, 'failed');
          return state === 'success';
        },
        400_000,
      );
      child.kill('SIGINT');
      assert.equal((await ended).code, 130);
      const { sandbox, airflow } = await left();
      assert.ok(sandbox >= 0);
      assert.deepEqual(airflow, []);
      assert.equal((await validated('airflow.run')).state, 'verified');
    },
  );

  withAirflow('no secret is in what Airflow keeps or logs', async () => {
    const { postgres, snowflake } = await loadConfig(machine.home);
    const folder = join(machine.home, 'airflow');
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(file =>
      file.isFile(),
    );
    assert.ok(files.some(({ name }) => name === 'airflow.db'));
    for (const file of files) {
      const content = await readFile(join(file.parentPath, file.name), 'latin1');
      for (const secret of [postgres.password, snowflake.password])
        assert.ok(!content.includes(secret), `${file.parentPath}/${file.name}`);
    }
  });

  /** Processes of the machine, those of Airflow by their command line. */
  async function left(): Promise<{ sandbox: number; airflow: readonly string[] }> {
    const ids = await processesOf(machine.home);
    const commands = await Promise.all(
      ids.map(id => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
    );
    return { sandbox: ids.length, airflow: commands.filter(words => words.includes('airflow')) };
  }
});
