import { dateBytes, SECONDS_PER_DAY } from './calendar.ts';

/** How rows become bytes: COPY's own text format, or CSV as PostgreSQL and spreadsheets read it. */
export type Format = 'copy' | 'csv';

/** Bytes of a chunk, about: large enough for the network, small enough for the heap. */
const CHUNK = 65_536;
/** More than the longest row has. */
const LONGEST_ROW = 8192;

const TAB = 9;
const NEWLINE = 10;
const SPACE = 32;
const COMMA = 44;
const POINT = 46;
const ZERO = 48;
const COLON = 58;

/**
 * Rows as bytes, written straight into a buffer: at millions of rows, strings would keep the garbage collector busy and
 * its heap large. A field begins with `next()`; the other methods append to it.
 */
export class RowBuffer {
  readonly format: Format;
  /** What stands for NULL. */
  readonly #nothing: string;
  readonly #separator: number;
  #bytes = Buffer.allocUnsafeSlow(CHUNK + LONGEST_ROW);
  #at = 0;
  #atRowStart = true;

  constructor(format: Format) {
    this.format = format;
    this.#nothing = format === 'csv' ? '' : '\\N';
    this.#separator = format === 'csv' ? COMMA : TAB;
  }

  /** True when enough rows are there to be sent. */
  get full(): boolean {
    return this.#at >= CHUNK;
  }

  /** The rows so far; the next ones go into a buffer of their own. */
  take(): Buffer {
    const chunk = this.#bytes.subarray(0, this.#at);
    this.#bytes = Buffer.allocUnsafeSlow(CHUNK + LONGEST_ROW);
    this.#at = 0;
    return chunk;
  }

  /** Begins a field. */
  next(): this {
    if (this.#atRowStart) this.#atRowStart = false;
    else this.#bytes[this.#at++] = this.#separator;
    return this;
  }

  /** Ends a row. */
  end(): void {
    this.#bytes[this.#at++] = NEWLINE;
    this.#atRowStart = true;
  }

  /** A field of a non-negative integer below 2^31. */
  number(value: number): this {
    return this.next().digits(value);
  }

  /** A field of a word that needs no quoting. */
  word(value: string): this {
    return this.next().put(value);
  }

  /** A field of any text: CSV puts quotes around it, as `COPY … TO STDOUT` does, only where they are needed. */
  text(value: string): this {
    return this.word(this.format === 'csv' ? csvText(value) : value);
  }

  /** A field without a value. */
  nothing(): this {
    return this.word(this.#nothing);
  }

  /** A field of an amount in cents, as numeric(…,2) prints it: `12.05`. */
  money(cents: number): this {
    return this.next().amount(cents);
  }

  /** A field of a timestamp, as PostgreSQL prints it; `seconds` count from the data set's first midnight. */
  moment(seconds: number): this {
    this.next();
    const day = Math.floor(seconds / SECONDS_PER_DAY);
    const second = seconds - day * SECONDS_PER_DAY;
    const hour = Math.floor(second / 3600);
    const minute = Math.floor(second / 60) - hour * 60;
    const dates = dateBytes();
    for (let i = day * 10; i < day * 10 + 10; i++) this.#bytes[this.#at++] = dates[i] ?? ZERO;
    this.#bytes[this.#at++] = SPACE;
    this.#two(hour);
    this.#bytes[this.#at++] = COLON;
    this.#two(minute);
    this.#bytes[this.#at++] = COLON;
    this.#two(second % 60);
    return this;
  }

  /** Appends an amount in cents. */
  amount(cents: number): this {
    const units = Math.floor(cents / 100);
    this.digits(units);
    this.#bytes[this.#at++] = POINT;
    this.#two(cents - units * 100);
    return this;
  }

  /** Appends a non-negative integer below 2^31. */
  digits(value: number): this {
    let width = 1;
    for (let bound = 10; bound <= value; bound *= 10) width++;
    let rest = value;
    for (let i = this.#at + width - 1; i >= this.#at; i--) {
      // `| 0` keeps the division one of integers, which is faster.
      const tens = (rest / 10) | 0;
      this.#bytes[i] = ZERO + rest - tens * 10;
      rest = tens;
    }
    this.#at += width;
    return this;
  }

  /** Appends text as it stands. */
  put(value: string): this {
    const start = this.#at;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        this.#at = start + this.#bytes.write(value, start);
        return this;
      }
      this.#bytes[this.#at++] = code;
    }
    return this;
  }

  #two(value: number): void {
    const tens = (value / 10) | 0;
    this.#bytes[this.#at++] = ZERO + tens;
    this.#bytes[this.#at++] = ZERO + value - tens * 10;
  }
}

function csvText(value: string): string {
  const quoted = value.includes('"');
  if (!quoted && !value.includes(',')) return value;
  return `"${quoted ? value.replaceAll('"', '""') : value}"`;
}
