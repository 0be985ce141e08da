import { quoteString, type Statement } from '../lexer.ts';
import { badRequest } from './answer.ts';
import type { Binding, Bindings } from './bindings.ts';
import { valueAt } from './bindings.ts';

/** A value's text as DuckDB casts it, and the type to cast it to; text stays text. */
interface Typed {
  readonly text: string;
  readonly type: DuckType;
}

type DuckType =
  | 'VARCHAR'
  | 'BIGINT'
  | `DECIMAL(38,${number})`
  | 'DOUBLE'
  | 'BOOLEAN'
  | 'DATE'
  | 'TIME'
  | 'TIMESTAMP'
  | 'TIMESTAMPTZ'
  | 'JSON'
  | 'BLOB';

const INTEGER = /^[+-]?\d{1,18}$/;
const DECIMAL = /^[+-]?(\d*)(?:\.(\d*))?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The bind variables of one row as SQL literals. Throws a SnowflakeError when a value does not fit its type. */
export function bindLiterals(bindings: Bindings, row = 0): ReadonlyMap<string, string> {
  return new Map([...bindings].map(([number, binding]) => [number, literal(binding, row)]));
}

/** The numbers of the bind variables that statements mention. */
export function bindNumbers(statements: readonly Statement[]): ReadonlySet<string> {
  const tokens = statements.flatMap(statement => statement.tokens);
  return new Set(tokens.filter(({ kind }) => kind === 'bind').map(({ value }) => value));
}

/** The same for a statement that is only described: drivers prepare without values, and NULL stands for those. */
export function describedLiterals(statement: Statement, bindings: Bindings): ReadonlyMap<string, string> {
  const absent = [...bindNumbers([statement])].map(number => [number, 'NULL'] as const);
  return new Map([...absent, ...bindLiterals(bindings)]);
}

function literal(binding: Binding, row: number): string {
  const value = valueAt(binding, row);
  if (value === null) return 'NULL';
  const { text, type } = typed(binding.type, value);
  if (type === 'BIGINT' || type.startsWith('DECIMAL')) return text.startsWith('-') ? `(${text})` : text;
  return castTo(type, quoteString(text));
}

function castTo(type: DuckType, text: string): string {
  if (type === 'VARCHAR') return text;
  return type === 'BLOB' ? `unhex(${text})` : `CAST(${text} AS ${type})`;
}

/** A whole column of values: their texts, and the cast that an expression over the texts needs. */
export interface BoundColumn {
  readonly texts: readonly (string | null)[];
  cast(expression: string): string;
}

/** The values of an array bind, one for each of `rows` rows. Throws a SnowflakeError when a value does not fit its type. */
export function boundColumn(binding: Binding, rows: number): BoundColumn {
  const texts: (string | null)[] = [];
  const types = new Set<DuckType>();
  for (let row = 0; row < rows; row += 1) {
    const value = valueAt(binding, row);
    const found = value === null ? null : typed(binding.type, value);
    texts.push(found?.text ?? null);
    if (found !== null) types.add(found.type);
  }
  const type = commonType(types);
  return { texts, cast: expression => castTo(type, expression) };
}

function commonType(types: ReadonlySet<DuckType>): DuckType {
  const [first, ...others] = types;
  if (first === undefined) return 'VARCHAR';
  if (others.length === 0) return first;
  if (types.has('DOUBLE')) return 'DOUBLE';
  // Numbers of several scales: the widest holds them all.
  const scales = [...types].map(type => Number(/,(\d+)\)/.exec(type)?.[1] ?? 0));
  return `DECIMAL(38,${Math.max(...scales)})`;
}

function typed(type: string, value: string): Typed {
  switch (type) {
    case 'FIXED':
      return fixed(value);
    case 'REAL':
      return { text: value, type: 'DOUBLE' };
    case 'BOOLEAN':
      return { text: value, type: 'BOOLEAN' };
    case 'DATE':
      return { text: dateText(value), type: 'DATE' };
    case 'TIME':
      return { text: timeText(value), type: 'TIME' };
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP':
      return { text: timestampText(value), type: 'TIMESTAMP' };
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      return { text: zonedText(value), type: 'TIMESTAMPTZ' };
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
    case 'JSON':
      return { text: value, type: 'JSON' };
    case 'BINARY':
      return { text: value, type: 'BLOB' };
    default:
      return { text: value, type: 'VARCHAR' };
  }
}

function fixed(value: string): Typed {
  if (INTEGER.test(value)) return { text: value.replace('+', ''), type: 'BIGINT' };
  const decimal = DECIMAL.exec(value);
  const [whole = '', fraction = ''] = decimal?.slice(1) ?? [];
  if (decimal !== null && whole.length + fraction.length > 0 && whole.length + fraction.length <= 38)
    return { text: value.replace('+', ''), type: `DECIMAL(38,${fraction.length})` };
  if (NUMBER.test(value)) return { text: value, type: 'DOUBLE' };
  throw badRequest(`Numeric value '${value}' is not recognized`);
}

const NANOS_PER_SECOND = 1_000_000_000n;
const MILLIS_PER_DAY = 86_400_000;
/** Dates beyond the year 2969 come in nanoseconds (the Python connector's source). */
const LARGEST_MILLIS = 31_536_000_000_000;

function dateText(value: string): string {
  if (!/^-?\d+$/.test(value)) return value;
  const number = Number(value);
  const millis = Math.abs(number) < LARGEST_MILLIS ? number : number / 1e6;
  return new Date(Math.floor(millis / MILLIS_PER_DAY) * MILLIS_PER_DAY).toISOString().slice(0, 10);
}

function timeText(value: string): string {
  if (!/^\d+$/.test(value)) return value;
  const nanos = BigInt(value);
  const clock = new Date(Number(nanos / NANOS_PER_SECOND) * 1000).toISOString().slice(11, 19);
  return `${clock}.${fractionText(nanos % NANOS_PER_SECOND)}`;
}

/** Nanoseconds since the epoch, or a text that DuckDB reads itself. */
function timestampText(value: string): string {
  if (!/^-?\d+$/.test(value)) return value;
  const nanos = BigInt(value);
  const fraction = ((nanos % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND;
  const seconds = (nanos - fraction) / NANOS_PER_SECOND;
  const iso = new Date(Number(seconds) * 1000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}.${fractionText(fraction)}`;
}

/** Nanoseconds, for TIMESTAMP_TZ followed by the offset in minutes + 1440; DuckDB keeps the instant alone. */
function zonedText(value: string): string {
  const [instant = ''] = value.split(' ');
  return /^-?\d+$/.test(instant) ? `${timestampText(instant)}+00` : value;
}

function fractionText(nanos: bigint): string {
  return String(nanos).padStart(9, '0').slice(0, 6);
}
