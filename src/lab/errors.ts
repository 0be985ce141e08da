import type { Text } from '../i18n/text.ts';

/**
 * Something a person can act on: what happened and, in `advice`, what to do. Thrown anywhere, shown once, without a stack.
 * `code` is the exit code of the command when nothing else was asked for: 1 failed, 2 usage or a missing requirement.
 */
export class LabError extends Error {
  readonly text: Text;
  readonly advice: Text | undefined;
  /** What to do when the diagnosis of `cause` does not say it better. */
  readonly fallback: Text | undefined;
  readonly exitCode: 1 | 2;

  constructor(
    text: Text,
    options: { advice?: Text; fallback?: Text; exitCode?: 1 | 2; cause?: unknown } = {},
  ) {
    super(text.en, { cause: options.cause });
    this.name = 'LabError';
    this.text = text;
    this.advice = options.advice;
    this.fallback = options.fallback;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The driver's own code of an error: SQLSTATE, Snowflake's number, AWS's name, a system error's. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string' || typeof code === 'number') return String(code);
  return typeof name === 'string' && name !== 'Error' ? name : undefined;
}

/** The message of whatever was thrown. */
export function errorMessage(error: unknown): string {
  if (error instanceof AggregateError && error.message === '')
    return error.errors.map(errorMessage).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** An error in one line, with its code: what a check says of it. */
export function errorWords(error: unknown): string {
  const [code, message] = [errorCode(error), errorMessage(error)];
  return code === undefined || message.startsWith(`${code}:`) ? message : `${code}: ${message}`;
}
