import type { TypeFamily } from '../types.ts';

/** A translated operand of an expression. */
export interface Operand {
  readonly sql: string;
  /** Semi-structured: a path, PARSE_JSON and the like; compared and concatenated by its scalar value. */
  readonly json: boolean;
  /** What it certainly is; absent for columns and whatever depends on them. */
  readonly type?: TypeFamily;
  /** What kind of literal it is, if it is one. */
  readonly literal?: 'string' | 'number' | 'null' | 'interval';
  /** The value of a string literal. */
  readonly text?: string;
}

/** An operand, and where the nodes after it begin. */
export interface Parsed extends Operand {
  readonly next: number;
}

/** An operand of which nothing is certain. */
export function plain(sql: string): Operand {
  return { sql, json: false };
}

/** An operand whose type is certain. */
export function typed(type: TypeFamily, sql: string): Operand {
  return { sql, json: type === 'json', type };
}

/** A semi-structured operand. */
export function json(sql: string): Operand {
  return typed('json', sql);
}

/** The type that several operands share, if they certainly do; NULLs do not count. */
export function sharedType(operands: readonly Operand[]): TypeFamily | undefined {
  const types = new Set(operands.filter(operand => operand.literal !== 'null').map(operand => operand.type));
  const [only] = types;
  return types.size === 1 ? only : undefined;
}

/** The same SQL with a type, when it is known. */
export function withType(sql: string, type: TypeFamily | undefined): Operand {
  return type === undefined ? plain(sql) : typed(type, sql);
}

const SIMPLE_LENGTH = 80;

/**
 * A call of one of our macros. They repeat their argument, so that nesting them would multiply the text: what is long or
 * calls macros itself is bound to a name first.
 */
export function macro(name: string, argument: string): string {
  const simple = argument.length <= SIMPLE_LENGTH && !argument.includes('sf_');
  return simple ? `${name}(${argument})` : `list_transform([${argument}], lambda v: ${name}(v))[1]`;
}

const LONG = 300;

/** A call of one of our macros of two arguments, bound to names when they are long and call macros themselves. */
export function macroOfTwo(name: string, first: string, second: string): string {
  const simple = first.length + second.length < LONG || !(first.includes('sf_') || second.includes('sf_'));
  if (simple) return `${name}(${first}, ${second})`;
  return `list_transform([${first}], lambda a: list_transform([${second}], lambda b: ${name}(a, b))[1])[1]`;
}

/** The text of an operand, where Snowflake would cast to VARCHAR by itself. DuckDB folds sf_text away when it is text already. */
export function asText(operand: Operand): string {
  const { sql } = operand;
  if (operand.literal === 'null' || operand.type === 'text') return sql;
  switch (operand.type) {
    case 'integer':
    case 'decimal':
    case 'date':
    case 'boolean':
      return `CAST(${sql} AS VARCHAR)`;
    case 'timestamp':
      return `strftime(${sql}, '%Y-%m-%d %H:%M:%S.%g')`;
    case 'json':
      return `json_extract_string(${sql}, '$')`;
    default:
      return macro('sf_text', sql);
  }
}

/** The number of an operand, where Snowflake would cast a VARIANT to a number by itself. */
export function asNumber(operand: Operand): string {
  return operand.json ? `CAST(${operand.sql} AS DOUBLE)` : operand.sql;
}

/** An operand that dates are computed with: a text is a timestamp. */
export function asTime(operand: Operand): string {
  return operand.json || operand.type === 'text' ? macro('sf_to_timestamp', operand.sql) : operand.sql;
}
