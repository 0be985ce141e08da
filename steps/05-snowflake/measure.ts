import type { PostgresReader } from '../../src/ports/postgres.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { rowsOfAll } from './ask.ts';
import { DATABASE } from './objects.ts';
import type { Column, CopiedTable } from './tables.ts';

/** A table's size and the sums that tell whether two copies hold the same values. */
export interface Measure {
  readonly rows: number;
  /** One exact integer a column, in the columns' order. */
  readonly sums: readonly number[];
  /** Sum of the rows' hashes: the same rows in any order give the same, and a value that moves to another row does not. */
  readonly hash: number;
}

/** Seconds are counted from here, so that even the sums over millions of rows stay exact numbers. */
const ERA = '2020-01-01';

/** A column's value as both engines compute it exactly: money in cents, timestamps in whole seconds. */
function postgresValue({ name, kind, within }: Column): string {
  const value = within === undefined ? name : `(${within} ->> '${name}')`;
  switch (kind) {
    case 'integer':
      return within === undefined ? value : `${value}::int`;
    case 'money':
      return `round(${value}${within === undefined ? '' : '::numeric'} * 100)::bigint`;
    case 'text':
      return value;
    case 'timestamp':
      return `floor(extract(epoch FROM ${value} - timestamp '${ERA}'))::bigint`;
  }
}

function snowflakeValue({ name, kind, within }: Column): string {
  const value = within === undefined ? name : `document:${within}:${name}`;
  switch (kind) {
    case 'integer':
      return within === undefined ? value : `${value}::NUMBER(38,0)`;
    case 'money':
      return `ROUND(${value}${within === undefined ? '' : '::NUMBER(18,2)'} * 100)::NUMBER(38,0)`;
    case 'text':
      return within === undefined ? value : `${value}::VARCHAR`;
    case 'timestamp':
      return `DATEDIFF(SECOND, '${ERA}'::TIMESTAMP_NTZ, ${value})`;
  }
}

/** What is added up of a column: a text's length in characters, any other value itself. */
const postgresSum = (column: Column): string =>
  column.kind === 'text' ? `sum(length(${postgresValue(column)}))` : `sum(${postgresValue(column)})`;
const snowflakeSum = (column: Column): string =>
  column.kind === 'text' ? `SUM(LENGTH(${snowflakeValue(column)}))` : `SUM(${snowflakeValue(column)})`;

/** Between two columns in a hashed row: no value holds it. */
const SEPARATOR = '|~|';

/**
 * A row as one text that both engines spell alike, then 28 bits of its MD5: sums of them over millions of rows stay exact
 * numbers. An absent value is told from an empty text.
 */
function postgresHash(columns: readonly Column[]): string {
  const texts = columns.map(column => `coalesce((${postgresValue(column)})::text, '~')`);
  return `sum(('x' || substr(md5(concat_ws('${SEPARATOR}', ${texts.join(', ')})), 1, 7))::bit(28)::int)`;
}

function snowflakeHash(columns: readonly Column[]): string {
  const texts = columns.map(column => `COALESCE(TO_VARCHAR(${snowflakeValue(column)}), '~')`);
  return `SUM(TO_NUMBER(SUBSTR(MD5(CONCAT_WS('${SEPARATOR}', ${texts.join(', ')})), 1, 7), 'XXXXXXX'))`;
}

/** The query that measures a table of PostgreSQL; `width` pads it with zeros for a UNION with wider tables. */
export function postgresMeasureQuery(table: CopiedTable, width = summed(table).length): string {
  const sums = columnsOf(table, width, column => `coalesce(${postgresSum(column)}, 0)::bigint`);
  const hash = `coalesce(${postgresHash(table.columns)}, 0)::bigint AS hash`;
  return `SELECT '${table.source}' AS name, count(*) AS total, ${hash}, ${sums} FROM ${table.source}`;
}

/** The query that measures a table of Snowflake. */
export function snowflakeMeasureQuery(
  table: CopiedTable,
  schema: string,
  width = summed(table).length,
): string {
  const sums = columnsOf(table, width, column => `COALESCE(${snowflakeSum(column)}, 0)`);
  const hash = `COALESCE(${snowflakeHash(table.columns)}, 0) AS hash`;
  return `SELECT '${table.source}' AS name, COUNT(*) AS total, ${hash}, ${sums} FROM ${DATABASE}.${schema}.${table.target}`;
}

function columnsOf(table: CopiedTable, width: number, sum: (column: Column) => string): string {
  const columns = summed(table);
  return Array.from({ length: width }, (_, index) => {
    const column = columns[index];
    return `${column === undefined ? '0' : sum(column)} AS s${index + 1}`;
  }).join(', ');
}

/** What lies within a JSON column is hashed alone: taking it out twice would double the query's time. */
function summed({ columns }: CopiedTable): readonly Column[] {
  return columns.filter(({ within }) => within === undefined);
}

function widest(tables: readonly CopiedTable[]): number {
  return Math.max(...tables.map(table => summed(table).length));
}

/** The measures in rows of `name`, `total`, `hash`, `s1`, …; names in any case. */
function measures(
  rows: readonly Readonly<Record<string, unknown>>[],
  tables: readonly CopiedTable[],
): ReadonlyMap<string, Measure> {
  return new Map(
    rows.map(row => {
      const lower = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
      const source = String(lower.get('name'));
      const table = tables.find(candidate => candidate.source === source);
      const sums = (table === undefined ? [] : summed(table)).map((_, index) =>
        Number(lower.get(`s${index + 1}`)),
      );
      return [source, { rows: Number(lower.get('total')), sums, hash: Number(lower.get('hash')) }];
    }),
  );
}

/** Measures tables of the source in one query. */
export async function measureSource(
  postgres: PostgresReader,
  tables: readonly CopiedTable[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Measure>> {
  const width = widest(tables);
  const sql = tables.map(table => postgresMeasureQuery(table, width)).join('\nUNION ALL\n');
  return measures(await postgres.query(sql, undefined, signal), tables);
}

/** Measures the copies in Snowflake, by the source's name; a table that does not exist is left out. */
export async function measureCopies(
  warehouse: WarehouseReader,
  tables: readonly CopiedTable[],
  schema: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Measure>> {
  const width = widest(tables);
  const queries = tables.map(table => snowflakeMeasureQuery(table, schema, width));
  return measures(await rowsOfAll(warehouse, queries, signal), tables);
}

/** True when both copies were found and hold the same. */
export function sameMeasure(one: Measure | undefined, other: Measure | undefined): boolean {
  return (
    one !== undefined && other !== undefined && one.rows === other.rows && checksum(one) === checksum(other)
  );
}

/** The hash and the sums as one text: `<hash>/<sum of the first column>/…`. */
export function checksum({ hash, sums }: Measure): string {
  return [hash, ...sums].join('/');
}

/** The columns whose values do not add up to the same; none when values only changed places, or kept their length. */
export function differingColumns(
  table: CopiedTable,
  one: Measure | undefined,
  other: Measure | undefined,
): readonly string[] {
  if (one === undefined || other === undefined) return [];
  return summed(table)
    .filter((_, index) => one.sums[index] !== other.sums[index])
    .map(({ name }) => name);
}
