import { diagnose } from '../../src/engine/diagnosis/diagnose.ts';
import { errorMessage } from '../../src/lab/errors.ts';
import { AWS } from './aws.ts';
import { AWS_CLI } from './aws-cli.ts';
import type { Case, Group } from './case.ts';
import { DBT } from './dbt.ts';
import { POSTGRES } from './postgres.ts';
import { PROGRAMS } from './programs.ts';
import { REPLAYED } from './replayed.ts';
import { SNOWFLAKE } from './snowflake.ts';
import { SYSTEM } from './system.ts';

/** Every group of cases, those that need least first. */
export const GROUPS: readonly Group[] = [SYSTEM, AWS, POSTGRES, SNOWFLAKE, REPLAYED, PROGRAMS, AWS_CLI, DBT];

/** How many errors were provoked, of how many the cause was named right, and what was named instead for the others. */
export interface Tally {
  readonly total: number;
  readonly right: number;
  readonly misses: readonly string[];
}

/** The score: of errors provoked with the real tools, and apart from it of those that a server of the test replayed. */
export interface Score extends Tally {
  readonly replayed: Tally;
  /** Different entries of the catalogue that the real tools provoked. */
  readonly entries: number;
}

/** Counts one kind of cases. */
class Counter implements Tally {
  total = 0;
  right = 0;
  readonly misses: string[] = [];

  count(what: string, miss: string | undefined): void {
    this.total += 1;
    if (miss === undefined) this.right += 1;
    else this.misses.push(`${what}: ${miss}`);
  }

  tally(): Tally {
    return { total: this.total, right: this.right, misses: this.misses };
  }
}

/** Provokes every error with the real tools and compares what the lab names; tells each result to `report`. */
export async function runSuite(
  report: (line: string) => void,
  signal: AbortSignal = new AbortController().signal,
  groups: readonly Group[] = GROUPS,
): Promise<Score> {
  const [real, replayed] = [new Counter(), new Counter()];
  const entries = new Set<string>();
  const tell = (what: string, miss: string | undefined) =>
    report(miss === undefined ? `✓ ${what}` : `✗ ${what}: ${miss}`);
  for (const group of groups) {
    signal.throwIfAborted();
    const began = performance.now();
    const opened = await group.open(report, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      const miss = `could not start: ${short(error)}`;
      real.count(group.name, miss);
      tell(group.name, miss);
    });
    if (opened === undefined) continue;
    try {
      await eachOf(opened.cases, group.parallel ?? 1, async one => {
        signal.throwIfAborted();
        const miss = await judge(one, signal);
        const what = `${one.id} ${one.what}`;
        (one.replayed === true ? replayed : real).count(what, miss);
        if (one.replayed !== true) entries.add(one.id);
        tell(what, miss);
      });
    } finally {
      await opened.close();
    }
    report(`  ${group.name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  report(
    `  replayed: ${replayed.right} of ${replayed.total}; different entries with real tools: ${entries.size}`,
  );
  for (const miss of replayed.misses) report(`  replayed: ✗ ${miss}`);
  return { ...real.tally(), replayed: replayed.tally(), entries: entries.size };
}

/** Does `work` for every item, at most `limit` at the same time, begun in their order. */
async function eachOf<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

/** `undefined` when the right entry is named; otherwise what was, for what message. */
async function judge({ id, provoke }: Case, signal: AbortSignal): Promise<string | undefined> {
  let error: unknown;
  try {
    error = await provoke(signal);
  } catch (failure) {
    signal.throwIfAborted();
    return `not provoked: ${short(failure)}`;
  }
  const known = await diagnose(error);
  if (known?.id === id) return undefined;
  return `named ${known?.id ?? 'nothing'} for: ${short(error)}`;
}

function short(error: unknown): string {
  return errorMessage(error).replaceAll(/\s+/g, ' ').slice(-300);
}
