import type { DimensionId, Filters } from '../../bi/bi.ts';
import type { Cube } from '../cube.ts';

/** The sales of a cube, unpacked: one position a cell in every column. */
export interface Facts {
  readonly cube: Cube;
  readonly day: Uint32Array;
  readonly country: Uint16Array;
  readonly category: Uint16Array;
  readonly segment: Uint16Array;
  /** Number of days from the first sale to the last, both counted. */
  readonly days: number;
}

/** Unpacks a cube, once for all questions. */
export function openCube(cube: Cube): Facts {
  const { steps } = cube.sales;
  const [countries, categories, segments] = [
    cube.values.country.length,
    cube.values.category.length,
    cube.values.segment.length,
  ];
  const facts = {
    day: new Uint32Array(steps.length),
    country: new Uint16Array(steps.length),
    category: new Uint16Array(steps.length),
    segment: new Uint16Array(steps.length),
  };
  let key = 0;
  for (const [position, step] of steps.entries()) {
    key += step;
    let rest = key;
    facts.segment[position] = rest % segments;
    rest = Math.floor(rest / segments);
    facts.category[position] = rest % categories;
    rest = Math.floor(rest / categories);
    facts.country[position] = rest % countries;
    facts.day[position] = Math.floor(rest / countries);
  }
  return { cube, ...facts, days: (facts.day.at(-1) ?? -1) + 1 };
}

/** Which positions of a dimension's values a filter lets through: 1 or 0. Without a chosen value, all. */
export function allowed(cube: Cube, filters: Filters, dimension: DimensionId): Uint8Array {
  const values = cube.values[dimension];
  const chosen = filters[dimension] ?? [];
  return Uint8Array.from(values, value => (chosen.length === 0 || chosen.includes(value) ? 1 : 0));
}

/** Milliseconds. */
const DAY = 86_400_000;

/** `YYYY-MM-DD` of the day numbered `day`. */
export function dateOf(facts: Facts, day: number): string {
  return new Date(Date.parse(`${facts.cube.sales.firstDay}T00:00:00Z`) + day * DAY)
    .toISOString()
    .slice(0, 10);
}

/**
 * The same day `months` months earlier or later, as Snowflake's ADD_MONTHS has it: the last day of a month stays the last
 * day, and a day that the month does not have becomes its last.
 */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const lastOf = (y: number, m: number) => new Date(Date.UTC(y, m, 0)).getUTCDate();
  const total = year * 12 + (month - 1) + months;
  const [y, m] = [Math.floor(total / 12), (((total % 12) + 12) % 12) + 1];
  const last = lastOf(y, m);
  const target = day === lastOf(year, month) ? last : Math.min(day, last);
  return `${y}-${String(m).padStart(2, '0')}-${String(target).padStart(2, '0')}`;
}
