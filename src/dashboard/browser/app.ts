import { type DimensionId, PAGES } from '../../bi/bi.ts';
import type { Look } from '../charts/common.ts';
import type { Cube } from '../cube.ts';
import { type Facts, openCube } from '../model/facts.ts';
import { formatsOf } from '../model/format.ts';
import { DARK, LIGHT } from '../model/palette.ts';
import {
  filtersOfPage,
  formatState,
  knownFilters,
  parseState,
  type State,
  toggleFilter,
} from '../model/state.ts';
import type { PageData } from '../page.ts';
import { Frame } from './frame.ts';
import { readAgain } from './refresh.ts';

/** Milliseconds that a bar takes to its new length. */
const MOTION = 220;
/** Milliseconds between two readings when the page comes back to the front. */
const AGAIN = 3000;

/** The running dashboard: state, figures, and the frame that shows them. */
export class App {
  readonly #root: HTMLElement;
  readonly #live: boolean;
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #contrast = matchMedia('(prefers-contrast: more)');
  #facts: Facts;
  #state: State;
  #frame: Frame;
  #readAt = performance.now();

  constructor(root: HTMLElement, { lang, live, cube }: PageData) {
    this.#root = root;
    this.#live = live;
    this.#facts = openCube(cube);
    const first = PAGES[0]?.id ?? '';
    this.#state = parseState(location.hash, { page: first, filters: {}, lang, theme: 'auto' });
    this.#state = { ...this.#state, filters: knownFilters(this.#state.filters, cube.values) };
    this.#frame = this.#build();
    for (const query of [this.#dark, this.#calm, this.#contrast])
      query.addEventListener('change', () => this.#show());
    addEventListener('hashchange', () => {
      const said = parseState(location.hash, this.#state);
      if (formatState(said) !== formatState(this.#state)) this.#become(said);
    });
    let resizing = 0;
    addEventListener('resize', () => {
      cancelAnimationFrame(resizing);
      resizing = requestAnimationFrame(() => this.#fit());
    });
    addEventListener('beforeprint', () => scaleDrawings(true));
    addEventListener('afterprint', () => scaleDrawings(false));
    if (live) {
      addEventListener('focus', () => this.#comeBack());
      document.addEventListener('visibilitychange', () => this.#comeBack());
    }
  }

  #build(): Frame {
    const { lang } = this.#state;
    const frame = new Frame({
      lang,
      live: this.#live,
      values: this.#facts.cube.values,
      formats: formatsOf(lang),
      onPage: page => this.#become({ ...this.#state, page }),
      onPick: (dimension, code, alone) => this.#pick(dimension, code, alone),
      onClear: () => this.#become({ ...this.#state, filters: {} }),
      onLang: () => this.#become({ ...this.#state, lang: lang === 'fr' ? 'en' : 'fr' }),
      onTheme: theme => this.#become({ ...this.#state, theme }),
      onRefresh: () => void this.#refresh(),
    });
    this.#root.replaceChildren(...frame.elements);
    document.documentElement.lang = lang;
    this.#frame = frame;
    this.#show();
    return frame;
  }

  #become(state: State): void {
    const isOtherLanguage = state.lang !== this.#state.lang;
    const isSamePage = state.page === this.#state.page;
    this.#state = { ...state, filters: knownFilters(state.filters, this.#facts.cube.values) };
    // The fragment alone changes: no new entry in the history for every click on a filter.
    history.replaceState(undefined, '', `#${formatState(this.#state)}`);
    if (!isOtherLanguage) return this.#show(isSamePage);
    this.#rebuild();
    this.#frame.focusLanguage();
  }

  #rebuild(): void {
    this.#frame.dispose();
    this.#build();
  }

  #pick(dimension: DimensionId, code: string, alone: boolean): void {
    const filters = toggleFilter(this.#state.filters, dimension, code, alone);
    this.#become({ ...this.#state, filters });
  }

  /** `moves`: bars glide to where a filter sends them; what is drawn for the first time, or only resized, stands still. */
  #show(moves = false): void {
    const { page, filters, lang, theme } = this.#state;
    document.documentElement.dataset['theme'] = theme;
    const palette = theme === 'dark' || (theme === 'auto' && this.#dark.matches) ? DARK : LIGHT;
    const dimensions = PAGES.find(({ id }) => id === page)?.dimensions ?? [];
    const formats = formatsOf(lang);
    const look = (width: number): Look => ({
      palette,
      formats,
      lang,
      width,
      motion: moves && !this.#calm.matches ? MOTION : 0,
      patterns: this.#contrast.matches,
    });
    this.#frame.show(
      { page, filters, theme, dimensions },
      { facts: this.#facts, filters: filtersOfPage(filters, dimensions), lang, formats, look },
    );
  }

  /** Draws again for the width that there is now. */
  #fit(): void {
    this.#show();
    this.#frame.resize();
  }

  #comeBack(): void {
    if (document.visibilityState === 'visible' && performance.now() - this.#readAt > AGAIN)
      void this.#refresh();
  }

  async #refresh(): Promise<void> {
    this.#readAt = performance.now();
    this.#frame.reading(true);
    const reading = await readAgain();
    this.#frame.reading(false);
    this.#readAt = performance.now();
    if ('unreachable' in reading) return this.#frame.tellUnreachable();
    if ('problem' in reading) return this.#frame.tellProblem(reading.problem);
    this.#frame.tellNothing();
    this.#take(reading.cube);
  }

  #take(cube: Cube): void {
    const sameValues = JSON.stringify(cube.values) === JSON.stringify(this.#facts.cube.values);
    this.#facts = openCube(cube);
    if (sameValues) return this.#show(true);
    // Another country or category: the filters themselves are others.
    this.#state = { ...this.#state, filters: knownFilters(this.#state.filters, cube.values) };
    this.#rebuild();
  }
}

/** Lets the charts shrink with their boxes: paper is narrower than the window, and nothing is drawn again for it. */
function scaleDrawings(doScale: boolean): void {
  for (const svg of document.querySelectorAll('.chart svg')) {
    const [width, height] = ['width', 'height'].map(name => svg.getAttribute(name) ?? '0');
    if (doScale) svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    else svg.removeAttribute('viewBox');
  }
}
