import { quoteString } from '../../lexer.ts';
import type { Call } from '../call.ts';
import { operand } from '../expression.ts';
import { asTime, typed, withType } from '../operand.ts';
import { isSymbol, wordOf } from '../tree.ts';
import { datePart, dateTrunc, extract, interval } from './date-parts.ts';
import { exactly } from './helpers.ts';
import type { Rule, Rules } from './registry.ts';

const dateAdd: Rule = exactly(3, call => {
  const time = call.time(2);
  const { sql, ofDay } = interval(call, datePart(call, call.word(0)), `round(${call.number(1)}, 0)`);
  if (ofDay) return `(${time} + ${sql})`;
  const { type } = call.operand(2);
  return withType(
    `cast_to_type(${time} + ${sql}, ${time})`,
    type === 'text' || type === 'json' ? 'timestamp' : type,
  );
});

const dateDiff: Rule = exactly(3, call => {
  const part = datePart(call, call.word(0));
  const [from, to] = [call.time(1), call.time(2)];
  if (part === 'week' || part === 'isoweek') return `sf_week_diff(${from}, ${to})`;
  if (part === 'nanosecond')
    return `(1000 * date_diff('microsecond', CAST(${from} AS TIMESTAMP), CAST(${to} AS TIMESTAMP)))`;
  return `date_diff(${quoteString(part)}, CAST(${from} AS TIMESTAMP), CAST(${to} AS TIMESTAMP))`;
});

/** A function that is one part of a date: YEAR(d). */
function part(word: string): Rule {
  return exactly(1, call => typed('integer', extract(call, word, call.time(0))));
}

const extractFrom: Rule = call => {
  const [first] = call.args;
  const at = first?.findIndex(node => wordOf(node) === 'FROM') ?? -1;
  if (first === undefined || at < 1) {
    call.expect(2);
    return extract(call, call.word(0), call.time(1));
  }
  const node = first[0];
  const word = node?.type === 'leaf' ? node.token.value.toUpperCase() : undefined;
  return extract(call, word, asTime(operand(call.t, call.scope, first.slice(at + 1))));
};

const convertTimezone: Rule = call => {
  call.expect(2, 3);
  const target = call.text(call.count - 2);
  const time = call.time(call.count - 1);
  // Three arguments: wall clock to wall clock. Two: an instant, shown in the other zone.
  if (call.count === 3) return `timezone(${target}, timezone(${call.text(0)}, CAST(${time} AS TIMESTAMP)))`;
  return typed('timestamp', `timezone(${target}, CAST(${time} AS TIMESTAMPTZ))`);
};

const lastDay: Rule = call => {
  call.expect(1, 2);
  const date = `CAST(${call.time(0)} AS DATE)`;
  const word = call.count === 2 ? datePart(call, call.word(1)) : 'month';
  switch (word) {
    case 'month':
      return `last_day(${date})`;
    case 'year':
      return `CAST(date_trunc('year', ${date}) + INTERVAL 1 YEAR - INTERVAL 1 DAY AS DATE)`;
    case 'quarter':
      return `CAST(date_trunc('quarter', ${date}) + INTERVAL 3 MONTH - INTERVAL 1 DAY AS DATE)`;
    case 'week':
      return `CAST(date_trunc('week', ${date}) + INTERVAL 6 DAY AS DATE)`;
    default:
      throw call.refuse(`LAST_DAY with the part '${word}'`);
  }
};

const timeSlice: Rule = call => {
  call.expect(3, 4);
  const { sql } = interval(call, datePart(call, call.word(2)), call.number(1));
  const time = call.time(0);
  const start = `time_bucket(${sql}, CAST(${time} AS TIMESTAMP), TIMESTAMP '1970-01-01 00:00:00')`;
  const moved = call.count === 4 && call.literal(3)?.toUpperCase() === 'END' ? `${start} + ${sql}` : start;
  return `cast_to_type(${moved}, ${time})`;
};

const timestampFromParts: Rule = call => {
  if (call.count === 2) return `(CAST(${call.sql(0)} AS DATE) + CAST(${call.sql(1)} AS TIME))`;
  call.expect(6, 7);
  const n = (i: number): string => `CAST(${call.number(i)} AS INTEGER)`;
  const nanoseconds = call.count === 7 ? ` + to_microseconds(CAST(${call.number(6)} AS BIGINT) // 1000)` : '';
  return (
    `(CAST(make_date(${n(0)}, 1, 1) AS TIMESTAMP) + to_months(${n(1)} - 1) + to_days(${n(2)} - 1)` +
    ` + to_hours(${n(3)}) + to_minutes(${n(4)}) + to_seconds(${n(5)})${nanoseconds})`
  );
};

const dateFromParts: Rule = exactly(3, call => {
  const n = (i: number): string => `CAST(${call.number(i)} AS INTEGER)`;
  return `CAST(make_date(${n(0)}, 1, 1) + to_months(${n(1)} - 1) + to_days(${n(2)} - 1) AS DATE)`;
});

const named =
  (macro: string) =>
  (call: Call): string => {
    call.expect(2);
    return `${macro}(${call.time(0)}, sf_dow(${call.text(1)}))`;
  };

const now: Rule = call => {
  // A precision is accepted and changes only what is shown.
  if (call.count > 1 || call.args.some(arg => isSymbol(arg[0], '*'))) throw call.wrongArguments();
  return typed('timestamp_tz', 'now()');
};

/** Functions of dates and times. */
export const dateFunctions: Rules = {
  DATEADD: dateAdd,
  TIMEADD: dateAdd,
  TIMESTAMPADD: dateAdd,
  DATEDIFF: dateDiff,
  TIMEDIFF: dateDiff,
  TIMESTAMPDIFF: dateDiff,
  DATE_TRUNC: exactly(2, call => dateTrunc(call, call.word(0), call.time(1))),
  DATE_PART: exactly(2, call => extract(call, call.word(0), call.time(1))),
  EXTRACT: extractFrom,
  YEAR: part('YEAR'),
  QUARTER: part('QUARTER'),
  MONTH: part('MONTH'),
  WEEK: part('WEEK'),
  WEEKOFYEAR: part('WEEK'),
  WEEKISO: part('WEEKISO'),
  DAY: part('DAY'),
  DAYOFMONTH: part('DAY'),
  DAYOFWEEK: part('DAYOFWEEK'),
  DAYOFWEEKISO: part('DAYOFWEEKISO'),
  DAYOFYEAR: part('DAYOFYEAR'),
  YEAROFWEEK: part('YEAROFWEEK'),
  YEAROFWEEKISO: part('YEAROFWEEKISO'),
  HOUR: part('HOUR'),
  MINUTE: part('MINUTE'),
  SECOND: part('SECOND'),
  DAYNAME: exactly(1, call => typed('text', `strftime(${call.time(0)}, '%a')`)),
  MONTHNAME: exactly(1, call => typed('text', `strftime(${call.time(0)}, '%b')`)),
  LAST_DAY: lastDay,
  NEXT_DAY: named('sf_next_day'),
  PREVIOUS_DAY: named('sf_previous_day'),
  ADD_MONTHS: exactly(2, call => `sf_add_months(${call.time(0)}, round(${call.number(1)}, 0))`),
  MONTHS_BETWEEN: exactly(
    2,
    call => `sf_months_between(CAST(${call.time(0)} AS TIMESTAMP), CAST(${call.time(1)} AS TIMESTAMP))`,
  ),
  TIME_SLICE: timeSlice,
  DATE_FROM_PARTS: dateFromParts,
  DATEFROMPARTS: dateFromParts,
  TIMESTAMP_FROM_PARTS: timestampFromParts,
  TIMESTAMPFROMPARTS: timestampFromParts,
  TIMESTAMP_NTZ_FROM_PARTS: timestampFromParts,
  TIMESTAMPNTZFROMPARTS: timestampFromParts,
  TIME_FROM_PARTS: call => {
    call.expect(3, 4);
    return `make_time(${[0, 1].map(i => `CAST(${call.number(i)} AS BIGINT)`).join(', ')}, CAST(${call.number(2)} AS DOUBLE))`;
  },
  CONVERT_TIMEZONE: convertTimezone,
  CURRENT_DATE: exactly(0, () => typed('date', 'CAST(now() AS DATE)')),
  CURRENT_TIME: call => (call.count > 1 ? now(call) : 'CAST(now() AS TIME)'),
  LOCALTIME: () => 'CAST(now() AS TIME)',
  CURRENT_TIMESTAMP: now,
  LOCALTIMESTAMP: now,
  GETDATE: now,
  SYSTIMESTAMP: now,
  SYSDATE: exactly(0, () => typed('timestamp', "timezone('UTC', now())")),
};
