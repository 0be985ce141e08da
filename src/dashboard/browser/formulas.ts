import type { Lang } from '../../i18n/text.ts';
import type { Formula } from '../model/formulas.ts';
import { WORDS } from '../model/words.ts';
import { button, element, setText } from './dom.ts';

/** SQL and DAX of a figure, each to be copied. */
export function formulaList(formulas: readonly Formula[], lang: Lang, explanation?: string): HTMLElement {
  const list = element('div', { class: 'formulas' });
  if (explanation !== undefined) list.append(element('p', { class: 'explanation' }, explanation));
  for (const { title, sql, dax } of formulas) {
    list.append(
      element(
        'section',
        {},
        formulas.length > 1 ? element('h4', {}, title[lang]) : undefined,
        code('SQL', sql, `${title[lang]}, SQL`, lang),
        code('DAX', dax, `${title[lang]}, DAX`, lang),
      ),
    );
  }
  return list;
}

function code(language: string, words: string, label: string, lang: Lang): HTMLElement {
  const pre = element(
    'pre',
    { tabindex: 0, role: 'region', 'aria-label': label },
    element('code', {}, words),
  );
  const copy = button({ class: 'copy', 'aria-label': `${WORDS.copy[lang]}, ${label}` }, () => {
    const told = (message: string) => {
      setText(copy, message);
      setTimeout(() => setText(copy, WORDS.copy[lang]), 1600);
    };
    // Without a clipboard (an old browser, or a page that may not) the text is selected for the person's own keys.
    Promise.resolve(navigator.clipboard?.writeText(words) ?? Promise.reject(new Error('no clipboard'))).then(
      () => told(WORDS.copied[lang]),
      () => {
        getSelection()?.selectAllChildren(pre);
        told(WORDS.selected[lang]);
      },
    );
  });
  setText(copy, WORDS.copy[lang]);
  return element(
    'div',
    { class: `code ${language.toLowerCase()}` },
    element('div', { class: 'code-head' }, element('span', {}, language), copy),
    pre,
  );
}

/** A disclosure whose content is made when it is opened, and again at each `refill` while it is open. */
export interface Lazy {
  readonly element: HTMLDetailsElement;
  refill(fill: () => HTMLElement): void;
}

export function lazyDetails(summary: string, name: string): Lazy {
  const details = element('details', { class: `more ${name}` }, element('summary', {}, summary));
  let fill: (() => HTMLElement) | undefined;
  const show = () => {
    while (details.childNodes.length > 1) details.lastChild?.remove();
    if (details.open && fill !== undefined) details.append(fill());
  };
  details.addEventListener('toggle', show);
  return {
    element: details,
    refill: next => {
      fill = next;
      show();
    },
  };
}
