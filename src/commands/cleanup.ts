import process from 'node:process';
import { type Found, isRemovable, takeStock } from '../../steps/accounts/belongings.ts';
import { removeAll } from '../../steps/accounts/cleanup.ts';
import { creditsUsed } from '../../steps/accounts/credits.ts';
import type { Session } from '../engine/session.ts';
import { progressOf } from '../engine/state.ts';
import type { Lang, Text } from '../i18n/text.ts';
import { placeOf } from '../lab/placement.ts';
import { sanitize } from '../ui/sanitize.ts';
import { cleanupJson, confirmationLines, endLines, nothingLines, removalLine } from './cleanup-words.ts';
import { confirmed } from './confirm.ts';
import { tellNotices } from './notices.ts';
import { openExclusively } from './open-lab.ts';
import type { Options } from './options.ts';
import { withLab } from './with-lab.ts';

/** What a cleanup did, and what it found afterwards. */
export interface Outcome {
  readonly removed: readonly Found[];
  /** What is there and was not to be removed. */
  readonly kept: readonly Found[];
  /** What should be gone and is not, or could not be looked at. */
  readonly remaining: readonly Found[];
  /** Of this run; `undefined`: nothing says. */
  readonly credits: number | undefined;
}

/**
 * `cleanup [--yes] [--json]`: removes all that carries the lab's mark in both accounts, then looks whether anything is left.
 * Exit code 1 when something is, or when an account could not be looked at.
 */
export function cleanup(options: Options): Promise<number> {
  return withLab(
    options,
    context => openExclusively(context, 'cleanup'),
    async ({ session, notices }, { lang }, { signal }) => {
      tellNotices(notices, lang);
      const found = await stock(session, signal);
      const ours = found.filter(thing => isRemovable(thing, session.settings));
      const say = (line: string) => process[options.json ? 'stderr' : 'stdout'].write(`${sanitize(line)}\n`);
      if (ours.length > 0) {
        const lines = confirmationLines(found, ours, session.settings, lang);
        if (!options.yes && !(await confirmed('cleanup', lines, lang, signal))) return 1;
      }
      const outcome = await clean(session, ours, say, lang, signal);
      const isClean = outcome.remaining.length === 0;
      if (options.json)
        process.stdout.write(`${JSON.stringify(cleanupJson(outcome, session.settings, lang), null, 2)}\n`);
      else {
        const ended =
          ours.length === 0 && isClean
            ? nothingLines(outcome, lang)
            : endLines(outcome, session.settings, lang);
        for (const line of ended) say(line);
      }
      return isClean ? 0 : 1;
    },
  );
}

/**
 * What there is to clean. As soon as something is in somebody's account, that alone: what the same lab has in the sandbox
 * costs nothing, and belongs to the lab that is worked there too.
 */
async function stock({ ports, settings }: Session, signal: AbortSignal): Promise<readonly Found[]> {
  const found = await takeStock(names => ports.openReaders(names, signal), settings, signal);
  return settings.target === 'sandbox'
    ? found
    : found.filter(({ service }) => placeOf(settings, service) === 'cloud');
}

async function clean(
  session: Session,
  ours: readonly Found[],
  say: (line: string) => void,
  lang: Lang,
  signal: AbortSignal,
): Promise<Outcome> {
  const { ports, settings } = session;
  const credits = await creditsOf(session, ours, signal);
  const failures = new Map<string, Text>();
  const removal = removeAll(names => ports.open(names, signal), ours, settings, signal);
  for await (const { found, failure } of removal) {
    if (failure !== undefined) failures.set(found.id, failure);
    say(removalLine(found, failure, lang));
  }
  // Evidence, not memory: what was removed is looked for again.
  const after = await stock(session, signal);
  const remaining = after
    .filter(thing => thing.presence === 'unknown' || isRemovable(thing, settings))
    .map(thing => ({ ...thing, ...why(thing, failures.get(thing.id)) }));
  const left = new Set(remaining.map(({ id }) => id));
  await forgetProgress(session, ours, remaining);
  return {
    removed: ours.filter(({ id }) => !left.has(id)),
    kept: after.filter(({ id, presence }) => presence !== 'absent' && !left.has(id)),
    remaining,
    credits,
  };
}

function why({ why: seen }: Found, failure: Text | undefined): { why?: Text } {
  const reason = failure ?? seen;
  return reason === undefined ? {} : { why: reason };
}

/** Asked before anything is dropped: what counts the credits goes with the rest. */
async function creditsOf(
  { ports, settings }: Session,
  ours: readonly Found[],
  signal: AbortSignal,
): Promise<number | undefined> {
  if (!ours.some(({ service }) => service === 'snowflake')) return undefined;
  const { warehouse } = await ports.open(['warehouse'], signal);
  return creditsUsed(warehouse, settings, signal).catch(() => {
    signal.throwIfAborted();
    return undefined;
  });
}

/** Chapters and steps whose results lie in an account. */
const MADE_IN: Readonly<Record<Found['service'], RegExp>> = {
  aws: /^(s3|export)\./,
  snowflake: /^(snowflake|marts)\.|^dbt\.(run|test|docs|inspect)$/,
};

/** The steps of an account that is clean now are to be done again. */
async function forgetProgress(
  session: Session,
  ours: readonly Found[],
  remaining: readonly Found[],
): Promise<void> {
  const clean = (['aws', 'snowflake'] as const).filter(
    service =>
      ours.some(thing => thing.service === service) && !remaining.some(thing => thing.service === service),
  );
  const steps = session.lab.steps.filter(
    ({ id }) =>
      clean.some(service => MADE_IN[service].test(id)) && progressOf(session.state, id).state !== 'pending',
  );
  await session.forget(steps.toReversed());
}
