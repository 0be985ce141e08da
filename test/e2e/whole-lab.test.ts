import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createWarehouse } from '../../src/adapters/warehouse.ts';
import { lab } from '../../steps/index.ts';
import { type LabMachine, newMachine, processesOf } from '../helpers/lab-process.ts';

interface CheckReport {
  readonly id: string;
  readonly verdict: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly message: string | null;
}

interface Report {
  readonly steps: readonly {
    readonly id: string;
    readonly optional: boolean;
    readonly state: string;
    readonly checks: readonly CheckReport[];
  }[];
  readonly done: number;
  readonly total: number;
}

async function validate(machine: LabMachine): Promise<{ code: number | null; report: Report }> {
  const { code, stdout, stderr } = await machine.run(['validate', '--json']);
  assert.ok(stdout.startsWith('{'), `validate printed no JSON: ${stdout}${stderr}`);
  return { code, report: JSON.parse(stdout) as Report };
}

function explain(report: Report): string {
  const broken = report.steps.filter(step => step.state !== 'verified');
  return JSON.stringify(
    broken.map(step => [step.id, step.checks.filter(check => check.verdict !== 'passed')]),
    null,
    1,
  );
}

function assertWhole({ code, report }: { code: number | null; report: Report }): void {
  assert.equal(report.done, report.total, explain(report));
  assert.equal(code, 0, explain(report));
}

async function sandboxEnvironment(machine: LabMachine): Promise<Record<string, string>> {
  const { stdout } = await machine.run(['sandbox', 'env', '--format', 'json']);
  return JSON.parse(stdout) as Record<string, string>;
}

describe('the whole lab', () => {
  let machine: LabMachine;
  before(async () => {
    machine = await newMachine();
  });
  after(async () => machine.dispose());

  test('one command without a terminal runs everything and shows what was expected and found', async () => {
    const { code, stdout, stderr } = await machine.run([]);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    // What nobody asked for is left out: a chapter that is optional as a whole.
    for (const { id, chapter } of lab.steps)
      assert.equal(stdout.includes(id), chapter.optional !== true, `${id} in the output`);
    for (const count of [1000, 200, 5000, 15112, 10000, 500, 13637, 4515]) {
      assert.match(stdout, new RegExp(`attendu ${count}  obtenu ${count}`));
    }
    const end = stdout.slice(stdout.lastIndexOf('marts.publish'));
    assert.ok((end.match(/attendu 7320915\.45 {2}obtenu 7320915\.45/g) ?? []).length >= 3, end);
  });

  test('a second run executes nothing and verifies everything again', async () => {
    const { code, stdout } = await machine.run([]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Rien à exécuter/);
    assert.doesNotMatch(stdout, /▶/);
  });

  test('nothing runs any more when the run is over', async () => {
    assert.deepEqual(await processesOf(machine.home), []);
  });

  test('validation needs no journal, and one deleted row turns exactly one step red', async () => {
    const up = await machine.run(['sandbox', 'up']);
    assert.equal(up.code, 0, up.stderr);
    assertWhole(await validate(machine));

    await executeElsewhere(await sandboxEnvironment(machine), 'DELETE FROM STAGING.STG_ORDERS WHERE ID = 42');
    const { code, report } = await validate(machine);
    assert.equal(code, 1);
    assert.deepEqual(
      report.steps.filter(step => step.state === 'failed').map(step => step.id),
      ['snowflake.load-staging'],
    );
    const red = report.steps.find(step => step.id === 'snowflake.load-staging')?.checks ?? [];
    assert.ok(
      red.some(check => check.expected === 5000 && check.actual === 4999),
      explain(report),
    );
    const unknown = report.steps.filter(step => step.state === 'unknown' && !step.optional);
    assert.ok(unknown.some(step => step.id === 'dbt.run'));
    for (const step of unknown) assert.match(step.checks[0]?.message ?? '', /snowflake\.load-staging/);

    const repaired = await machine.run(['run', '--all']);
    assert.equal(repaired.code, 0, repaired.stdout);
    assertWhole(await validate(machine));
  });

  test('a second instance is refused and told who works', async () => {
    const first = machine.start(['run', '--all', '--json']);
    await new Promise(resolve => first.stdout?.once('data', resolve));
    const second = await machine.run(['run', '--all']);
    assert.equal(second.code, 2);
    assert.match(second.stderr, new RegExp(`processus ${first.pid}`));
    await new Promise(resolve => first.once('close', resolve));
  });

  test('sandbox down leaves no process', async () => {
    assert.equal((await machine.run(['sandbox', 'down'])).code, 0);
    assert.deepEqual(await processesOf(machine.home), []);
  });
});

/** Another client of the same Snowflake: a session of its own, opened with nothing but `sandbox env`. */
async function executeElsewhere(environment: Record<string, string>, statement: string): Promise<void> {
  const value = (name: string) => {
    const found = environment[name];
    assert.ok(found !== undefined, `sandbox env has no ${name}`);
    return found;
  };
  const { port: warehouse, close } = createWarehouse({
    account: value('SNOWFLAKE_ACCOUNT'),
    user: value('SNOWFLAKE_USER'),
    authentication: { kind: 'password', password: value('SNOWFLAKE_PASSWORD') },
    warehouse: value('SNOWFLAKE_WAREHOUSE'),
    database: value('SNOWFLAKE_DATABASE'),
    endpoint: { host: value('SNOWFLAKE_HOST'), port: Number(value('SNOWFLAKE_PORT')), protocol: 'http' },
  });
  try {
    await warehouse.execute(statement);
  } finally {
    await close();
  }
}
