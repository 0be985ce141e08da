import { PAGES } from '../../bi/bi.ts';
import type { Lang } from '../../i18n/text.ts';
import { WORDS } from '../model/words.ts';
import { button, element } from './dom.ts';

/** The report's pages as tabs: arrows move between them, Home and End to the first and the last. */
export class Tabs {
  readonly element: HTMLElement;
  readonly #tabs: readonly HTMLButtonElement[];

  constructor(lang: Lang, onSelect: (page: string) => void) {
    this.#tabs = PAGES.map(({ id, title }) =>
      button(
        { role: 'tab', id: `tab-${id}`, 'aria-controls': `page-${id}` },
        () => onSelect(id),
        title[lang],
      ),
    );
    this.element = element(
      'div',
      { role: 'tablist', class: 'tabs', 'aria-label': WORDS.pages[lang] },
      ...this.#tabs,
    );
    this.element.addEventListener('keydown', event => {
      const here = this.#tabs.indexOf(document.activeElement as HTMLButtonElement);
      const next = nextTab(event.key, here, this.#tabs.length);
      if (here < 0 || next === undefined) return;
      event.preventDefault();
      onSelect(PAGES[next]?.id ?? '');
      this.#tabs[next]?.focus();
    });
  }

  update(page: string): void {
    for (const [index, tab] of this.#tabs.entries()) {
      const isSelected = PAGES[index]?.id === page;
      tab.setAttribute('aria-selected', String(isSelected));
      tab.tabIndex = isSelected ? 0 : -1;
    }
  }
}

function nextTab(key: string, here: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return (here + 1) % count;
    case 'ArrowLeft':
    case 'ArrowUp':
      return (here + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
