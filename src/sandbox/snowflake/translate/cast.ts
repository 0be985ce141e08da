import type { SqlType } from '../types.ts';
import { asText, json, macro, type Operand, typed } from './operand.ts';

/** `x::TYPE`, as Snowflake converts: texts of many shapes to dates, half away from zero to integers. */
export function castTo(value: Operand, type: SqlType): Operand {
  const { sql } = value;
  const { family } = type;
  switch (family) {
    case 'text':
      return typed(family, textOf(value, type.length));
    case 'integer':
      return typed(family, value.type === 'integer' ? sql : macro('sf_to_integer', sql));
    case 'decimal':
      return typed(family, `CAST(${value.json ? asText(value) : sql} AS ${type.duck})`);
    case 'double':
      return typed(family, `CAST(${sql} AS DOUBLE)`);
    case 'boolean':
      return typed(family, value.type === 'boolean' ? sql : macro('sf_boolean', sql));
    case 'date':
      return typed(family, dateOf(value));
    case 'time':
      return typed(family, macro('sf_to_time', sql));
    case 'timestamp':
      return typed(family, timestampOf(value));
    case 'timestamp_tz':
      return typed(family, value.type === family ? sql : macro('sf_to_timestamp_tz', sql));
    case 'json':
      return json(value.json ? sql : `to_json(${sql})`);
    case 'binary':
      return typed(family, `unhex(${asText(value)})`);
  }
}

function textOf(value: Operand, length: number | undefined): string {
  const fits = value.literal === 'string' && (value.text ?? '').length <= (length ?? 0);
  return length === undefined || fits ? asText(value) : `left(${asText(value)}, ${length})`;
}

function dateOf(value: Operand): string {
  switch (value.type) {
    case 'date':
      return value.sql;
    case 'timestamp':
    case 'timestamp_tz':
      return `CAST(${value.sql} AS DATE)`;
    default:
      return macro('sf_to_date', value.sql);
  }
}

function timestampOf(value: Operand): string {
  switch (value.type) {
    case 'timestamp':
      return value.sql;
    case 'date':
    case 'timestamp_tz':
      return `CAST(${value.sql} AS TIMESTAMP)`;
    default:
      return macro('sf_to_timestamp', value.sql);
  }
}

/** TRY_CAST: NULL where the text cannot be read. */
export function tryCastTo(value: Operand, type: SqlType): Operand {
  const text = asText(value);
  const { family } = type;
  switch (family) {
    case 'text':
    case 'json':
    case 'binary':
      return castTo(value, type);
    case 'integer':
      return typed(family, `CAST(round(TRY_CAST(${text} AS DECIMAL(38, 6)), 0) AS BIGINT)`);
    case 'boolean':
      return typed(family, macro('sf_try_boolean', text));
    case 'date':
      return typed(family, macro('sf_try_to_date', text));
    case 'timestamp':
      return typed(family, macro('sf_try_to_timestamp', text));
    case 'timestamp_tz':
      return typed(family, macro('sf_try_to_timestamp_tz', text));
    case 'decimal':
    case 'double':
    case 'time':
      return typed(family, `TRY_CAST(${text} AS ${type.duck})`);
  }
}
