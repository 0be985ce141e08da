import { invalidProperty, invalidValue, unsupported } from '../errors.ts';
import { type Options, type OptionValue, optionFlag, optionList, optionText } from '../reader.ts';

/** How files may be compressed; AUTO looks at the file itself. */
export type Compression = 'AUTO' | 'GZIP' | 'NONE';

/** What CSV and JSON have in common: how texts become values. */
interface ValueFormat {
  readonly compression: Compression;
  /** Snowflake's format models; AUTO guesses. */
  readonly dateFormat: string;
  readonly timeFormat: string;
  readonly timestampFormat: string;
  readonly trimSpace: boolean;
  /** Texts that mean NULL. */
  readonly nullIf: readonly string[];
}

/** Snowflake's CSV options with the meaning that its reference gives them. */
export interface CsvFormat extends ValueFormat {
  readonly type: 'CSV';
  readonly fieldDelimiter: string;
  readonly recordDelimiter: string;
  /** Lines to leave out at the start. */
  readonly skipHeader: number;
  readonly parseHeader: boolean;
  readonly skipBlankLines: boolean;
  /** The quote of fields; `null` when quotes have no meaning. */
  readonly enclosedBy: string | null;
  /** Escape inside quoted fields. */
  readonly escape: string | null;
  /** Escape outside quotes; a backslash by default. */
  readonly escapeUnenclosed: string | null;
  readonly emptyFieldAsNull: boolean;
  readonly errorOnColumnCountMismatch: boolean;
}

export interface JsonFormat extends ValueFormat {
  readonly type: 'JSON';
  readonly stripOuterArray: boolean;
  readonly stripNullValues: boolean;
}

export type FileFormat = CsvFormat | JsonFormat;

const VALUES: ValueFormat = {
  compression: 'AUTO',
  dateFormat: 'AUTO',
  timeFormat: 'AUTO',
  timestampFormat: 'AUTO',
  trimSpace: false,
  nullIf: ['\\N'],
};

/** The format of a stage that says nothing. */
export const DEFAULT_CSV: CsvFormat = {
  ...VALUES,
  type: 'CSV',
  fieldDelimiter: ',',
  recordDelimiter: '\n',
  skipHeader: 0,
  parseHeader: false,
  skipBlankLines: false,
  enclosedBy: null,
  escape: null,
  escapeUnenclosed: '\\',
  emptyFieldAsNull: true,
  errorOnColumnCountMismatch: true,
};

const DEFAULT_JSON: JsonFormat = {
  ...VALUES,
  nullIf: [],
  type: 'JSON',
  stripOuterArray: false,
  stripNullValues: false,
};

const COMMON_KEYS = [
  'TYPE',
  'COMPRESSION',
  'DATE_FORMAT',
  'TIME_FORMAT',
  'TIMESTAMP_FORMAT',
  'TRIM_SPACE',
  'NULL_IF',
];
const CSV_KEYS = new Set([
  ...COMMON_KEYS,
  'FIELD_DELIMITER',
  'RECORD_DELIMITER',
  'SKIP_HEADER',
  'PARSE_HEADER',
  'SKIP_BLANK_LINES',
  'FIELD_OPTIONALLY_ENCLOSED_BY',
  'ESCAPE',
  'ESCAPE_UNENCLOSED_FIELD',
  'EMPTY_FIELD_AS_NULL',
  'ERROR_ON_COLUMN_COUNT_MISMATCH',
  'BINARY_FORMAT',
  'ENCODING',
  'REPLACE_INVALID_CHARACTERS',
  'SKIP_BYTE_ORDER_MARK',
  'FILE_EXTENSION',
]);
const JSON_KEYS = new Set([
  ...COMMON_KEYS,
  'STRIP_OUTER_ARRAY',
  'STRIP_NULL_VALUES',
  'ALLOW_DUPLICATE',
  'BINARY_FORMAT',
  'ENABLE_OCTAL',
  'IGNORE_UTF8_ERRORS',
  'REPLACE_INVALID_CHARACTERS',
  'SKIP_BYTE_ORDER_MARK',
  'FILE_EXTENSION',
]);

/**
 * Reads `TYPE = CSV FIELD_DELIMITER = ';' …` over a base of the same type; another type starts from its own defaults.
 * @throws SnowflakeError for options that the type does not have, bad values, and what the sandbox cannot read
 */
export function readFileFormat(options: Options, base: FileFormat = DEFAULT_CSV): FileFormat {
  const type = (optionText(options, 'TYPE') ?? base.type).toUpperCase();
  switch (type) {
    case 'CSV':
      return readCsv(options, base.type === 'CSV' ? base : DEFAULT_CSV);
    case 'JSON':
      return readJson(options, base.type === 'JSON' ? base : DEFAULT_JSON);
    case 'AVRO':
    case 'ORC':
    case 'PARQUET':
    case 'XML':
      throw unsupported(`FILE_FORMAT TYPE = ${type}`);
    default:
      throw invalidValue(type, 'TYPE');
  }
}

function readCsv(options: Options, base: CsvFormat): CsvFormat {
  checkKeys(options, CSV_KEYS, 'CSV');
  refuseOthers(options, 'ENCODING', ['UTF8', 'UTF-8']);
  refuseOthers(options, 'BINARY_FORMAT', ['HEX']);
  refuseOthers(options, 'REPLACE_INVALID_CHARACTERS', ['FALSE']);
  return {
    type: 'CSV',
    ...readValues(options, base),
    fieldDelimiter: characters(options, 'FIELD_DELIMITER', base.fieldDelimiter) ?? ',',
    recordDelimiter: characters(options, 'RECORD_DELIMITER', base.recordDelimiter) ?? '\n',
    skipHeader: wholeNumber(options, 'SKIP_HEADER', base.skipHeader),
    parseHeader: optionFlag(options, 'PARSE_HEADER') ?? base.parseHeader,
    skipBlankLines: optionFlag(options, 'SKIP_BLANK_LINES') ?? base.skipBlankLines,
    enclosedBy: oneCharacter(options, 'FIELD_OPTIONALLY_ENCLOSED_BY', base.enclosedBy),
    escape: oneCharacter(options, 'ESCAPE', base.escape),
    escapeUnenclosed: oneCharacter(options, 'ESCAPE_UNENCLOSED_FIELD', base.escapeUnenclosed),
    emptyFieldAsNull: optionFlag(options, 'EMPTY_FIELD_AS_NULL') ?? base.emptyFieldAsNull,
    errorOnColumnCountMismatch:
      optionFlag(options, 'ERROR_ON_COLUMN_COUNT_MISMATCH') ?? base.errorOnColumnCountMismatch,
  };
}

function readJson(options: Options, base: JsonFormat): JsonFormat {
  checkKeys(options, JSON_KEYS, 'JSON');
  refuseOthers(options, 'IGNORE_UTF8_ERRORS', ['FALSE']);
  refuseOthers(options, 'REPLACE_INVALID_CHARACTERS', ['FALSE']);
  refuseOthers(options, 'ENABLE_OCTAL', ['FALSE']);
  return {
    type: 'JSON',
    ...readValues(options, base),
    stripOuterArray: optionFlag(options, 'STRIP_OUTER_ARRAY') ?? base.stripOuterArray,
    stripNullValues: optionFlag(options, 'STRIP_NULL_VALUES') ?? base.stripNullValues,
  };
}

function readValues(options: Options, base: ValueFormat): ValueFormat {
  return {
    compression: readCompression(options, base.compression),
    dateFormat: optionText(options, 'DATE_FORMAT') ?? base.dateFormat,
    timeFormat: optionText(options, 'TIME_FORMAT') ?? base.timeFormat,
    timestampFormat: optionText(options, 'TIMESTAMP_FORMAT') ?? base.timestampFormat,
    trimSpace: optionFlag(options, 'TRIM_SPACE') ?? base.trimSpace,
    nullIf: optionList(options, 'NULL_IF') ?? base.nullIf,
  };
}

function readCompression(options: Options, base: Compression): Compression {
  const value = optionText(options, 'COMPRESSION')?.toUpperCase();
  switch (value) {
    case undefined:
      return base;
    case 'AUTO':
    case 'GZIP':
    case 'NONE':
      return value;
    case 'BZ2':
    case 'BROTLI':
    case 'ZSTD':
    case 'DEFLATE':
    case 'RAW_DEFLATE':
      throw unsupported(`COMPRESSION = ${value}`);
    default:
      throw invalidValue(value, 'COMPRESSION');
  }
}

function checkKeys(options: Options, allowed: ReadonlySet<string>, type: string): void {
  for (const key of options.keys()) if (!allowed.has(key)) throw invalidProperty(key, `${type} FILE_FORMAT`);
}

function refuseOthers(options: Options, key: string, accepted: readonly string[]): void {
  const value = optionText(options, key);
  if (value !== undefined && !accepted.includes(value.toUpperCase())) throw unsupported(`${key} = ${value}`);
}

/** A text of any length; NONE means none. Only a bare word NONE does: the string literal is data. */
function characters(options: Options, key: string, base: string | null): string | null {
  const value: OptionValue | undefined = options.get(key);
  if (value === undefined) return base;
  const text = optionText(options, key) ?? '';
  if (text.toUpperCase() === 'NONE' || text === '') return null;
  return text.toUpperCase() === 'AUTO' ? base : text;
}

function oneCharacter(options: Options, key: string, base: string | null): string | null {
  const value = characters(options, key, base);
  if (value !== null && [...value].length !== 1) throw invalidValue(value, key);
  return value;
}

function wholeNumber(options: Options, key: string, base: number): number {
  const value = optionText(options, key);
  if (value === undefined) return base;
  if (!/^\d+$/.test(value)) throw invalidValue(value, key);
  return Number(value);
}

/** The options of a format by Snowflake's names, as DESC shows them: name, type, value, default. */
export function describeFormat(format: FileFormat): readonly (readonly [string, string, string, string])[] {
  const common = [
    ['TYPE', 'String', format.type, 'CSV'],
    ['COMPRESSION', 'String', format.compression, 'AUTO'],
    ['DATE_FORMAT', 'String', format.dateFormat, 'AUTO'],
    ['TIME_FORMAT', 'String', format.timeFormat, 'AUTO'],
    ['TIMESTAMP_FORMAT', 'String', format.timestampFormat, 'AUTO'],
    ['TRIM_SPACE', 'Boolean', String(format.trimSpace), 'false'],
  ] as const;
  switch (format.type) {
    case 'CSV':
      return [
        ...common,
        ['NULL_IF', 'List', `[${format.nullIf.map(visible).join(', ')}]`, '[\\\\N]'],
        ['RECORD_DELIMITER', 'String', visible(format.recordDelimiter), '\\n'],
        ['FIELD_DELIMITER', 'String', visible(format.fieldDelimiter), ','],
        ['SKIP_HEADER', 'Integer', String(format.skipHeader), '0'],
        ['PARSE_HEADER', 'Boolean', String(format.parseHeader), 'false'],
        ['SKIP_BLANK_LINES', 'Boolean', String(format.skipBlankLines), 'false'],
        ['FIELD_OPTIONALLY_ENCLOSED_BY', 'String', format.enclosedBy ?? 'NONE', 'NONE'],
        ['ESCAPE', 'String', visible(format.escape ?? 'NONE'), 'NONE'],
        ['ESCAPE_UNENCLOSED_FIELD', 'String', visible(format.escapeUnenclosed ?? 'NONE'), '\\\\'],
        ['EMPTY_FIELD_AS_NULL', 'Boolean', String(format.emptyFieldAsNull), 'true'],
        ['ERROR_ON_COLUMN_COUNT_MISMATCH', 'Boolean', String(format.errorOnColumnCountMismatch), 'true'],
      ];
    case 'JSON':
      return [
        ...common,
        ['NULL_IF', 'List', `[${format.nullIf.map(visible).join(', ')}]`, '[]'],
        ['STRIP_OUTER_ARRAY', 'Boolean', String(format.stripOuterArray), 'false'],
        ['STRIP_NULL_VALUES', 'Boolean', String(format.stripNullValues), 'false'],
      ];
  }
}

/** Control characters and backslashes as Snowflake prints them. */
function visible(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}
