import { type DimensionId, type Filters, PAGES } from '../../bi/bi.ts';
import type { Lang, Text } from '../../i18n/text.ts';
import type { Formats } from '../model/format.ts';
import { filterWords, passedOver } from '../model/insights.ts';
import type { Theme } from '../model/state.ts';
import { WORDS } from '../model/words.ts';
import { customersView } from './customers-view.ts';
import { button, element, icon, setText } from './dom.ts';
import { overviewView } from './overview-view.ts';
import { productsView } from './products-view.ts';
import { Slicers } from './slicers.ts';
import { Tabs } from './tabs.ts';
import type { Context, OnPick, View } from './view.ts';

interface FrameOptions {
  readonly lang: Lang;
  readonly live: boolean;
  readonly values: Readonly<Record<DimensionId, readonly string[]>>;
  readonly formats: Formats;
  readonly onPage: (page: string) => void;
  readonly onPick: OnPick;
  readonly onClear: () => void;
  readonly onLang: () => void;
  readonly onTheme: (theme: Theme) => void;
  readonly onRefresh: () => void;
}

/** What is chosen: the page, every filter (also those that the page has no column for), the theme. */
export interface Chosen {
  readonly page: string;
  readonly filters: Filters;
  readonly theme: Theme;
  readonly dimensions: readonly DimensionId[];
}

/** Everything on the screen in one language: header, filters, the three pages, footer. */
export class Frame {
  readonly elements: readonly HTMLElement[];
  readonly #options: FrameOptions;
  readonly #tabs: Tabs;
  readonly #slicers: Slicers;
  readonly #views: ReadonlyMap<string, { readonly panel: HTMLElement; readonly view: View }>;
  readonly #summary = element('p', { class: 'summary', role: 'status', 'aria-live': 'polite' });
  readonly #aside = element('p', { class: 'aside', hidden: true });
  readonly #alert = element('div', { class: 'alert', role: 'alert', hidden: true });
  readonly #clear: HTMLButtonElement;
  readonly #refresh: HTMLButtonElement;
  readonly #language: HTMLButtonElement;
  readonly #themes: ReadonlyMap<Theme, HTMLButtonElement>;
  readonly #foot = element('footer', { class: 'foot' });
  #shown: View | undefined;

  constructor(options: FrameOptions) {
    const { lang, onPage, onPick, onClear, onLang, onRefresh } = options;
    this.#options = options;
    this.#tabs = new Tabs(lang, onPage);
    this.#slicers = new Slicers(options.values, lang, options.formats, onPick);
    this.#clear = button({ class: 'clear' }, onClear, WORDS.clear[lang]);
    this.#refresh = button(
      { class: 'tool', hidden: !options.live },
      onRefresh,
      icon('M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6'),
      element('span', { class: 'tool-name' }, WORDS.refresh[lang]),
    );
    this.#language = button(
      { class: 'tool', lang: lang === 'fr' ? 'en' : 'fr' },
      onLang,
      element('span', { class: 'tool-name' }, WORDS.language[lang]),
      element('span', { class: 'tool-short', 'aria-hidden': 'true' }, lang === 'fr' ? 'EN' : 'FR'),
    );
    this.#themes = themeButtons(options);
    this.#views = new Map(
      PAGES.map(({ id, title }) => {
        const view = viewOf(id, lang, onPick);
        const panel = element(
          'div',
          { role: 'tabpanel', id: `page-${id}`, 'aria-labelledby': `tab-${id}`, class: 'page', hidden: true },
          element('h2', { class: 'visually-hidden' }, title[lang]),
          view.element,
        );
        return [id, { panel, view }];
      }),
    );
    this.elements = [
      element('a', { class: 'skip', href: '#main' }, WORDS.skip[lang]),
      this.#header(),
      this.#main(),
      this.#foot,
    ];
  }

  /** Draws the chosen page. The others are drawn when they are chosen: what is hidden has no width. */
  show(chosen: Chosen, context: Context): void {
    const { lang } = this.#options;
    const { formats } = context;
    this.#tabs.update(chosen.page);
    this.#slicers.update(chosen.filters, chosen.dimensions);
    for (const [id, { panel }] of this.#views) panel.hidden = id !== chosen.page;
    for (const [theme, choice] of this.#themes)
      choice.setAttribute('aria-pressed', String(theme === chosen.theme));
    const words = filterWords(context.filters, formats, lang);
    setText(this.#summary, words === '' ? WORDS.noFilter[lang] : words);
    const aside = passedOver(chosen.filters, chosen.dimensions, lang);
    setText(this.#aside, aside);
    this.#aside.hidden = aside === '';
    this.#clear.hidden = words === '' && aside === '';
    this.#shown = this.#views.get(chosen.page)?.view;
    this.#shown?.update(context);
    this.#showFoot(context);
  }

  resize(): void {
    this.#shown?.resize();
  }

  dispose(): void {
    for (const { view } of this.#views.values()) view.dispose();
  }

  focusLanguage(): void {
    this.#language.focus();
  }

  reading(isReading: boolean): void {
    this.#refresh.setAttribute('aria-busy', String(isReading));
    this.#refresh.classList.toggle('busy', isReading);
  }

  tellUnreachable(): void {
    this.#tell(WORDS.unreachable[this.#options.lang]);
  }

  tellProblem({ text, advice }: { readonly text: Text; readonly advice: Text }): void {
    const { lang } = this.#options;
    this.#tell(`${text[lang]} ${advice[lang]}`);
  }

  tellNothing(): void {
    this.#tell('');
  }

  #tell(words: string): void {
    setText(this.#alert, words);
    this.#alert.hidden = words === '';
  }

  #header(): HTMLElement {
    const { lang } = this.#options;
    const themes = element(
      'div',
      { class: 'themes', role: 'group', 'aria-label': WORDS.theme[lang] },
      ...this.#themes.values(),
    );
    return element(
      'header',
      { class: 'head' },
      element(
        'div',
        { class: 'brand' },
        logo(),
        element(
          'h1',
          {},
          element('span', { class: 'visually-hidden' }, WORDS.title[lang]),
          visible('ShopStream'),
        ),
      ),
      this.#tabs.element,
      element('div', { class: 'tools' }, this.#refresh, this.#language, themes),
    );
  }

  #main(): HTMLElement {
    const { lang } = this.#options;
    return element(
      'main',
      { id: 'main', tabindex: -1 },
      this.#alert,
      element(
        'section',
        { class: 'filters', 'aria-label': WORDS.filters[lang] },
        this.#slicers.element,
        element('div', { class: 'state' }, this.#summary, this.#clear),
        this.#aside,
      ),
      ...[...this.#views.values()].map(({ panel }) => panel),
    );
  }

  #showFoot({ facts, formats: f, lang }: Context): void {
    const { cube } = facts;
    const sum = (amounts: readonly number[]) => amounts.reduce((a, b) => a + b, 0);
    const totals = [
      sum(cube.sales.revenue),
      sum(cube.products.totals.map(([, , revenue]) => revenue)),
      sum(cube.customers.totals.map(([, , , , value]) => value)),
    ];
    const doAgree = totals.every(total => total === totals[0]);
    const control = doAgree
      ? `${WORDS.agree[lang]}${f.euroCents(totals[0] ?? 0)}`
      : `${WORDS.disagree[lang]} (${totals.map(total => f.euroCents(total)).join(', ')})`;
    const day = f.date(cube.readAt.slice(0, 10));
    const read = {
      fr: `${this.#options.live ? 'Marts lus le' : 'Copie du'} ${day} à ${f.time(cube.readAt)}`,
      en: `${this.#options.live ? 'Marts read on' : 'Copy of'} ${day} at ${f.time(cube.readAt)}`,
    };
    const source = element('span', { class: 'read-at' }, read[lang]);
    const check = element(
      'span',
      { class: doAgree ? 'control' : 'control wrong', 'data-agree': String(doAgree) },
      control,
    );
    this.#foot.replaceChildren(check, source);
  }
}

function viewOf(id: string, lang: Lang, onPick: OnPick): View {
  switch (id) {
    case 'overview':
      return overviewView(lang, onPick);
    case 'products':
      return productsView(lang);
    case 'customers':
      return customersView(lang, onPick);
    default:
      throw new Error(`The report has a page ${id} that the dashboard does not draw.`);
  }
}

function themeButtons({ lang, onTheme }: FrameOptions): ReadonlyMap<Theme, HTMLButtonElement> {
  const drawn: Readonly<Record<Theme, readonly string[]>> = {
    auto: ['M4 5h16v11H4zM9 20h6M12 16v4'],
    light: [
      'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2m0 16v2M2 12h2m16 0h2M4.9 4.9l1.4 1.4m11.4 11.4 1.4 1.4m0-14.2-1.4 1.4M6.3 17.7l-1.4 1.4',
    ],
    dark: ['M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5'],
  };
  return new Map(
    (['auto', 'light', 'dark'] as const).map(theme => [
      theme,
      button(
        {
          class: 'theme',
          'aria-label': WORDS[theme][lang],
          title: WORDS[theme][lang],
          'data-theme-choice': theme,
        },
        () => onTheme(theme),
        icon(...drawn[theme]),
      ),
    ]),
  );
}

function logo(): SVGSVGElement {
  const drawing = icon('M7 18v-5M12 18V7M17 18v-8');
  drawing.classList.add('logo');
  return drawing;
}

function visible(words: string): HTMLElement {
  return element('span', { 'aria-hidden': 'true' }, words);
}
