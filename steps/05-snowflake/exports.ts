import type { PostgresReader } from '../../src/ports/postgres.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { currentBusinessDay } from '../02-data/business-day.ts';
import { cell, rowsOf } from './ask.ts';
import { STAGE } from './objects.ts';

/** The dated folder of each table below a folder of the stage, and its files. */
interface DatedExport {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly files: number;
}

/** A file of a table's dated folder. */
const FILE = /\/(\w+)\/(\d{4}-\d{2}-\d{2})\/([^/]+)$/;
const PART = /_\d{8}_part\d{4,}\.\w+\.gz$/;
/** What makes the parts of a table and date whole; the export writes it last. */
const MANIFEST = /\/manifests\/(\w+)\/(\d{4}-\d{2}-\d{2})\.json$/;

/**
 * The export of each table, as Snowflake sees it through the stage: that of the simulated business day when there is one,
 * else the newest. Parts without their manifest are half an export, and none.
 * @param folder `postgres/` (dated folders by table) or `events/` (dated folders at once, under the key `events`)
 */
export async function currentExports(
  ports: { readonly warehouse: WarehouseReader; readonly postgres: PostgresReader },
  folder: 'postgres/' | 'events/',
  signal: AbortSignal,
): Promise<ReadonlyMap<string, DatedExport>> {
  const [rows, manifests, businessDay] = await Promise.all([
    rowsOf(ports.warehouse, `LIST @${STAGE}/${folder}`, signal),
    rowsOf(ports.warehouse, `LIST @${STAGE}/manifests/`, signal),
    currentBusinessDay(ports.postgres, signal),
  ]);
  const whole = new Set(manifests.map(row => placeOf(MANIFEST, cell(row, 'name'))));
  const newest = new Map<string, DatedExport>();
  for (const row of rows) {
    const [, table = '', date = '', file = ''] = FILE.exec(cell(row, 'name')) ?? [];
    if (businessDay !== undefined && date !== businessDay) continue;
    if (date === '' || Number(cell(row, 'size')) === 0) continue;
    if (PART.test(file) && !whole.has(`${table} ${date}`)) continue;
    const known = newest.get(table);
    if (known === undefined || date > known.date) newest.set(table, { date, files: 1 });
    else if (date === known.date) newest.set(table, { date, files: known.files + 1 });
  }
  return newest;
}

function placeOf(pattern: RegExp, name: string): string {
  return (pattern.exec(name) ?? []).slice(1, 3).join(' ');
}
