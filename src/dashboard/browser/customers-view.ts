import type { Lang } from '../../i18n/text.ts';
import { stackedChart } from '../charts/bars.ts';
import type { Mark } from '../charts/common.ts';
import { roundChart } from '../charts/round.ts';
import { formulaOf, stackFormula, visualOf } from '../model/formulas.ts';
import * as insights from '../model/insights.ts';
import { seriesColour } from '../model/palette.ts';
import { type Customers, customersOf } from '../model/tables.ts';
import { WORDS } from '../model/words.ts';
import type { Tone } from './data-table.ts';
import { element } from './dom.ts';
import { Figure } from './figure.ts';
import { TablePanel } from './table-panel.ts';
import { bubble, type Context, isChosen, isFaded, type OnPick, type View } from './view.ts';

const PAGE = 'customers';
const RISK: Readonly<Record<string, Tone>> = { LOW: 'good', MEDIUM: 'fair', HIGH: 'poor' };

/** "Analyse Clients": the donut, the stacked bars and the table of customers (handout 1.12.6). */
export function customersView(lang: Lang, onPick: OnPick): View {
  const figure = (id: string, legendBeside: boolean) =>
    new Figure({
      id,
      title: visualOf(PAGE, id).title[lang],
      lang,
      legendBeside,
      onPick: (code, alone) => onPick('rfm', code, alone),
    });
  const donut = figure('customers-by-segment', true);
  const bars = figure('value-by-segment', false);
  const panel = new TablePanel(PAGE, 'top-customers', lang);
  return {
    element: element('div', { class: 'grid customers-page' }, donut.element, bars.element, panel.element),
    update: context => {
      const customers = customersOf(context.facts, context.filters);
      const marks = marksOf(customers, context);
      updateDonut(donut, customers, marks, context);
      updateBars(bars, customers, marks, context);
      updateTable(panel, customers, context);
    },
    resize: () => {
      donut.resize();
      bars.resize();
    },
    dispose: () => {
      donut.dispose();
      bars.dispose();
    },
  };
}

/** One mark an RFM segment, in the order of the values. */
function marksOf({ segments }: Customers, { facts, formats, filters, look }: Context): readonly Mark[] {
  const { palette } = look(0);
  return facts.cube.values.rfm.map((code, position) => ({
    code,
    name: formats.value('rfm', code),
    value: segments[position]?.customers ?? 0,
    colour: seriesColour(palette, position),
    faded: isFaded(filters, 'rfm', code),
  }));
}

function updateDonut(figure: Figure, customers: Customers, all: readonly Mark[], context: Context): void {
  const { formats: f, lang, filters } = context;
  const marks = all.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value);
  const total = marks.reduce((sum, { value }) => sum + value, 0);
  const names = all.map(({ name }) => name);
  const insight = insights.segments(customers, 'customers', names, f, lang);
  figure.update({
    insight,
    option: roundChart(marks, context.look(figure.width), insight, bubble, {
      say: f.integer,
      middle: [f.integer(total), WORDS.customers[lang].toLowerCase()],
    }),
    empty: marks.length === 0,
    legend: marks.map(({ code, name, colour, value, faded }) => ({
      code,
      name,
      colour,
      faded,
      value: `${f.integer(value)} · ${f.share(value / total)}`,
      pressed: isChosen(filters, 'rfm', code),
    })),
    table: () => ({
      caption: visualOf(PAGE, 'customers-by-segment').title[lang],
      columns: [
        { title: WORDS.segment[lang] },
        { title: WORDS.customers[lang], numeric: true },
        { title: WORDS.share[lang], numeric: true },
      ],
      rows: marks.map(({ name, value }) => [name, f.integer(value), f.share(value / total)]),
      total: [WORDS.total[lang], f.integer(total), ''],
    }),
    formulas: () => [formulaOf(PAGE, 'customers-by-segment', filters)],
  });
}

function updateBars(figure: Figure, customers: Customers, marks: readonly Mark[], context: Context): void {
  const { facts, formats: f, lang, filters } = context;
  const look = context.look(figure.width);
  const layers = facts.cube.values.segment.map((code, position) => ({
    name: f.value('segment', code),
    code,
    // The plans are another dimension than the RFM segments beside them: other colours.
    colour:
      PLAN_COLOURS.map(index => seriesColour(look.palette, index))[position % PLAN_COLOURS.length] ?? '',
    values: customers.segments.map(({ valueBySegment }) => valueBySegment[position] ?? 0),
  }));
  const names = marks.map(({ name }) => name);
  const insight = insights.segments(customers, 'value', names, f, lang);
  const whole = customers.segments.reduce((sum, { value }) => sum + value, 0);
  const rows = customers.segments
    .map((segment, position) => ({ ...segment, name: names[position] ?? '' }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  figure.update({
    insight,
    option: stackedChart({ groups: marks, layers }, look, insight, bubble),
    empty: whole === 0,
    legend: layers.map(({ code, name, colour }) => ({ code, name, colour })),
    table: () => ({
      caption: visualOf(PAGE, 'value-by-segment').title[lang],
      columns: [
        { title: WORDS.segment[lang] },
        { title: WORDS.value[lang], numeric: true },
        ...layers.map(({ name }) => ({ title: name, numeric: true })),
      ],
      rows: rows.map(({ name, value, valueBySegment }) => [
        name,
        f.euroCents(value),
        ...valueBySegment.map(part => f.euroCents(part)),
      ]),
      total: [WORDS.total[lang], f.euroCents(whole), ...layers.map(() => '')],
    }),
    formulas: () => [formulaOf(PAGE, 'value-by-segment', filters), stackFormula(filters)],
  });
}

/** Positions in the palette: slate, light blue, olive. */
const PLAN_COLOURS = [6, 7, 5];

function updateTable(
  panel: TablePanel,
  customers: Customers,
  { facts, formats: f, lang, filters }: Context,
): void {
  const most = customers.rows[0]?.[4] ?? 1;
  const { values } = facts.cube;
  panel.update(
    insights.shown(customers, 'customers', f, lang),
    {
      caption: visualOf(PAGE, 'top-customers').title[lang],
      columns: [
        { title: WORDS.customer[lang] },
        { title: WORDS.email[lang] },
        { title: WORDS.country[lang] },
        { title: WORDS.value[lang], numeric: true },
        { title: WORDS.orders[lang], numeric: true },
        { title: WORDS.segment[lang] },
        { title: WORDS.churn[lang] },
      ],
      rows: customers.rows.map(([name, email, country, , value, orders, rfm, risk]) => [
        name,
        email,
        f.value('country', values.country[country] ?? ''),
        { text: f.euroCents(value), bar: value / most },
        f.integer(orders),
        f.value('rfm', values.rfm[rfm] ?? ''),
        { text: risk, tone: RISK[risk] ?? 'plain' },
      ]),
      total: [
        WORDS.total[lang],
        '',
        '',
        f.euroCents(customers.total.amount),
        f.integer(customers.total.orders),
        '',
        '',
      ],
    },
    filters,
  );
}
