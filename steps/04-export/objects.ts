/** The keys of the exports in the data lake, and how to find the one that counts. */
import type { ObjectSummary } from '../../src/ports/object-store.ts';
import type { TableName } from '../01-postgres/schema.ts';

/** Tables that are exported as CSV, in the handout's order; `events` goes out as JSON lines. */
export const CSV_TABLES = ['users', 'products', 'orders', 'order_items', 'crm_contacts'] as const;

/** One table's export in the data lake: one object, or parts with the manifest that makes them whole. */
export interface TableExport {
  readonly table: TableName;
  /** `YYYY-MM-DD`, as in the key. */
  readonly date: string;
  /** The object's, or the manifest's. */
  readonly key: string;
  /** Bytes, of all parts together. */
  readonly size: number;
  readonly inParts: boolean;
  /** The parts that lie in the folder, in order; none when the export is one object. */
  readonly parts: readonly string[];
  /** Other objects of the same folder: a COPY of the whole folder would load them too. */
  readonly others: readonly string[];
}

/** Above everything that Snowflake may read: exports, and their manifests. */
export const LAKE = 'raw/';

/** The folder of a table's exports, with its final `/`. */
export function exportPrefix(table: TableName): string {
  return table === 'events' ? 'raw/events/' : `raw/postgres/${table}/`;
}

/** The folder of one date's export, with its final `/`. */
export function exportFolder(table: TableName, date: string): string {
  return `${exportPrefix(table)}${date}/`;
}

/** The key of one date's export as one object; `date` is `YYYY-MM-DD`. */
export function exportKey(table: TableName, date: string): string {
  return `${stem(table, date)}.${extension(table)}`;
}

/** The key of a part of one date's export; `number` counts from 1. */
export function partKey(table: TableName, date: string, number: number): string {
  return `${stem(table, date)}_part${String(number).padStart(4, '0')}.${extension(table)}.gz`;
}

/**
 * The key of the manifest of one date's parts. It lies beside the tables' folders, where LIST shows it to Snowflake and no
 * COPY of a table's folder reads it.
 */
export function manifestKey(table: TableName, date: string): string {
  return `${manifestPrefix(table)}${date}.json`;
}

/** The folder of a table's manifests, with its final `/`. */
export function manifestPrefix(table: TableName): string {
  return `${LAKE}manifests/${table}/`;
}

function stem(table: TableName, date: string): string {
  return `${exportFolder(table, date)}${table}_${date.replaceAll('-', '')}`;
}

function extension(table: TableName): string {
  return table === 'events' ? 'json' : 'csv';
}

/** The date in the key of an export of `table` as one object; `undefined` for any other object. */
export function exportDateOf(key: string, table: TableName): string | undefined {
  const date = dateOf(key, exportPrefix(table));
  return date !== undefined && key === exportKey(table, date) ? date : undefined;
}

/** The date in the key of a part of an export of `table`; `undefined` for any other object. */
export function partDateOf(key: string, table: TableName): string | undefined {
  const date = dateOf(key, exportPrefix(table));
  const number = /_part(\d{4,})\.\w+\.gz$/.exec(key)?.[1];
  return date !== undefined && number !== undefined && key === partKey(table, date, Number(number))
    ? date
    : undefined;
}

function manifestDateOf(key: string, table: TableName): string | undefined {
  const date = dateOf(key.replace(/\.json$/, '/'), manifestPrefix(table));
  return date !== undefined && key === manifestKey(table, date) ? date : undefined;
}

/** Whether the lab's export of `table` made this object, in whatever form. */
export function isExport(key: string, table: TableName): boolean {
  return [exportDateOf, partDateOf, manifestDateOf].some(dateIn => dateIn(key, table) !== undefined);
}

function dateOf(key: string, prefix: string): string | undefined {
  if (!key.startsWith(prefix)) return undefined;
  const [date = ''] = key.slice(prefix.length).split('/');
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : undefined;
}

/**
 * A table's export: that of the simulated business day when there is one, else the newest date that holds it whole, as one
 * object or as parts with their manifest. `objects` is a listing of all that lies in the lake.
 */
export function currentExport(
  objects: readonly ObjectSummary[],
  table: TableName,
  businessDay?: string,
): TableExport | undefined {
  const dates = objects.flatMap(({ key }) => exportDateOf(key, table) ?? manifestDateOf(key, table) ?? []);
  const date = dates
    .filter(found => businessDay === undefined || found === businessDay)
    .sort()
    .at(-1);
  return date === undefined ? undefined : exportOn(objects, table, date);
}

/** The whole exports of a table, one a date. */
export function exportsOf(objects: readonly ObjectSummary[], table: TableName): readonly TableExport[] {
  const dates = objects.flatMap(({ key }) => exportDateOf(key, table) ?? manifestDateOf(key, table) ?? []);
  return [...new Set(dates)].sort().map(date => exportOn(objects, table, date));
}

function exportOn(objects: readonly ObjectSummary[], table: TableName, date: string): TableExport {
  const manifest = manifestKey(table, date);
  const inParts = objects.some(({ key }) => key === manifest);
  // A key that ends in `/` is the empty object by which consoles show a folder.
  const lying = objects.filter(({ key }) => key.startsWith(exportFolder(table, date)) && !key.endsWith('/'));
  const own = lying.filter(({ key }) => (inParts ? partDateOf : exportDateOf)(key, table) !== undefined);
  return {
    table,
    date,
    key: inParts ? manifest : exportKey(table, date),
    size: own.reduce((sum, { size }) => sum + size, 0),
    inParts,
    parts: inParts ? own.map(({ key }) => key) : [],
    others: lying.filter(object => !own.includes(object)).map(({ key }) => key),
  };
}

/** The parts of exports that were never made whole: their date has no manifest. */
export function unfinishedParts(objects: readonly ObjectSummary[], table: TableName): readonly string[] {
  const whole = new Set(objects.flatMap(({ key }) => manifestDateOf(key, table) ?? []));
  return objects
    .map(({ key }) => key)
    .filter(key => {
      const date = partDateOf(key, table);
      return date !== undefined && !whole.has(date);
    });
}
