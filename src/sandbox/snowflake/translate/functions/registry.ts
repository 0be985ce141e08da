import type { Call } from '../call.ts';
import type { Operand } from '../operand.ts';
import { aggregateFunctions } from './aggregate.ts';
import { contextFunctions } from './context.ts';
import { conversionFunctions } from './conversion.ts';
import { dateFunctions } from './date.ts';
import { generalFunctions } from './general.ts';
import { jsonFunctions } from './json.ts';
import { KNOWN_FUNCTIONS } from './known.ts';
import { textFunctions } from './text.ts';

/** How a call is written in DuckDB's SQL. */
export type Rule = (call: Call) => string | Operand;

export type Rules = Readonly<Record<string, Rule>>;

const RULES: ReadonlyMap<string, Rule> = new Map(
  [
    generalFunctions,
    textFunctions,
    dateFunctions,
    conversionFunctions,
    jsonFunctions,
    aggregateFunctions,
    contextFunctions,
  ].flatMap(rules => Object.entries(rules)),
);

/** Functions that may stand without parentheses. */
export const PARENLESS: ReadonlySet<string> = new Set([
  'CURRENT_DATE',
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'CURRENT_USER',
  'CURRENT_ROLE',
  'CURRENT_DATABASE',
  'CURRENT_SCHEMA',
  'CURRENT_WAREHOUSE',
  'LOCALTIME',
  'LOCALTIMESTAMP',
]);

/** The rule of a function; `undefined` when the sandbox does not have it. Functions are listed one by one: DuckDB's own of the same name may mean something else. */
export function functionRule(name: string): Rule | undefined {
  return RULES.get(name);
}

/** Whether Snowflake has such a function, whatever the sandbox can do. */
export function isKnownFunction(name: string): boolean {
  return RULES.has(name) || KNOWN_FUNCTIONS.has(name);
}
