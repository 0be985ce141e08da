import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, type CheckContext, expectThat } from '../../src/lab/lab.ts';
import { orAbsent } from '../05-snowflake/ask.ts';

/** A mart's rows counted by one of its columns, against the same counts computed from the facts. */
export interface Grouping {
  /** The column of the mart. */
  readonly column: string;
  /** Every value that it may have, in the order of the check list. */
  readonly values: readonly string[];
  /** What the column is, in a few words. */
  readonly label: Text;
  /** The mart. */
  readonly table: string;
  /** Counts computed independently of the mart: columns GROUP_NAME, N. */
  readonly expected: string;
}

/** One check a value: how many rows of the mart have it, and how many should. */
export async function groupChecks(
  { ports, signal }: CheckContext<'warehouse'>,
  grouping: Grouping,
): Promise<readonly Check[]> {
  const { column, table, expected, label } = grouping;
  const query = `SELECT ${column} AS GROUP_NAME, COUNT(*) AS N FROM ${table} GROUP BY ${column}`;
  const count = async (sql: string) => {
    const result = await orAbsent(ports.warehouse.query(sql, [], signal));
    if (result === undefined) return undefined;
    return new Map(result.rows.map(row => [String(row.GROUP_NAME), Number(row.N)]));
  };
  const [found, wanted] = await Promise.all([count(query), count(expected)]);
  return grouping.values.map(value => {
    const should = wanted === undefined ? null : (wanted.get(value) ?? 0);
    const is = found === undefined ? null : (found.get(value) ?? 0);
    return expectThat(
      `${column}-${value}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
      text(lang => `${label[lang]} ${value}`),
      is !== null && is === should,
      {
        expected: should,
        actual: is,
        query: `${query};`,
        message:
          is === null
            ? {
                fr: `${table} est absent : exécutez cette étape.`,
                en: `${table} is absent: run this step.`,
              }
            : {
                fr: `Le nombre attendu est recalculé depuis fact_orders. Comparez la règle du modèle (${column.toUpperCase()}) à celle de la leçon.`,
                en: `The expected number is computed again from fact_orders. Compare the model’s rule (${column.toUpperCase()}) with the lesson’s.`,
              },
      },
    );
  });
}
