import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import type { Lang } from '../i18n/text.ts';
import { UsageError } from './usage.ts';

/** Asks on standard error whether to go on, after `lines` that say with what. @throws UsageError without a terminal: then only `--yes` says so. */
export async function confirmed(
  command: string,
  lines: readonly string[],
  lang: Lang,
  signal: AbortSignal,
): Promise<boolean> {
  requireTerminal(command);
  for (const line of lines) process.stderr.write(`${line}\n`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(lang === 'fr' ? 'Continuer ? [o/N] ' : 'Go on? [y/N] ', { signal });
    return /^[oy]/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}

/** Refuses to ask where nobody can answer. @throws UsageError without a terminal. */
export function requireTerminal(command: string): void {
  if (process.stdin.isTTY) return;
  throw new UsageError(
    { fr: `${command} demande une confirmation.`, en: `${command} asks for a confirmation.` },
    { fr: 'Sans terminal, ajoutez --yes.', en: 'Without a terminal, add --yes.' },
  );
}
