import { numberColumn, type StatementResult, statementType, textColumn } from '../result.ts';
import type { Examined } from './copy-load.ts';
import type { OnError } from './copy-statement.ts';
import type { LoadStatus } from './load-history.ts';
import type { Problem } from './problems.ts';

/** What a COPY did with one file. */
export interface FileOutcome {
  /** `s3://bucket/key`. */
  readonly url: string;
  readonly status: LoadStatus;
  readonly rowsParsed: number;
  readonly rowsLoaded: number;
  readonly errorLimit: number;
  readonly errorsSeen: number;
  readonly first: Problem | undefined;
}

/** Whether a file with these problems is loaded at all; ABORT_STATEMENT is decided before. */
export function isLoaded(onError: OnError, { rows, problemCount }: Examined): boolean {
  switch (onError.kind) {
    case 'abort':
      return problemCount === 0;
    case 'continue':
      return true;
    case 'skip-file':
      return problemCount < onError.limit;
    case 'skip-file-percent':
      return rows === 0 || (problemCount / rows) * 100 <= onError.percent;
  }
}

/** The number of errors at which a file is given up, as COPY shows it. */
export function errorLimit(onError: OnError, rows: number): number {
  switch (onError.kind) {
    case 'abort':
      return 1;
    case 'continue':
      return rows;
    case 'skip-file':
      return onError.limit;
    case 'skip-file-percent':
      return Math.floor((rows * onError.percent) / 100);
  }
}

const COLUMNS = [
  textColumn('file'),
  textColumn('status'),
  numberColumn('rows_parsed', 19),
  numberColumn('rows_loaded', 19),
  numberColumn('error_limit', 19),
  numberColumn('errors_seen', 19),
  textColumn('first_error'),
  numberColumn('first_error_line', 19),
  numberColumn('first_error_character', 19),
  textColumn('first_error_column_name'),
];

/** COPY's answer: a row a file, or the sentence that says that there was none. */
export function copyResult(outcomes: readonly FileOutcome[]): StatementResult {
  if (outcomes.length === 0)
    return {
      columns: [textColumn('status')],
      rows: [['Copy executed with 0 files processed.']],
      statementTypeId: statementType.copy,
    };
  return {
    columns: COLUMNS,
    rows: outcomes.map(({ url, status, rowsParsed, rowsLoaded, errorLimit: limit, errorsSeen, first }) => [
      url,
      status,
      String(rowsParsed),
      String(rowsLoaded),
      String(limit),
      String(errorsSeen),
      first?.message ?? null,
      first === undefined ? null : String(first.place.line),
      first === undefined ? null : String(first.place.character),
      first?.column ?? null,
    ]),
    statementTypeId: statementType.copy,
  };
}

/** The answer of VALIDATION_MODE = RETURN_ERRORS: a row a problem. */
export function validationResult(
  files: readonly { readonly path: string; readonly problems: readonly Problem[] }[],
): StatementResult {
  return {
    columns: [
      textColumn('ERROR'),
      textColumn('FILE'),
      numberColumn('LINE', 19),
      numberColumn('CHARACTER', 19),
      textColumn('CATEGORY'),
      numberColumn('CODE', 19),
      textColumn('SQL_STATE'),
      textColumn('COLUMN_NAME'),
      numberColumn('ROW_NUMBER', 19),
    ],
    rows: files.flatMap(({ path, problems }) =>
      problems.map(problem => [
        problem.message,
        path,
        String(problem.place.line),
        String(problem.place.character),
        problem.category,
        String(Number(problem.code)),
        problem.sqlState,
        problem.column,
        String(problem.row),
      ]),
    ),
    statementTypeId: statementType.select,
  };
}
