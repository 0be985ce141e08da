import { unsupported } from '../errors.ts';
import { quoteString } from '../lexer.ts';
import { dateFormat } from '../translate/formats.ts';
import type { FileFormat } from './file-format.ts';
import { type Problem, wording } from './problems.ts';

/** A column that COPY fills. */
export interface TargetColumn {
  readonly name: string;
  /** DuckDB's type. */
  readonly type: string;
  readonly nullable: boolean;
  /** Characters that a VARCHAR(n) takes; `undefined`: any. */
  readonly limit: number | undefined;
}

/** How a staged text becomes a column's value. */
export interface Cast {
  /** The text after TRIM_SPACE, NULL_IF and TRUNCATECOLUMNS; `null` reads as NULL. */
  readonly text: (raw: string) => string;
  /** The value of a prepared text, NULL when it cannot be converted. */
  readonly value: (text: string) => string;
  /** A condition on the prepared text and its value: the row cannot be loaded. */
  readonly fails: (text: string, value: string) => string;
  /** The words for a text that fails; `null` when the text is NULL. */
  readonly problem: (text: string | null) => Pick<Problem, 'code' | 'sqlState' | 'message' | 'category'>;
}

type Family = 'text' | 'number' | 'boolean' | 'date' | 'time' | 'timestamp' | 'binary' | 'json';

function familyOf(type: string): Family {
  const upper = type.toUpperCase();
  if (upper === 'VARCHAR') return 'text';
  if (upper === 'JSON') return 'json';
  if (upper === 'BOOLEAN') return 'boolean';
  if (upper === 'DATE') return 'date';
  if (upper === 'BLOB') return 'binary';
  if (upper.startsWith('TIMESTAMP')) return 'timestamp';
  if (upper.startsWith('TIME')) return 'time';
  return 'number';
}

/** The cast of a staged text to a column's type, with the format's own date models. */
export function castTo(column: TargetColumn, format: FileFormat, truncate: boolean): Cast {
  const family = familyOf(column.type);
  return {
    text: raw => prepared(raw, column, format, truncate),
    value: text => valueSql(family, column.type, text, format),
    fails: (text, value) =>
      [
        ...(column.nullable ? [] : [`${value} IS NULL`]),
        ...(family === 'text' ? [] : [`(${text} IS NOT NULL AND ${value} IS NULL)`]),
        ...(column.limit === undefined ? [] : [`coalesce(length(${text}) > ${column.limit}, false)`]),
      ].join(' OR ') || 'false',
    problem: text => (text === null ? wording.isNull() : words(family, text, column)),
  };
}

function prepared(raw: string, column: TargetColumn, format: FileFormat, truncate: boolean): string {
  const trimmed = format.trimSpace ? `trim(${raw})` : raw;
  const nulls = format.nullIf.map(quoteString).join(', ');
  const known = nulls === '' ? trimmed : `CASE WHEN ${trimmed} IN (${nulls}) THEN NULL ELSE ${trimmed} END`;
  return truncate && column.limit !== undefined ? `left(${known}, ${column.limit})` : known;
}

function valueSql(family: Family, type: string, text: string, format: FileFormat): string {
  switch (family) {
    case 'text':
      return text;
    case 'json':
      return `TRY_CAST(${text} AS JSON)`;
    case 'boolean':
      return `CASE lower(${text}) WHEN 'on' THEN true WHEN 'off' THEN false ELSE TRY_CAST(${text} AS BOOLEAN) END`;
    case 'binary':
      return `CASE WHEN regexp_full_match(${text}, '([0-9A-Fa-f]{2})*') THEN unhex(${text}) END`;
    case 'number':
      // DuckDB also reads 1_000 and 0x10, Snowflake does not.
      return `CASE WHEN contains(${text}, '_') OR contains(lower(${text}), '0x') THEN NULL ELSE TRY_CAST(${text} AS ${type}) END`;
    case 'date':
      return timeSql(text, type, format.dateFormat, ['%m/%d/%Y', '%d-%b-%Y']);
    case 'time':
      return timeSql(text, type, format.timeFormat, []);
    case 'timestamp':
      return timeSql(text, type, format.timestampFormat, [
        '%m/%d/%Y %H:%M:%S',
        '%d-%b-%Y %H:%M:%S',
        '%a, %d %b %Y %H:%M:%S %z',
      ]);
  }
}

/** A date or time in the model that was given, or in the ones that AUTO knows: ISO 8601 first. */
function timeSql(text: string, type: string, model: string, known: readonly string[]): string {
  if (model.toUpperCase() !== 'AUTO') {
    const format = dateFormat(model, 'parse');
    if (format === undefined) throw unsupported(`date format '${model}'`);
    return `TRY_CAST(try_strptime(${text}, ${quoteString(format)}) AS ${type})`;
  }
  const iso = `TRY_CAST(${text} AS ${type})`;
  if (known.length === 0) return iso;
  return `coalesce(${iso}, TRY_CAST(try_strptime(${text}, [${known.map(quoteString).join(', ')}]) AS ${type}))`;
}

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

function words(family: Family, text: string, { limit }: TargetColumn): ReturnType<Cast['problem']> {
  switch (family) {
    case 'text':
      return wording.tooLong(text, limit ?? 0);
    case 'json':
      return wording.json(text);
    case 'boolean':
      return wording.boolean(text);
    case 'binary':
      return wording.binary(text);
    case 'number':
      return NUMBER.test(text) ? wording.outOfRange(text) : wording.number(text);
    case 'date':
      return wording.date(text);
    case 'time':
      return wording.time(text);
    case 'timestamp':
      return wording.timestamp(text);
  }
}

/** The cast of a document to a VARIANT column: it is what it is. */
export const asDocument: Cast = {
  text: raw => raw,
  value: text => text,
  fails: () => 'false',
  problem: () => wording.isNull(),
};
