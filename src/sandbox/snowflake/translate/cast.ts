import type { SqlType } from '../types.ts';
import { asText, json, type Operand, plain } from './operand.ts';

/** `x::TYPE`, as Snowflake converts: texts of many shapes to dates, half away from zero to integers. */
export function castTo(value: Operand, type: SqlType): Operand {
  const { sql } = value;
  switch (type.family) {
    case 'text':
      return plain(
        type.length === undefined
          ? textOf(value)
          : value.literal === 'string' && (value.text ?? '').length <= type.length
            ? sql
            : `left(${textOf(value)}, ${type.length})`,
      );
    case 'integer':
      return plain(`sf_to_integer(${sql})`);
    case 'decimal':
      return plain(`CAST(${numeric(value)} AS ${type.duck})`);
    case 'double':
      return plain(`CAST(${sql} AS DOUBLE)`);
    case 'boolean':
      return plain(`sf_boolean(${sql})`);
    case 'date':
      return plain(`sf_to_date(${sql})`);
    case 'time':
      return plain(`sf_to_time(${sql})`);
    case 'timestamp':
      return plain(`sf_to_timestamp(${sql})`);
    case 'timestamp_tz':
      return plain(`sf_to_timestamp_tz(${sql})`);
    case 'json':
      return json(value.json ? sql : `to_json(${sql})`);
    case 'binary':
      return plain(`unhex(${asText(value)})`);
  }
}

/** TRY_CAST: NULL where the text cannot be read. */
export function tryCastTo(value: Operand, type: SqlType): Operand {
  const text = asText(value);
  switch (type.family) {
    case 'text':
    case 'json':
    case 'binary':
      return castTo(value, type);
    case 'integer':
      return plain(`CAST(round(TRY_CAST(${text} AS DECIMAL(38, 6)), 0) AS BIGINT)`);
    case 'boolean':
      return plain(`sf_try_boolean(${text})`);
    case 'date':
      return plain(`sf_try_to_date(${text})`);
    case 'timestamp':
      return plain(`sf_try_to_timestamp(${text})`);
    case 'timestamp_tz':
      return plain(`sf_try_to_timestamp_tz(${text})`);
    case 'decimal':
    case 'double':
    case 'time':
      return plain(`TRY_CAST(${text} AS ${type.duck})`);
  }
}

function textOf(value: Operand): string {
  return value.literal === 'string' ? value.sql : `sf_text(${value.sql})`;
}

function numeric(value: Operand): string {
  return value.json ? `sf_text(${value.sql})` : value.sql;
}
