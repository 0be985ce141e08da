import { realpathSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { readJournal } from '../engine/journal/reader.ts';
import { acquireLock } from '../engine/lock.ts';
import { decodeProgress, encodeProgress, progressFile } from '../engine/progress/file.ts';
import { type ImportPlan, planImport } from '../engine/progress/import.ts';
import { adoptLineage, foreignLineage } from '../engine/progress/lineage.ts';
import { notProgress, otherTarget } from '../engine/progress/refusals.ts';
import type { Session } from '../engine/session.ts';
import { count, nextStep, progressOf } from '../engine/state.ts';
import type { StepResult } from '../engine/validate.ts';
import { say, type Text } from '../i18n/text.ts';
import type { Step } from '../lab/chapter.ts';
import { LabError } from '../lab/errors.ts';
import { STATE_SIGNS } from '../ui/glyphs.ts';
import { type Context, readContext } from './context.ts';
import { tellNotices } from './notices.ts';
import { hasData, heldBy, type OpenLab, openExclusively } from './open-lab.ts';
import type { Options } from './options.ts';
import * as words from './progress-words.ts';
import { UsageError } from './usage.ts';
import { version } from './version.ts';
import { withInterruption } from './with-lab.ts';

/** Of a progress file, in bytes: the whole lab's takes a few thousand. */
const LARGEST = 1024 * 1024;

/** `progress export FILE | import FILE | rebuild`. */
export async function progress(options: Options): Promise<number> {
  const [action, file] = options.words;
  if (action === 'rebuild' && file === undefined)
    return withInterruption(options, (context, { signal }) => rebuild(context, signal));
  if (action === 'export' && file !== undefined) return exportTo(file, options);
  if (action === 'import' && file !== undefined)
    return withInterruption(options, (context, { signal }) => importFrom(file, context, signal));
  throw new UsageError(words.USAGE);
}

/** From the journal only, like `status`. */
async function exportTo(path: string, options: Options): Promise<number> {
  const context = readContext(options);
  tellNotices(context.notices, context.lang);
  const { lab } = await import('../../steps/index.ts');
  const { header, state } = await readJournal(context.journal, lab);
  if (header === undefined)
    throw new LabError(words.NOTHING_YET, { advice: words.RUN_OR_REBUILD, exitCode: 2 });
  const { target } = context;
  const file = progressFile(state, { app: version(), target, lineage: header.lineage });
  try {
    await writeFile(path, encodeProgress(file), { flag: options.yes ? 'w' : 'wx' });
  } catch (error) {
    throw words.unwritable(path, error as NodeJS.ErrnoException);
  }
  const { done, total } = count(lab, state);
  print(context, words.exported(path, done, total));
  return 0;
}

async function importFrom(path: string, context: Context, signal: AbortSignal): Promise<number> {
  const file = decodeProgress(await readText(path), path);
  if (file.target !== context.target) throw otherTarget(path, file.target);
  const opened = await openExclusively(context, 'progress import');
  try {
    tellNotices(opened.notices, context.lang);
    const { session } = opened;
    const plan = planImport(session.lab, session.state, file);
    await session.adopt([...plan.events, ...plan.answers]);
    tellPlan(context, plan);
    const stale = session.lab.steps.filter(({ id }) => progressOf(session.state, id).state === 'stale');
    if (stale.length === 0) return 0;
    // Starting empty services would only show that nothing is there.
    if (!hasData(context)) {
      print(context, words.toCheckLater(stale.length));
      return 0;
    }
    const results = await session.verify(stale, signal);
    tellStates(context, session, stale);
    tellForeign(context, results);
    return 0;
  } finally {
    await opened.close();
  }
}

/** Makes the progress again from what the real systems hold. @returns the exit code of `progress rebuild`. */
export async function rebuild(context: Context, signal: AbortSignal): Promise<number> {
  const mark = await foreignMark(context, signal);
  const opened =
    mark === undefined ? await openExclusively(context, 'progress rebuild') : await reopenAs(mark, context);
  try {
    const { session } = opened;
    const results = await session.verify(session.lab.steps, signal);
    tellStates(context, session, session.lab.steps);
    tellForeign(context, results);
    return results.every(({ verdict }) => verdict === 'unknown') ? 2 : 0;
  } finally {
    await opened.close();
  }
}

/** The lineage that the systems are marked with, when it is not the journal's. */
async function foreignMark(context: Context, signal: AbortSignal): Promise<string | undefined> {
  const opened = await openExclusively(context, 'progress rebuild');
  try {
    tellNotices(opened.notices, context.lang);
    const { session } = opened;
    return foreignLineage(await Promise.all(session.inspect(session.lab.steps, signal)));
  } finally {
    await opened.close();
  }
}

/** Begins the journal of the systems' own lab; what the one before it claimed is to be verified. */
async function reopenAs(lineage: string, context: Context): Promise<OpenLab> {
  const { lab } = await import('../../steps/index.ts');
  const lock = await acquireLock(realpathSync(context.places.home), 'progress rebuild');
  if ('holder' in lock) throw new LabError(heldBy(lock.holder), { exitCode: 2 });
  let adopted: Awaited<ReturnType<typeof adoptLineage>>;
  try {
    adopted = await adoptLineage(context.journal, lab, lineage, version());
  } finally {
    await lock.release();
  }
  print(context, words.adopted(adopted.keptAs));
  const opened = await openExclusively(context, 'progress rebuild');
  try {
    const { events, answers } = planImport(lab, opened.session.state, adopted.before);
    await opened.session.adopt([...events, ...answers]);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** @throws LabError, UsageError when there is no such file, or it is too large to be one of ours. */
async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= LARGEST) return await readFile(path, 'utf8');
  } catch (error) {
    throw words.unreadable(path, error as NodeJS.ErrnoException);
  }
  throw notProgress(path);
}

function tellPlan(context: Context, { events, kept, unknown }: ImportPlan): void {
  const skipped = events.filter(({ state }) => state === 'skipped').length;
  print(context, words.imported(events.length - skipped, skipped));
  if (kept.length > 0) print(context, words.kept(kept));
  if (unknown.length > 0) print(context, words.unknownSteps(unknown));
}

function tellStates(context: Context, session: Session, steps: readonly Step[]): void {
  for (const { id } of steps) {
    const sign = STATE_SIGNS[progressOf(session.state, id).state];
    process.stdout.write(`  ${sign.glyph} ${id.padEnd(36)} ${say(sign.word, context.lang)}\n`);
  }
  const { done, total } = count(session.lab, session.state);
  print(context, words.standing(done, total, nextStep(session.lab, session.state)));
}

/** Data that belong to another journal are not to be called lost. */
function tellForeign(context: Context, results: readonly StepResult[]): void {
  if (foreignLineage(results) !== undefined) print(context, words.FOREIGN);
}

function print({ lang }: Context, told: Text): void {
  process.stdout.write(`${say(told, lang)}\n`);
}
