import { LabError, type LabSettings, overall } from '../../src/lab/lab.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { daysOf, writeDay } from './business-day.ts';
import { dataChecks } from './checks.ts';
import { businessDate, MOST_BUSINESS_DAYS } from './generator/business-days.ts';
import { leaveMark } from './load.ts';
import { readMark, type Wanted, wantedDataset } from './wanted.ts';

/** What a simulated day did to the source database; only the date when it was there already. */
export interface DayReport {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly added: boolean;
  readonly users: number;
  readonly orders: number;
  readonly lines: number;
  readonly changes: number;
}

/**
 * Adds the next business day to PostgreSQL: new orders, changed statuses, new customers; all of it or nothing.
 * @param date the day that is wanted, `YYYY-MM-DD`: one that is there already changes nothing. Default: the next.
 * @throws LabError when the data is not the lab's or was changed, or the date is not the next day's.
 */
export async function addNextDay(
  { postgres }: Pick<Ports, 'postgres'>,
  settings: LabSettings,
  date: string | undefined,
  log: (words: string) => void,
  signal: AbortSignal,
): Promise<DayReport> {
  const mark = await readMark(postgres, signal);
  if (mark?.lineage !== settings.lineage || mark.seed === undefined) throw noData();
  const known = wantedDataset({ lineage: settings.lineage, scale: undefined, seed: undefined }, mark);
  const next: Wanted = { ...known, days: known.days + 1 };
  const nextDate = businessDate(next.days);
  if (date !== undefined && date < nextDate && date >= businessDate(1)) return nothing(date);
  if (date !== undefined && date !== nextDate) throw notNext(date, nextDate);
  if (next.days > MOST_BUSINESS_DAYS) throw lastDay(businessDate(known.days));
  if (overall(await dataChecks(postgres, known, signal)) !== 'passed') throw changed();
  const day = daysOf(next).at(-1);
  if (day === undefined) return nothing(nextDate);
  await postgres.transaction(async tx => {
    // Somebody's open query would keep the day waiting for ever.
    await tx.execute("SET LOCAL lock_timeout = '15s'", signal);
    await writeDay(tx, day, next.seed, log, signal);
    await leaveMark(tx, { lineage: settings.lineage, ...next }, signal);
  }, signal);
  return {
    date: day.date,
    added: true,
    users: day.users.length,
    orders: day.orders.length,
    lines: day.orders.reduce((sum, { lines }) => sum + lines.length, 0),
    changes: day.changes.length,
  };
}

function nothing(date: string): DayReport {
  return { date, added: false, users: 0, orders: 0, lines: 0, changes: 0 };
}

function noData(): LabError {
  return new LabError(
    {
      fr: "La base source ne contient pas encore les données de ce TP : il n'y a rien à continuer.",
      en: "The source database does not hold this lab's data yet: there is nothing to go on from.",
    },
    {
      advice: { fr: "Faites d'abord l'étape data.generate.", en: 'Do step data.generate first.' },
      exitCode: 2,
    },
  );
}

function changed(): LabError {
  return new LabError(
    {
      fr: 'Les données de PostgreSQL ne sont plus celles de la veille : un jour de plus fausserait tous les totaux.',
      en: "PostgreSQL's data is no longer that of the day before: one more day would make every total wrong.",
    },
    {
      advice: {
        fr: '« shopstream validate data » montre ce qui diffère ; « shopstream run data » le répare, jours simulés compris.',
        en: '"shopstream validate data" shows what differs; "shopstream run data" mends it, simulated days included.',
      },
    },
  );
}

function notNext(date: string, next: string): LabError {
  return new LabError(
    {
      fr: `Les jours se suivent : après les données de ce TP vient le ${next}, pas le ${date}.`,
      en: `Days come one after the other: what follows this lab's data is ${next}, not ${date}.`,
    },
    {
      advice: {
        fr: '« shopstream next-day » sans date ajoute le jour suivant.',
        en: '"shopstream next-day" without a date adds the following day.',
      },
      exitCode: 2,
    },
  );
}

function lastDay(date: string): LabError {
  return new LabError(
    {
      fr: `Le ${date} est le dernier jour que le TP sait simuler (${MOST_BUSINESS_DAYS} jours).`,
      en: `${date} is the last day that the lab can simulate (${MOST_BUSINESS_DAYS} days).`,
    },
    {
      advice: {
        fr: '« shopstream reset data.generate » puis « shopstream run data » recommencent au premier.',
        en: '"shopstream reset data.generate", then "shopstream run data" begin again at the first.',
      },
    },
  );
}
