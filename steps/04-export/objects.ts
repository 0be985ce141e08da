/** The keys of the exports in the data lake, and how to find the one that counts. */
import type { ObjectSummary } from '../../src/ports/object-store.ts';
import type { TableName } from '../01-postgres/schema.ts';

/** Tables that are exported as CSV, in the handout's order; `events` goes out as JSON lines. */
export const CSV_TABLES = ['users', 'products', 'orders', 'order_items', 'crm_contacts'] as const;

/** One table's export in the data lake. */
export interface TableExport {
  readonly table: TableName;
  /** `YYYY-MM-DD`, as in the key. */
  readonly date: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Other objects of the same folder: a COPY of the whole folder would load them too. */
  readonly others: readonly string[];
}

/** The folder of a table's exports, with its final `/`. */
export function exportPrefix(table: TableName): string {
  return table === 'events' ? 'raw/events/' : `raw/postgres/${table}/`;
}

/** The folder of one date's export, with its final `/`. */
export function exportFolder(table: TableName, date: string): string {
  return `${exportPrefix(table)}${date}/`;
}

/** The key of one date's export; `date` is `YYYY-MM-DD`. */
export function exportKey(table: TableName, date: string): string {
  const extension = table === 'events' ? 'json' : 'csv';
  return `${exportFolder(table, date)}${table}_${date.replaceAll('-', '')}.${extension}`;
}

/** The date in the key of an export of `table`; `undefined` for any other object. */
export function exportDateOf(key: string, table: TableName): string | undefined {
  const date = key.slice(exportPrefix(table).length).split('/')[0] ?? '';
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && key === exportKey(table, date) ? date : undefined;
}

/**
 * A table's export: that of the simulated business day when there is one, else the newest date that holds it. `objects`
 * may be a listing of anything above it.
 */
export function currentExport(
  objects: readonly ObjectSummary[],
  table: TableName,
  businessDay?: string,
): TableExport | undefined {
  let newest: { readonly date: string; readonly object: ObjectSummary } | undefined;
  for (const object of objects) {
    const date = exportDateOf(object.key, table);
    if (businessDay !== undefined && date !== businessDay) continue;
    if (date !== undefined && (newest === undefined || date > newest.date)) newest = { date, object };
  }
  if (newest === undefined) return undefined;
  const { date, object } = newest;
  const folder = exportFolder(table, date);
  const others = objects
    .map(other => other.key)
    // A key that ends in `/` is the empty object by which consoles show a folder.
    .filter(key => key.startsWith(folder) && key !== object.key && !key.endsWith('/'));
  return { table, date, key: object.key, size: object.size, others };
}

/** Counts the records of a CSV stream (a newline between quotes is part of its field) or the lines of JSON lines. */
export class RowCounter {
  readonly #quotes: boolean;
  #quoted = false;
  #newlines = 0;
  #open = false;

  constructor(table: TableName) {
    this.#quotes = table !== 'events';
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    const quotes = this.#quoted || (this.#quotes && chunk.includes(QUOTE));
    // Most chunks hold no quote at all, and `indexOf` finds newlines several times faster than a look at every byte.
    this.#newlines += quotes ? this.#unquotedNewlines(chunk) : newlines(chunk);
    this.#open = chunk.at(-1) !== NEWLINE || this.#quoted;
  }

  #unquotedNewlines(chunk: Uint8Array): number {
    let count = 0;
    let quoted = this.#quoted;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === NEWLINE && !quoted) count++;
      // A doubled quote inside a field leaves it and enters it again.
      else if (byte === QUOTE) quoted = !quoted;
    }
    this.#quoted = quoted;
    return count;
  }

  /** Rows so far, without the header of a CSV. */
  get rows(): number {
    const records = this.#newlines + (this.#open ? 1 : 0);
    return this.#quotes ? Math.max(0, records - 1) : records;
  }
}

const NEWLINE = 10;
const QUOTE = 34;

function newlines(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
