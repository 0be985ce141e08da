import { type Text, text } from '../../i18n/text.ts';
import { errorCode, errorMessage, LabError } from '../../lab/errors.ts';
import type { Problem } from '../events.ts';
import { clean, type DiagnosisContext, diagnose, type Known } from './diagnose.ts';
import { redact } from './redact.ts';

/**
 * Turns whatever was thrown into what a person is told: the error's own words, or the known cause, or that it is unknown
 * and the raw message. Never throws.
 */
export async function explain(error: unknown, context: DiagnosisContext = {}): Promise<Problem> {
  return tellsItself(error) ? await ownWords(error, context) : await driverWords(error, context);
}

/** An error with words of its own keeps them; what caused it is diagnosed too, and says what to do where they do not. */
async function ownWords(error: Told, context: DiagnosisContext): Promise<Problem> {
  const secrets = context.secrets ?? [];
  const code = error instanceof LabError ? undefined : errorCode(error);
  const known = error.cause === undefined ? undefined : await diagnose(error.cause, context);
  const told = clean(error.text, secrets);
  const own = error.advice ?? (known === undefined ? error.fallback : undefined);
  const advice = own === undefined ? causeAndFix(known) : clean(own, secrets);
  const raw = error.cause === undefined ? undefined : redact(errorMessage(error.cause), secrets);
  return {
    text: told,
    ...(advice === undefined ? {} : { advice }),
    ...(code === undefined ? {} : { code }),
    ...(raw === undefined || told.en.includes(raw) ? {} : { raw }),
    ...diagnosisOf(known),
    exitCode: error.exitCode ?? 1,
  };
}

function causeAndFix(known: Known | undefined): Text | undefined {
  return known && text(lang => `${known.cause[lang]} ${known.fix[lang]}`);
}

async function driverWords(error: unknown, context: DiagnosisContext): Promise<Problem> {
  const code = errorCode(error);
  const raw = withoutCode(redact(errorMessage(error), context.secrets ?? []), code);
  const known = await diagnose(error, context);
  const told =
    known === undefined ? { text: unknownError(raw, code) } : { text: known.cause, advice: known.fix };
  return {
    ...told,
    ...(code === undefined ? {} : { code }),
    raw,
    ...diagnosisOf(known),
    exitCode: known?.exitCode ?? 1,
  };
}

/** System errors begin with their code, which is told beside the message. */
function withoutCode(message: string, code: string | undefined): string {
  return message.startsWith(`${code}: `) ? message.slice(`${code}: `.length) : message;
}

/** Nothing is known: so it is said, with the raw message. */
function unknownError(raw: string, code: string | undefined): Text {
  const words = code === undefined || raw.includes(code) ? raw : `${raw} (${code})`;
  return {
    fr: `Erreur que le TP ne connaît pas encore. Message brut : ${words}`,
    en: `An error that the lab does not know yet. Raw message: ${words}`,
  };
}

function diagnosisOf(known: Known | undefined): Pick<Problem, 'diagnosis'> {
  if (known === undefined) return {};
  const { exitCode: _, ...diagnosis } = known;
  return { diagnosis };
}

/** An error that brings its own words: a LabError, or one of the sandbox, which does not know the lab. */
interface Told extends Error {
  readonly text: Text;
  readonly advice?: Text | undefined;
  readonly fallback?: Text | undefined;
  readonly exitCode?: 1 | 2;
}

function tellsItself(error: unknown): error is Told {
  if (!(error instanceof Error)) return false;
  const { text } = error as Partial<Told>;
  return typeof text === 'object' && typeof text.fr === 'string' && typeof text.en === 'string';
}
