import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { errorMessage } from '../../src/lab/errors.ts';
import { newMachine } from '../helpers/lab-process.ts';
import { type LabSession, openSession } from '../helpers/lab-session.ts';
import { MUTATIONS } from './all.ts';
import { alarms, judge } from './judge.ts';
import type { Mutation } from './mutation.ts';

/** How many mutations turned exactly the right check red. */
export interface Score {
  readonly total: number;
  readonly right: number;
  /** The others, each with what happened instead; and every false alarm on an untouched lab. */
  readonly misses: readonly string[];
}

/**
 * Does the lab once on a machine of its own, then damages it in many ways, one at a time, and looks at what `validate` says
 * of each; tells each result to `report`.
 */
export async function runSuite(
  report: (line: string) => void,
  signal: AbortSignal = new AbortController().signal,
  mutations: readonly Mutation[] = MUTATIONS,
): Promise<Score> {
  const machine = await newMachine();
  try {
    const run = await machine.run([]);
    if (run.code !== 0) throw new Error(`The lab could not be done.\n${run.stdout}${run.stderr}`);
    hideAwsCli();
    const session = await openSession(machine);
    try {
      return await mutateAll(mutations, session, report, signal);
    } finally {
      await session.close();
    }
  } finally {
    await machine.dispose();
  }
}

/** Its check is an extra look, which no mutation depends on and which takes a second of Python each time. */
function hideAwsCli(): void {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const holdsAws = (folder: string) =>
    ['aws', 'aws.exe', 'aws.cmd'].some(name => existsSync(join(folder, name)));
  process.env['PATH'] = folders.filter(folder => !holdsAws(folder)).join(delimiter);
}

async function mutateAll(
  mutations: readonly Mutation[],
  session: LabSession,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<Score> {
  const untouched = await session.validate();
  const misses = alarms(untouched).map(words => `false alarm on the untouched lab: ${words}`);
  let right = 0;
  for (const mutation of mutations) {
    signal.throwIfAborted();
    const began = performance.now();
    const miss = await judge(mutation, session, untouched).catch((error: unknown) => errorMessage(error));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const words = `${mutation.id} (${mutation.step}: ${mutation.what})`;
    if (miss === undefined) right += 1;
    else {
      misses.push(`${words}: ${miss}`);
      // What one mutation leaves must not be counted against the next.
      await session.run();
    }
    report(`${miss === undefined ? '✓' : '✗'} ${words} ${seconds} s${miss === undefined ? '' : `: ${miss}`}`);
  }
  misses.push(...alarms(await session.validate()).map(words => `false alarm on the mended lab: ${words}`));
  return { total: mutations.length, right, misses };
}
