import { PAGES, PUBLISHED } from '../../src/bi/bi.ts';
import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, type CheckContext, expectThat } from '../../src/lab/lab.ts';
import type { Relation } from '../06-dbt/relations.ts';
import { scalars } from './scalars.ts';

/** A total that a visual shows, and what it must be. */
export interface PageTotal {
  readonly visual: string;
  /** The column of the visual's query that is added up. */
  readonly column: string;
  readonly label: Text;
  /** One number, computed another way: from the loaded tables. */
  readonly expected: string;
}

/** The query of a mart's total from the loaded tables. */
export function expectedOf({ model, expected }: Relation, total: 'rows' | 'revenue' | 'orders'): string {
  const query = expected[total];
  if (query === undefined) throw new Error(`${model} says nothing about its ${total}.`);
  return query;
}

/** One check a total: the visual's own query, added up, against the loaded tables. */
export async function totalChecks(
  { ports, signal }: CheckContext<'warehouse'>,
  pageId: string,
  totals: readonly PageTotal[],
): Promise<readonly Check[]> {
  const queries = totals.map(total => ({ ...total, id: idOf(total), query: sumOf(total, pageId) }));
  const found = await scalars(
    ports.warehouse,
    new Map(
      queries.flatMap(({ id, query, expected }) => [
        [`${id}/actual`, query],
        [`${id}/expected`, expected],
      ]),
    ),
    signal,
  );
  return queries.map(({ id, label, query }) => {
    const expected = found.get(`${id}/expected`) ?? null;
    const actual = found.get(`${id}/actual`) ?? null;
    return expectThat(
      id,
      text(lang => (lang === 'fr' ? `Total : ${label.fr}` : `Total: ${label.en}`)),
      actual !== null && actual === expected,
      {
        expected,
        actual,
        query: `${query};`,
        message: {
          fr: "Le total de la page ne correspond pas aux tables chargées : vérifiez d'abord dbt.run et marts.publish, puis les étapes du chapitre marts.",
          en: "The page's total does not match the loaded tables: look at dbt.run and marts.publish first, then at the steps of the chapter marts.",
        },
      },
    );
  });
}

function idOf({ visual, column }: PageTotal): string {
  return `total-${visual}-${column.toLowerCase().replaceAll('_', '-')}`;
}

function sumOf({ visual: id, column }: PageTotal, pageId: string): string {
  const page = PAGES.find(candidate => candidate.id === pageId);
  const visual = page?.visuals.find(candidate => candidate.id === id);
  if (visual === undefined) throw new Error(`There is no visual ${pageId}/${id}.`);
  // The visual's own order says nothing about its sum.
  const shown = visual.sql(PUBLISHED).replace(/\nORDER BY [^\n]*$/, '');
  return `SELECT SUM(${column}) FROM (\n${shown}\n)`;
}
