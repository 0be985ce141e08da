import { explain } from '../engine/diagnosis/explain.ts';
import { type Lang, say } from '../i18n/text.ts';
import { LabError } from '../lab/errors.ts';
import { sanitize } from '../ui/sanitize.ts';
import { interruptedCode } from './interrupt.ts';

/** Tells on standard error what went wrong and what to do; the exit code that fits. A bug shows its stack. */
export function reportError(error: unknown, lang: Lang): number {
  if (isAbort(error)) return interruptedCode();
  const problem = explain(error);
  const told = problem.raw === undefined || problem.raw === problem.text[lang];
  const code = told && problem.code !== undefined ? ` (${problem.code})` : '';
  process.stderr.write(`✗ ${sanitize(say(problem.text, lang))}${code}\n`);
  if (problem.advice !== undefined) process.stderr.write(`  → ${sanitize(say(problem.advice, lang))}\n`);
  if (!told) {
    process.stderr.write(
      `  (${problem.code === undefined ? '' : `${problem.code}: `}${sanitize(problem.raw ?? '')})\n`,
    );
  }
  // A driver's error has a code and is about the person's systems; anything else is a mistake of ours.
  const isOurs = !(error instanceof LabError) && problem.advice === undefined && problem.code === undefined;
  if (isOurs && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return problem.exitCode;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
