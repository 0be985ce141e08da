import type { TableName } from '../01-postgres/schema.ts';

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
