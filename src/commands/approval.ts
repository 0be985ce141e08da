import process from 'node:process';
import { takeStock } from '../../steps/accounts/belongings.ts';
import { planLines, spendsMoney, type Whereabouts } from '../../steps/accounts/plan.ts';
import type { Session } from '../engine/session.ts';
import { progressOf } from '../engine/state.ts';
import { type Lang, say, type Text } from '../i18n/text.ts';
import type { Step } from '../lab/chapter.ts';
import { placeOf } from '../lab/placement.ts';
import { confirmed, requireTerminal } from './confirm.ts';

/** Where the accounts are, as far as it can be known without failing. */
export async function whereabouts({ ports, settings }: Session, signal: AbortSignal): Promise<Whereabouts> {
  const warehouse =
    placeOf(settings, 'snowflake') === 'cloud'
      ? await ports.openReaders(['warehouse'], signal).catch(() => undefined)
      : undefined;
  const target = warehouse?.warehouse.target;
  return {
    awsAccount: settings.awsAccount,
    snowflakeAccount: target?.account,
    snowflakeRole: target?.role,
  };
}

/** What the lab makes and what of it is there, in lines. */
export async function plannedLines(
  session: Session,
  lang: Lang,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { ports, settings } = session;
  const found = await takeStock(names => ports.openReaders(names, signal), settings, signal);
  return planLines(found, settings, await whereabouts(session, signal), lang);
}

/** The steps that would work on somebody's own accounts and do not hold yet, as far as the journal knows. */
export function stepsToApprove(session: Session, steps: readonly Step[]): readonly Step[] {
  return steps.filter(
    step =>
      spendsMoney(step.chapter.id, session.settings) &&
      progressOf(session.state, step.id).state !== 'verified',
  );
}

/** Whether nothing was ever done in the person's own accounts: they then see first what will be. */
export function isFirstVisit(session: Session): boolean {
  const { lab, state, settings, holder } = session;
  const spending = lab.steps.filter(({ chapter }) => spendsMoney(chapter.id, settings));
  return (
    holder === undefined &&
    spending.length > 0 &&
    spending.every(({ id }) => progressOf(state, id).state === 'pending')
  );
}

/**
 * Shows the plan and asks, before anything is made on somebody's own accounts.
 * @throws UsageError without a terminal: then only `--yes` says so.
 */
export async function approved(
  session: Session,
  command: string,
  lang: Lang,
  signal: AbortSignal,
): Promise<boolean> {
  requireTerminal(command);
  const lines = await plannedLines(session, lang, signal);
  const may = await confirmed(command, [say(HEADING, lang), ...lines], lang, signal);
  if (!may) process.stderr.write(`${say(NOTHING_DONE, lang)}\n`);
  return may;
}

const HEADING: Text = {
  fr: 'Ce que le TP va créer sur vos comptes :',
  en: 'What the lab is going to make in your accounts:',
};
const NOTHING_DONE: Text = {
  fr: "Rien n'a été créé. « shopstream plan » montre ce plan à tout moment.",
  en: 'Nothing was made. "shopstream plan" shows this plan at any time.',
};
