import { SnowflakeError } from './errors.ts';
import { placeOf } from './lexer.ts';
import { isGroup, isSymbol, type Node, wordOf, wordsAt } from './translate/tree.ts';

/** What a type is for casts and results. */
export type TypeFamily =
  | 'integer'
  | 'decimal'
  | 'double'
  | 'text'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamp_tz'
  | 'json'
  | 'binary';

/** A type as a statement declares it. */
export interface SqlType {
  readonly family: TypeFamily;
  /** DuckDB's type. */
  readonly duck: string;
  /** As DESCRIBE prints it: `NUMBER(38,0)`, `VARCHAR(255)`, `TIMESTAMP_NTZ(9)`. */
  readonly declared: string;
  /** Characters that fit into a VARCHAR or CHAR that has a length of its own. */
  readonly length?: number;
}

export const MAX_VARCHAR = 16_777_216;
const MAX_BINARY = 8_388_608;

function number(precision: number, scale: number): SqlType {
  const declared = `NUMBER(${precision},${scale})`;
  // NUMBER(38,0), Snowflake's INT, is a BIGINT inside: an order of magnitude faster, and right below 2^63.
  if (precision === 38 && scale === 0) return { family: 'integer', duck: 'BIGINT', declared };
  return { family: 'decimal', duck: `DECIMAL(${precision},${scale})`, declared };
}

function text(length: number | undefined): SqlType {
  const declared = `VARCHAR(${length ?? MAX_VARCHAR})`;
  const type: SqlType = { family: 'text', duck: 'VARCHAR', declared };
  return length === undefined || length >= MAX_VARCHAR ? type : { ...type, length };
}

function timestamp(kind: 'NTZ' | 'LTZ' | 'TZ', digits: number | undefined): SqlType {
  const declared = `TIMESTAMP_${kind}(${digits ?? 9})`;
  return kind === 'NTZ'
    ? { family: 'timestamp', duck: 'TIMESTAMP', declared }
    : { family: 'timestamp_tz', duck: 'TIMESTAMPTZ', declared };
}

function make(name: string, numbers: readonly number[]): SqlType | undefined {
  const [first, second] = numbers;
  switch (name) {
    case 'NUMBER':
    case 'DECIMAL':
    case 'NUMERIC':
    case 'DEC':
      return number(first ?? 38, second ?? 0);
    case 'INT':
    case 'INTEGER':
    case 'BIGINT':
    case 'SMALLINT':
    case 'TINYINT':
    case 'BYTEINT':
      return number(38, 0);
    case 'FLOAT':
    case 'FLOAT4':
    case 'FLOAT8':
    case 'DOUBLE':
    case 'REAL':
      return { family: 'double', duck: 'DOUBLE', declared: 'FLOAT' };
    case 'CHAR':
    case 'CHARACTER':
    case 'NCHAR':
      return text(first ?? 1);
    case 'VARCHAR':
    case 'STRING':
    case 'TEXT':
    case 'NVARCHAR':
    case 'NVARCHAR2':
      return text(first);
    case 'BOOLEAN':
      return { family: 'boolean', duck: 'BOOLEAN', declared: 'BOOLEAN' };
    case 'DATE':
      return { family: 'date', duck: 'DATE', declared: 'DATE' };
    case 'TIME':
      return { family: 'time', duck: 'TIME', declared: `TIME(${first ?? 9})` };
    case 'DATETIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMPNTZ':
      return timestamp('NTZ', first);
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMPLTZ':
      return timestamp('LTZ', first);
    case 'TIMESTAMP_TZ':
    case 'TIMESTAMPTZ':
      return timestamp('TZ', first);
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
      return { family: 'json', duck: 'JSON', declared: name };
    case 'BINARY':
    case 'VARBINARY':
      return { family: 'binary', duck: 'BLOB', declared: `BINARY(${first ?? MAX_BINARY})` };
    default:
      return undefined;
  }
}

/** Reads a type at a position; `undefined` when there is none. Throws when precision or scale are out of range. */
export function typeAt(
  nodes: readonly Node[],
  at: number,
  source = '',
): { readonly type: SqlType; readonly next: number } | undefined {
  let name = wordOf(nodes[at]);
  if (name === undefined) return undefined;
  let next = at + 1;
  if (wordsAt(nodes, at, 'DOUBLE', 'PRECISION')) next += 1;
  else if (['CHAR', 'CHARACTER', 'NCHAR'].includes(name) && wordOf(nodes[next]) === 'VARYING') {
    name = 'VARCHAR';
    next += 1;
  }
  let numbers: readonly number[] = [];
  const group = nodes[next];
  if (isGroup(group)) {
    numbers = group.items
      .filter(item => !isSymbol(item, ','))
      .map(item => (item.type === 'leaf' ? Number(item.token.value) : Number.NaN));
    next += 1;
  }
  if (name === 'TIMESTAMP' && wordsAt(nodes, next, 'WITH', 'TIME', 'ZONE')) {
    name = 'TIMESTAMP_TZ';
    next += 3;
  } else if (name === 'TIMESTAMP' && wordsAt(nodes, next, 'WITHOUT', 'TIME', 'ZONE')) next += 3;
  const type = make(name, numbers);
  if (type === undefined) return undefined;
  checkNumbers(name, type, numbers, placeOf(source, nodes[at]?.start ?? 0));
  return { type, next };
}

function checkNumbers(
  name: string,
  type: SqlType,
  numbers: readonly number[],
  place: { readonly line: number; readonly position: number },
): void {
  const [precision, scale] = numbers;
  const isNumber = type.family === 'decimal' || type.family === 'integer';
  const wrong =
    numbers.some(value => !Number.isInteger(value) || value < 0) ||
    (isNumber &&
      ((precision ?? 38) > 38 || (precision ?? 38) < 1 || (scale ?? 0) > Math.min(37, precision ?? 38))) ||
    (type.family === 'text' && (precision ?? 1) > MAX_VARCHAR);
  if (!wrong) return;
  throw new SnowflakeError(
    '001029',
    '42601',
    `SQL compilation error: error line ${place.line} at position ${place.position}\nUnsupported data type '${name}(${numbers.join(',')})'.`,
    place,
  );
}

/** What DESCRIBE and the information schema call a type of DuckDB's. */
export function declaredOf(duck: string): string {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(duck);
  if (decimal !== null) return `NUMBER(${decimal[1]},${decimal[2]})`;
  switch (duck) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'HUGEINT':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
    case 'UBIGINT':
      return 'NUMBER(38,0)';
    case 'FLOAT':
    case 'DOUBLE':
      return 'FLOAT';
    case 'BOOLEAN':
    case 'DATE':
      return duck;
    case 'TIME':
      return 'TIME(9)';
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
      return 'TIMESTAMP_NTZ(9)';
    case 'TIMESTAMP WITH TIME ZONE':
      return 'TIMESTAMP_LTZ(9)';
    case 'JSON':
      return 'VARIANT';
    case 'BLOB':
      return `BINARY(${MAX_BINARY})`;
    default:
      return duck.endsWith('[]') ? 'ARRAY' : `VARCHAR(${MAX_VARCHAR})`;
  }
}
