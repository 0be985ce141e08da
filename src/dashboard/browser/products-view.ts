import type { Lang } from '../../i18n/text.ts';
import { visualOf } from '../model/formulas.ts';
import * as insights from '../model/insights.ts';
import { productsOf } from '../model/tables.ts';
import { WORDS } from '../model/words.ts';
import type { Tone } from './data-table.ts';
import { element } from './dom.ts';
import { TablePanel } from './table-panel.ts';
import type { View } from './view.ts';

/** A, B and C by colour and by letter. */
const ABC: Readonly<Record<string, Tone>> = { A: 'good', B: 'fair', C: 'poor' };

/** "Performance Produits": the table, sorted by revenue (handout 1.12.5). */
export function productsView(lang: Lang): View {
  const panel = new TablePanel('products', 'products', lang);
  return {
    element: element('div', { class: 'products-page' }, panel.element),
    update: ({ facts, filters, formats: f }) => {
      const ranking = productsOf(facts, filters);
      const most = ranking.rows[0]?.[2] ?? 1;
      panel.update(
        insights.shown(ranking, 'products', f, lang),
        {
          caption: visualOf('products', 'products').title[lang],
          columns: [
            { title: WORDS.product[lang] },
            { title: WORDS.category[lang] },
            { title: WORDS.revenue[lang], numeric: true },
            { title: WORDS.orders[lang], numeric: true },
            { title: WORDS.abc[lang] },
            { title: WORDS.tier[lang] },
          ],
          rows: ranking.rows.map(([name, category, revenue, orders, abc, tier]) => [
            name,
            f.value('category', facts.cube.values.category[category] ?? ''),
            { text: f.euroCents(revenue), bar: revenue / most },
            f.integer(orders),
            { text: abc, tone: ABC[abc] ?? 'plain' },
            { text: tier, tone: 'plain' as const },
          ]),
          total: [
            WORDS.total[lang],
            '',
            f.euroCents(ranking.total.amount),
            f.integer(ranking.total.orders),
            '',
            '',
          ],
        },
        filters,
      );
    },
    resize: () => {},
    dispose: () => {},
  };
}
