import { createReadStream } from 'node:fs';
import type { CsvFormat } from './file-format.ts';

/** Where something stands in a file; both count from 1. */
export interface FilePlace {
  readonly line: number;
  readonly character: number;
}

export interface CsvField {
  /** Without quotes and escapes; `null` for an empty field that means NULL. */
  readonly text: string | null;
  readonly place: FilePlace;
}

/** Why a record cannot be cut into fields: where, and in which field (from 1). */
type CsvFault = { readonly place: FilePlace; readonly field: number } & (
  | /** Something else than a delimiter follows a closing quote. */ {
      readonly kind: 'after-quote';
      readonly found: string;
    }
  | /** The file ends inside quotes, or a record is longer than Snowflake takes. */ {
      readonly kind: 'open-quote';
    }
  | { readonly kind: 'not-utf8'; readonly text: string }
);

export interface CsvRecord {
  /** Counts records from 1, header left out. */
  readonly row: number;
  readonly fields: readonly CsvField[];
  readonly place: FilePlace;
  /** Where the record ends. */
  readonly end: FilePlace;
  readonly fault: CsvFault | undefined;
}

/** Snowflake's limit for one record, in characters. */
const LONGEST_RECORD = 16 * 1024 * 1024;

/**
 * Reads a CSV file record by record with Snowflake's rules for quotes and escapes, telling where each field stands. DuckDB
 * reads faster; this reader is for files in which something is wrong or special.
 */
export async function* readCsvRecords(file: string, format: CsvFormat): AsyncGenerator<CsvRecord> {
  const parser = new RecordParser(format);
  const chunks = createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 });
  for await (const chunk of chunks) yield* parser.feed(String(chunk), false);
  yield* parser.feed('', true);
}

/** The names in the first record, for PARSE_HEADER and for the number of columns; empty for an empty file. */
export async function firstRecord(file: string, format: CsvFormat): Promise<readonly (string | null)[]> {
  for await (const record of readCsvRecords(file, format)) return record.fields.map(field => field.text);
  return [];
}

class RecordParser {
  readonly #format: CsvFormat;
  #text = '';
  #at = 0;
  #line = 1;
  #row = 0;
  #skip: number;
  #started = false;
  #over = false;

  constructor(format: CsvFormat) {
    this.#format = format;
    this.#skip = format.skipHeader;
  }

  *feed(chunk: string, final: boolean): Generator<CsvRecord> {
    this.#text = this.#text.slice(this.#at) + chunk;
    this.#at = 0;
    if (!this.#started && this.#text.length > 0) {
      this.#started = true;
      if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    }
    while (!this.#over && this.#at < this.#text.length) {
      if (this.#skip > 0) {
        if (!this.#skipLine(final)) return;
        continue;
      }
      const cursor = new Cursor(this.#text, this.#at, this.#line, this.#format);
      const parsed = cursor.record();
      const tooLong = cursor.at - this.#at > LONGEST_RECORD;
      // Near the end of what has arrived, the next chunk may change the reading.
      if (!final && !tooLong && cursor.at >= this.#text.length - LOOKAHEAD) return;
      this.#over = tooLong;
      this.#at = cursor.at;
      const start = { line: this.#line, character: 1 };
      this.#line = cursor.line;
      if (cursor.blank && this.#format.skipBlankLines) continue;
      this.#row += 1;
      yield { row: this.#row, place: start, ...parsed };
    }
  }

  #skipLine(final: boolean): boolean {
    const end = this.#text.indexOf('\n', this.#at);
    if (end === -1 && !final) return false;
    this.#at = end === -1 ? this.#text.length : end + 1;
    this.#line += 1;
    this.#skip -= 1;
    return true;
  }
}

/** Characters that may decide how the ones before are read: a doubled quote, `\r\n`, a long delimiter. */
const LOOKAHEAD = 32;

const UNESCAPED: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '0': '\0',
};

/** Reads one record from a text. */
class Cursor {
  at: number;
  line: number;
  blank = false;
  readonly #text: string;
  readonly #format: CsvFormat;
  #lineStart: number;
  #fault: CsvFault | undefined;
  #number = 0;

  constructor(text: string, at: number, line: number, format: CsvFormat) {
    this.#text = text;
    this.at = at;
    this.line = line;
    this.#lineStart = at;
    this.#format = format;
  }

  record(): Pick<CsvRecord, 'fields' | 'end' | 'fault'> {
    const start = this.at;
    const fields: CsvField[] = [this.#field()];
    while (this.#accept(this.#format.fieldDelimiter)) fields.push(this.#field());
    const end = this.#place();
    this.blank = this.at === start;
    this.#endOfRecord();
    return { fields, end, fault: this.#fault };
  }

  #place(): FilePlace {
    return { line: this.line, character: this.at - this.#lineStart + 1 };
  }

  #accept(expected: string): boolean {
    if (!this.#text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** The length of the record delimiter that stands here; 0 when none does. A newline may be `\n`, `\r\n` or `\r`. */
  #delimiterLength(): number {
    const { recordDelimiter } = this.#format;
    const newline = recordDelimiter === '\n' || recordDelimiter === '\r\n' || recordDelimiter === '\r';
    if (!newline) return this.#text.startsWith(recordDelimiter, this.at) ? recordDelimiter.length : 0;
    const char = this.#text[this.at];
    if (char === '\n') return 1;
    if (char !== '\r') return 0;
    return this.#text[this.at + 1] === '\n' ? 2 : 1;
  }

  #endOfRecord(): void {
    this.at += this.#delimiterLength();
    this.line += 1;
    this.#lineStart = this.at;
  }

  get #fieldEnds(): boolean {
    return (
      this.at >= this.#text.length ||
      this.#text.startsWith(this.#format.fieldDelimiter, this.at) ||
      this.#delimiterLength() > 0
    );
  }

  #field(): CsvField {
    this.#number += 1;
    if (this.#format.trimSpace) while (this.#text[this.at] === ' ') this.at += 1;
    const place = this.#place();
    const quote = this.#format.enclosedBy;
    const text = quote !== null && this.#accept(quote) ? this.#quoted(quote, place) : this.#plain();
    if (text?.includes('\uFFFD')) this.#fault ??= { kind: 'not-utf8', text, place, field: this.#number };
    return { text, place };
  }

  #plain(): string | null {
    const { escapeUnenclosed, nullIf, emptyFieldAsNull, trimSpace } = this.#format;
    const start = this.at;
    let value = '';
    while (!this.#fieldEnds) {
      const char = this.#text[this.at] ?? '';
      this.at += 1;
      if (char === escapeUnenclosed && this.at < this.#text.length) {
        const escaped = this.#text[this.at] ?? '';
        value += escapeUnenclosed === '\\' ? (UNESCAPED[escaped] ?? escaped) : escaped;
        this.at += 1;
      } else value += char;
    }
    const written = this.#text.slice(start, this.at);
    if (written === '') return emptyFieldAsNull ? null : '';
    // NULL_IF looks at the field as it is written: \N would otherwise read as an escaped N.
    if (nullIf.includes(trimSpace ? written.trim() : written)) return null;
    return trimSpace ? value.trimEnd() : value;
  }

  #quoted(quote: string, opened: FilePlace): string {
    const { escape: escaping, trimSpace } = this.#format;
    let value = '';
    for (;;) {
      const char = this.#text[this.at];
      if (char === undefined) {
        this.#fault ??= { kind: 'open-quote', place: opened, field: this.#number };
        return value;
      }
      this.at += 1;
      if (char === '\n') {
        this.line += 1;
        this.#lineStart = this.at;
      }
      if (char === escaping && escaping !== quote) {
        value += this.#text[this.at] ?? '';
        this.at += 1;
      } else if (char !== quote) value += char;
      else if (this.#accept(quote)) value += quote;
      else break;
    }
    if (trimSpace) while (this.#text[this.at] === ' ') this.at += 1;
    if (!this.#fieldEnds) {
      const found = this.#text[this.at] ?? '';
      this.#fault ??= { kind: 'after-quote', found, place: this.#place(), field: this.#number };
      while (!this.#fieldEnds) this.at += 1;
    }
    return value;
  }
}
