import { same, type Text } from '../../i18n/text.ts';
import { errorCode, errorMessage, LabError } from '../../lab/errors.ts';
import type { Problem } from '../events.ts';
import { CAUSES, type Cause } from './causes.ts';
import { redact } from './redact.ts';

/** Turns whatever was thrown into what a person is told: the known cause, or the raw message when there is none. */
export function explain(error: unknown, secrets: readonly string[] = []): Problem {
  const code = errorCode(error);
  const raw = withoutCode(redact(errorMessage(error), secrets), code);
  if (tellsItself(error)) {
    return {
      text: clean(error.text, secrets),
      ...(error.advice === undefined ? {} : { advice: clean(error.advice, secrets) }),
      ...(error instanceof LabError || code === undefined ? {} : { code }),
      ...(error.cause === undefined ? {} : { raw: redact(errorMessage(error.cause), secrets) }),
      exitCode: error.exitCode ?? 1,
    };
  }
  const cause = CAUSES.find(candidate => matches(candidate, code, raw));
  const told =
    cause === undefined ? { text: same(raw) } : { text: textOf(cause, error), advice: cause.advice };
  return { ...told, ...(code === undefined ? {} : { code }), raw, exitCode: cause?.exitCode ?? 1 };
}

/** System errors begin with their code, which is told beside the message. */
function withoutCode(message: string, code: string | undefined): string {
  return message.startsWith(`${code}: `) ? message.slice(`${code}: `.length) : message;
}

function textOf({ text }: Cause, error: unknown): Text {
  if (typeof text !== 'function') return text;
  const path = typeof error === 'object' && error !== null ? (error as { path?: unknown }).path : undefined;
  return text(typeof path === 'string' ? path : undefined);
}

/** An error that brings its own words: a LabError, or one of the sandbox, which does not know the lab. */
interface Told extends Error {
  readonly text: Text;
  readonly advice?: Text | undefined;
  readonly exitCode?: 1 | 2;
}

function tellsItself(error: unknown): error is Told {
  if (!(error instanceof Error)) return false;
  const { text } = error as Partial<Told>;
  return typeof text === 'object' && typeof text.fr === 'string' && typeof text.en === 'string';
}

function matches(cause: Cause, code: string | undefined, raw: string): boolean {
  if (cause.codes !== undefined && (code === undefined || !cause.codes.includes(code))) return false;
  return cause.pattern === undefined || cause.pattern.test(raw);
}

function clean(words: Text, secrets: readonly string[]): Text {
  return { fr: redact(words.fr, secrets), en: redact(words.en, secrets) };
}
