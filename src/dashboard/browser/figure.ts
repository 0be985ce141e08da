import type { ECharts, EChartsOption } from 'echarts';
import type { Lang } from '../../i18n/text.ts';
import type { Formula } from '../model/formulas.ts';
import { WORDS } from '../model/words.ts';
import { dataTable, type TableContent } from './data-table.ts';
import { button, element, setText } from './dom.ts';
import { init } from './echarts.ts';
import { formulaList, lazyDetails } from './formulas.ts';

/** One line of a legend; a button where a click filters. */
export interface LegendItem {
  readonly code: string;
  readonly name: string;
  readonly colour: string;
  readonly value?: string;
  readonly pressed?: boolean;
  readonly faded?: boolean;
}

/** What a figure shows now. */
export interface FigureContent {
  readonly insight: string;
  readonly option: EChartsOption;
  /** Nothing to draw. */
  readonly empty: boolean;
  readonly table: () => TableContent;
  readonly formulas: () => readonly Formula[];
  readonly legend?: readonly LegendItem[];
}

interface FigureOptions {
  readonly id: string;
  readonly title: string;
  readonly lang: Lang;
  /** The legend beside the chart, as of a pie, rather than above it. */
  readonly legendBeside?: boolean;
  /** What a click on a mark or a legend's line does. */
  readonly onPick?: (code: string, alone: boolean) => void;
}

/** A chart with its title, a sentence that says what it shows, its figures as a table, its SQL and DAX. */
export class Figure {
  readonly element: HTMLElement;
  readonly #options: FigureOptions;
  readonly #insight = element('p', { class: 'insight' });
  readonly #canvas = element('div', { class: 'chart' });
  readonly #empty: HTMLElement;
  readonly #legend = element('ul', { class: 'legend' });
  readonly #table;
  readonly #formulas;
  #chart: ECharts | undefined;

  constructor(options: FigureOptions) {
    const { id, title, lang, legendBeside } = options;
    this.#options = options;
    this.#table = lazyDetails(WORDS.data[lang], 'data');
    this.#formulas = lazyDetails(WORDS.formulas[lang], 'sql');
    this.#empty = element('p', { class: 'empty', hidden: true }, WORDS.nothing[lang]);
    for (const [more, name] of [
      [this.#table, WORDS.data[lang]],
      [this.#formulas, WORDS.formulas[lang]],
    ] as const)
      more.element.querySelector('summary')?.setAttribute('aria-label', `${name}, ${title}`);
    this.element = element(
      'section',
      { class: `panel figure ${id}`, 'data-visual': id, 'aria-labelledby': `title-${id}` },
      element('h3', { id: `title-${id}` }, title),
      this.#insight,
      element(
        'div',
        { class: legendBeside === true ? 'drawing beside' : 'drawing' },
        this.#canvas,
        this.#legend,
        this.#empty,
      ),
      element('div', { class: 'mores' }, this.#table.element, this.#formulas.element),
    );
  }

  /** Pixels that the drawing may take in width. */
  get width(): number {
    return this.#canvas.clientWidth;
  }

  update({ insight, option, empty, table, formulas, legend = [] }: FigureContent): void {
    const { lang } = this.#options;
    setText(this.#insight, insight);
    this.#canvas.hidden = empty;
    this.#empty.hidden = !empty;
    // Before the chart, which takes the room that is left.
    this.#showLegend(legend);
    if (!empty) this.#draw(option);
    this.#table.refill(() => dataTable(table()));
    this.#formulas.refill(() => formulaList(formulas(), lang));
  }

  resize(): void {
    this.#chart?.resize();
  }

  dispose(): void {
    this.#chart?.dispose();
    this.#chart = undefined;
  }

  #draw(option: EChartsOption): void {
    if (this.#chart === undefined) {
      this.#chart = init(this.#canvas, undefined, { renderer: 'svg' }) as unknown as ECharts;
      const { onPick } = this.#options;
      this.#chart.on('click', event => {
        const mouse = event.event?.event as MouseEvent | undefined;
        onPick?.(
          event.name,
          !(mouse?.ctrlKey === true || mouse?.metaKey === true || mouse?.shiftKey === true),
        );
      });
    }
    this.#chart.setOption(option, { replaceMerge: ['series'], lazyUpdate: false });
  }

  /** Lines keep their elements while their values stay: the keyboard's focus must not get lost by filtering. */
  #showLegend(items: readonly LegendItem[]): void {
    const lines = [...this.#legend.children];
    const { onPick } = this.#options;
    for (const [index, item] of items.entries()) {
      let line = lines[index];
      if (line?.getAttribute('data-code') !== item.code) {
        const made = element('li', { 'data-code': item.code }, this.#legendLine(item, onPick));
        if (line === undefined) this.#legend.append(made);
        else line.replaceWith(made);
        line = made;
      }
      const inner = line.firstElementChild;
      if (inner === null) continue;
      inner.classList.toggle('faded', item.faded === true);
      if (item.pressed !== undefined) inner.setAttribute('aria-pressed', String(item.pressed));
      const swatch = inner.querySelector<HTMLElement>('.swatch');
      if (swatch !== null) swatch.style.background = item.colour;
      const value = inner.querySelector('.amount');
      if (value !== null) setText(value, item.value ?? '');
    }
    for (const line of lines.slice(items.length)) line.remove();
  }

  #legendLine(item: LegendItem, onPick: FigureOptions['onPick']): HTMLElement {
    const parts = [
      element('span', { class: 'swatch', 'aria-hidden': 'true' }),
      element('span', { class: 'name' }, item.name),
      item.value === undefined ? undefined : element('span', { class: 'amount' }),
    ];
    if (onPick === undefined || item.pressed === undefined)
      return element('span', { class: 'key' }, ...parts);
    return button({ class: 'key' }, event => onPick(item.code, !(event.ctrlKey || event.metaKey)), ...parts);
  }
}
