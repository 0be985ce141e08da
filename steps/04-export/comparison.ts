/**
 * Compares the exports with their source tables. S3 keeps a checksum of what it received: when it equals that of the
 * table's COPY, the bytes are the same, and so are the rows; nothing is downloaded and nothing has to be believed.
 * Any other object (written by a script of the student's own, or in parts) is read.
 */
import { type Text, text } from '../../src/i18n/text.ts';
import {
  type Check,
  errorCode,
  expectEqual,
  expectThat,
  type LabSettings,
  localDate,
  type Sample,
  type Verification,
} from '../../src/lab/lab.ts';
import type { ObjectSummary } from '../../src/ports/object-store.ts';
import type { PostgresReader } from '../../src/ports/postgres.ts';
import type { TableName } from '../01-postgres/schema.ts';
import { currentBusinessDay } from '../02-data/business-day.ts';
import type { Comparison, Sides } from './compared.ts';
import { compareParts, partsChecks, partsRows, unfinishedMessage } from './comparison-parts.ts';
import { type Bytes, headerOf, scanBytes, scanRows } from './contents.ts';
import {
  currentExport,
  exportKey,
  exportPrefix,
  isExport,
  LAKE,
  type TableExport,
  unfinishedParts,
} from './objects.ts';
import { copyStatement, exportColumns } from './source.ts';

/** Verifies the exports of `tables`; `prefix` is the folder above them all. */
export async function verifyExports(
  sides: Sides,
  settings: LabSettings,
  tables: readonly TableName[],
  prefix: string,
): Promise<Verification> {
  const [objects, businessDay] = await Promise.all([
    listed(sides, LAKE),
    currentBusinessDay(sides.postgres, sides.signal),
  ]);
  const comparisons = await Promise.all(tables.map(table => compare(sides, objects, table, businessDay)));
  const dates = comparisons.flatMap(({ found }) => (found === undefined ? [] : [found.date]));
  const date = businessDay ?? dates.sort().at(-1) ?? localDate();
  return {
    checks: comparisons.flatMap(comparison => checksOf(comparison, settings.bucket, date)),
    samples: [sampleOf(comparisons, settings.bucket, prefix)],
  };
}

async function listed({ store, bucket, signal }: Sides, prefix: string): Promise<readonly ObjectSummary[]> {
  try {
    return await store.list(bucket, prefix, signal);
  } catch (error) {
    if (errorCode(error) === 'NoSuchBucket') return [];
    throw error;
  }
}

async function compare(
  sides: Sides,
  objects: readonly ObjectSummary[],
  table: TableName,
  businessDay: string | undefined,
): Promise<Comparison> {
  const { postgres, store, bucket, signal } = sides;
  const found = currentExport(objects, table, businessDay);
  const base = { table, wrongHeader: undefined, unfinished: unfinishedParts(objects, table) };
  if (found?.inParts === true) {
    return { ...base, found, ...(await compareParts(sides, found)) };
  }
  const details = found === undefined ? undefined : await store.head(bucket, found.key, signal);
  if (found === undefined || details === undefined) {
    // Reading a large table only to say that its export is missing would take seconds.
    const sourceRows = await countRows(postgres, table, signal);
    return { ...base, sourceRows, found: undefined, rows: 0, expected: null, actual: null };
  }
  const source = await scanBytes(await postgres.copyOut(copyStatement(table), signal), table);
  const compared = { ...base, sourceRows: source.rows, found };
  if (details.size === source.size && details.checksum === source.checksum) {
    return { ...compared, rows: source.rows, expected: source.checksum, actual: source.checksum };
  }
  return { ...compared, ...(await compareRows(sides, found, source)) };
}

async function countRows(postgres: PostgresReader, table: TableName, signal: AbortSignal): Promise<number> {
  const rows = await postgres.query<{ count: number }>(`SELECT count(*) AS count FROM ${table}`, [], signal);
  return rows[0]?.count ?? 0;
}

/** Reads the object: first for its bytes, then, when they differ, for its rows. */
async function compareRows(
  { postgres, store, bucket, signal }: Sides,
  { table, key }: TableExport,
  source: Bytes,
): Promise<Pick<Comparison, 'rows' | 'expected' | 'actual' | 'wrongHeader'>> {
  const bytes = await scanBytes(await store.get(bucket, key, signal), table);
  if (bytes.checksum === source.checksum && bytes.size === source.size) {
    return { rows: bytes.rows, expected: source.checksum, actual: bytes.checksum, wrongHeader: undefined };
  }
  if (isAnother(table, bytes, source)) {
    const header = await headerOf(await store.get(bucket, key, signal), table);
    const wrongHeader = header?.join() === exportColumns(table).join() ? undefined : header;
    return { rows: bytes.rows, expected: source.checksum, actual: bytes.checksum, wrongHeader };
  }
  const [expected, actual] = await Promise.all([
    postgres.copyOut(copyStatement(table), signal).then(stream => scanRows(stream, table)),
    store.get(bucket, key, signal).then(stream => scanRows(stream, table)),
  ]);
  const wrongHeader = actual.header?.join() === expected.header?.join() ? undefined : actual.header;
  return { rows: actual.rows, expected: expected.digest, actual: actual.digest, wrongHeader };
}

/** Other numbers of rows are other contents, without a look at every row. In JSON lines some may be empty and no rows. */
function isAnother(table: TableName, object: Bytes, source: Bytes): boolean {
  return table === 'events' ? object.rows < source.rows : object.rows !== source.rows;
}

function checksOf(comparison: Comparison, bucket: string, date: string): readonly Check[] {
  const { table, sourceRows, found, rows, expected, actual, parts, unfinished } = comparison;
  if (parts !== undefined) return partsChecks(comparison, parts, bucket);
  const id = table.replace('_', '-');
  const prefix = exportPrefix(table);
  const others = found?.others ?? [];
  return [
    expectThat(
      `${id}-object`,
      text(lang => (lang === 'fr' ? `Objet de ${table}` : `Object of ${table}`)),
      found !== undefined && others.length === 0,
      {
        expected: exportKey(table, found?.date ?? date),
        actual: found?.key ?? null,
        query: `aws s3 ls s3://${bucket}/${prefix} --recursive`,
        message: text(lang => {
          if (found === undefined && unfinished.length > 0) {
            return unfinishedMessage(table, unfinished)[lang];
          }
          if (found === undefined) {
            return lang === 'fr'
              ? `Aucun export de ${table} dans le data lake : exécutez l'étape.`
              : `No export of ${table} in the data lake: run the step.`;
          }
          if (others.every(key => isExport(key, table))) return leftoverParts(others.length)[lang];
          return lang === 'fr'
            ? `Le dossier de ce jour contient aussi ${others.join(', ')}, que COPY INTO chargerait : supprimez ces objets.`
            : `That day's folder also holds ${others.join(', ')}, which COPY INTO would load: delete these objects.`;
        }),
      },
    ),
    expectEqual(
      `${id}-rows`,
      text(lang => (lang === 'fr' ? `Lignes de ${table}` : `Rows of ${table}`)),
      {
        expected: sourceRows,
        actual: rows,
        query: `SELECT count(*) FROM ${table};`,
        message: {
          fr: `L'objet ne contient pas les lignes que la table a maintenant : exportez-la de nouveau.`,
          en: `The object does not hold the rows that the table has now: export it again.`,
        },
      },
    ),
    expectThat(
      `${id}-content`,
      text(lang => (lang === 'fr' ? `Contenu de ${table}` : `Content of ${table}`)),
      found !== undefined && expected === actual && comparison.wrongHeader === undefined,
      { expected, actual, query: `${copyStatement(table)};`, message: contentMessage(comparison) },
    ),
  ];
}

/** Parts beside the one object: of an export that was cut off, or from before a script wrote its own. */
function leftoverParts(count: number): Text {
  return {
    fr: `Le dossier de ce jour contient aussi des parties d'un export (${count}), que COPY INTO chargerait : exécutez l'étape de nouveau, elle ne laisse que l'une des deux formes.`,
    en: `That day's folder also holds parts of an export (${count}), which COPY INTO would load: run the step again, it leaves only one of the two forms.`,
  };
}

function contentMessage({ table, found, wrongHeader }: Comparison): Check['message'] {
  if (found === undefined) {
    return {
      fr: 'Il n’y a pas encore de contenu à comparer.',
      en: 'There is no content to compare yet.',
    };
  }
  if (wrongHeader === undefined) {
    return {
      fr: `Le contenu n'est pas celui de la table (une ligne a changé, ou l'objet a été modifié) : exportez-la de nouveau.`,
      en: `The content is not the table's (a row has changed, or the object was modified): export it again.`,
    };
  }
  const columns = exportColumns(table).join(',');
  const first = wrongHeader.join(',').slice(0, 200);
  const index = wrongHeader[0] === '';
  return {
    fr: `La première ligne doit être « ${columns} », et non « ${first} ».${index ? ' La première colonne est l’index de pandas : ajoutez index=False à to_csv.' : ''}`,
    en: `The first line must be "${columns}", not "${first}".${index ? ' The first column is the index of pandas: add index=False to to_csv.' : ''}`,
  };
}

function sampleOf(comparisons: readonly Comparison[], bucket: string, prefix: string): Sample {
  return {
    title: { fr: 'Objets exportés', en: 'Exported objects' },
    query: `aws s3 ls s3://${bucket}/${prefix} --recursive`,
    columns: ['key', 'bytes', 'rows', 'checksum'],
    rows: comparisons.flatMap(({ found, rows, actual, parts }) => {
      if (parts !== undefined) return partsRows(parts);
      return found === undefined ? [] : [[found.key, found.size, rows, actual]];
    }),
  };
}
