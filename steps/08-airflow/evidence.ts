/** What a run left: Airflow's own record of it, compared with what is in every system now. */
import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, expectEqual, type LabSettings, type Verification } from '../../src/lab/lab.ts';
import type { ObjectStoreReader } from '../../src/ports/object-store.ts';
import type { DagRun } from '../../src/ports/orchestrator.ts';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import type { TableName } from '../01-postgres/schema.ts';
import { verifyExports } from '../04-export/comparison.ts';
import { MARTS } from '../06-dbt/relations.ts';
import { publishedName, publishedRows, sourceRows, stagingName, stagingRows } from './counts.ts';
import { DAG, EXPORTED, LOADED, type PipelineTask, TASKS } from './graph.ts';

interface Systems {
  readonly postgres: PostgresReader;
  readonly objectStore: ObjectStoreReader;
  readonly warehouse: WarehouseReader;
}

const AGAIN: Text = {
  fr: 'La dernière exécution a déplacé d’autres lignes que celles d’aujourd’hui, ou quelque chose a changé depuis : exécutez de nouveau cette étape.',
  en: 'The last run moved other rows than those of today, or something has changed since: run this step again.',
};

/** Verifies every task's row count: what it returned, against the source and against the system that it wrote to. */
export async function evidence(
  last: DagRun,
  { postgres, objectStore, warehouse }: Systems,
  settings: LabSettings,
  signal: AbortSignal,
): Promise<Verification> {
  const sides = { postgres, store: objectStore, bucket: settings.bucket, signal };
  const [source, objects, staging, marts] = await Promise.all([
    sourceRows(postgres, EXPORTED, signal),
    verifyExports(sides, settings, EXPORTED, 'raw/'),
    stagingRows(warehouse, LOADED, signal),
    publishedRows(warehouse, signal),
  ]);
  const returned = returnedRows(last);
  const rows = (
    task: PipelineTask,
    table: TableName,
    query: string,
    actual = returned.get(`${task} ${table}`),
  ) => rowsCheck(task, table, source.get(table) ?? null, actual ?? null, query);
  const states = `airflow tasks states-for-dag-run ${DAG} ${last.id}`;
  return {
    checks: [
      ...stateChecks(last),
      ...EXPORTED.map(table => rows('export', table, states)),
      ...objects.checks
        .filter(({ id }) => id.endsWith('-rows'))
        .map(check => ({ ...check, id: `s3-${check.id}`, label: text(lang => `${check.label[lang]} (S3)`) })),
      ...LOADED.map(table => rows('copy_into', table, states)),
      ...LOADED.map(table => stagingCheck(table, source.get(table) ?? null, staging.get(table) ?? null)),
      ...MARTS.map(({ model }) =>
        martCheck(model, marts.get(model) ?? null, returned.get(`publish ${model}`) ?? null),
      ),
    ],
    samples: [
      {
        title: text(lang => `${lang === 'fr' ? 'Exécution' : 'Run'} ${last.id}`),
        query: `airflow tasks states-for-dag-run ${DAG} ${last.id}`,
        columns: ['TASK', 'COPY', 'STATE', 'TRIES', 'SECONDS'],
        rows: last.tasks.map(({ task, copy, label, state, tries, seconds }) => [
          task,
          copy < 0 ? '' : (label ?? copy),
          state,
          tries,
          seconds === null ? null : Math.round(seconds * 10) / 10,
        ]),
      },
    ],
  };
}

/** The tasks of a run that failed, with their table where they have one. */
export function failedTasks(last: DagRun): readonly string[] {
  return last.tasks
    .filter(({ state }) => state === 'failed')
    .map(({ task, copy, label, tries }) => `${task}${copy < 0 ? '' : `[${label ?? copy}]`} (${tries})`);
}

/** Rows by `<task> <table>`, of `publish` by `publish <mart>`; what a task did not return is left out. */
function returnedRows(last: DagRun): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { task, returned } of last.tasks) {
    if (typeof returned !== 'object' || returned === null) continue;
    const fields = new Map(Object.entries(returned as Readonly<Record<string, unknown>>));
    const table = fields.get('table');
    if (typeof table === 'string') found.set(`${task} ${table}`, Number(fields.get('rows')));
    else for (const [name, count] of fields) found.set(`${task} ${name}`, Number(count));
  }
  return found;
}

function stateChecks(last: DagRun): readonly Check[] {
  const failed = failedTasks(last);
  const run = expectEqual(
    'run-state',
    { fr: 'La dernière exécution du DAG', en: 'The DAG’s last run' },
    {
      expected: 'success',
      actual: last.state,
      query: `airflow dags list-runs ${DAG}`,
      message: {
        fr: `Tâches en échec (et tentatives) : ${failed.join(', ')}. Corrigez la cause, puis exécutez de nouveau cette étape.`,
        en: `Failed tasks (and attempts): ${failed.join(', ')}. Mend the cause, then run this step again.`,
      },
    },
  );
  const tasks = TASKS.map(({ id, tables }) => {
    const green = last.tasks.filter(({ task, state }) => task === id && state === 'success').length;
    return expectEqual(
      `${id.replaceAll('_', '-')}-green`,
      text(lang => (lang === 'fr' ? `Tâches vertes de ${id}` : `Green tasks of ${id}`)),
      {
        expected: tables?.length ?? 1,
        actual: green,
        query: `airflow tasks states-for-dag-run ${DAG} ${last.id}`,
        message: AGAIN,
      },
    );
  });
  return [run, ...tasks];
}

function rowsCheck(
  task: PipelineTask,
  table: TableName,
  expected: number | null,
  actual: number | null,
  query: string,
): Check {
  return expectEqual(
    `${task.replaceAll('_', '-')}-${table.replaceAll('_', '-')}`,
    text(lang => (lang === 'fr' ? `Lignes selon ${task}[${table}]` : `Rows according to ${task}[${table}]`)),
    { expected, actual, query, message: AGAIN },
  );
}

function stagingCheck(table: TableName, expected: number | null, actual: number | null): Check {
  return expectEqual(
    `staging-${table.replaceAll('_', '-')}`,
    text(lang => `${lang === 'fr' ? 'Lignes de' : 'Rows of'} STG_${table.toUpperCase()}`),
    { expected, actual, query: `SELECT COUNT(*) FROM ${stagingName(table)};`, message: AGAIN },
  );
}

function martCheck(model: string, expected: number | null, actual: number | null): Check {
  return expectEqual(
    `publish-${model.replaceAll('_', '-')}`,
    text(lang =>
      lang === 'fr' ? `Lignes de ${model} selon publish` : `Rows of ${model} according to publish`,
    ),
    { expected, actual, query: `SELECT COUNT(*) FROM ${publishedName(model)};`, message: AGAIN },
  );
}
