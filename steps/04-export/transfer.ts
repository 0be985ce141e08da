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
import {
  exportFolder,
  exportKey,
  exportPrefix,
  isExport,
  manifestKey,
  manifestPrefix,
  partDateOf,
} from './objects.ts';
import { estimateBytes } from './ranges.ts';
import { RowCounter } from './row-counter.ts';
import { copyStatement, exportOptions, exportQuery } from './source.ts';
import { transferParts } from './transfer-parts.ts';

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

/** Compressed bytes of a part: Snowflake's advice is 100 to 250 MB. Source: https://docs.snowflake.com/en/user-guide/data-load-considerations-prepare */
const PART_BYTES = 100_000_000;

/** A table goes out in parts from this many parts' bytes on, uncompressed: they compress to about one part. */
const PARTS_FROM = 3;

/**
 * Streams one table and returns the rows that went: as one object, which an earlier one of the same date makes way for, or
 * in parts when it is large. What the other form left on that date is removed.
 */
export async function transferTable(
  context: ExecuteContext<Needs>,
  table: TableName,
  date: string,
  total: number | undefined,
): Promise<number> {
  const { ports, settings, signal } = context;
  const partBytes = settings.partBytes ?? PART_BYTES;
  const size = await estimateBytes(ports.postgres, table, signal);
  if (size > PARTS_FROM * partBytes) return transferParts(context, table, date, partBytes);
  const rows = await transferObject(context, table, date, total);
  await removeParts(context, table, date);
  return rows;
}

async function transferObject(
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

/** Removes the parts of a date and their manifest, the manifest first. */
async function removeParts(
  { ports, settings, signal, log }: ExecuteContext<Needs>,
  table: TableName,
  date: string,
): Promise<void> {
  const { bucket } = settings;
  const manifest = manifestKey(table, date);
  const [manifests, folder] = await Promise.all([
    ports.objectStore.list(bucket, manifest, signal),
    ports.objectStore.list(bucket, exportFolder(table, date), signal),
  ]);
  const parts = folder.map(({ key }) => key).filter(key => partDateOf(key, table) !== undefined);
  const keys = [...(manifests.length > 0 ? [manifest] : []), ...parts];
  for (const key of keys) log(`aws s3 rm s3://${bucket}/${key}`);
  if (keys.length > 0) await ports.objectStore.delete(bucket, keys, signal);
}

/** Deletes the exports of `tables`, of every date and in whatever form, and nothing else. */
export async function removeExports(
  { ports, settings, signal, log }: ExecuteContext<Needs>,
  tables: readonly TableName[],
): Promise<void> {
  try {
    for (const table of tables) {
      const lists = await Promise.all(
        [manifestPrefix(table), exportPrefix(table)].map(prefix =>
          ports.objectStore.list(settings.bucket, prefix, signal),
        ),
      );
      const keys = lists
        .flat()
        .map(object => object.key)
        .filter(key => isExport(key, table));
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
