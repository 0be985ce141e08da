/** A cell: NUMBER as number (exact below 2^53), text, booleans, timestamps as ISO text, VARIANT as its JSON text. */
export type Cell = string | number | boolean | null;

export interface QueryResult {
  /** Column names as Snowflake spells them (upper case unless quoted). */
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly queryId: string;
}

/** Where a Snowflake connection goes. No secret is part of it. */
export interface WarehouseTarget {
  readonly account: string;
  readonly host: string;
  readonly user: string;
  readonly role: string | undefined;
}

/**
 * Reads Snowflake. Accepts SELECT, WITH, SHOW, DESCRIBE, LIST and USE only; anything else throws before it is sent.
 * Errors keep Snowflake's code in `code` (`002003`, `390100`, …) and `sqlState`.
 */
export interface WarehouseReader {
  readonly target: WarehouseTarget;
  query(sql: string, binds?: readonly (string | number)[], signal?: AbortSignal): Promise<QueryResult>;
}

export interface Warehouse extends WarehouseReader {
  /** Runs one statement of any kind. */
  execute(sql: string, signal?: AbortSignal): Promise<QueryResult>;
  /** Runs the statements of a script one by one, splitting as Snowflake does (strings, `$$`, comments). */
  script(sql: string, signal?: AbortSignal): Promise<readonly QueryResult[]>;
}
