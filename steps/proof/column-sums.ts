import type { Column } from '../05-snowflake/tables.ts';

const NEWLINE = 0x0a;
const ZERO = 0x30;
const QUOTE = 0x22;
const COMMA = 0x2c;
const SECONDS_PER_DAY = 86_400;
/** 2020-01-01 in days since 1970: where times count from. */
const FIRST_DAY = 18_262;

/**
 * Adds up a table's columns while its CSV passes: integers as they are, money in cents, texts by their length in
 * characters, times in seconds since 2020; an absent value counts nothing. On the bytes themselves, as making strings of
 * them takes four times as long. Chunks end with a row; the first one begins with the header.
 */
export class ColumnSums {
  readonly #kinds: readonly Column['kind'][];
  readonly #sums: Float64Array;
  #header = true;

  constructor(columns: readonly Column[]) {
    this.#kinds = columns.map(({ kind }) => kind);
    this.#sums = new Float64Array(columns.length);
  }

  get sums(): readonly number[] {
    return [...this.#sums];
  }

  add(bytes: Buffer): void {
    let start = this.#header ? bytes.indexOf(NEWLINE) + 1 : 0;
    this.#header = false;
    let column = 0;
    let quoted = false;
    for (let end = start; end < bytes.length; end++) {
      const byte = bytes[end];
      if (byte === QUOTE) quoted = !quoted;
      if (quoted || (byte !== COMMA && byte !== NEWLINE)) continue;
      this.#sums[column] =
        (this.#sums[column] ?? 0) + worth(this.#kinds[column] ?? 'text', bytes, start, end);
      start = end + 1;
      column = byte === COMMA ? column + 1 : 0;
    }
  }
}

function worth(kind: Column['kind'], bytes: Buffer, start: number, end: number): number {
  if (start === end) return 0;
  switch (kind) {
    case 'integer':
    case 'money':
      return digits(bytes, start, end);
    case 'text':
      return characters(bytes, start, end);
    case 'timestamp':
      return seconds(bytes, start);
  }
}

/** The number that a field's digits make; without its point an amount is cents. */
function digits(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] ?? 0) - ZERO;
    if (digit >= 0) value = value * 10 + digit;
  }
  return value;
}

/** Code points, as databases count them: every byte but UTF-8's following ones, and of a quoted text what it stands for. */
function characters(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  let quotes = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) quotes++;
    else if ((byte & 0xc0) !== 0x80) count++;
  }
  return count + (quotes === 0 ? 0 : (quotes - 2) / 2);
}

/** Seconds from 2020-01-01 to `YYYY-MM-DD HH:MM:SS`. */
function seconds(bytes: Buffer, start: number): number {
  const part = (from: number, to: number) => digits(bytes, start + from, start + to);
  const days = Date.UTC(part(0, 4), part(5, 7) - 1, part(8, 10)) / 86_400_000 - FIRST_DAY;
  return days * SECONDS_PER_DAY + part(11, 13) * 3600 + part(14, 16) * 60 + part(17, 19);
}
