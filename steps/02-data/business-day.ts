import type { PostgresReader, PostgresTransaction } from '../../src/ports/postgres.ts';
import { businessDate, type Gained, NOTHING_GAINED } from './generator/business-days.ts';
import { type BusinessDay, dataset } from './generator/dataset.ts';
import { DAY_TABLES, dayRows } from './generator/day-rows.ts';
import { copyStatement, counterStatement } from './load.ts';
import { readMark, type Wanted } from './wanted.ts';

/** What the simulated days have added to a data set. */
export function gainedBy(wanted: Wanted): Gained {
  if (wanted.days === 0) return NOTHING_GAINED;
  return daysOf(wanted).at(-1)?.gained ?? NOTHING_GAINED;
}

/** A step looks several times at the same days. */
let lastDays: { readonly key: string; readonly days: readonly BusinessDay[] } | undefined;

/** The days simulated so far, from the first on. */
export function daysOf({ scale, seed, days: count }: Wanted): readonly BusinessDay[] {
  const key = `${scale} ${count} ${seed}`;
  if (lastDays?.key !== key) lastDays = { key, days: dataset(scale, seed).days().take(count).toArray() };
  return lastDays.days;
}

/**
 * The last simulated day of the database that a connection leads to (`YYYY-MM-DD`), whose export counts from then on;
 * `undefined` when none was simulated.
 */
export async function currentBusinessDay(
  postgres: Pick<PostgresReader, 'query'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const days = (await readMark(postgres, signal))?.days ?? 0;
  return days === 0 ? undefined : businessDate(days);
}

/**
 * Writes a day's new rows and changed statuses, inside one transaction of the caller's.
 * @throws the driver's error when an id is taken: the database is not as the day before left it.
 */
export async function writeDay(
  tx: PostgresTransaction,
  day: BusinessDay,
  seed: string,
  log: (words: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const table of DAY_TABLES) {
    const sql = copyStatement(table);
    log(`${sql};`);
    await tx.copyIn(sql, dayRows(day, table, seed), signal);
    await tx.query(counterStatement(table), [], signal);
  }
  for (const [from, to, ids] of moves(day)) {
    log(`UPDATE orders SET status = '${to}' WHERE status = '${from}' AND id IN (… ${ids.length} …);`);
    // From and to are words of the generator's own, ids its numbers.
    await tx.execute(
      `UPDATE orders SET status = '${to}' WHERE status = '${from}' AND id IN (${ids.join(', ')})`,
      signal,
    );
  }
}

/** The changes of a day by what they change: one UPDATE each. */
function moves({ changes }: BusinessDay): readonly (readonly [from: string, to: string, ids: number[]])[] {
  const groups = new Map<string, [string, string, number[]]>();
  for (const { from, to, ordinal } of changes) {
    const key = `${from} ${to}`;
    const group = groups.get(key) ?? [from, to, []];
    group[2].push(ordinal + 1);
    groups.set(key, group);
  }
  return [...groups.values()];
}
