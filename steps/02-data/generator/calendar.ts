/** The data set covers 2024-01-01 to 2025-12-31, in UTC. */
export const DAYS = 731;
const FIRST_DAY = Date.UTC(2024, 0, 1);
const MS_PER_DAY = 86_400_000;
export const SECONDS_PER_DAY = 86_400;

/** Orders per month against an average month, in per cent: sales in January, a quiet August, Christmas. */
const MONTHS = [98, 84, 92, 95, 99, 101, 95, 78, 101, 107, 122, 138];
/** From Sunday to Saturday: people order on Sunday evening and at the start of the week. */
const WEEKDAYS = [112, 110, 105, 101, 98, 93, 86];
/** Visits and orders per hour of the day. */
const HOURS = [12, 6, 3, 2, 2, 4, 12, 28, 44, 58, 66, 70, 78, 72, 62, 60, 64, 72, 84, 98, 110, 104, 74, 36];
/** Black Friday to Cyber Monday, as days of the data set. */
const SALES = [dayOf(2024, 11, 29), dayOf(2025, 11, 28)];

function dayOf(year: number, month: number, day: number): number {
  return (Date.UTC(year, month - 1, day) - FIRST_DAY) / MS_PER_DAY;
}

/** True in the four days from Black Friday on. */
export function isSale(day: number): boolean {
  return SALES.some(first => day >= first && day < first + 4);
}

/** Weights of consecutive parts of time (days, hours), and where each begins in their running total. */
export interface Curve {
  /** `cumulative[n]` is the weight of the parts before `n`; its last entry is the whole weight. */
  readonly cumulative: Float64Array;
  readonly total: number;
  /** The part in which each of 1,024 equal shares of the weight begins: where a search starts. */
  readonly guide: Uint16Array;
}

function curve(weights: readonly number[]): Curve {
  const cumulative = new Float64Array(weights.length + 1);
  weights.forEach((weight, part) => {
    cumulative[part + 1] = at(cumulative, part) + weight;
  });
  const total = at(cumulative, weights.length);
  const guide = new Uint16Array(1025);
  let part = 0;
  for (let share = 0; share < guide.length; share++) {
    while (part < weights.length - 1 && at(cumulative, part + 1) <= (share * total) / 1024) part++;
    guide[share] = part;
  }
  return { cumulative, total, guide };
}

/** The part of a curve that a position falls into. */
function partAt(of: Curve, position: number): number {
  let part = at(of.guide, Math.floor((position / of.total) * 1024));
  while (part < of.cumulative.length - 2 && at(of.cumulative, part + 1) <= position) part++;
  return part;
}

/** How far into its part a position lies, 0 to 1. */
function within(of: Curve, part: number, position: number): number {
  const before = at(of.cumulative, part);
  return (position - before) / (at(of.cumulative, part + 1) - before);
}

/** An element that is known to exist. */
export function at(numbers: ArrayLike<number>, index: number): number {
  return numbers[index] ?? 0;
}

function daily(weight: (day: number, season: number) => number): Curve {
  return curve(
    Array.from({ length: DAYS }, (_, day) =>
      Math.floor(weight(day, season(new Date(FIRST_DAY + day * MS_PER_DAY)))),
    ),
  );
}

function season(date: Date): number {
  const christmas = date.getUTCMonth() === 11 && date.getUTCDate() > 23 ? 60 : 100;
  return (at(MONTHS, date.getUTCMonth()) * at(WEEKDAYS, date.getUTCDay()) * christmas) / 100;
}

/** The shop opens in the first two weeks, then grows from `start` to `start + growth` per mille of its middle size. */
function business(day: number, start: number, growth: number): number {
  return Math.min(day, 14) * (start + Math.floor((day * growth) / DAYS));
}

/** Made when it is first asked for: nobody who opens the lab waits for what only its data needs. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** When orders are placed: threefold in two years, with the seasons. Nobody orders on the first day. */
export const orderCurve = once(() =>
  daily((day, weight) => weight * business(day, 500, 1000) * (isSale(day) ? 2.5 : 1)),
);

/** When people visit: as they order, with less of a peak. */
export const visitCurve = once(() =>
  daily((day, weight) => weight * business(day, 700, 600) * (isSale(day) ? 1.75 : 1)),
);

/** When users register: an opening campaign of two weeks, then a steady stream with the seasons. */
export const userCurve = once(() => daily((day, weight) => weight * (day < 14 ? 10 : 1)));

/** When products join the catalogue: most are there at the opening. */
export const productCurve = once(() => daily(day => (day === 0 ? 1200 : 1)));

const HOUR_CURVE = curve(HOURS);

/** Seconds since the first midnight of the data set at a position of a daily curve, 0 ≤ `position` < `total`. */
export function moment(of: Curve, position: number): number {
  const day = partAt(of, position);
  return day * SECONDS_PER_DAY + secondOfDay(within(of, day, position));
}

/** The second at which a share of a day's business is done, 0 ≤ `share` < 1. */
export function secondOfDay(share: number): number {
  const time = share * HOUR_CURVE.total;
  const hour = partAt(HOUR_CURVE, time);
  const second = Math.floor(within(HOUR_CURVE, hour, time) * 3600);
  return hour * 3600 + Math.min(second, 3599);
}

/** How many of `count` things that are spread in order over a curve came before each day began. */
export function countBefore(of: Curve, count: number): Uint32Array {
  return Uint32Array.from(of.cumulative, weight => Math.floor((count * weight) / of.total));
}

export const LAST_SECOND = DAYS * SECONDS_PER_DAY - 1;

/** The ten bytes of every day's date, one after the other: `2024-01-01`, `2024-01-02`, … with the year that may be simulated. */
export const dateBytes = once(
  (): Uint8Array =>
    Buffer.from(
      Array.from({ length: DAYS + 366 }, (_, day) =>
        new Date(FIRST_DAY + day * MS_PER_DAY).toISOString().slice(0, 10),
      ).join(''),
    ),
);
