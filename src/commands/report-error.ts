import process from 'node:process';
import { explain } from '../engine/diagnosis/explain.ts';
import { unsaid } from '../engine/events.ts';
import { type Lang, say } from '../i18n/text.ts';
import { LabError } from '../lab/errors.ts';
import { sanitize } from '../ui/sanitize.ts';
import { interruptedCode } from './interrupt.ts';

/** Tells on standard error what went wrong and what to do; the exit code that fits. A bug shows its stack. */
export async function reportError(error: unknown, lang: Lang): Promise<number> {
  if (isAbort(error)) return interruptedCode();
  const problem = await explain(error);
  const { code, advice } = problem;
  const raw = unsaid(problem);
  const beside = raw === undefined && code !== undefined && !problem.text[lang].includes(code);
  process.stderr.write(`✗ ${sanitize(say(problem.text, lang))}${beside ? ` (${code})` : ''}\n`);
  if (advice !== undefined) process.stderr.write(`  → ${sanitize(say(advice, lang))}\n`);
  if (raw !== undefined)
    process.stderr.write(`  (${code === undefined ? '' : `${code}: `}${sanitize(raw)})\n`);
  // A driver's error has a code and is about the person's systems; anything else is a mistake of ours.
  const isOurs = !(error instanceof LabError) && advice === undefined && code === undefined;
  if (isOurs && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return problem.exitCode;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
