import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { cell, rowsOf } from './ask.ts';
import { STAGE } from './objects.ts';

/** The newest dated folder of each table below a folder of the stage, and its files. */
interface DatedExport {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly files: number;
}

/**
 * The newest export of each table, as Snowflake sees it through the stage.
 * @param folder `postgres/` (dated folders by table) or `events/` (dated folders at once, under the key `events`)
 */
export async function newestExports(
  warehouse: WarehouseReader,
  folder: 'postgres/' | 'events/',
  signal: AbortSignal,
): Promise<ReadonlyMap<string, DatedExport>> {
  const rows = await rowsOf(warehouse, `LIST @${STAGE}/${folder}`, signal);
  const newest = new Map<string, DatedExport>();
  for (const row of rows) {
    const found = /\/(\w+)\/(\d{4}-\d{2}-\d{2})\/[^/]+$/.exec(cell(row, 'name'));
    const [, table = '', date = ''] = found ?? [];
    if (date === '' || Number(cell(row, 'size')) === 0) continue;
    const known = newest.get(table);
    if (known === undefined || date > known.date) newest.set(table, { date, files: 1 });
    else if (date === known.date) newest.set(table, { date, files: known.files + 1 });
  }
  return newest;
}
