import { BlockList, isIP } from 'node:net';
import { matchesArn, matchesPattern, type PolicyContext } from './patterns.ts';

type Comparison = (actual: string, expected: string, context: PolicyContext) => boolean;

function compareNumbers(holds: (actual: number, expected: number) => boolean): Comparison {
  return (actual, expected) => holds(Number(actual), Number(expected));
}

/** A date as policies write it: ISO 8601, or seconds since 1970. */
function milliseconds(date: string): number {
  return /^\d+$/.test(date) ? Number(date) * 1000 : Date.parse(date);
}

function compareDates(holds: (actual: number, expected: number) => boolean): Comparison {
  return (actual, expected) => holds(milliseconds(actual), milliseconds(expected));
}

function inNetwork(address: string, network: string): boolean {
  const [base = '', bits] = network.split('/');
  if (isIP(base) === 0 || isIP(address) === 0) return false;
  const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(base, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** `*` and `?` as policies write them when they mean only themselves. */
const escapeWildcard = (wildcard: string): string => `\${${wildcard}}`;
const equal: Comparison = (actual, expected, context) =>
  matchesPattern(expected.replace(/[*?]/g, escapeWildcard), actual, context);
const equalIgnoringCase: Comparison = (actual, expected, context) =>
  equal(actual.toLowerCase(), expected.toLowerCase(), context);
const like: Comparison = (actual, expected, context) => matchesPattern(expected, actual, context);
const arnLike: Comparison = (actual, expected, context) => matchesArn(expected, actual, context);

/** What a single value is compared by, and whether the operator asks for the opposite. */
const OPERATORS: ReadonlyMap<string, { readonly compare: Comparison; readonly negated: boolean }> = new Map([
  ['StringEquals', { compare: equal, negated: false }],
  ['StringNotEquals', { compare: equal, negated: true }],
  ['StringEqualsIgnoreCase', { compare: equalIgnoringCase, negated: false }],
  ['StringNotEqualsIgnoreCase', { compare: equalIgnoringCase, negated: true }],
  ['StringLike', { compare: like, negated: false }],
  ['StringNotLike', { compare: like, negated: true }],
  ['ArnEquals', { compare: arnLike, negated: false }],
  ['ArnLike', { compare: arnLike, negated: false }],
  ['ArnNotEquals', { compare: arnLike, negated: true }],
  ['ArnNotLike', { compare: arnLike, negated: true }],
  ['Bool', { compare: equalIgnoringCase, negated: false }],
  ['NumericEquals', { compare: compareNumbers((a, b) => a === b), negated: false }],
  ['NumericNotEquals', { compare: compareNumbers((a, b) => a === b), negated: true }],
  ['NumericLessThan', { compare: compareNumbers((a, b) => a < b), negated: false }],
  ['NumericLessThanEquals', { compare: compareNumbers((a, b) => a <= b), negated: false }],
  ['NumericGreaterThan', { compare: compareNumbers((a, b) => a > b), negated: false }],
  ['NumericGreaterThanEquals', { compare: compareNumbers((a, b) => a >= b), negated: false }],
  ['DateEquals', { compare: compareDates((a, b) => a === b), negated: false }],
  ['DateNotEquals', { compare: compareDates((a, b) => a === b), negated: true }],
  ['DateLessThan', { compare: compareDates((a, b) => a < b), negated: false }],
  ['DateLessThanEquals', { compare: compareDates((a, b) => a <= b), negated: false }],
  ['DateGreaterThan', { compare: compareDates((a, b) => a > b), negated: false }],
  ['DateGreaterThanEquals', { compare: compareDates((a, b) => a >= b), negated: false }],
  ['IpAddress', { compare: inNetwork, negated: false }],
  ['NotIpAddress', { compare: inNetwork, negated: true }],
]);

/** One line of a statement's Condition. */
export interface Condition {
  /** The operator's name without prefix and `IfExists`; `Null` asks whether the key is absent. */
  readonly operator: string;
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
  /** Lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** Reads an operator's name, for example `ForAnyValue:StringLikeIfExists`; `undefined` when IAM has none of that name. */
export function parseOperator(
  name: string,
): Pick<Condition, 'operator' | 'quantifier' | 'ifExists'> | undefined {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name);
  const operator = match?.[2];
  if (operator === undefined || !(OPERATORS.has(operator) || operator === 'Null')) return undefined;
  const quantifier = match?.[1];
  return {
    operator,
    quantifier: quantifier === 'ForAllValues' || quantifier === 'ForAnyValue' ? quantifier : undefined,
    ifExists: match?.[3] !== undefined,
  };
}

/** Whether a condition holds for a request. */
export function conditionHolds(condition: Condition, context: PolicyContext): boolean {
  const actual = context.get(condition.key);
  if (condition.operator === 'Null') {
    return condition.values.some(value => (value.toLowerCase() === 'true') === (actual === undefined));
  }
  const operator = OPERATORS.get(condition.operator);
  if (operator === undefined) return false;
  if (actual === undefined) {
    return condition.ifExists || operator.negated || condition.quantifier === 'ForAllValues';
  }
  const fits = (value: string): boolean =>
    condition.values.some(expected => operator.compare(value, expected, context)) !== operator.negated;
  return condition.quantifier === 'ForAnyValue' ? actual.some(fits) : actual.every(fits);
}
