import { invalidProperty, invalidValue, unsupported } from '../errors.ts';
import type { Token } from '../lexer.ts';
import { type Options, optionFlag, optionList, optionText, type TokenReader } from '../reader.ts';
import { readStageReference } from './list.ts';

/** What to do about a row that cannot be loaded. */
export type OnError =
  | { readonly kind: 'abort' }
  | { readonly kind: 'continue' }
  /** Leaves out a file with at least `limit` errors, or with more than `percent` of its rows wrong. */
  | { readonly kind: 'skip-file'; readonly limit: number }
  | { readonly kind: 'skip-file-percent'; readonly percent: number };

export type CopySource =
  | { readonly kind: 'stage'; readonly reference: string }
  | { readonly kind: 'url'; readonly url: string }
  /** `(SELECT … FROM @stage …)`: the tokens between the parentheses. */
  | { readonly kind: 'query'; readonly tokens: readonly Token[] };

/** A COPY INTO of a table, read. */
export interface CopyStatement {
  readonly table: readonly string[];
  readonly columns: readonly string[] | undefined;
  readonly source: CopySource;
  readonly options: Options;
  readonly onError: OnError;
  readonly pattern: string | undefined;
  readonly files: readonly string[] | undefined;
  readonly force: boolean;
  readonly purge: boolean;
  readonly truncate: boolean;
  readonly matchByName: 'NONE' | 'CASE_SENSITIVE' | 'CASE_INSENSITIVE';
  readonly returnFailedOnly: boolean;
  /** Bytes after which no further file is begun. */
  readonly sizeLimit: number | undefined;
  /** `errors`: only looks for problems and loads nothing. */
  readonly validation: 'errors' | undefined;
}

const KEYS = new Set([
  'FILES',
  'PATTERN',
  'FILE_FORMAT',
  'ON_ERROR',
  'FORCE',
  'PURGE',
  'SIZE_LIMIT',
  'RETURN_FAILED_ONLY',
  'MATCH_BY_COLUMN_NAME',
  'ENFORCE_LENGTH',
  'TRUNCATECOLUMNS',
  'LOAD_UNCERTAIN_FILES',
  'VALIDATION_MODE',
  'STORAGE_INTEGRATION',
]);

/** Reads `COPY INTO table [(columns)] FROM … [options]`; unloading into a stage is refused. */
export function readCopy(reader: TokenReader): CopyStatement {
  reader.expect('COPY', 'INTO');
  if (reader.atKind('stage', 'string')) throw unsupported('COPY INTO a location (unloading)');
  const table = reader.name();
  const columns = reader.atSymbol('(') ? columnList(reader.over(reader.group())) : undefined;
  // `FILE_FORMAT = … FROM @stage` is also allowed.
  const before = reader.options();
  reader.expect('FROM');
  const source = readSource(reader);
  const options: Options = new Map([...before, ...reader.options()]);
  reader.expectEnd();
  for (const key of options.keys()) if (!KEYS.has(key)) throw invalidProperty(key, 'COPY INTO');
  return { table, columns, source, options, ...readCopyOptions(options) };
}

function columnList(reader: TokenReader): readonly string[] {
  const columns: string[] = [];
  while (!reader.done) {
    columns.push(reader.identifier());
    if (!reader.done) reader.expectSymbol(',');
  }
  return columns;
}

function readSource(reader: TokenReader): CopySource {
  if (reader.atSymbol('(')) return { kind: 'query', tokens: reader.group() };
  const token = reader.peek();
  if (token?.kind === 'string' && token.value.startsWith('s3://'))
    return { kind: 'url', url: reader.next().value };
  return { kind: 'stage', reference: readStageReference(reader) };
}

function readCopyOptions(options: Options): Omit<CopyStatement, 'table' | 'columns' | 'source' | 'options'> {
  return {
    onError: readOnError(optionText(options, 'ON_ERROR') ?? 'ABORT_STATEMENT'),
    pattern: optionText(options, 'PATTERN'),
    files: optionList(options, 'FILES'),
    force: optionFlag(options, 'FORCE') ?? false,
    purge: optionFlag(options, 'PURGE') ?? false,
    truncate: optionFlag(options, 'TRUNCATECOLUMNS') ?? optionFlag(options, 'ENFORCE_LENGTH') === false,
    matchByName: readMatch(optionText(options, 'MATCH_BY_COLUMN_NAME')?.toUpperCase() ?? 'NONE'),
    returnFailedOnly: optionFlag(options, 'RETURN_FAILED_ONLY') ?? false,
    sizeLimit: readSizeLimit(optionText(options, 'SIZE_LIMIT')),
    validation: readValidation(optionText(options, 'VALIDATION_MODE')?.toUpperCase()),
  };
}

function readOnError(text: string): OnError {
  const upper = text.toUpperCase();
  const [, number, percent] = /^SKIP_FILE_(\d+)(%)?$/.exec(upper) ?? [];
  if (upper === 'ABORT_STATEMENT') return { kind: 'abort' };
  if (upper === 'CONTINUE') return { kind: 'continue' };
  if (upper === 'SKIP_FILE') return { kind: 'skip-file', limit: 1 };
  if (number === undefined) throw invalidValue(text, 'ON_ERROR');
  return percent === undefined
    ? { kind: 'skip-file', limit: Number(number) }
    : { kind: 'skip-file-percent', percent: Number(number) };
}

function readMatch(value: string): CopyStatement['matchByName'] {
  if (value === 'NONE' || value === 'CASE_SENSITIVE' || value === 'CASE_INSENSITIVE') return value;
  throw invalidValue(value, 'MATCH_BY_COLUMN_NAME');
}

function readSizeLimit(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw invalidValue(value, 'SIZE_LIMIT');
  return Number(value) === 0 ? undefined : Number(value);
}

function readValidation(value: string | undefined): CopyStatement['validation'] {
  if (value === undefined) return undefined;
  if (value === 'RETURN_ERRORS' || value === 'RETURN_ALL_ERRORS') return 'errors';
  if (/^RETURN_\d+_ROWS$/.test(value)) throw unsupported(`VALIDATION_MODE = ${value}`);
  throw invalidValue(value, 'VALIDATION_MODE');
}
