import { SnowflakeError } from '../errors.ts';
import type { FilePlace } from './csv-records.ts';

/** Something that keeps a row from being loaded, in Snowflake's words. */
export interface Problem {
  readonly code: string;
  readonly sqlState: string;
  readonly message: string;
  readonly category: 'parsing' | 'conversion';
  /** Counts the file's records from 1, header left out. */
  readonly row: number;
  readonly place: FilePlace;
  /** Number of the column, from 1; with its name, as `"STG_USERS"["EMAIL":2]`. */
  readonly column: string;
}

const WHAT_NEXT =
  "  If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. For more information on loading options, please run 'info loading_data' in a SQL client.";

/** The error of a COPY that stops at its first problem; `file` is the path inside the stage. */
export function abortedBy(problem: Problem, file: string): SnowflakeError {
  const { line, character } = problem.place;
  return new SnowflakeError(
    problem.code,
    problem.sqlState,
    `${problem.message}\n  File '${file}', line ${line}, character ${character}\n  Row ${problem.row}, column ${problem.column}\n${WHAT_NEXT}`,
  );
}

/** `"STG_USERS"["EMAIL":2]`, as COPY names a column. */
export function columnName(table: string, column: string | undefined, number: number): string {
  return `"${table}"[${column === undefined ? '' : `"${column}"`}:${number}]`;
}

type Wording = Pick<Problem, 'code' | 'sqlState' | 'message' | 'category'>;

function parsing(code: string, message: string): Wording {
  return { code, sqlState: '22000', message, category: 'parsing' };
}

function conversion(code: string, sqlState: string, message: string): Wording {
  return { code, sqlState, message, category: 'conversion' };
}

/** The words of each problem, with Snowflake's codes (error catalogue ST-09 to ST-16). */
export const wording = {
  tooManyColumns: (found: number, wanted: number) =>
    parsing(
      '100080',
      `Number of columns in file (${found}) does not match that of the corresponding table (${wanted}), use file format option error_on_column_count_mismatch=false to ignore this error`,
    ),
  delimiterFound: (delimiter: string) =>
    parsing('100016', `Field delimiter '${delimiter}' found while expecting record delimiter '\\n'`),
  endOfRecord: (column: string) =>
    parsing('100068', `End of record reached while expected to parse column '${column}'`),
  afterQuote: (found: string, delimiter: string) =>
    parsing('100065', `Found character '${found}' instead of field delimiter '${delimiter}'`),
  notUtf8: (text: string) =>
    parsing('100144', `Invalid UTF8 detected in string '${text.replaceAll('\uFFFD', '0xEFBFBD')}'`),
  isNull: () =>
    parsing(
      '100072',
      'NULL result in a non-nullable column. Use quotes if an empty field should be interpreted as an empty string instead of a null',
    ),
  number: (value: string) => conversion('100038', '22018', `Numeric value '${value}' is not recognized`),
  outOfRange: (value: string) => conversion('100039', '22003', `Numeric value '${value}' is out of range`),
  boolean: (value: string) => conversion('100037', '22018', `Boolean value '${value}' is not recognized`),
  date: (value: string) => conversion('100040', '22007', `Date '${value}' is not recognized`),
  time: (value: string) => conversion('100108', '22007', `Time '${value}' is not recognized`),
  timestamp: (value: string) => conversion('100035', '22007', `Timestamp '${value}' is not recognized`),
  binary: (value: string) =>
    conversion('100115', '22000', `The following string is not a legal hex-encoded value: '${value}'`),
  json: (value: string) => conversion('100069', '22P02', `Error parsing JSON: ${value.slice(0, 100)}`),
  tooLong: (value: string, limit: number) =>
    conversion(
      '100078',
      '22000',
      `User character length limit (${limit}) exceeded by string '${value.slice(0, 100)}'`,
    ),
} as const;
