import { text } from '../../src/i18n/text.ts';
import type { Sample } from '../../src/lab/lab.ts';
import type { WarehouseReader } from '../../src/ports/warehouse.ts';
import { orAbsent } from '../05-snowflake/ask.ts';
import { differenceQuery } from './references.ts';
import type { Relation } from './relations.ts';

/** Enough rows to see what they have in common. */
const ROWS = 5;

/**
 * A few of the rows that the first relation which differs should hold and does not: what is built on it differs with it.
 * Nothing is asked when none differs.
 * @param missing how many rows each relation lacks, as `missingByModel` counts them
 */
export async function differingRows(
  warehouse: WarehouseReader,
  relations: readonly Relation[],
  missing: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const relation = relations.find(({ model }) => (missing.get(model) ?? 0) > 0);
  if (relation === undefined) return [];
  const query = `SELECT * FROM (\n${differenceQuery(relation)}\n) AS missing_rows LIMIT ${ROWS}`;
  const found = await orAbsent(warehouse.query(query, [], signal));
  if (found === undefined) return [];
  return [
    {
      title: text(lang =>
        lang === 'fr'
          ? `Lignes que ${relation.model} devrait contenir (${ROWS} au plus)`
          : `Rows that ${relation.model} should hold (${ROWS} at most)`,
      ),
      query: `${query};`,
      columns: relation.columns,
      rows: found.rows.map(row => found.columns.map(column => row[column] ?? null)),
    },
  ];
}
