import { PAGES, PUBLISHED, type Visual } from '../../src/bi/bi.ts';
import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, type CheckContext, expectThat } from '../../src/lab/lab.ts';
import { orAbsent } from '../05-snowflake/ask.ts';
import { lookAt } from '../06-dbt/look.ts';
import { MARTS } from '../06-dbt/relations.ts';

/** A total that a visual shows, and what it must be. */
export interface PageTotal {
  readonly visual: string;
  /** The column of the visual's query that is added up. */
  readonly column: string;
  readonly label: Text;
  /** The total of a mart, computed from the loaded tables. */
  readonly model: string;
  readonly total: 'rows' | 'revenue' | 'orders';
}

/** One check a total: the visual's own query, added up, against the loaded tables. */
export async function totalChecks(
  { ports, signal }: CheckContext<'warehouse'>,
  pageId: string,
  totals: readonly PageTotal[],
): Promise<readonly Check[]> {
  const visuals = PAGES.find(({ id }) => id === pageId)?.visuals ?? [];
  const relations = MARTS.filter(({ model }) => totals.some(total => total.model === model));
  const [wanted, ...found] = await Promise.all([
    lookAt(ports.warehouse, relations, signal),
    ...totals.map(total => sumOf(total, visuals, ports.warehouse, signal)),
  ]);
  return totals.map(({ visual, column, label, model, total }, index) => {
    const expected = wanted.get(model)?.expected[total] ?? null;
    const { actual, query } = found[index] ?? { actual: null, query: '' };
    return expectThat(
      `total-${visual}-${column.toLowerCase().replaceAll('_', '-')}`,
      text(lang => (lang === 'fr' ? `Total : ${label.fr}` : `Total: ${label.en}`)),
      actual !== null && actual === expected,
      {
        expected,
        actual,
        query: `${query};`,
        message: {
          fr: `Le total de la page ne correspond pas aux tables chargées : vérifiez d'abord marts.publish, puis les étapes du chapitre marts.`,
          en: `The page's total does not match the loaded tables: look at marts.publish first, then at the steps of the chapter marts.`,
        },
      },
    );
  });
}

async function sumOf(
  { visual: id, column }: PageTotal,
  visuals: readonly Visual[],
  warehouse: CheckContext<'warehouse'>['ports']['warehouse'],
  signal: AbortSignal,
): Promise<{ readonly actual: number | null; readonly query: string }> {
  const visual = visuals.find(candidate => candidate.id === id);
  if (visual === undefined) throw new Error(`There is no visual ${id}.`);
  // The visual's own order says nothing about its sum.
  const shown = visual.sql(PUBLISHED).replace(/\nORDER BY [^\n]*$/, '');
  const query = `SELECT CAST(SUM(${column}) AS NUMBER(18,2)) AS TOTAL FROM (\n${shown}\n)`;
  const result = await orAbsent(warehouse.query(query, [], signal));
  const total = result?.rows[0]?.TOTAL;
  return { actual: total === null || total === undefined ? null : Number(total), query };
}
