import type { AccountCollection, Catalog } from './catalog.ts';

/**
 * Credits of one hour on a standard warehouse, by size as SHOW prints it.
 * Source: https://docs.snowflake.com/en/user-guide/cost-understanding-compute
 */
const CREDITS_PER_HOUR: Readonly<Record<string, number>> = {
  'X-Small': 1,
  Small: 2,
  Medium: 4,
  Large: 8,
  'X-Large': 16,
  '2X-Large': 32,
  '3X-Large': 64,
  '4X-Large': 128,
};

/** Every start of a warehouse is billed for at least this long; then each second counts. Milliseconds. */
const SHORTEST = 60_000;
const HOUR = 3_600_000;

/** What a warehouse would have cost in one hour. */
export interface MeteredHour {
  /** Milliseconds since the epoch, at the full hour. */
  readonly start: number;
  readonly warehouse: string;
  readonly credits: number;
}

/** Credits of a running time, from its first millisecond to its last. */
export function creditsOf(size: string, from: number, to: number): number {
  return (rate(size) * Math.max(SHORTEST, to - from)) / HOUR;
}

function rate(size: string): number {
  return CREDITS_PER_HOUR[size] ?? 1;
}

/** The same, hour by hour. */
function perHour(warehouse: string, size: string, from: number, to: number): readonly MeteredHour[] {
  const end = Math.max(to, from + SHORTEST);
  const hours: MeteredHour[] = [];
  for (let start = Math.floor(from / HOUR) * HOUR; start < end; start += HOUR) {
    const credits = (rate(size) * (Math.min(end, start + HOUR) - Math.max(from, start))) / HOUR;
    hours.push({ start, warehouse, credits });
  }
  return hours;
}

/** A warehouse that runs now. */
export interface Run {
  readonly warehouse: string;
  readonly size: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
}

/**
 * What the account's warehouses would have cost, from the time that they really ran. Nothing is charged here: it is what
 * the same statements would have cost with the same settings. The time of a service that was killed is not counted.
 */
export class Metering {
  readonly #hours: AccountCollection<MeteredHour>;

  constructor(catalog: Catalog) {
    this.#hours = catalog.account<MeteredHour>('metering');
  }

  /** Keeps a run that has ended. */
  add({ warehouse, size, from }: Run, to: number): void {
    for (const hour of perHour(warehouse, size, from, to)) {
      const key = `${new Date(hour.start).toISOString()} ${warehouse}`;
      const before = this.#hours.get(key)?.credits ?? 0;
      this.#hours.set(key, { ...hour, credits: before + hour.credits });
    }
  }

  /** Every hour that cost something, with the runs of this moment; the oldest first. */
  hours(running: readonly Run[], now: number): readonly MeteredHour[] {
    const all = new Map(this.#hours.entries().map(([key, hour]) => [key, hour]));
    for (const { warehouse, size, from } of running)
      for (const hour of perHour(warehouse, size, from, now)) {
        const key = `${new Date(hour.start).toISOString()} ${warehouse}`;
        all.set(key, { ...hour, credits: (all.get(key)?.credits ?? 0) + hour.credits });
      }
    return [...all].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, hour]) => hour);
  }
}
