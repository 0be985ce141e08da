import { parseArgs } from 'node:util';
import { LANGS, type Lang } from '../i18n/text.ts';
import type { TargetKind } from '../lab/settings.ts';
import { UsageError } from './usage.ts';

/** The command line, read. `undefined` means: not given, look at the settings. */
export interface Options {
  readonly command: string | undefined;
  /** What follows the command: steps, a query, a setting. */
  readonly words: readonly string[];
  readonly target: TargetKind | undefined;
  readonly lang: Lang | undefined;
  readonly home: string | undefined;
  readonly workspace: string | undefined;
  readonly color: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly all: boolean;
  /** `doctor`: mends what it can. */
  readonly fix: boolean;
  /** `connect`: tests what is set, without a dialogue. */
  readonly test: boolean;
  readonly help: boolean;
  readonly version: boolean;
  readonly scale: number | undefined;
  readonly seed: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly date: string | undefined;
  readonly withAirflow: boolean;
  readonly format: EnvFormat;
  readonly as: 'lab' | 'admin';
  /** A file of statements for `sql`. */
  readonly file: string | undefined;
  /** Folder of the report. */
  readonly out: string | undefined;
  /** `lint`: the full cycle of each step too. */
  readonly full: boolean;
  /** `validate`: files to write the result to, by kind; `grade` writes HTML and CSV. */
  readonly junit: string | undefined;
  readonly html: string | undefined;
  readonly md: string | undefined;
  readonly report: string | undefined;
  readonly csv: string | undefined;
  /** `grade`: who should have handed in a report, and what everything is worth. */
  readonly roster: string | undefined;
  readonly weights: string | undefined;
  /** `dashboard`: the file to write instead of serving. */
  readonly exportTo: string | undefined;
  /** `dashboard`, `airflow`: the port to serve on. */
  readonly port: number | undefined;
  /** `dashboard`: whether to show it in the browser. */
  readonly open: boolean;
}

export const ENV_FORMATS = ['sh', 'powershell', 'cmd', 'json'] as const;
export type EnvFormat = (typeof ENV_FORMATS)[number];

const SPEC = {
  target: { type: 'string' },
  lang: { type: 'string' },
  home: { type: 'string' },
  workspace: { type: 'string' },
  'no-color': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  json: { type: 'boolean' },
  all: { type: 'boolean' },
  fix: { type: 'boolean' },
  test: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  scale: { type: 'string' },
  seed: { type: 'string' },
  date: { type: 'string' },
  'with-airflow': { type: 'boolean' },
  format: { type: 'string' },
  as: { type: 'string' },
  file: { type: 'string' },
  out: { type: 'string' },
  full: { type: 'boolean' },
  junit: { type: 'string' },
  html: { type: 'string' },
  md: { type: 'string' },
  report: { type: 'string' },
  csv: { type: 'string' },
  roster: { type: 'string' },
  weights: { type: 'string' },
  export: { type: 'string' },
  port: { type: 'string' },
  'no-open': { type: 'boolean' },
} as const;

/** Which options belong to one command only; the others may stand with every command. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  json: [
    'run',
    'plan',
    'cleanup',
    'next-day',
    'pipeline',
    'validate',
    'status',
    'doctor',
    'grade',
    'connect',
  ],
  all: ['run', 'reset', 'doctor'],
  fix: ['doctor'],
  test: ['connect'],
  scale: ['run'],
  seed: ['run'],
  date: ['run', 'next-day', 'pipeline'],
  'with-airflow': ['run', 'reset', 'lint'],
  format: ['sandbox'],
  as: ['sandbox'],
  file: ['sql'],
  out: ['report'],
  full: ['lint'],
  junit: ['validate'],
  html: ['validate', 'grade'],
  md: ['validate'],
  report: ['validate'],
  csv: ['grade'],
  roster: ['grade'],
  weights: ['grade'],
  export: ['dashboard'],
  port: ['dashboard', 'airflow'],
  'no-open': ['dashboard'],
};

/**
 * Reads the arguments after the program's name.
 * @throws UsageError for an unknown option, one that does not fit the command, or a value that is not of its kind.
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const [command, ...words] = positionals;
  for (const [option, commands] of Object.entries(ONLY)) {
    if (option in values && (command === undefined ? option !== 'json' : !commands.includes(command))) {
      throw new UsageError({
        fr: `L'option --${option} ne va qu'avec ${commands.join(', ')}.`,
        en: `The option --${option} goes only with ${commands.join(', ')}.`,
      });
    }
  }
  return {
    command,
    words,
    target: oneOf('target', values.target, ['sandbox', 'cloud'] as const),
    lang: oneOf('lang', values.lang, LANGS),
    home: notEmpty('home', values.home),
    workspace: notEmpty('workspace', values.workspace),
    color: values['no-color'] !== true,
    yes: values.yes === true,
    json: values.json === true,
    all: values.all === true,
    fix: values.fix === true,
    test: values.test === true,
    help: values.help === true,
    version: values.version === true,
    scale: wholeNumber('scale', values.scale, LARGEST_SCALE),
    seed: notEmpty('seed', values.seed),
    date: calendarDate(values.date),
    withAirflow: values['with-airflow'] === true,
    format:
      oneOf('format', values.format, ENV_FORMATS) ?? (process.platform === 'win32' ? 'powershell' : 'sh'),
    as: oneOf('as', values.as, ['lab', 'admin'] as const) ?? 'lab',
    file: notEmpty('file', values.file),
    out: notEmpty('out', values.out),
    full: values.full === true,
    junit: notEmpty('junit', values.junit),
    html: notEmpty('html', values.html),
    md: notEmpty('md', values.md),
    report: notEmpty('report', values.report),
    csv: notEmpty('csv', values.csv),
    roster: notEmpty('roster', values.roster),
    weights: notEmpty('weights', values.weights),
    exportTo: notEmpty('export', values.export),
    port: wholeNumber('port', values.port, LAST_PORT),
    open: values['no-open'] !== true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: SPEC, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const option = /'(-[^' ]*)/.exec(message)?.[1];
    if (option === undefined) throw error;
    const missing = /argument missing|argument is ambiguous/.test(message);
    throw new UsageError(
      missing
        ? { fr: `L'option ${option} attend une valeur.`, en: `The option ${option} wants a value.` }
        : { fr: `L'option ${option} n'existe pas.`, en: `There is no option ${option}.` },
    );
  }
}

function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  allowed: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find(candidate => candidate === value);
  if (found === undefined) {
    throw new UsageError({
      fr: `--${name} accepte ${allowed.join(', ')} ; « ${value} » n'en est pas.`,
      en: `--${name} takes ${allowed.join(', ')}; "${value}" is none of them.`,
    });
  }
  return found;
}

function notEmpty(name: string, value: string | undefined): string | undefined {
  if (value !== undefined && value.trim() === '') {
    throw new UsageError({ fr: `--${name} attend une valeur.`, en: `--${name} wants a value.` });
  }
  return value;
}

/** Beyond this a laptop's sandbox is the wrong place. */
const LARGEST_SCALE = 1000;

const LAST_PORT = 65_535;

function wholeNumber(name: string, value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > most) {
    throw new UsageError({
      fr: `--${name} attend un nombre entier de 1 à ${most}, pas « ${value} ».`,
      en: `--${name} wants a whole number from 1 to ${most}, not "${value}".`,
    });
  }
  return number;
}

function calendarDate(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
  // `2026-02-31` parses, as the third of March.
  if (parsed === undefined || Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== value) {
    throw new UsageError({
      fr: `--date attend une date du calendrier, comme 2026-01-31, pas « ${value} ».`,
      en: `--date wants a calendar date, such as 2026-01-31, not "${value}".`,
    });
  }
  return value;
}
