/**
 * Compares an export in parts with its table, without reading a part: S3's own checksums must be the manifest's, and the
 * rows and hashes of the manifest's ranges must be those that PostgreSQL counts now, in one pass.
 */

import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, expectEqual, expectThat, type Sample } from '../../src/lab/lab.ts';
import type { TableName } from '../01-postgres/schema.ts';
import type { ComparedPart, ComparedParts, Comparison, Sides } from './compared.ts';
import { digestOf, type Manifest, type ManifestPart, readManifest, sameRange } from './manifest.ts';
import { exportFolder, partKey, type TableExport } from './objects.ts';
import { inParallel } from './parallel.ts';
import { type MeasuredRange, measureRanges, rangesQuery } from './ranges.ts';

/** Questions to S3 at a time. */
const HEADS_AT_ONCE = 8;

type Found = Pick<Comparison, 'sourceRows' | 'rows' | 'expected' | 'actual' | 'parts'>;

/** Looks at the parts of `found`. */
export async function compareParts(sides: Sides, found: TableExport): Promise<Found> {
  const { postgres, store, bucket, signal } = sides;
  const manifest = await readManifest(store, bucket, found.key, signal);
  // Without a manifest the ranges are unknown; one that holds everything still counts the rows.
  const step = manifest?.step ?? Number.MAX_SAFE_INTEGER;
  const [source, seen] = await Promise.all([
    measureRanges(postgres, found.table, step, signal),
    inParallel(manifest?.parts ?? [], HEADS_AT_ONCE, signal, part => look(sides, part)),
  ]);
  const intact = (manifest?.parts ?? []).filter((_, index) => seen[index]?.intact);
  return {
    sourceRows: total(source),
    rows: total(intact),
    expected: digestOf(source),
    actual: manifest === undefined ? null : digestOf(intact),
    parts: {
      step: manifest?.step,
      seen,
      surplus: found.parts.filter(key => !seen.some(part => part.key === key)),
      stale: manifest === undefined ? [] : staleParts(found, source, manifest),
    },
  };
}

function total(ranges: readonly MeasuredRange[]): number {
  return ranges.reduce((sum, { rows }) => sum + rows, 0);
}

async function look({ store, bucket, signal }: Sides, part: ManifestPart): Promise<ComparedPart> {
  const details = await store.head(bucket, part.key, signal);
  const actual = details === undefined ? undefined : (details.checksum ?? details.etag);
  return {
    key: part.key,
    rows: part.rows,
    bytes: details?.size,
    expected: part.checksum,
    actual,
    intact: details?.size === part.bytes && actual === part.checksum,
  };
}

function staleParts(
  { table, date }: TableExport,
  source: readonly MeasuredRange[],
  { parts }: Manifest,
): readonly string[] {
  const numbers = new Set([...source, ...parts].map(({ number }) => number));
  const at = (ranges: readonly MeasuredRange[], number: number) =>
    ranges.find(range => range.number === number);
  return [...numbers]
    .filter(number => !sameRange(at(source, number), at(parts, number)))
    .map(number => partKey(table, date, number));
}

/** The checks of a table whose export is in parts. */
export function partsChecks(
  { table, sourceRows, rows, expected, actual, found }: Comparison,
  parts: ComparedParts,
  bucket: string,
): readonly Check[] {
  const id = table.replace('_', '-');
  const { seen, surplus, step } = parts;
  const present = seen.filter(part => part.actual !== undefined).length;
  const key = found?.key ?? '';
  const others = [...(found?.others ?? []), ...surplus];
  const whole = step !== undefined && present === seen.length && others.length === 0;
  const source = `-- PostgreSQL:\n${rangesQuery(table, step ?? 1)};`;
  return [
    expectThat(
      `${id}-object`,
      text(lang =>
        lang === 'fr' ? `Parties de ${table} et leur manifeste` : `Parts of ${table} and their manifest`,
      ),
      whole,
      {
        expected: `${key} (${seen.length}/${seen.length})`,
        actual: `${key} (${present + others.length}/${seen.length})`,
        query: `aws s3 ls s3://${bucket}/${exportFolder(table, found?.date ?? '')}`,
        message: partsMessage(parts, found?.others ?? []),
      },
    ),
    expectEqual(
      `${id}-rows`,
      text(lang =>
        lang === 'fr'
          ? `Lignes de ${table} : la table, et les parties intactes`
          : `Rows of ${table}: the table, and the parts that are intact`,
      ),
      { expected: sourceRows, actual: rows, query: `SELECT count(*) FROM ${table};`, message: repair(parts) },
    ),
    expectThat(
      `${id}-content`,
      text(lang =>
        lang === 'fr'
          ? `Contenu de ${table} : sommes de S3 et du manifeste, lignes et empreintes des plages d'ids dans PostgreSQL`
          : `Content of ${table}: checksums of S3 and of the manifest, rows and hashes of the ranges of ids in PostgreSQL`,
      ),
      step !== undefined && expected === actual && seen.every(part => part.intact),
      { expected, actual, query: `aws s3 cp s3://${bucket}/${key} -\n${source}`, message: repair(parts) },
    ),
  ];
}

function partsMessage({ step, seen, surplus }: ComparedParts, others: readonly string[]): Text {
  const missing = seen.filter(part => part.actual === undefined).map(part => nameOf(part.key));
  if (step === undefined) return UNREADABLE;
  if (missing.length > 0) {
    return {
      fr: `Il manque ${missing.join(', ')} : exécutez l'étape de nouveau, elle n'envoie que ce qui manque.`,
      en: `${missing.join(', ')} missing: run the step again, it sends only what is missing.`,
    };
  }
  const names = [...others, ...surplus].map(nameOf).join(', ');
  return {
    fr: `Le dossier de ce jour contient aussi ${names}, que COPY INTO chargerait. Supprimez ce qui n'est pas une partie de l'export, ou exécutez l'étape de nouveau : elle retire les exports d'une autre forme.`,
    en: `That day's folder also holds ${names}, which COPY INTO would load. Delete what is no part of the export, or run the step again: it removes exports of another form.`,
  };
}

const UNREADABLE: Text = {
  fr: "Le manifeste n'est pas lisible : exécutez l'étape de nouveau, elle garde les parties qui sont justes et le récrit.",
  en: 'The manifest cannot be read: run the step again, it keeps the parts that are right and writes it anew.',
};

function repair({ step, seen, stale }: ComparedParts): Text {
  if (step === undefined) return UNREADABLE;
  const damaged = seen.filter(part => !part.intact);
  if (damaged.length > 0) {
    const list = damaged
      .map(part => `${nameOf(part.key)} (${part.actual ?? '-'}, ${part.expected})`)
      .join(', ');
    return {
      fr: `Absente de S3 ou autre que dans le manifeste (somme de S3, du manifeste) : ${list}. Exécutez l'étape de nouveau : elle ne renvoie que ces parties.`,
      en: `Absent from S3, or not what the manifest says (checksum of S3, of the manifest): ${list}. Run the step again: it sends these parts alone.`,
    };
  }
  const names = stale.map(nameOf).join(', ');
  return {
    fr: `La table a changé depuis l'export. Parties à remplacer : ${names}. Exécutez l'étape de nouveau : elle ne renvoie qu'elles.`,
    en: `The table has changed since the export. Parts to replace: ${names}. Run the step again: it sends these alone.`,
  };
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** The parts as rows of the sample: key, bytes, rows, checksum. */
export function partsRows({ seen }: ComparedParts): Sample['rows'] {
  return seen.map(({ key, bytes, rows, actual }) => [key, bytes ?? null, rows, actual ?? null]);
}

/** The parts of a date that has no manifest, in a sentence. */
export function unfinishedMessage(table: TableName, unfinished: readonly string[]): Text {
  const count = unfinished.length;
  return {
    fr: `L'export de ${table} n'est pas fini : ${count} ${count > 1 ? 'parties sont' : 'partie est'} dans S3, sans manifeste. Exécutez l'étape : elle garde celles qui sont justes.`,
    en: `The export of ${table} is not finished: ${count} ${count > 1 ? 'parts are' : 'part is'} in S3, without a manifest. Run the step: it keeps those that are right.`,
  };
}
