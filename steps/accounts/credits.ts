import type { LabSettings } from '../../src/lab/lab.ts';
import type { Warehouse, WarehouseReader } from '../../src/ports/warehouse.ts';
import { cell, rowsOf } from '../05-snowflake/ask.ts';
import { DATABASE, WAREHOUSES } from '../05-snowflake/objects.ts';
import { monitorName, monitorRows } from '../05-snowflake/resource-monitor.ts';

const NAMES = WAREHOUSES.map(({ name }) => `'${name}'`).join(', ');

/** What a person runs to see it by warehouse; the view is up to three hours late. */
export const CREDITS_QUERY = `SELECT warehouse_name, SUM(credits_used) AS credits FROM SNOWFLAKE.ACCOUNT_USAGE.WAREHOUSE_METERING_HISTORY WHERE warehouse_name IN (${NAMES}) GROUP BY 1;`;

/**
 * Credits that the lab's warehouses have used: what its resource monitor has counted, which costs nothing to ask; without
 * one, what the metering history says, which wakes a warehouse up. `undefined` when neither is there.
 */
export async function creditsUsed(
  warehouse: Warehouse & WarehouseReader,
  settings: LabSettings,
  signal: AbortSignal,
): Promise<number | undefined> {
  const own = (await monitorRows(warehouse, signal)).find(row => cell(row, 'name') === monitorName(settings));
  if (own !== undefined) return Number(cell(own, 'used_credits'));
  const [database] = await rowsOf(warehouse, `SHOW DATABASES LIKE '${DATABASE}'`, signal);
  const [loading] = await rowsOf(warehouse, "SHOW WAREHOUSES LIKE 'LOADING_WH'", signal);
  if (database === undefined || loading === undefined) return undefined;
  const results = await warehouse.script(
    `USE WAREHOUSE LOADING_WH;
    SELECT SUM(credits_used) AS credits
    FROM TABLE(${DATABASE}.INFORMATION_SCHEMA.WAREHOUSE_METERING_HISTORY(DATE_RANGE_START => DATEADD('day', -180, CURRENT_DATE())))
    WHERE warehouse_name IN (${NAMES});`,
    signal,
  );
  return Number(results.at(-1)?.rows[0]?.CREDITS ?? 0);
}
