import { addressOf, PUBLISHED } from '../../src/bi/bi.ts';
import type { Cell, WarehouseReader } from '../../src/ports/warehouse.ts';
import type { WorkspaceReader } from '../../src/ports/workspace.ts';
import { csvRecords } from '../04-export/csv.ts';
import { orAbsent } from '../05-snowflake/ask.ts';
import { IMPORTED, type ImportedTable } from './model/declaration.ts';
import { fileName } from './model/m.ts';
import { DATA } from './names.ts';

/** A table's size and the sum of its amount in cents; `null` where there is no amount. */
export interface TableTotals {
  readonly rows: number;
  readonly cents: number | null;
}

/** The path of a table's file in the workspace. */
export function dataFile(table: ImportedTable): string {
  return `${DATA}/${fileName(table.name)}`;
}

/** The query that a table's file is made of. */
export function exportQuery({ name, columns, order }: ImportedTable): string {
  return `SELECT ${columns.map(column => column.name).join(', ')}
FROM ${addressOf(name, PUBLISHED)}
ORDER BY ${order}`;
}

/** A table as CSV: a header, commas, texts in quotes where they need them, nothing for NULL, LF. */
export async function exportTable(
  warehouse: WarehouseReader,
  table: ImportedTable,
  signal: AbortSignal,
): Promise<{ readonly csv: string; readonly rows: number }> {
  const { rows } = await warehouse.query(exportQuery(table), [], signal);
  const names = table.columns.map(({ name }) => name);
  const lines = rows.map(row => names.map(name => field(row[name] ?? null)).join(','));
  return { csv: `${[names.join(','), ...lines].join('\n')}\n`, rows: rows.length };
}

function field(value: Cell): string {
  if (value === null) return '';
  const words = String(value);
  return words === '' || /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
}

/** What the files hold, by table; a file that is absent, or whose header is another one, is left out. */
export async function fileTotals(workspace: WorkspaceReader): Promise<ReadonlyMap<string, TableTotals>> {
  const read = await Promise.all(
    IMPORTED.map(async (table): Promise<[string, TableTotals][]> => {
      const content = await workspace.read(dataFile(table));
      const totals = content === undefined ? undefined : await totalsOf(content, table);
      return totals === undefined ? [] : [[table.name, totals]];
    }),
  );
  return new Map(read.flat());
}

async function totalsOf(content: string, table: ImportedTable): Promise<TableTotals | undefined> {
  const names = table.columns.map(({ name }) => name).join(',');
  const amount = table.columns.findIndex(({ name }) => name === table.total);
  let rows = -1;
  let cents = 0;
  for await (const record of csvRecords(one(content.replace(/^\uFEFF/, '')))) {
    rows += 1;
    if (rows === 0) {
      if (record.join(',') !== names) return undefined;
      continue;
    }
    if (amount >= 0) cents += Math.round(Number(record[amount] ?? 0) * 100);
  }
  return rows < 0 ? undefined : { rows, cents: amount < 0 ? null : cents };
}

async function* one(content: string): AsyncGenerator<string> {
  yield content;
}

/** The query of a table's totals: NAME, N, TOTAL. */
export function totalsQuery({ name, total }: ImportedTable): string {
  const sum = total === undefined ? 'NULL' : `SUM(${total})`;
  return `SELECT '${name}' AS NAME, COUNT(*) AS N, CAST(${sum} AS NUMBER(18,2)) AS TOTAL FROM ${addressOf(name, PUBLISHED)}`;
}

/** What the warehouse holds, by table; a table that is absent is left out. */
export async function warehouseTotals(
  warehouse: WarehouseReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TableTotals>> {
  const ask = (tables: readonly ImportedTable[]) =>
    orAbsent(warehouse.query(tables.map(totalsQuery).join('\nUNION ALL\n'), [], signal));
  const together = await ask(IMPORTED);
  // One absent table refuses the whole query: then each is asked for alone.
  const answers =
    together === undefined ? await Promise.all(IMPORTED.map(table => ask([table]))) : [together];
  return new Map(
    answers
      .flatMap(answer => answer?.rows ?? [])
      .map(row => [
        String(row.NAME),
        {
          rows: Number(row.N),
          cents: row.TOTAL === null || row.TOTAL === undefined ? null : Math.round(Number(row.TOTAL) * 100),
        },
      ]),
  );
}
