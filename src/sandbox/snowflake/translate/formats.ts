/** A piece of a date format: a literal, or what DuckDB's strftime calls it. */
type Piece = string;

// Longest first: YYYY before YY, HH24 before HH. From Snowflake's "Date and time input and output formats".
const ELEMENTS: readonly (readonly [string, Piece])[] = [
  ['YYYY', '%Y'],
  ['YY', '%y'],
  ['MMMM', '%B'],
  ['MON', '%b'],
  ['MM', '%m'],
  ['DD', '%d'],
  ['DY', '%a'],
  ['HH24', '%H'],
  ['HH12', '%I'],
  ['HH', '%H'],
  ['AM', '%p'],
  ['PM', '%p'],
  ['MI', '%M'],
  ['SS', '%S'],
  ['FF0', ''],
  ['FF3', '%g'],
  ['FF6', '%f'],
  ['FF9', '%f000'],
  ['TZH:TZM', '%z:00'],
  ['TZHTZM', '%z00'],
  ['TZH', '%z'],
  ['UUUU', '%Y'],
];

/** Snowflake's date format as DuckDB's; `undefined` when it has an element that DuckDB cannot print. */
export function dateFormat(format: string, direction: 'print' | 'parse'): string | undefined {
  let out = '';
  for (let at = 0; at < format.length; ) {
    const rest = format.slice(at);
    const upper = rest.toUpperCase();
    const quoted = /^"([^"]*)"/.exec(rest);
    const fraction = /^FF\d?/.exec(upper);
    const element = ELEMENTS.find(([name]) => upper.startsWith(name));
    if (quoted !== null) {
      out += (quoted[1] ?? '').replaceAll('%', '%%');
      at += quoted[0].length;
    } else if (fraction !== null && direction === 'parse') {
      out += '%f';
      at += fraction[0].length;
    } else if (fraction?.[0] === 'FF') {
      out += '%f000';
      at += 2;
    } else if (element !== undefined) {
      if (direction === 'parse' && element[1].startsWith('%z')) out += '%z';
      else out += element[1];
      at += element[0].length;
    } else if (fraction !== null) return undefined;
    else {
      out += rest.charAt(0) === '%' ? '%%' : rest.charAt(0);
      at += 1;
    }
  }
  return out;
}

/** Whether a format is one for dates and times, not for numbers. */
export function isDateFormat(format: string): boolean {
  return /YY|MM|DD|DY|MON|HH|MI|SS|FF|TZ|UUUU/i.test(format);
}

/** A fixed number format of Snowflake's: what stands left and right of the point. */
export interface NumberFormat {
  readonly fill: boolean;
  readonly dollar: boolean;
  readonly sign: 'leading' | 'S';
  readonly grouped: boolean;
  /** Positions before the point. */
  readonly whole: number;
  /** Of these, how many are shown even as zeros. */
  readonly zeros: number;
  readonly decimals: number;
  /** The least significant decimals are dropped when they are zero (`9` after the point is not: Snowflake prints them). */
  readonly text: string;
}

/** Reads `9,999.00`, `$999`, `FM990.0`, `S0000`; `undefined` for formats the sandbox cannot print. */
export function numberFormat(format: string): NumberFormat | undefined {
  const match = /^(FM)?(S)?(\$)?([09,]*)(?:\.([09]*))?$/i.exec(format);
  if (match === null) return undefined;
  const whole = match[4] ?? '';
  const digits = whole.replaceAll(',', '');
  const grouped = whole.includes(',');
  if (grouped && !/^[09]{1,3}(,[09]{3})*$/.test(whole)) return undefined;
  const firstZero = digits.indexOf('0');
  return {
    fill: match[1] === undefined,
    sign: match[2] === undefined ? 'leading' : 'S',
    dollar: match[3] !== undefined,
    grouped,
    whole: digits.length,
    zeros: firstZero < 0 ? 0 : digits.length - firstZero,
    decimals: (match[5] ?? '').length,
    text: format,
  };
}
