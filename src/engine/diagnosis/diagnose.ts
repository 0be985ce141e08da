import process from 'node:process';
import type { Text } from '../../i18n/text.ts';
import type { Diagnosis } from '../../lab/diagnosis.ts';
import { type ShellKind, shellOf } from '../../lab/shells.ts';
import type { Entry, Tool } from './entry.ts';
import { fill } from './fill.ts';
import { matches } from './match.ts';
import { redact } from './redact.ts';
import { see } from './see.ts';

/** What is known where an error is met; each part is left out where it is not known. */
export interface DiagnosisContext {
  /** Values that must not be shown. */
  readonly secrets?: readonly string[];
  /** The shell that commands are written for; this process's by default. */
  readonly shell?: ShellKind | undefined;
  /** `shopstream` as the person types it. */
  readonly program?: string | undefined;
  /** Whose error it is, where the error itself does not tell. */
  readonly tool?: Tool;
}

/** A diagnosis, and the exit code that fits it. */
export interface Known extends Diagnosis {
  readonly exitCode: 1 | 2;
}

/**
 * Names a known error: by its code first, by its words second; `undefined` when the catalogue does not know it. Takes
 * whatever was thrown, a program's output as text, or a message from a result. Loads the catalogue at its first call; never throws.
 */
export async function diagnose(error: unknown, context: DiagnosisContext = {}): Promise<Known | undefined> {
  const seen = see(error, context.tool);
  const [match] = matches(await catalogue(), seen);
  if (match === undefined) return undefined;
  const { entry, groups } = match;
  const values = {
    groups,
    path: seen.path,
    program: context.program ?? 'shopstream',
    shell: context.shell ?? shellOf(process.platform, process.env),
  };
  const told = (text: Text) => clean(fill(text, values), context.secrets ?? []);
  return {
    id: entry.id,
    cause: told(entry.cause),
    fix: told(entry.fix),
    ...(entry.remedy === undefined ? {} : { remedy: entry.remedy }),
    exitCode: entry.exitCode ?? 1,
  };
}

/** The catalogue, loaded when something fails. Where it cannot be read (no file handle is left), errors are told as they are. */
async function catalogue(): Promise<readonly Entry[]> {
  try {
    const { CATALOGUE } = await import('./catalogue/index.ts');
    return CATALOGUE;
  } catch {
    return [];
  }
}

/** A text without secrets. */
export function clean(words: Text, secrets: readonly string[]): Text {
  return { fr: redact(words.fr, secrets), en: redact(words.en, secrets) };
}
