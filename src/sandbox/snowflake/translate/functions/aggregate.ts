import { quoteString } from '../../lexer.ts';
import type { Call } from '../call.ts';
import { json, typed } from '../operand.ts';
import { isSymbol } from '../tree.ts';
import { exactly } from './helpers.ts';
import type { Rule, Rules } from './registry.ts';

/** An aggregate of numbers under DuckDB's name. */
function ofNumbers(name: string, count = 1): Rule {
  return call => {
    call.expect(count);
    return call.aggregate(name, call.args.map((_, i) => call.number(i)).join(', '));
  };
}

/** An aggregate of anything under DuckDB's name. */
function ofAnything(name: string, min = 1, max = min, frame?: string): Rule {
  return call => {
    call.expect(min, max);
    const inside = call.args.map((_, i) => call.sql(i)).join(', ');
    return call.aggregate(name, inside, frame === undefined ? {} : { frame });
  };
}

/** MIN and MAX: a VARIANT's order is not that of its JSON text. */
function ofOrdered(name: 'min' | 'max'): Rule {
  return exactly(1, call => {
    const value = call.operand(0);
    if (value.json) throw call.refuse(`${call.name} of a VARIANT that is not cast`);
    return call.aggregate(name, value.sql);
  });
}

const count: Rule = call => {
  call.expect(1, 1000);
  const only = call.args[0] ?? [];
  if (call.count === 1 && isSymbol(only[0], '*')) return call.aggregate('count', '*');
  if (call.count === 1) return call.aggregate('count', call.sql(0));
  // Rows in which one of the columns is NULL do not count.
  const args = call.args.map((_, i) => call.sql(i));
  const present = args.map(arg => `${arg} IS NOT NULL`).join(' AND ');
  return call.aggregate('count', `CASE WHEN ${present} THEN (${args.join(', ')}) END`);
};

/** DuckDB's average of DECIMALs is a DOUBLE; Snowflake's is a NUMBER with six more decimals. */
const average: Rule = exactly(1, call => {
  const value = call.number(0);
  return `cast_to_type(${call.aggregate('avg', value)}, ${call.aggregate('any_value', value)} * 0.000001)`;
});

const ratioToReport: Rule = exactly(1, call => {
  const value = call.number(0);
  return `sf_div(${value}, NULLIF(${call.aggregate('sum', value)}, 0))`;
});

const listagg: Rule = call => typed('text', joinedTexts(call));

function joinedTexts(call: Call): string {
  call.expect(1, 2);
  const separator = call.count === 2 ? call.sql(1) : "''";
  return `COALESCE(${call.aggregate('listagg', `${call.text(0)}, ${separator}${sameOrder(call)}`)}, '')`;
}

/** With DISTINCT, DuckDB wants the ordering to be the very expression. */
function sameOrder(call: Call): string {
  if (!call.distinct || call.order === '') return call.order;
  const direction = /\bDESC\b/.exec(call.order)?.[0] ?? '';
  return ` ORDER BY ${call.text(0)} ${direction}`;
}

const arrayAgg: Rule = exactly(1, call => {
  const value = call.sql(0);
  return json(
    `to_json(COALESCE(${call.aggregate('list', `${value}${call.order}`, { filter: `${value} IS NOT NULL` })}, []))`,
  );
});

const objectAgg: Rule = exactly(2, call =>
  json(
    `CAST(to_json(${call.aggregate('map_from_entries', `list((CAST(${call.sql(0)} AS VARCHAR), to_json(${call.sql(1)})))`)}) AS JSON)`,
  ),
);

/** Snowflake gives an interpolated NUMBER three more decimals; DuckDB would round it to the column's own. */
const INTERPOLATED = ' * 1.000';

/** PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x). */
function percentile(kind: 'cont' | 'disc'): Rule {
  return exactly(1, call => {
    if (call.order === '') throw call.wrongArguments();
    const column = call.order.replace(/^ ORDER BY /, '');
    const descending = /\bDESC\s*$/.test(column);
    const value = `(${column.replace(/\s+(ASC|DESC)\s*$/, '')})${kind === 'cont' ? INTERPOLATED : ''}`;
    const share = call.sql(0);
    if (!call.isWindow)
      return `percentile_${kind}(${share}) WITHIN GROUP (ORDER BY ${value}${descending ? ' DESC' : ''})`;
    if (descending && kind === 'disc') throw call.refuse('PERCENTILE_DISC … DESC as a window function');
    return call.aggregate(`quantile_${kind}`, `${value}, ${descending ? `1 - ${share}` : share}`);
  });
}

const WHOLE = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';

function ranking(name: string): Rule {
  return call => {
    call.expect(0, 1);
    if (!call.isWindow) throw call.wrongArguments();
    return call.aggregate(name, call.count === 1 ? call.sql(0) : '');
  };
}

/** Aggregate and window functions. */
export const aggregateFunctions: Rules = {
  COUNT: count,
  COUNT_IF: exactly(1, call => `CAST(${call.aggregate('count_if', call.sql(0))} AS BIGINT)`),
  SUM: ofNumbers('sum'),
  AVG: average,
  MIN: ofOrdered('min'),
  MAX: ofOrdered('max'),
  ANY_VALUE: ofAnything('any_value'),
  MIN_BY: ofAnything('min_by', 2),
  MAX_BY: ofAnything('max_by', 2),
  MEDIAN: exactly(1, call => call.aggregate('median', `(${call.number(0)})${INTERPOLATED}`)),
  MODE: ofAnything('mode'),
  STDDEV: ofNumbers('stddev_samp'),
  STDDEV_SAMP: ofNumbers('stddev_samp'),
  STDDEV_POP: ofNumbers('stddev_pop'),
  VARIANCE: ofNumbers('var_samp'),
  VARIANCE_SAMP: ofNumbers('var_samp'),
  VAR_SAMP: ofNumbers('var_samp'),
  VARIANCE_POP: ofNumbers('var_pop'),
  VAR_POP: ofNumbers('var_pop'),
  CORR: ofNumbers('corr', 2),
  COVAR_POP: ofNumbers('covar_pop', 2),
  COVAR_SAMP: ofNumbers('covar_samp', 2),
  REGR_SLOPE: ofNumbers('regr_slope', 2),
  REGR_INTERCEPT: ofNumbers('regr_intercept', 2),
  REGR_R2: ofNumbers('regr_r2', 2),
  REGR_COUNT: ofNumbers('regr_count', 2),
  SKEW: ofNumbers('skewness'),
  KURTOSIS: ofNumbers('kurtosis'),
  APPROX_COUNT_DISTINCT: exactly(
    1,
    call => `CAST(${call.aggregate('count', `DISTINCT ${call.sql(0)}`)} AS BIGINT)`,
  ),
  HLL: exactly(1, call => `CAST(${call.aggregate('count', `DISTINCT ${call.sql(0)}`)} AS BIGINT)`),
  APPROX_PERCENTILE: ofNumbers('quantile_cont', 2),
  PERCENTILE_CONT: percentile('cont'),
  PERCENTILE_DISC: percentile('disc'),
  LISTAGG: listagg,
  ARRAY_AGG: arrayAgg,
  ARRAY_UNIQUE_AGG: exactly(1, call =>
    json(`to_json(list_distinct(${call.aggregate('list', call.sql(0))}))`),
  ),
  OBJECT_AGG: objectAgg,
  BOOLAND_AGG: ofAnything('bool_and'),
  BOOLOR_AGG: ofAnything('bool_or'),
  BITAND_AGG: ofNumbers('bit_and'),
  BITOR_AGG: ofNumbers('bit_or'),
  BITXOR_AGG: ofNumbers('bit_xor'),
  GROUPING: ofAnything('grouping', 1, 100),
  GROUPING_ID: ofAnything('grouping_id', 1, 100),
  RATIO_TO_REPORT: ratioToReport,
  ROW_NUMBER: ranking('row_number'),
  RANK: ranking('rank'),
  DENSE_RANK: ranking('dense_rank'),
  PERCENT_RANK: ranking('percent_rank'),
  CUME_DIST: ranking('cume_dist'),
  NTILE: ranking('ntile'),
  LAG: ofAnything('lag', 1, 3),
  LEAD: ofAnything('lead', 1, 3),
  FIRST_VALUE: ofAnything('first_value', 1, 1, WHOLE),
  LAST_VALUE: ofAnything('last_value', 1, 1, WHOLE),
  NTH_VALUE: ofAnything('nth_value', 2, 2, WHOLE),
  HASH_AGG: call => {
    throw call.refuse(`HASH_AGG (${quoteString('Snowflake keeps its hash to itself')})`);
  },
};
