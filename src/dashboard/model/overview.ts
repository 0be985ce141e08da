import type { Filters } from '../../bi/bi.ts';
import { addMonths, allowed, dateOf, type Facts } from './facts.ts';

/** One month of sales. */
export interface Month {
  /** `YYYY-MM`. */
  readonly month: string;
  /** Cents. */
  readonly revenue: number;
  /** Of the month before, in cents; `null` when it has no sales. */
  readonly previous: number | null;
  /** A ratio; `null` without a month before. */
  readonly growth: number | null;
}

/** What the overview page shows. Amounts in cents; `null` where SQL gives NULL. */
export interface Overview {
  readonly revenue: number | null;
  /** Revenue without any filter. */
  readonly allRevenue: number;
  /** Each order once. */
  readonly distinctOrders: number;
  /** The handout's SUM(TOTAL_ORDERS). */
  readonly summedOrders: number | null;
  readonly basket: number | null;
  readonly handoutBasket: number | null;
  readonly handoutPrevious: number | null;
  /** A ratio. */
  readonly handoutGrowth: number;
  /** Only the days that have sales: `YYYY-MM-DD`, cents. */
  readonly daily: readonly (readonly [date: string, revenue: number])[];
  readonly months: readonly Month[];
  /** The last month, whose growth the cards show. */
  readonly last: Month | undefined;
  /** By position of the country, the filter of countries left out; likewise by category. */
  readonly byCountry: readonly number[];
  readonly byCategory: readonly number[];
}

/** Adds up the sales under the filters of country, category and segment. */
export function overviewOf(facts: Facts, filters: Filters): Overview {
  const { cube } = facts;
  const sums = addUp(facts, filters);
  const distinctOrders = countOrders(facts, filters);
  const daily = [...sums.daily]
    .map((revenue, day) => [dateOf(facts, day), revenue] as const)
    .filter((_, day) => sums.cells[day] !== 0);
  const none = daily.length === 0;
  const months = monthsOf(daily);
  const handoutPrevious = shiftedRevenue(daily);
  return {
    revenue: none ? null : sums.revenue,
    allRevenue: cube.sales.revenue.reduce((a, b) => a + b, 0),
    distinctOrders,
    summedOrders: none ? null : sums.orders,
    basket: none || distinctOrders === 0 ? null : sums.revenue / distinctOrders,
    handoutBasket: none || sums.orders === 0 ? null : sums.revenue / sums.orders,
    handoutPrevious,
    handoutGrowth:
      handoutPrevious === null || handoutPrevious === 0
        ? 0
        : (sums.revenue - handoutPrevious) / handoutPrevious,
    daily,
    months,
    last: months.at(-1),
    byCountry: sums.byCountry,
    byCategory: sums.byCategory,
  };
}

function addUp(facts: Facts, filters: Filters) {
  const { cube, day, country, category, segment } = facts;
  const [countries, categories, segments] = [
    allowed(cube, filters, 'country'),
    allowed(cube, filters, 'category'),
    allowed(cube, filters, 'segment'),
  ];
  const daily = new Float64Array(facts.days);
  const cells = new Uint32Array(facts.days);
  const byCountry = new Array<number>(countries.length).fill(0);
  const byCategory = new Array<number>(categories.length).fill(0);
  let revenue = 0;
  let orders = 0;
  for (let cell = 0; cell < day.length; cell++) {
    const [d = 0, c = 0, k = 0, s = 0] = [day[cell], country[cell], category[cell], segment[cell]];
    if (segments[s] === 0) continue;
    const amount = cube.sales.revenue[cell] ?? 0;
    if (categories[k] === 1) byCountry[c] = (byCountry[c] ?? 0) + amount;
    if (countries[c] === 1) byCategory[k] = (byCategory[k] ?? 0) + amount;
    if (categories[k] === 0 || countries[c] === 0) continue;
    revenue += amount;
    orders += cube.sales.orders[cell] ?? 0;
    daily[d] = (daily[d] ?? 0) + amount;
    cells[d] = (cells[d] ?? 0) + 1;
  }
  return { revenue, orders, daily, cells, byCountry, byCategory };
}

/** Orders that hold at least one line under the filters. */
function countOrders({ cube }: Facts, filters: Filters): number {
  const [countries, categories, segments] = [
    allowed(cube, filters, 'country'),
    allowed(cube, filters, 'category'),
    allowed(cube, filters, 'segment'),
  ];
  let orders = 0;
  for (const [cell, count] of cube.orders.count.entries()) {
    if (countries[cube.orders.country[cell] ?? 0] === 0 || segments[cube.orders.segment[cell] ?? 0] === 0)
      continue;
    if (cube.orders.categories[cell]?.some(category => categories[category] === 1) === true) orders += count;
  }
  return orders;
}

function monthsOf(daily: Overview['daily']): readonly Month[] {
  const revenues = new Map<string, number>();
  for (const [date, revenue] of daily) {
    const month = date.slice(0, 7);
    revenues.set(month, (revenues.get(month) ?? 0) + revenue);
  }
  return [...revenues].map(([month, revenue]) => {
    const previous = revenues.get(addMonths(`${month}-01`, -1).slice(0, 7)) ?? null;
    const growth = previous === null || previous === 0 ? null : (revenue - previous) / previous;
    return { month, revenue, previous, growth };
  });
}

/** What DATEADD(…, -1, MONTH) leaves of the whole period: all days up to a month before the last. `null` when none is left. */
function shiftedRevenue(daily: Overview['daily']): number | null {
  const last = daily.at(-1)?.[0];
  if (last === undefined) return null;
  const limit = addMonths(last, -1);
  const left = daily.filter(([date]) => date <= limit);
  return left.length === 0 ? null : left.reduce((sum, [, revenue]) => sum + revenue, 0);
}
