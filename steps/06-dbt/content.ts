import { errorCode } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { rowsOfAll } from '../05-snowflake/ask.ts';
import { differenceQuery } from './references.ts';
import type { Relation } from './relations.ts';

/** How many rows each relation lacks of those that its model has to give; a relation that is absent is left out. */
export function missingByModel(
  warehouse: WarehouseReader,
  relations: readonly Relation[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  return countMissing(
    warehouse,
    relations.map(relation => ({ name: relation.model, query: differenceQuery(relation) })),
    signal,
  );
}

/** The number of rows that each query gives, by name; one that cannot be answered is left out. */
export async function countMissing(
  warehouse: WarehouseReader,
  queries: readonly { readonly name: string; readonly query: string }[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const counted = queries.map(
    ({ name, query }) => `SELECT '${name}' AS NAME, COUNT(*) AS MISSING FROM (\n${query}\n) AS missing_rows`,
  );
  const ask = (sql: readonly string[]) => rowsOfAll(warehouse, sql, signal);
  const rows = await ask(counted).catch(async error => {
    if (!isAboutTypes(error)) throw error;
    const alone = counted.map(sql =>
      ask([sql]).catch(inner => (isAboutTypes(inner) ? [] : Promise.reject(inner))),
    );
    return (await Promise.all(alone)).flat();
  });
  return new Map(rows.map(row => [String(row.NAME), Number(row.MISSING)]));
}

/** Snowflake's errors of SQL and values (000xxx to 002xxx, 100xxx): a column of another type cannot be compared. */
function isAboutTypes(error: unknown): boolean {
  return /^(00[0-2]|100)\d{3}$/.test(errorCode(error) ?? '');
}
