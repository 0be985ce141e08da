import type { Filters } from '../../bi/bi.ts';
import type { Lang } from '../../i18n/text.ts';
import { formulaOf, visualOf } from '../model/formulas.ts';
import { WORDS } from '../model/words.ts';
import { dataTable, type TableContent } from './data-table.ts';
import { element, setText } from './dom.ts';
import { formulaList, lazyDetails } from './formulas.ts';

/** A table that is a visual of its own, with its SQL and DAX. */
export class TablePanel {
  readonly element: HTMLElement;
  readonly #page: string;
  readonly #id: string;
  readonly #lang: Lang;
  readonly #insight = element('p', { class: 'insight' });
  readonly #body = element('div');
  readonly #formulas;

  constructor(page: string, id: string, lang: Lang) {
    this.#page = page;
    this.#id = id;
    this.#lang = lang;
    this.#formulas = lazyDetails(WORDS.formulas[lang], 'sql');
    const title = visualOf(page, id).title[lang];
    this.#formulas.element
      .querySelector('summary')
      ?.setAttribute('aria-label', `${WORDS.formulas[lang]}, ${title}`);
    this.element = element(
      'section',
      { class: `panel ranking ${id}`, 'data-visual': id, 'aria-labelledby': `title-${id}` },
      element('h3', { id: `title-${id}` }, title),
      this.#insight,
      this.#body,
      element('div', { class: 'mores' }, this.#formulas.element),
    );
  }

  update(insight: string, content: TableContent, filters: Filters): void {
    setText(this.#insight, insight);
    this.#body.replaceChildren(dataTable(content));
    this.#formulas.refill(() => formulaList([formulaOf(this.#page, this.#id, filters)], this.#lang));
  }
}
