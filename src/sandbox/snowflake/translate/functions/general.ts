import { sharedType, withType } from '../operand.ts';
import { dateTrunc } from './date-parts.ts';
import { exactly, numeric } from './helpers.ts';
import type { Rule, Rules } from './registry.ts';

const coalesce: Rule = call => {
  call.expect(1, 1000);
  const operands = call.args.map((_, i) => call.operand(i));
  return withType(`COALESCE(${operands.map(operand => operand.sql).join(', ')})`, sharedType(operands));
};

/** Snowflake's GREATEST and LEAST are NULL when one argument is; DuckDB's leave NULLs out. */
function extreme(name: 'greatest' | 'least'): Rule {
  return call => {
    call.expect(1, 1000);
    const args = call.args.map((_, i) => call.sql(i));
    const missing = args.map(arg => `${arg} IS NULL`).join(' OR ');
    return `CASE WHEN ${missing} THEN NULL ELSE ${name}(${args.join(', ')}) END`;
  };
}

const decode: Rule = call => {
  call.expect(3, 1000);
  const [subject, ...rest] = call.args.map((_, i) => call.sql(i));
  let sql = 'CASE';
  for (let i = 0; i + 1 < rest.length; i += 2)
    sql += ` WHEN ${subject} IS NOT DISTINCT FROM ${rest[i]} THEN ${rest[i + 1]}`;
  return `(${sql}${rest.length % 2 === 1 ? ` ELSE ${rest.at(-1)}` : ''} END)`;
};

/** Rounding keeps the kind of number; TRUNC with a date part truncates a date. */
const truncate: Rule = call => {
  call.expect(1, 2);
  const part = call.count === 2 ? call.word(1) : undefined;
  const isNumber = /^-?\d+$/.test(part ?? '0');
  if (call.count === 2 && part !== undefined && !isNumber) return dateTrunc(call, part, call.time(0));
  return `trunc(${call.args.map((_, i) => call.number(i)).join(', ')})`;
};

const scaled =
  (one: string, many: string): Rule =>
  call => {
    call.expect(1, 2);
    if (call.count === 1) return `${one}(${call.number(0)})`;
    return `(${many}(${call.number(0)} * pow(10, ${call.number(1)})) / pow(10, ${call.number(1)}))`;
  };

/** Conditions and numbers. */
export const generalFunctions: Rules = {
  IFF: exactly(3, call => {
    const [yes, no] = [call.operand(1), call.operand(2)];
    return withType(`CASE WHEN ${call.sql(0)} THEN ${yes.sql} ELSE ${no.sql} END`, sharedType([yes, no]));
  }),
  NVL: coalesce,
  IFNULL: coalesce,
  COALESCE: coalesce,
  NVL2: exactly(
    3,
    call => `CASE WHEN ${call.sql(0)} IS NOT NULL THEN ${call.sql(1)} ELSE ${call.sql(2)} END`,
  ),
  NULLIF: exactly(2, call => withType(`NULLIF(${call.sql(0)}, ${call.sql(1)})`, call.operand(0).type)),
  ZEROIFNULL: exactly(1, call => `COALESCE(${call.number(0)}, 0)`),
  NULLIFZERO: exactly(1, call => `NULLIF(${call.number(0)}, 0)`),
  DIV0: exactly(2, call => `sf_div0(${call.number(0)}, ${call.number(1)})`),
  DIV0NULL: exactly(2, call => `sf_div0null(${call.number(0)}, ${call.number(1)})`),
  EQUAL_NULL: exactly(2, call => `(${call.sql(0)} IS NOT DISTINCT FROM ${call.sql(1)})`),
  DECODE: decode,
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  GREATEST_IGNORE_NULLS: call => `greatest(${call.args.map((_, i) => call.sql(i)).join(', ')})`,
  LEAST_IGNORE_NULLS: call => `least(${call.args.map((_, i) => call.sql(i)).join(', ')})`,
  BOOLAND: exactly(2, call => `(sf_boolean(${call.sql(0)}) AND sf_boolean(${call.sql(1)}))`),
  BOOLOR: exactly(2, call => `(sf_boolean(${call.sql(0)}) OR sf_boolean(${call.sql(1)}))`),
  BOOLNOT: exactly(1, call => `(NOT sf_boolean(${call.sql(0)}))`),
  BOOLXOR: exactly(2, call => `(sf_boolean(${call.sql(0)}) <> sf_boolean(${call.sql(1)}))`),

  ABS: numeric('abs', 1),
  CEIL: scaled('sf_ceil', 'ceil'),
  CEILING: scaled('sf_ceil', 'ceil'),
  FLOOR: scaled('sf_floor', 'floor'),
  ROUND: numeric('round', 1, 2),
  TRUNC: truncate,
  TRUNCATE: truncate,
  MOD: exactly(2, call => `sf_mod(${call.number(0)}, ${call.number(1)})`),
  SIGN: numeric('sign', 1),
  SQRT: numeric('sqrt', 1),
  CBRT: numeric('cbrt', 1),
  SQUARE: exactly(1, call => `(${call.number(0)} * ${call.number(0)})`),
  POWER: numeric('pow', 2),
  POW: numeric('pow', 2),
  EXP: numeric('exp', 1),
  LN: numeric('ln', 1),
  LOG: numeric('log', 2),
  FACTORIAL: numeric('factorial', 1),
  PI: exactly(0, () => 'pi()'),
  SIN: numeric('sin', 1),
  COS: numeric('cos', 1),
  TAN: numeric('tan', 1),
  COT: numeric('cot', 1),
  ASIN: numeric('asin', 1),
  ACOS: numeric('acos', 1),
  ATAN: numeric('atan', 1),
  ATAN2: numeric('atan2', 2),
  SINH: numeric('sinh', 1),
  COSH: numeric('cosh', 1),
  TANH: numeric('tanh', 1),
  DEGREES: numeric('degrees', 1),
  RADIANS: numeric('radians', 1),
  BITAND: exactly(2, call => `(CAST(${call.number(0)} AS BIGINT) & CAST(${call.number(1)} AS BIGINT))`),
  BITOR: exactly(2, call => `(CAST(${call.number(0)} AS BIGINT) | CAST(${call.number(1)} AS BIGINT))`),
  BITXOR: exactly(2, call => `xor(CAST(${call.number(0)} AS BIGINT), CAST(${call.number(1)} AS BIGINT))`),
  RANDOM: () => 'CAST((random() - 0.5) * 18446744073709551615.0 AS HUGEINT)',
  UNIFORM: exactly(3, uniform),
  WIDTH_BUCKET: exactly(4, call => {
    const [value, low, high, count] = [call.number(0), call.number(1), call.number(2), call.number(3)];
    return (
      `CASE WHEN ${value} < ${low} THEN 0 WHEN ${value} >= ${high} THEN ${count} + 1 ` +
      `ELSE CAST(floor((${value} - ${low}) * ${count} / CAST(${high} - ${low} AS DOUBLE)) AS BIGINT) + 1 END`
    );
  }),
};

function uniform(call: Parameters<Rule>[0]): string {
  const [low, high] = [call.number(0), call.number(1)];
  const whole = /^-?\d+$/.test(low) && /^-?\d+$/.test(high);
  return whole
    ? `CAST(floor(${low} + random() * (${high} - ${low} + 1)) AS BIGINT)`
    : `(${low} + random() * (${high} - ${low}))`;
}
