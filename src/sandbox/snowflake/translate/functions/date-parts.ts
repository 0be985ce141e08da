import { quoteString } from '../../lexer.ts';
import type { Call } from '../call.ts';

/** Snowflake's spellings of date and time parts, by DuckDB's name of each. */
const SPELLINGS: Readonly<Record<string, string>> = {
  year: 'YEAR Y YY YYY YYYY YR YEARS YRS',
  quarter: 'QUARTER Q QTR QTRS QUARTERS',
  month: 'MONTH MM MON MONS MONTHS',
  week: 'WEEK W WK WEEKOFYEAR WOY WY',
  isoweek: 'WEEK_ISO WEEKISO WEEKOFYEARISO WEEKOFYEAR_ISO ISOWEEK',
  day: 'DAY D DD DAYS DAYOFMONTH',
  dow: 'DAYOFWEEK WEEKDAY DOW DW',
  isodow: 'DAYOFWEEKISO DAYOFWEEK_ISO WEEKDAY_ISO DOW_ISO DW_ISO',
  doy: 'DAYOFYEAR YEARDAY DOY DY',
  isoyear: 'YEAROFWEEKISO YEAROFWEEK',
  hour: 'HOUR H HH HR HOURS HRS',
  minute: 'MINUTE M MI MIN MINUTES MINS',
  second: 'SECOND S SEC SECONDS SECS',
  millisecond: 'MILLISECOND MS MSEC MILLISECONDS',
  microsecond: 'MICROSECOND US USEC MICROSECONDS',
  nanosecond: 'NANOSECOND NS NSEC NANOSEC NANOSECONDS NANOSECS',
  epoch: 'EPOCH_SECOND EPOCH EPOCH_SECONDS',
  epoch_ms: 'EPOCH_MILLISECOND EPOCH_MILLISECONDS',
  epoch_us: 'EPOCH_MICROSECOND EPOCH_MICROSECONDS',
  epoch_ns: 'EPOCH_NANOSECOND EPOCH_NANOSECONDS',
};

const PARTS: ReadonlyMap<string, string> = new Map(
  Object.entries(SPELLINGS).flatMap(([part, words]) => words.split(' ').map(word => [word, part] as const)),
);

/** DuckDB's name of a part; fails for words that are none. */
export function datePart(call: Call, word: string | undefined): string {
  const part = PARTS.get(word ?? '');
  if (part === undefined) throw call.refuse(`${call.name} with the part '${word ?? ''}'`);
  return part;
}

/** What adds `n` of a part to a date; `seconds` parts turn a DATE into a TIMESTAMP. */
export function interval(
  call: Call,
  part: string,
  n: string,
): { readonly sql: string; readonly ofDay: boolean } {
  const whole = `CAST(${n} AS INTEGER)`;
  switch (part) {
    case 'year':
      return { sql: `to_years(${whole})`, ofDay: false };
    case 'quarter':
      return { sql: `to_months(3 * ${whole})`, ofDay: false };
    case 'month':
      return { sql: `to_months(${whole})`, ofDay: false };
    case 'week':
    case 'isoweek':
      return { sql: `to_days(7 * ${whole})`, ofDay: false };
    case 'day':
    case 'doy':
    case 'dow':
      return { sql: `to_days(${whole})`, ofDay: false };
    case 'hour':
      return { sql: `to_hours(CAST(${n} AS BIGINT))`, ofDay: true };
    case 'minute':
      return { sql: `to_minutes(CAST(${n} AS BIGINT))`, ofDay: true };
    case 'second':
      return { sql: `to_seconds(CAST(${n} AS BIGINT))`, ofDay: true };
    case 'millisecond':
      return { sql: `to_milliseconds(CAST(${n} AS BIGINT))`, ofDay: true };
    case 'microsecond':
      return { sql: `to_microseconds(CAST(${n} AS BIGINT))`, ofDay: true };
    default:
      throw call.refuse(`${call.name} with the part '${part}'`);
  }
}

/** `date_trunc` that keeps DATE a DATE. */
export function dateTrunc(call: Call, word: string | undefined, time: string): string {
  const part = datePart(call, word);
  const name = part === 'isoweek' ? 'week' : part;
  return `cast_to_type(date_trunc(${quoteString(name)}, ${time}), ${time})`;
}

/** The number that a part of a date is. */
export function extract(call: Call, word: string | undefined, time: string): string {
  const part = datePart(call, word);
  switch (part) {
    case 'isoweek':
      return `date_part('week', ${time})`;
    case 'nanosecond':
      return `(CAST(date_part('microsecond', ${time}) AS BIGINT) % 1000000 * 1000)`;
    case 'second':
    case 'hour':
    case 'minute':
      return `CAST(floor(date_part('${part}', ${time})) AS BIGINT)`;
    case 'epoch':
      return `CAST(floor(epoch(${time})) AS BIGINT)`;
    case 'epoch_ms':
    case 'epoch_us':
    case 'epoch_ns':
      return `${part}(${time})`;
    default:
      return `date_part('${part}', ${time})`;
  }
}
