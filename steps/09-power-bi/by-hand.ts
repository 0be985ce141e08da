import { PAGES, PUBLISHED } from '../../src/bi/bi.ts';
import { type Text, text } from '../../src/i18n/text.ts';
import type { Command } from '../../src/lab/lab.ts';

/** What a person clicks in Power BI, one line a gesture, in the words of its French interface. */
export function byHand(title: Text, code: string): Command {
  return { language: 'text', title, code };
}

/** The queries that give what visuals of a page show, to compare with Power BI. */
export function sqlOf(pageId: string, ids: readonly string[]): readonly Command[] {
  const visuals = PAGES.find(({ id }) => id === pageId)?.visuals ?? [];
  return visuals
    .filter(({ id }) => ids.includes(id))
    .map(visual => ({
      language: 'sql',
      title: text(lang =>
        lang === 'fr' ? `Le même calcul en SQL : ${visual.title.fr}` : `The same by SQL: ${visual.title.en}`,
      ),
      code: `${visual.sql(PUBLISHED)};`,
    }));
}
