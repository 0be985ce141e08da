import { realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { lab } from '../../steps/index.ts';
import { type JournalContent, readJournal } from '../engine/journal/reader.ts';
import { JournalWriter, type Recovery } from '../engine/journal/writer.ts';
import { acquireLock, type Holder, type Lock } from '../engine/lock.ts';
import { LogFile } from '../engine/log-file.ts';
import { Session } from '../engine/session.ts';
import type { Text } from '../i18n/text.ts';
import { LabError } from '../lab/errors.ts';
import type { LabSettings } from '../lab/settings.ts';
import { shellOf } from '../lab/shells.ts';
import { readConfig } from '../sandbox/host/config.ts';
import { openTarget } from '../targets/target.ts';
import { bucketChoice, bucketOf, REGION, userPolicyOf } from './bucket.ts';
import { type Context, requireWritable } from './context.ts';
import { partBytesOf } from './part-bytes.ts';
import { labLog, targetPlaces } from './places.ts';
import { writePreference } from './preferences.ts';
import { programOf } from './program.ts';
import { askOnTerminal } from './secrets.ts';
import { version } from './version.ts';

/** A session, what to tell about how it opened, and how to close it. */
export interface OpenLab {
  readonly session: Session;
  readonly notices: readonly Text[];
  close(): Promise<void>;
}

/** Milliseconds that opening the lab waits for the number of the AWS account. */
const STS_PATIENCE = 8_000;

/** Opens the lab to look at it: takes no lock, writes no journal. */
export async function openReadOnly(context: Context): Promise<OpenLab> {
  const content = await readJournal(context.journal, lab);
  return assemble(context, { content });
}

/** Opens the lab to work in it, or read-only when another instance holds it (see `session.holder`). */
export async function openForWriting(asked: Context, command: string): Promise<OpenLab> {
  requireWritable(asked.places.workspace, '--workspace');
  const lock = await acquireLock(realpathSync(asked.places.home), command);
  const context = 'holder' in lock ? asked : await withAwsAccount(asked);
  const path = context.journal;
  if ('holder' in lock)
    return assemble(context, { content: await readJournal(path, lab), holder: lock.holder });
  try {
    const journal = await JournalWriter.open(path, lab, version(), await lineageOfHome(dirname(path)));
    return assemble(context, { lock, journal });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * The context with the number of the person's AWS account, asked for once and kept: a bucket of the account's own namespace
 * is named after it. Whoever cannot sign in yet is told so by the step that signs in.
 */
export async function withAwsAccount(context: Context): Promise<Context> {
  const { placement, preferences, places } = context;
  if (placement.aws === 'sandbox' || preferences['aws.account'] !== undefined) return context;
  const ports = openTarget(
    placement,
    { bucket: '', region: REGION },
    targetPlaces(places),
    preferences,
    askOnTerminal(context.lang),
  );
  try {
    const { identity } = await ports.openReaders(['identity']);
    // Whoever is offline goes on at once, and is told by the step that signs in.
    const { account } = await identity.whoAmI(AbortSignal.timeout(STS_PATIENCE));
    await writePreference(places.home, 'aws.account', account);
    return { ...context, preferences: { ...preferences, 'aws.account': account } };
  } catch {
    return context;
  } finally {
    await ports.close();
  }
}

/**
 * The lineage of the journals that are there already: a database that one placement made is the other's too. `undefined`
 * when this is the home's first.
 */
async function lineageOfHome(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names
    .filter(found => found.endsWith('.ndjson'))
    .toSorted()
    .toReversed()) {
    const { header } = await readJournal(join(folder, name), lab).catch(() => ({ header: undefined }));
    if (header !== undefined) return header.lineage;
  }
  return undefined;
}

/** Opens the lab to work in it. @throws LabError (exit code 2) naming whoever holds it. */
export async function openExclusively(context: Context, command: string): Promise<OpenLab> {
  const opened = await openForWriting(context, command);
  const { holder } = opened.session;
  if (holder === undefined) return opened;
  await opened.close();
  throw new LabError(heldBy(holder), {
    advice: {
      fr: "Terminez l'autre instance, ou donnez un autre dossier avec --home.",
      en: 'Finish the other instance, or give another folder with --home.',
    },
    exitCode: 2,
  });
}

/** Whether the sandbox of this home has run. */
export function hasData({ places }: Context): boolean {
  return readConfig(places.home)?.postgres.settled === true;
}

/** Says who holds the lab. */
export function heldBy(holder: Holder): Text {
  const { pid, command, since } = holder;
  return {
    fr: `Une autre instance tient déjà ce TP : processus ${pid} (${command}), depuis ${since}.`,
    en: `Another instance already holds this lab: process ${pid} (${command}), since ${since}.`,
  };
}

/** The data set that is asked for: `student` is the student's own. */
function seedOf({ options, preferences, student }: Context): string | undefined {
  const seed = options.seed ?? preferences.seed;
  return seed === 'student' ? student : seed;
}

interface Parts {
  readonly content?: JournalContent;
  readonly holder?: Holder;
  readonly lock?: Lock;
  readonly journal?: JournalWriter;
}

function assemble(context: Context, parts: Parts): OpenLab {
  const { journal, lock, holder, content } = parts;
  const shell = shellOf(process.platform, process.env);
  const settings: LabSettings = {
    target: context.target,
    placement: context.placement,
    student: context.student,
    bucket: bucketOf(context.preferences, context.placement, REGION),
    bucketChoice: bucketChoice(context.preferences, context.placement),
    userPolicy: userPolicyOf(context.preferences),
    // Asked for when it is shown: the first start of the sandbox draws it.
    get awsAccount() {
      return context.placement.aws === 'sandbox'
        ? readConfig(context.places.home)?.s3.account
        : context.preferences['aws.account'];
    },
    ...(context.preferences['aws.profile'] === undefined
      ? {}
      : { awsProfile: context.preferences['aws.profile'] }),
    region: REGION,
    lang: context.lang,
    workspace: context.places.workspace,
    scale: context.options.scale,
    seed: seedOf(context),
    partBytes: partBytesOf(process.env),
    lineage: journal?.lineage ?? content?.header?.lineage ?? '',
    shell,
    program: programOf(shell, context.places),
  };
  const ports = openTarget(
    context.placement,
    settings,
    targetPlaces(context.places),
    context.preferences,
    askOnTerminal(context.lang),
  );
  const session = new Session({
    lab,
    settings,
    ports,
    state: journal?.state ?? content?.state,
    journal,
    holder,
    exportDate: context.options.date,
  });
  const log = journal === undefined ? undefined : new LogFile(labLog(context.places.home));
  if (log !== undefined) session.subscribe(event => log.write(event));
  return {
    session,
    notices: [...context.notices, ...(journal?.recovery === undefined ? [] : [recovered(journal.recovery)])],
    close: async () => {
      await ports.close();
      await log?.close();
      await journal?.close();
      await lock?.release();
    },
  };
}

function recovered({ keptAs, bytes }: Recovery): Text {
  return {
    fr: `La fin du journal de progression était abîmée (${bytes} octets) : elle est gardée dans ${keptAs}, le reste est repris.`,
    en: `The end of the progress journal was damaged (${bytes} bytes): it is kept in ${keptAs}, the rest was recovered.`,
  };
}
