/** What makes the parts of an export whole: the list of them, written when all of them lie in S3. */
import { hash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ObjectStoreReader } from '../../src/ports/object-store.ts';
import type { TableName } from '../01-postgres/schema.ts';
import type { MeasuredRange } from './ranges.ts';

/** A part as its manifest lists it. */
export interface ManifestPart extends MeasuredRange {
  readonly key: string;
  /** Compressed. */
  readonly bytes: number;
  /** Of the compressed bytes, as S3 shows it: `CRC32:…`. */
  readonly checksum: string;
}

/** The list of the parts of one export. */
export interface Manifest {
  readonly table: TableName;
  readonly date: string;
  /** Ids of a part's range. */
  readonly step: number;
  readonly rows: number;
  readonly parts: readonly ManifestPart[];
}

/** The manifest as the text of its object, a part a line. */
export function manifestText({ parts, ...rest }: Manifest): string {
  const head = JSON.stringify(rest).slice(1, -1);
  return `{${head},"parts":[\n${parts.map(part => JSON.stringify(part)).join(',\n')}\n]}\n`;
}

/** Reads a manifest; `undefined` when the object is none. */
export async function readManifest(
  store: ObjectStoreReader,
  bucket: string,
  key: string,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  const content = await buffer(await store.get(bucket, key, signal));
  try {
    const found: unknown = JSON.parse(content.toString());
    return isManifest(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { table, date, step, rows, parts } = value as Record<string, unknown>;
  return (
    typeof table === 'string' &&
    typeof date === 'string' &&
    isCount(step) &&
    step > 0 &&
    isCount(rows) &&
    Array.isArray(parts) &&
    parts.every(isPart)
  );
}

function isPart(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { key, number, from, to, rows, digest, bytes, checksum } = value as Record<string, unknown>;
  const texts = [key, digest, checksum].every(field => typeof field === 'string');
  return texts && [number, from, to, rows, bytes].every(isCount);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

/** Whether a range holds the same rows. */
export function sameRange(one: MeasuredRange | undefined, other: MeasuredRange | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.from === other.from &&
    one.to === other.to &&
    one.rows === other.rows &&
    one.digest === other.digest
  );
}

/** One short text for the contents of all ranges. */
export function digestOf(ranges: readonly MeasuredRange[]): string {
  const text = ranges.map(({ from, to, rows, digest }) => `${from}-${to} ${rows} ${digest}`).join('\n');
  return `parts:${hash('sha256', text).slice(0, 16)}`;
}
