/** A translated operand of an expression. */
export interface Operand {
  readonly sql: string;
  /** Semi-structured: a path, PARSE_JSON and the like; compared and concatenated by its scalar value. */
  readonly json: boolean;
  /** What kind of literal it is, if it is one. */
  readonly literal?: 'string' | 'number' | 'null' | 'interval';
  /** The value of a string literal. */
  readonly text?: string;
}

export function plain(sql: string): Operand {
  return { sql, json: false };
}

export function json(sql: string): Operand {
  return { sql, json: true };
}

/** The text of an operand, where Snowflake would cast to VARCHAR by itself. DuckDB folds sf_text away when it is text already. */
export function asText(operand: Operand): string {
  return operand.literal === 'string' || operand.literal === 'null' ? operand.sql : `sf_text(${operand.sql})`;
}

/** The number of an operand, where Snowflake would cast a VARIANT to a number by itself. */
export function asNumber(operand: Operand): string {
  return operand.json ? `CAST(${operand.sql} AS DOUBLE)` : operand.sql;
}

/** An operand that dates are computed with: a text is a timestamp. */
export function asTime(operand: Operand): string {
  return operand.json || operand.literal === 'string' ? `sf_to_timestamp(${operand.sql})` : operand.sql;
}

/** An operand, and where the nodes after it begin. */
export interface Parsed extends Operand {
  readonly next: number;
}
