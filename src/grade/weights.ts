import type { Text } from '../i18n/text.ts';
import type { Lab } from '../lab/chapter.ts';
import { LabError } from '../lab/errors.ts';

/** What everything is worth. Steps are weighed against each other, and the checks of a step against each other. */
export interface Weights {
  /** The best mark. */
  readonly outOf: number;
  /** `student`: the data's seed has to be the student's id. */
  readonly seed: 'any' | 'student';
  /** What a step is worth that was done for the student at the end of its hints, of 1. */
  readonly assisted: number;
  /** Weight of each optional step; 0: they do not count. */
  readonly optional: number;
  /** Weight of each step of a chapter; 1 for a chapter that is not named. */
  readonly chapters: Readonly<Record<string, number>>;
  /** Weights of single steps, by full id: before their chapter's. */
  readonly steps: Readonly<Record<string, number>>;
  /** Weights of single checks inside their step, by `chapter.step:check`; 1 for the others. */
  readonly checks: Readonly<Record<string, number>>;
}

const FIELDS = ['format', 'version', 'outOf', 'seed', 'assisted', 'optional', 'chapters', 'steps', 'checks'];

/**
 * Weights from a file's text; what it leaves out is as by default.
 * @throws LabError (exit code 2) naming what is wrong with it.
 */
export function parseWeights(json: string, lab: Lab): Weights {
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw refused({
      fr: `ce n'est pas du JSON (${message(cause)})`,
      en: `it is not JSON (${message(cause)})`,
    });
  }
  if (typeof value !== 'object' || value === null || Reflect.get(value, 'format') !== 'shopstream-weights')
    throw refused({
      fr: 'il y faut "format": "shopstream-weights"',
      en: 'it takes "format": "shopstream-weights"',
    });
  const unknown = Object.keys(value).find(name => !FIELDS.includes(name));
  if (unknown !== undefined)
    throw refused({
      fr: `« ${unknown} » n'est pas un de ses champs`,
      en: `"${unknown}" is none of its fields`,
    });
  const from = new Map<string, unknown>(Object.entries(value));
  const chapters = table(from, 'chapters', name => lab.chapters.some(({ id }) => id === name));
  const isStep = (name: string) => lab.steps.some(({ id }) => id === name);
  return {
    outOf: amount(from, 'outOf', 20, [1, 1000]),
    seed: seedOf(from.get('seed')),
    assisted: amount(from, 'assisted', 1, [0, 1]),
    optional: amount(from, 'optional', 0, [0, 1000]),
    chapters,
    steps: table(from, 'steps', isStep),
    checks: table(from, 'checks', name => isStep(name.split(':')[0] ?? '') && name.includes(':')),
  };
}

function amount(
  from: ReadonlyMap<string, unknown>,
  name: string,
  usual: number,
  [least, most]: readonly [number, number],
): number {
  const value = from.get(name) ?? usual;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw refused({
    fr: `« ${name} » attend un nombre de ${least} à ${most}`,
    en: `"${name}" wants a number from ${least} to ${most}`,
  });
}

function seedOf(value: unknown): Weights['seed'] {
  if (value === undefined || value === 'any') return 'any';
  if (value === 'student') return 'student';
  throw refused({ fr: '« seed » attend "any" ou "student"', en: '"seed" wants "any" or "student"' });
}

function table(
  from: ReadonlyMap<string, unknown>,
  name: string,
  known: (key: string) => boolean,
): Readonly<Record<string, number>> {
  const value = from.get(name) ?? {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw refused({ fr: `« ${name} » attend un objet`, en: `"${name}" wants an object` });
  const entries = Object.entries(value as Record<string, unknown>);
  for (const [key, weight] of entries) {
    if (!known(key))
      throw refused({
        fr: `« ${key} » dans « ${name} » n'existe pas dans le TP`,
        en: `"${key}" in "${name}" does not exist in the lab`,
      });
    if (typeof weight !== 'number' || !(weight >= 0 && weight <= 1000))
      throw refused({
        fr: `« ${key} » dans « ${name} » attend un nombre de 0 à 1000`,
        en: `"${key}" in "${name}" wants a number from 0 to 1000`,
      });
  }
  return Object.fromEntries(entries) as Record<string, number>;
}

function refused(why: Text): LabError {
  return new LabError(
    { fr: `Le barème ne peut pas être lu : ${why.fr}.`, en: `The weights cannot be read: ${why.en}.` },
    {
      advice: {
        fr: 'Partez de assets/grade/weights.json, que le programme emploie sans --weights.',
        en: 'Start from assets/grade/weights.json, which the program uses without --weights.',
      },
      exitCode: 2,
    },
  );
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message.slice(0, 120) : String(cause);
}

/** A value of a record that may have any keys. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
