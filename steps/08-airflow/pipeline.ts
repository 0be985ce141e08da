/** The DAG's tasks as the lab runs them itself: the same graph, made of the steps' own functions. */
import { type Text, text } from '../../src/i18n/text.ts';
import {
  errorCode,
  type GraphTask,
  LabError,
  type LabSettings,
  localDate,
  programFor,
  sqlScript,
  type TaskContext,
  type TaskGraph,
} from '../../src/lab/lab.ts';
import type { Ports } from '../../src/ports/ports.ts';
import type { TableName } from '../01-postgres/schema.ts';
import { currentBusinessDay } from '../02-data/business-day.ts';
import { transferTable } from '../04-export/transfer.ts';
import { loadTable } from '../05-snowflake/load-staging.ts';
import { STAGING_TABLES } from '../05-snowflake/tables.ts';
import { dbtFailed, runDbt } from '../06-dbt/dbt-command.ts';
import { MARTS } from '../06-dbt/relations.ts';
import { publishedRows, sourceRows, stagingName, stagingRows } from './counts.ts';
import { DAG, EXPORTED, type PipelineTask, RETRIES, TASKS } from './graph.ts';

/** The ports that the tasks use. */
export const PIPELINE_PORTS = ['postgres', 'objectStore', 'warehouse', 'dbt'] as const;
type PipelinePorts = Pick<Ports, (typeof PIPELINE_PORTS)[number]>;

export interface PipelineOptions {
  readonly ports: PipelinePorts;
  readonly settings: LabSettings;
  /** Of the export, unless a business day was simulated (`YYYY-MM-DD`); `undefined`: today. */
  readonly date: string | undefined;
  /** Pause before another attempt, in milliseconds. */
  readonly retryDelay?: number;
}

const RETRY_DELAY = 15_000;
/** Exports and loads at a time. */
const PARALLEL = 3;

type Work = (context: TaskContext, table: TableName | undefined) => Promise<Text | undefined>;

/** The graph of one run. */
export function pipelineGraph(options: PipelineOptions): TaskGraph {
  const work = workOf(options);
  return {
    id: DAG,
    parallel: PARALLEL,
    retries: RETRIES,
    retryDelay: options.retryDelay ?? RETRY_DELAY,
    mayRetry,
    tasks: TASKS.flatMap(({ id, after, tables }): readonly GraphTask[] => {
      const before = after.flatMap(copiesOf);
      if (tables === undefined) return [{ id, after: before, run: context => work[id](context, undefined) }];
      return tables.map(table => ({
        id: `${id}[${table}]`,
        after: before,
        run: context => work[id](context, table),
      }));
    }),
  };
}

function copiesOf(task: PipelineTask): readonly string[] {
  const tables = TASKS.find(({ id }) => id === task)?.tables;
  return tables?.map(table => `${task}[${table}]`) ?? [task];
}

/** A refused login locks the user at the fifth time; what is absent or forbidden will still be so after a pause. */
const FINAL =
  /^(?:28P01|28000|3D000|42P01|39\d{4}|00200[13]|002043|InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|NoSuchBucket|DBT_NOT_INSTALLED)$/;

/** Of these, what the lab's own steps have not made yet, or what was removed since. */
const ABSENT = /^(?:3D000|42P01|InvalidAccessKeyId|NoSuchBucket)$/;

function notBuilt(cause: unknown, settings: LabSettings): LabError {
  const command = `${programFor(settings)} run --all`;
  return new LabError(
    {
      fr: 'Il n’y a rien à orchestrer : la base, le bucket ou la clé du TP est absent.',
      en: 'There is nothing to orchestrate: the lab’s database, bucket or key is absent.',
    },
    {
      advice: {
        fr: `Faites d’abord le TP jusqu’à l’étape marts.publish : « ${command} ».`,
        en: `Do the lab up to the step marts.publish first: "${command}".`,
      },
      exitCode: 2,
      cause,
    },
  );
}

function mayRetry(error: unknown): boolean {
  if (error instanceof LabError)
    return error.exitCode === 1 && (error.cause === undefined || mayRetry(error.cause));
  return !FINAL.test(errorCode(error) ?? '');
}

function workOf({ ports, settings, date }: PipelineOptions): Readonly<Record<PipelineTask, Work>> {
  let day = '';
  const step = (context: TaskContext) => ({
    ...context,
    ports,
    settings,
    progress: () => {},
    exportDate: () => day,
  });
  const rows = (count: number): Text =>
    text(
      lang => `${count} ${lang === 'fr' ? (count > 1 ? 'lignes' : 'ligne') : count === 1 ? 'row' : 'rows'}`,
    );
  return {
    async business_day({ signal }) {
      try {
        day = (await currentBusinessDay(ports.postgres, signal)) ?? date ?? localDate();
        // One look at each service, before the copies of the tasks take several at a time.
        await Promise.all([
          sourceRows(ports.postgres, EXPORTED, signal),
          ports.warehouse.query('SELECT CURRENT_USER()', [], signal),
          ports.objectStore.list(settings.bucket, 'raw/postgres/users/', signal),
        ]);
      } catch (error) {
        throw ABSENT.test(errorCode(error) ?? '') ? notBuilt(error, settings) : error;
      }
      return text(() => day);
    },
    async export(context, table = 'users') {
      return rows(await transferTable(step(context), table, day, undefined));
    },
    async copy_into(context, table) {
      const copied = STAGING_TABLES.find(({ source }) => source === table);
      if (copied === undefined) throw new Error(`${table} has no table in STAGING.`);
      return rows(await loadTable(step(context), copied, day, true));
    },
    async check_rows({ signal, log }, table = 'users') {
      const [source, staging] = await Promise.all([
        sourceRows(ports.postgres, [table], signal),
        stagingRows(ports.warehouse, [table], signal),
      ]);
      const [expected, actual] = [source.get(table) ?? null, staging.get(table) ?? null];
      log(`${table}: PostgreSQL ${expected}, ${stagingName(table)} ${actual}`);
      if (expected === null || expected !== actual) throw different(table, expected, actual, day);
      return rows(expected);
    },
    async dbt_run(context) {
      const { results } = await runDbt(step(context), ['run']);
      return text(lang => `${results.length} ${lang === 'fr' ? 'modèles' : 'models'}`);
    },
    async dbt_test(context) {
      const { success, results } = await runDbt(step(context), ['test']);
      const broken = results.filter(({ status }) => status === 'fail');
      if (!success)
        throw dbtFailed(['test'], broken.map(({ id, message }) => `${id}: ${message}`).join('\n'));
      return text(() => `${results.length} tests`);
    },
    async publish({ signal }) {
      await ports.warehouse.script(sqlScript('snowflake/publish-marts.sql'), signal);
      const found = await publishedRows(ports.warehouse, signal);
      return text(() => MARTS.map(({ model }) => `${model} ${found.get(model) ?? 0}`).join(', '));
    },
  };
}

function different(table: TableName, source: number | null, staging: number | null, day: string): LabError {
  return new LabError(
    {
      fr: `${table} : ${source} lignes dans PostgreSQL, mais ${staging} dans ${stagingName(table)}.`,
      en: `${table}: ${source} rows in PostgreSQL, but ${staging} in ${stagingName(table)}.`,
    },
    {
      advice: {
        fr: `Le dossier raw/postgres/${table}/${day}/ contient-il un autre fichier que l’export ? COPY INTO charge tout le dossier. Retirez-le, puis relancez.`,
        en: `Does the folder raw/postgres/${table}/${day}/ hold another file than the export? COPY INTO loads the whole folder. Remove it, then run again.`,
      },
    },
  );
}
