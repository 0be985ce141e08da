import process from 'node:process';
import { lab } from '../../steps/index.ts';
import { doctorExitCode, examineAll } from '../doctor/examine.ts';
import type { DoctorOptions } from '../doctor/machine.ts';
import { type Mended, type Mending, mend, mendings } from '../doctor/mend.ts';
import { doctorReport } from '../doctor/report.ts';
import { closingLines, findingLines } from '../doctor/text.ts';
import { type Lang, say, type Text } from '../i18n/text.ts';
import { packageRoot } from '../lab/content.ts';
import { ALL_SANDBOX, type Placement, placementKey } from '../lab/placement.ts';
import { openTarget } from '../targets/target.ts';
import { sanitize } from '../ui/sanitize.ts';
import { bucketOf, REGION } from './bucket.ts';
import { confirmed } from './confirm.ts';
import { placementFor } from './context.ts';
import { onInterrupt } from './interrupt.ts';
import { chooseLanguage, systemLocale } from './language.ts';
import type { Options } from './options.ts';
import { findPlaces, journalPath, preferencesPath, targetPlaces } from './places.ts';
import { type Preferences, peekPreferences } from './preferences.ts';
import { version } from './version.ts';

/** `doctor`: looks at everything the lab stands on; `--fix` mends what can be mended safely, after asking. */
export async function doctor(options: Options): Promise<number> {
  // Not the usual context: it wants a home that can be written, and that may be what is wrong.
  const places = findPlaces(options);
  const preferences = peekPreferences(places.home);
  const lang = chooseLanguage({
    option: options.lang,
    environment: process.env,
    saved: preferences.lang,
    system: systemLocale,
  });
  const placement = safePlacement(preferences, options);
  const interruption = onInterrupt();
  const bucket = bucketOf(preferences, placement, REGION);
  const accounts = Object.values(placement).includes('cloud')
    ? openTarget(placement, { bucket, region: REGION }, targetPlaces(places), preferences)
    : undefined;
  const about: DoctorOptions = {
    places: {
      ...targetPlaces(places),
      settings: preferencesPath(places.home),
      journal: journalPath(places.home, placementKey(placement)),
    },
    placement,
    lab,
    app: version(),
    root: packageRoot,
    signal: interruption.signal,
    ...(accounts === undefined ? {} : { accounts }),
  };
  try {
    return await (options.fix ? fix : look)(about, options, lang, preferences.student);
  } finally {
    interruption.dispose();
    await accounts?.close();
  }
}

async function look(about: DoctorOptions, options: Options, lang: Lang, student?: string): Promise<number> {
  const findings = await examineAll(about);
  if (options.json) writeJson(doctorReport({ ...about, student }, findings));
  else write([...findingLines(findings, lang, options.all), ...closingLines(findings, lang)]);
  return doctorExitCode(findings);
}

async function fix(about: DoctorOptions, options: Options, lang: Lang, student?: string): Promise<number> {
  const signal = about.signal ?? new AbortController().signal;
  const todo = mendings(await examineAll(about));
  const tell = (words: Text) => process.stderr.write(`${sanitize(say(words, lang))}\n`);
  if (todo.length === 0) {
    tell(NOTHING);
    return look(about, options, lang, student);
  }
  tell(WILL);
  for (const { repair, ids } of todo)
    process.stderr.write(`  - ${sanitize(say(repair.title, lang))}  [${ids.join(', ')}]\n`);
  if (!options.yes && !(await confirmed('doctor --fix', [], lang, signal))) return 1;
  const done = await mendAll(todo, signal, lang);
  const findings = await examineAll(about);
  if (options.json) {
    const repairs = done.map(({ ids, repair, problem }) => ({
      ids,
      title: repair.title,
      done: problem === undefined,
    }));
    writeJson({ ...doctorReport({ ...about, student }, findings), repairs });
  } else {
    write(['', ...findingLines(findings, lang, options.all), ...closingLines(findings, lang)]);
  }
  return doctorExitCode(findings);
}

async function mendAll(
  todo: readonly Mending[],
  signal: AbortSignal,
  lang: Lang,
): Promise<readonly Mended[]> {
  const done: Mended[] = [];
  for await (const mended of mend(todo, signal)) {
    done.push(mended);
    const { repair, problem } = mended;
    const sign = problem === undefined ? '✓' : '✗';
    const word = say(problem === undefined ? MENDED : FAILED, lang);
    process.stderr.write(`${sign} ${word} ${sanitize(say(repair.title, lang))}\n`);
    if (problem !== undefined) process.stderr.write(`  ${sanitize(say(problem.text, lang))}\n`);
  }
  return done;
}

/** The placement that was chosen; the sandbox when that choice cannot work, which every other command says. */
function safePlacement(preferences: Preferences, options: Options): Placement {
  try {
    return placementFor(preferences, options.target);
  } catch {
    return ALL_SANDBOX;
  }
}

function write(lines: readonly string[]): void {
  process.stdout.write(`${lines.map(sanitize).join('\n')}\n`);
}

function writeJson(report: object): void {
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}

const NOTHING: Text = { fr: 'Rien que --fix puisse corriger.', en: 'Nothing that --fix could mend.' };
const WILL: Text = { fr: 'Corrections possibles :', en: 'Possible repairs:' };
const MENDED: Text = { fr: 'fait :', en: 'done:' };
const FAILED: Text = { fr: 'échec :', en: 'failed:' };
