import type { Text } from '../../src/i18n/text.ts';
import { errorCode } from '../../src/lab/lab.ts';
import type { Cell, QueryResult, WarehouseReader } from '../../src/ports/warehouse.ts';

/** Snowflake's codes for an object that does not exist or that the role may not see: 002003 by name, 002043 in USE and SHOW, 000904 a column, 090105 no database. */
const ABSENT = new Set(['002003', '002043', '000904', '090105']);

/** A result, or `undefined` when Snowflake says that an object does not exist. */
export async function orAbsent(result: Promise<QueryResult>): Promise<QueryResult | undefined> {
  try {
    return await result;
  } catch (error) {
    if (ABSENT.has(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** The rows of a query; none when what it asks about does not exist. */
export async function rowsOf(
  warehouse: WarehouseReader,
  sql: string,
  signal: AbortSignal,
): Promise<readonly Readonly<Record<string, Cell>>[]> {
  return (await orAbsent(warehouse.query(sql, [], signal)))?.rows ?? [];
}

/**
 * The rows of several queries of the same columns, by one request; when one of them asks about something that does not
 * exist, Snowflake refuses the whole, and each is asked for alone. An absent one leaves no rows.
 */
export async function rowsOfAll(
  warehouse: WarehouseReader,
  queries: readonly string[],
  signal: AbortSignal,
): Promise<readonly Readonly<Record<string, Cell>>[]> {
  const together = await orAbsent(warehouse.query(queries.join('\nUNION ALL\n'), [], signal));
  if (together !== undefined) return together.rows;
  const answers = await Promise.all(queries.map(sql => rowsOf(warehouse, sql, signal)));
  return answers.flat();
}

/** A cell as text; empty when it is null or absent. */
export function cell(row: Readonly<Record<string, Cell>> | undefined, name: string): string {
  return String(row?.[name] ?? '');
}

/** What DESC answers, by property; Snowflake's columns are `property` and `property_value`, after others. */
export async function properties(
  warehouse: WarehouseReader,
  sql: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf(warehouse, sql, signal);
  return new Map(rows.map(row => [cell(row, 'property').toUpperCase(), cell(row, 'property_value')]));
}

/** What to do about a missing prerequisite. */
export function runFirst(step: string): Text {
  return { fr: `Faites d'abord l'étape ${step}.`, en: `Do step ${step} first.` };
}
