import type { DimensionId } from '../../bi/bi.ts';
import type { Lang } from '../../i18n/text.ts';
import { barChart, growthChart } from '../charts/bars.ts';
import type { Mark } from '../charts/common.ts';
import { roundChart } from '../charts/round.ts';
import { trendChart } from '../charts/trend.ts';
import { CARDS, formulaOf, growthFormula, visualOf } from '../model/formulas.ts';
import * as insights from '../model/insights.ts';
import { type Overview, overviewOf } from '../model/overview.ts';
import { seriesColour } from '../model/palette.ts';
import { WORDS } from '../model/words.ts';
import { type CardContent, CardView } from './card-view.ts';
import { element } from './dom.ts';
import { Figure } from './figure.ts';
import { bubble, type Context, isChosen, isFaded, type OnPick, type View } from './view.ts';

const PAGE = 'overview';

/** "Vue d'ensemble": the cards, the line, the bars, the pie (handout 1.12.3), and growth month by month. */
export function overviewView(lang: Lang, onPick: OnPick): View {
  const title = (id: string) => visualOf(PAGE, id).title[lang];
  const cards = CARDS.map(card => ({ id: card.id, view: new CardView(card, lang) }));
  const trend = new Figure({ id: 'revenue-by-date', title: title('revenue-by-date'), lang });
  const countries = new Figure({
    id: 'revenue-by-country',
    title: title('revenue-by-country'),
    lang,
    onPick: (code, alone) => onPick('country', code, alone),
  });
  const categories = new Figure({
    id: 'revenue-by-category',
    title: title('revenue-by-category'),
    lang,
    legendBeside: true,
    onPick: (code, alone) => onPick('category', code, alone),
  });
  const growth = new Figure({ id: 'growth-by-month', title: title('growth-by-month'), lang });
  const figures = [trend, categories, countries, growth];
  return {
    element: element(
      'div',
      { class: 'overview' },
      element('div', { class: 'cards' }, ...cards.map(({ view }) => view.element)),
      element('div', { class: 'grid' }, ...figures.map(figure => figure.element)),
    ),
    update: context => {
      const overview = overviewOf(context.facts, context.filters);
      const contents = cardContents(overview, context);
      for (const { id, view } of cards) view.update(contents[id], context.filters);
      updateTrend(trend, overview, context);
      updateGroups(countries, 'country', overview.byCountry, context);
      updateGroups(categories, 'category', overview.byCategory, context);
      updateGrowth(growth, overview, context);
    },
    resize: () => {
      for (const figure of figures) figure.resize();
    },
    dispose: () => {
      for (const figure of figures) figure.dispose();
    },
  };
}

function cardContents(
  overview: Overview,
  { formats: f, lang }: Context,
): Readonly<Record<(typeof CARDS)[number]['id'], CardContent>> {
  const { revenue, allRevenue, last, distinctOrders } = overview;
  const month = last === undefined ? '' : f.month(last.month);
  const isWhole = revenue === allRevenue;
  const share = allRevenue === 0 ? 0 : (revenue ?? 0) / allRevenue;
  const of = { fr: `${f.share(share)} du total`, en: `${f.share(share)} of the total` };
  const before = { fr: `avant ${month}`, en: `before ${month}` };
  return {
    revenue: { value: f.euro(revenue), note: isWhole ? WORDS.noFilter[lang] : of[lang] },
    orders: {
      value: f.integer(distinctOrders),
      note: { fr: 'commandes distinctes', en: 'distinct orders' }[lang],
      handout: f.integer(overview.summedOrders),
    },
    basket: {
      value: f.euroCents(overview.basket),
      note: { fr: 'par commande distincte', en: 'per distinct order' }[lang],
      handout: f.euroCents(overview.handoutBasket),
    },
    previous: {
      value: f.euro(last?.previous ?? null),
      note: last === undefined ? '' : before[lang],
      handout: f.euro(overview.handoutPrevious),
    },
    growth: {
      value: f.percent(last?.growth ?? null, true),
      note: month,
      handout: f.percent(overview.handoutGrowth, true),
      ...(last?.growth == null ? {} : { tone: last.growth >= 0 ? 'gain' : 'loss' }),
    },
  };
}

function updateTrend(figure: Figure, overview: Overview, context: Context): void {
  const { formats: f, lang, filters } = context;
  const { daily } = overview;
  const insight = insights.trend(overview, f, lang);
  const { palette } = context.look(0);
  figure.update({
    insight,
    option: trendChart(overview, context.look(figure.width), insight, bubble),
    empty: daily.length === 0,
    legend: [
      {
        code: 'daily',
        name: WORDS.daily[lang],
        colour: `color-mix(in srgb, ${palette.accent} 45%, transparent)`,
      },
      { code: 'average', name: WORDS.average[lang], colour: palette.accent },
    ],
    table: () => ({
      caption: WORDS.daily[lang],
      columns: [{ title: WORDS.date[lang] }, { title: WORDS.revenue[lang], numeric: true }],
      rows: daily.map(([date, revenue]) => [f.date(date), f.euroCents(revenue)]),
      total: [WORDS.total[lang], f.euroCents(overview.revenue)],
    }),
    formulas: () => [formulaOf(PAGE, 'revenue-by-date', filters)],
  });
}

/** The bars by country, the pie by category: one mark a value of the dimension. */
function updateGroups(
  figure: Figure,
  dimension: Extract<DimensionId, 'country' | 'category'>,
  amounts: readonly number[],
  context: Context,
): void {
  const { facts, formats: f, lang, filters } = context;
  const values = facts.cube.values[dimension];
  const look = context.look(figure.width);
  const names = values.map(value => f.value(dimension, value));
  const total = amounts.reduce((a, b) => a + b, 0);
  const marks: readonly Mark[] = values
    .map((code, position) => ({
      code,
      name: names[position] ?? code,
      value: amounts[position] ?? 0,
      colour: dimension === 'country' ? look.palette.accent : seriesColour(look.palette, position),
      faded: isFaded(filters, dimension, code),
    }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const insight = insights.leader(amounts, names, f, lang);
  figure.update({
    insight,
    option:
      dimension === 'country'
        ? barChart(marks, look, insight, bubble)
        : roundChart(marks, look, insight, bubble, { say: f.euroCents }),
    empty: marks.length === 0,
    ...(dimension === 'country'
      ? {}
      : {
          legend: marks.map(({ code, name, colour, value, faded }) => ({
            code,
            name,
            colour,
            faded,
            value: f.share(value / total),
            pressed: isChosen(filters, dimension, code),
          })),
        }),
    table: () => ({
      caption: figureCaption(dimension, lang),
      columns: [
        { title: WORDS[dimension][lang] },
        { title: WORDS.revenue[lang], numeric: true },
        { title: WORDS.share[lang], numeric: true },
      ],
      rows: marks.map(({ name, value }) => [name, f.euroCents(value), f.share(value / total)]),
      total: [WORDS.total[lang], f.euroCents(total), ''],
    }),
    formulas: () => [formulaOf(PAGE, `revenue-by-${dimension}`, filters)],
  });
}

function figureCaption(dimension: 'country' | 'category', lang: Lang): string {
  return visualOf(PAGE, `revenue-by-${dimension}`).title[lang];
}

function updateGrowth(figure: Figure, overview: Overview, context: Context): void {
  const { formats: f, lang, filters } = context;
  const insight = insights.growth(overview, f, lang);
  figure.update({
    insight,
    option: growthChart(overview, context.look(figure.width), insight, bubble),
    empty: overview.months.length === 0,
    table: () => ({
      caption: visualOf(PAGE, 'growth-by-month').title[lang],
      columns: [
        { title: WORDS.month[lang] },
        { title: WORDS.revenue[lang], numeric: true },
        { title: WORDS.previous[lang], numeric: true },
        { title: WORDS.growth[lang], numeric: true },
      ],
      rows: overview.months.map(({ month, revenue, previous, growth }) => [
        f.month(month),
        f.euroCents(revenue),
        f.euroCents(previous),
        f.percent(growth, true),
      ]),
    }),
    formulas: () => [growthFormula(filters)],
  });
}
