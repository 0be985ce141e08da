/** What both steps of the chapter do: stream a table into the data lake, and remove what they put there. */
import { pipeline, Transform } from 'node:stream';
import { say, type Text, text } from '../../src/i18n/text.ts';
import {
  type Check,
  type CheckContext,
  type Command,
  changeFolder,
  type ExecuteContext,
  errorCode,
  expectThat,
  type LabSettings,
  localDate,
  readContent,
  shellFor,
  workspacePath,
} from '../../src/lab/lab.ts';
import type { TableName } from '../01-postgres/schema.ts';
import { currentBusinessDay } from '../02-data/business-day.ts';
import { exportDateOf, exportFolder, exportKey, exportPrefix, RowCounter } from './objects.ts';
import { copyStatement, exportOptions, exportQuery } from './source.ts';

type Needs = 'postgres' | 'objectStore';

/** The handout's `export_to_s3.py`, as `data.generate` writes it into the workspace. */
const SCRIPT = 'assets/scripts/export_to_s3.py';

/** The tables must hold rows, and the bucket must answer to the lab user's key. */
export async function transferPrerequisites(
  { ports, settings, signal }: CheckContext<Needs>,
  tables: readonly TableName[],
): Promise<readonly Check[]> {
  const [counts, reachable] = await Promise.all([
    ports.postgres.query<Record<string, boolean>>(filledQuery(tables), [], signal),
    bucketExists(ports.objectStore, settings.bucket, signal),
  ]);
  const empty = tables.filter(table => counts[0]?.[table] !== true);
  return [
    expectThat(
      'source',
      { fr: 'Les tables contiennent des données', en: 'The tables hold data' },
      empty.length === 0,
      {
        expected: tables.length,
        actual: tables.length - empty.length,
        query: filledQuery(tables),
        message: {
          fr: `Tables vides : ${empty.join(', ')}. Générez d'abord les données (étape data.generate).`,
          en: `Empty tables: ${empty.join(', ')}. Generate the data first (step data.generate).`,
        },
      },
    ),
    expectThat('bucket', { fr: 'Le bucket répond', en: 'The bucket answers' }, reachable, {
      expected: settings.bucket,
      actual: reachable ? settings.bucket : null,
      query: `aws s3 ls s3://${settings.bucket}`,
      message: {
        fr: "Ce bucket n'existe pas : exécutez d'abord l'étape s3.create-bucket.",
        en: 'There is no such bucket: run the step s3.create-bucket first.',
      },
    }),
  ];
}

function filledQuery(tables: readonly TableName[]): string {
  return `SELECT ${tables.map(table => `EXISTS (SELECT 1 FROM ${table}) AS ${table}`).join(', ')};`;
}

async function bucketExists(
  store: CheckContext<Needs>['ports']['objectStore'],
  bucket: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await store.list(bucket, 'raw/', signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'NoSuchBucket') return false;
    throw error;
  }
}

/** The simulated business day when there is one, which is what a run after `next-day` moves; else this run's date. */
async function dateOfTransfer(context: ExecuteContext<Needs>): Promise<string> {
  const [own, businessDay] = [
    context.exportDate(),
    await currentBusinessDay(context.ports.postgres, context.signal),
  ];
  if (businessDay === undefined || businessDay === own) return own;
  const words = {
    fr: `La date d'export est le jour simulé, ${businessDay} (et non ${own}).`,
    en: `The export date is the simulated day, ${businessDay} (and not ${own}).`,
  };
  context.log(say(words, context.settings.lang));
  return businessDay;
}

/** Streams `tables`, one after the other, to this run's date; an object of the same date is replaced. */
export async function transfer(context: ExecuteContext<Needs>, tables: readonly TableName[]): Promise<void> {
  const { ports, signal } = context;
  const date = await dateOfTransfer(context);
  const counts = tables.map(table => `(SELECT count(*) FROM ${table}) AS ${table}`).join(', ');
  const [totals] = await ports.postgres.query<Record<TableName, number>>(`SELECT ${counts}`, [], signal);
  for (const table of tables) await transferTable(context, table, date, totals?.[table]);
}

/** Streams one table and returns the rows that went; an object of the same date is replaced. */
export async function transferTable(
  { ports, settings, signal, progress, log }: ExecuteContext<Needs>,
  table: TableName,
  date: string,
  total: number | undefined,
): Promise<number> {
  const key = exportKey(table, date);
  log(copyStatement(table));
  const label: Text = text(lang => (lang === 'fr' ? `Export de ${table}` : `Export of ${table}`));
  const counter = new RowCounter(table);
  const counting = new Transform({
    highWaterMark: 1024 * 1024,
    transform(chunk: Buffer, _, done) {
      counter.push(chunk);
      progress(label, counter.rows, total);
      done(null, chunk);
    },
  });
  // An error of the COPY destroys `counting`, which fails the upload: no object is made of half a table.
  pipeline(await ports.postgres.copyOut(copyStatement(table), signal), counting, () => {});
  try {
    const contentType = table === 'events' ? 'application/x-ndjson' : 'text/csv';
    await ports.objectStore.put(settings.bucket, key, counting, { contentType }, signal);
  } finally {
    counting.destroy();
  }
  log(`s3://${settings.bucket}/${key}`);
  return counter.rows;
}

/** Deletes the exports of `tables`, of every date, and nothing else. */
export async function removeExports(
  { ports, settings, signal, log }: ExecuteContext<Needs>,
  tables: readonly TableName[],
): Promise<void> {
  try {
    for (const table of tables) {
      const objects = await ports.objectStore.list(settings.bucket, exportPrefix(table), signal);
      const keys = objects.map(object => object.key).filter(key => exportDateOf(key, table) !== undefined);
      for (const key of keys) log(`aws s3 rm s3://${settings.bucket}/${key}`);
      if (keys.length > 0) await ports.objectStore.delete(settings.bucket, keys, signal);
    }
  } catch (error) {
    if (errorCode(error) !== 'NoSuchBucket') throw error;
  }
}

/** By hand: psql writes the file, the AWS CLI uploads it. */
export function byHand(settings: LabSettings, tables: readonly TableName[]): readonly Command[] {
  const date = localDate();
  const file = (table: TableName): string => exportKey(table, date).slice(exportFolder(table, date).length);
  const extract = tables.map(
    table => `\\copy (${exportQuery(table)}) TO '${file(table)}' WITH (${exportOptions(table)})`,
  );
  const upload = tables.map(
    table => `aws s3 cp ${file(table)} s3://${settings.bucket}/${exportFolder(table, date)}`,
  );
  return [
    {
      language: 'sql',
      title: { fr: 'Dans psql (psql -d shopstream) : extraire', en: 'In psql (psql -d shopstream): extract' },
      code: extract.join('\n'),
    },
    { language: 'shell', title: { fr: 'Puis envoyer', en: 'Then upload' }, code: upload.join('\n') },
    {
      language: 'shell',
      title: {
        fr: 'Ou le script Python, dans votre espace de travail',
        en: 'Or the Python script, in your workspace',
      },
      code: `${changeFolder(workspacePath(settings), shellFor(settings))}\npython scripts/export_to_s3.py`,
    },
    {
      language: 'python',
      title: { fr: 'Ce script', en: 'That script' },
      code: readContent(SCRIPT).trim(),
      file: SCRIPT,
    },
  ];
}
