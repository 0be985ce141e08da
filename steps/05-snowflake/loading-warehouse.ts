import { type Check, expectEqual } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { cell, rowsOf, runFirst } from './ask.ts';

/** Whether the warehouse that both loads compute on is there. */
export async function loadingWarehouseCheck(warehouse: WarehouseReader, signal: AbortSignal): Promise<Check> {
  const query = "SHOW WAREHOUSES LIKE 'LOADING_WH'";
  const [found] = await rowsOf(warehouse, query, signal);
  return expectEqual(
    'loading-wh',
    { fr: 'LOADING_WH est disponible', en: 'LOADING_WH is available' },
    {
      expected: 'LOADING_WH',
      actual: cell(found, 'name') || null,
      query: `${query};`,
      message: runFirst('snowflake.create-warehouses'),
    },
  );
}
