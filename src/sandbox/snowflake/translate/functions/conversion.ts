import { quoteString, tokenize } from '../../lexer.ts';
import { type SqlType, typeAt } from '../../types.ts';
import type { Call } from '../call.ts';
import { castTo, tryCastTo } from '../cast.ts';
import { dateFormat, isDateFormat, numberFormat } from '../formats.ts';
import { asText, json, type Operand, typed } from '../operand.ts';
import { parseTree } from '../tree.ts';
import { exactly } from './helpers.ts';
import type { Rule, Rules } from './registry.ts';

/** A type by its name, for casts that a function name asks for. */
function type(text: string): SqlType {
  const found = typeAt(parseTree(text, tokenize(text)), 0);
  if (found === undefined) throw new Error(`${text} is not a type`);
  return found.type;
}

const DATE = type('DATE');
const TIME = type('TIME');
const NTZ = type('TIMESTAMP_NTZ');
const LTZ = type('TIMESTAMP_LTZ');

const toChar: Rule = call => {
  call.expect(1, 2);
  if (call.count === 1) return typed('text', call.text(0));
  const format = call.literal(1);
  if (format === undefined) throw call.refuse(`${call.name} with a computed format`);
  if (isDateFormat(format)) {
    const pattern = dateFormat(format, 'print');
    if (pattern === undefined) throw call.refuse(`the format '${format}'`);
    // DuckDB's %z ends in NUL bytes when nothing follows it.
    return typed('text', `replace(strftime(${call.time(0)}, ${quoteString(pattern)}), chr(0), '')`);
  }
  return typed('text', numberText(call, format));
};

function numberText(call: Call, format: string): string {
  const parsed = numberFormat(format);
  if (parsed === undefined || (parsed.grouped && parsed.zeros > 1))
    throw call.refuse(`the format '${format}'`);
  const separators = parsed.grouped ? Math.floor((parsed.whole - 1) / 3) : 0;
  const point = parsed.decimals > 0 ? parsed.decimals + 1 : 0;
  const width = parsed.fill ? parsed.whole + separators + point + 1 + (parsed.dollar ? 1 : 0) : 0;
  const prefix = parsed.dollar ? "'$'" : "''";
  const value = call.number(0);
  if (parsed.sign === 'S') throw call.refuse(`the format '${format}'`);
  return `sf_number_text(${value}, ${parsed.decimals}, ${parsed.grouped}, ${parsed.whole}, ${parsed.zeros}, ${prefix}, ${width})`;
}

/** TO_DATE and its kin: with a format, parsed by it; without, by Snowflake's automatic detection. */
function toTime(target: SqlType, attempt: boolean): Rule {
  return call => {
    call.expect(1, 2);
    const value = call.operand(0);
    const format = call.count === 2 ? call.literal(1) : undefined;
    const automatic =
      call.count === 1 || format?.toUpperCase() === 'AUTO' || call.operand(1).literal === 'number';
    if (automatic) return attempt ? tryCastTo(value, target) : castTo(scaled(call, value), target);
    const pattern = format === undefined ? undefined : dateFormat(format, 'parse');
    if (pattern === undefined) throw call.refuse(`${call.name} with this format`);
    const parsed = `${attempt ? 'try_strptime' : 'strptime'}(${asText(value)}, ${quoteString(pattern)})`;
    return typed(target.family, `CAST(${parsed} AS ${target.duck})`);
  };
}

/** TO_TIMESTAMP(number, scale): the number counts 10^-scale seconds. */
function scaled(call: Call, value: Operand): Operand {
  if (call.count === 1 || call.operand(1).literal !== 'number') return value;
  const micros = `CAST(${value.sql} * pow(10, 6 - ${call.sql(1)}) AS BIGINT)`;
  return typed('timestamp', `make_timestamp(${micros})`);
}

function toNumber(attempt: boolean): Rule {
  return call => {
    call.expect(1, 4);
    const numbers = call.args.slice(1).map((_, i) => call.operand(i + 1));
    const format = numbers[0]?.literal === 'string' ? numbers.shift()?.text : undefined;
    const [precision = '38', scale = '0'] = numbers.map(number => number.sql);
    const value = call.operand(0);
    const digits = format === undefined ? value : numberIn(value, format, attempt);
    const target = type(`NUMBER(${precision}, ${scale})`);
    return attempt ? tryCastTo(digits, target) : castTo(digits, target);
  };
}

/** A format says which separators to drop, and the digits decide the rest; X stands for a hexadecimal digit. */
function numberIn(value: Operand, format: string, attempt: boolean): Operand {
  const cast = attempt ? 'TRY_CAST' : 'CAST';
  if (/^X+$/i.test(format)) return typed('integer', `${cast}('0x' || ${asText(value)} AS BIGINT)`);
  return typed('text', `regexp_replace(${asText(value)}, '[$,\\s]', '', 'g')`);
}

function toDouble(attempt: boolean): Rule {
  return exactly(1, call => (attempt ? tryCastTo : castTo)(call.operand(0), type('FLOAT')));
}

const toBinary: Rule = call => {
  call.expect(1, 2);
  const format = call.count === 1 ? 'HEX' : call.literal(1)?.toUpperCase();
  if (format === 'HEX') return `unhex(${call.text(0)})`;
  if (format === 'UTF-8' || format === 'UTF8') return `encode(${call.text(0)})`;
  if (format === 'BASE64') return `from_base64(${call.text(0)})`;
  throw call.refuse('TO_BINARY with this format');
};

/** Conversions. */
export const conversionFunctions: Rules = {
  TO_CHAR: toChar,
  TO_VARCHAR: toChar,
  TO_DATE: toTime(DATE, false),
  DATE: toTime(DATE, false),
  TRY_TO_DATE: toTime(DATE, true),
  TO_TIME: toTime(TIME, false),
  TIME: toTime(TIME, false),
  TRY_TO_TIME: toTime(TIME, true),
  TO_TIMESTAMP: toTime(NTZ, false),
  TO_TIMESTAMP_NTZ: toTime(NTZ, false),
  TRY_TO_TIMESTAMP: toTime(NTZ, true),
  TRY_TO_TIMESTAMP_NTZ: toTime(NTZ, true),
  TO_TIMESTAMP_LTZ: toTime(LTZ, false),
  TO_TIMESTAMP_TZ: toTime(LTZ, false),
  TRY_TO_TIMESTAMP_LTZ: toTime(LTZ, true),
  TRY_TO_TIMESTAMP_TZ: toTime(LTZ, true),
  TO_NUMBER: toNumber(false),
  TO_DECIMAL: toNumber(false),
  TO_NUMERIC: toNumber(false),
  TRY_TO_NUMBER: toNumber(true),
  TRY_TO_DECIMAL: toNumber(true),
  TRY_TO_NUMERIC: toNumber(true),
  TO_DOUBLE: toDouble(false),
  TRY_TO_DOUBLE: toDouble(true),
  TO_BOOLEAN: exactly(1, call => castTo(call.operand(0), type('BOOLEAN'))),
  TRY_TO_BOOLEAN: exactly(1, call => tryCastTo(call.operand(0), type('BOOLEAN'))),
  TO_BINARY: toBinary,
  TO_VARIANT: exactly(1, call => json(`to_json(${call.sql(0)})`)),
};
