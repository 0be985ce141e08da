import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { orAbsent } from '../05-snowflake/ask.ts';

/**
 * The numbers that queries of one row and one column give, by id, in one round trip; one that is NULL, or asks about what does
 * not exist, is left out.
 */
export async function scalars(
  warehouse: WarehouseReader,
  queries: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const ask = (wanted: readonly (readonly [string, string])[]) =>
    orAbsent(
      warehouse.query(
        wanted
          .map(([id, query]) => `SELECT '${id}' AS ID, CAST((\n${query}\n) AS NUMBER(30,8)) AS VALUE`)
          .join('\nUNION ALL\n'),
        [],
        signal,
      ),
    );
  const all = [...queries];
  const together = await ask(all);
  // One absent table refuses the whole query: then each is asked for alone.
  const answers = together === undefined ? await Promise.all(all.map(query => ask([query]))) : [together];
  return new Map(
    answers
      .flatMap(answer => answer?.rows ?? [])
      .filter(row => row.VALUE !== null && row.VALUE !== undefined)
      .map(row => [String(row.ID), Number(row.VALUE)]),
  );
}
