import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { quoteString } from '../lexer.ts';
import { type CsvField, type CsvRecord, type FilePlace, readCsvRecords } from './csv-records.ts';
import type { CsvFormat } from './file-format.ts';
import { columnName, type Problem, wording } from './problems.ts';

/** Staged texts as DuckDB reads them: a table expression whose columns are `f1`, `f2`, … */
interface StagedTexts {
  readonly sql: string;
}

/**
 * A CSV file read by DuckDB itself: the fast way, for files in which nothing is special. Everything stays text, so that
 * conversions are ours.
 */
export function directCsv(file: string, format: CsvFormat, columns: number, padded = false): StagedTexts {
  const quote = format.enclosedBy ?? '';
  return {
    sql: readCsv(file, names(columns), [
      `skip=${format.skipHeader}`,
      `delim=${quoteString(format.fieldDelimiter)}`,
      `quote=${quoteString(quote)}`,
      `escape=${quoteString(quote)}`,
      ...(format.emptyFieldAsNull ? [`nullstr=''`, 'allow_quoted_nulls=false'] : [`nullstr='\u0001'`]),
      `null_padding=${padded}`,
    ]),
  };
}

/** Whether DuckDB's reader and Snowflake's rules agree on this format and file. */
export function isPlain(
  format: CsvFormat,
  seen: { readonly hasBackslash: boolean; readonly hasBlankLine: boolean },
): boolean {
  const newline = /^\r?\n$|^\r$/.test(format.recordDelimiter);
  const escapes = format.escapeUnenclosed !== null && (format.escapeUnenclosed !== '\\' || seen.hasBackslash);
  return (
    newline &&
    !escapes &&
    !seen.hasBlankLine &&
    (format.escape === null || format.escape === format.enclosedBy) &&
    !(format.trimSpace && format.enclosedBy !== null) &&
    Buffer.byteLength(format.fieldDelimiter) === 1
  );
}

/** A file rewritten so that DuckDB reads it without surprise, with what was wrong in it. */
interface CleanedCsv extends StagedTexts {
  readonly records: number;
  /** Records that could not be cut into fields, the first thousand. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

/** Problems that are kept one by one; the rest is counted. */
const KEPT = 1000;

/** How the records of a file are to be cut: `names` are the target's columns, when it has some. */
export interface Shape {
  readonly columns: number;
  readonly table: string;
  readonly names: readonly string[];
  /** Pads short records and leaves out surplus fields instead of refusing them. */
  readonly lenient: boolean;
}

/**
 * Reads a file with Snowflake's rules and writes its good records anew: `r` the record's number, `p` the places of its
 * fields, then `f1`, `f2`, … Memory stays constant.
 */
export async function cleanCsv(
  file: string,
  format: CsvFormat,
  shape: Shape,
  target: string,
): Promise<CleanedCsv> {
  const problems: Problem[] = [];
  let records = 0;
  let problemCount = 0;
  async function* goodLines(): AsyncGenerator<string> {
    let batch = '';
    for await (const record of readCsvRecords(file, format)) {
      records += 1;
      const problem = problemOf(record, format, shape);
      if (problem !== undefined) {
        problemCount += 1;
        if (problems.length < KEPT) problems.push(problem);
        continue;
      }
      batch += lineOf(record, shape.columns);
      if (batch.length < 1 << 16) continue;
      yield batch;
      batch = '';
    }
    yield batch;
  }
  await pipeline(goodLines, createWriteStream(target, { mode: 0o600 }));
  const options = ["delim=','", `quote='"'`, `escape='"'`, `nullstr=''`, 'allow_quoted_nulls=false'];
  return {
    sql: readCsv(target, ['r', 'p', ...names(shape.columns)], options),
    records,
    problems,
    problemCount,
  };
}

function names(columns: number): readonly string[] {
  return Array.from({ length: columns }, (_, index) => `f${index + 1}`);
}

function readCsv(file: string, columns: readonly string[], options: readonly string[]): string {
  const types = columns.map(name => `'${name}': 'VARCHAR'`).join(', ');
  // A single column of empty lines would otherwise be dropped, and long lines refused.
  return `read_csv(${quoteString(file)}, header=false, auto_detect=false, strict_mode=true, max_line_size=16777216, columns={${types}}, ${options.join(', ')})`;
}

function lineOf(record: CsvRecord, columns: number): string {
  const fields = Array.from({ length: columns }, (_, index) => record.fields[index]);
  const places = fields.map(field => placeText(field?.place ?? record.end)).join(';');
  return `${record.row},${places},${fields.map(fieldText).join(',')}\n`;
}

function fieldText(field: CsvField | undefined): string {
  return field?.text === undefined || field.text === null ? '' : `"${field.text.replaceAll('"', '""')}"`;
}

function placeText(place: FilePlace): string {
  return `${place.line}:${place.character}`;
}

/** The place of a field from the column `p` of a cleaned file; `column` counts from 1. */
export function placeFrom(places: string, column: number): FilePlace {
  const [line = '0', character = '0'] = (places.split(';')[column - 1] ?? '').split(':');
  return { line: Number(line), character: Number(character) };
}

function problemOf(record: CsvRecord, format: CsvFormat, shape: Shape): Problem | undefined {
  const { fields, fault, row } = record;
  const named = (number: number) => columnName(shape.table, shape.names[number - 1], number);
  const at = (place: FilePlace, number: number, words: ReturnType<typeof wording.isNull>): Problem => ({
    ...words,
    row,
    place,
    column: named(number),
  });
  if (fault !== undefined) {
    switch (fault.kind) {
      case 'after-quote':
        return at(fault.place, fault.field, wording.afterQuote(fault.found, format.fieldDelimiter));
      case 'open-quote':
        return at(fault.place, fault.field, wording.endOfRecord(named(fault.field)));
      case 'not-utf8':
        return at(fault.place, fault.field, wording.notUtf8(fault.text));
    }
  }
  if (shape.lenient || fields.length === shape.columns) return undefined;
  if (fields.length < shape.columns) {
    const next = fields.length + 1;
    return at(record.end, next, wording.endOfRecord(named(next)));
  }
  // The very first record says that the file is of another shape; a later one has a stray delimiter.
  if (row === 1) return at(record.place, 1, wording.tooManyColumns(fields.length, shape.columns));
  const surplus = fields[shape.columns]?.place ?? record.end;
  return at(
    { line: surplus.line, character: surplus.character - 1 },
    shape.columns,
    wording.delimiterFound(format.fieldDelimiter),
  );
}
