import { readFile, stat } from 'node:fs/promises';
import process from 'node:process';
import { DEFAULT_SEED } from '../../steps/02-data/generator/dataset.ts';
import { lab } from '../../steps/index.ts';
import { expectedFigures } from '../../steps/proof/expected.ts';
import { gradingCsv } from '../grade/csv.ts';
import { gradingDocument } from '../grade/document.ts';
import { type Grading, gradeReports } from '../grade/grading.ts';
import { gradingJson } from '../grade/json.ts';
import { readFolder } from '../grade/read.ts';
import { type Enrolled, readRoster } from '../grade/roster.ts';
import { gradingLines } from '../grade/table.ts';
import { parseWeights, type Weights } from '../grade/weights.ts';
import { type Lang, say } from '../i18n/text.ts';
import { readContent } from '../lab/content.ts';
import { errorCode, LabError } from '../lab/errors.ts';
import { renderHtml } from '../ui/report/html.ts';
import { sanitize } from '../ui/sanitize.ts';
import { readContext } from './context.ts';
import { tellNotices } from './notices.ts';
import type { Options } from './options.ts';
import { UsageError } from './usage.ts';
import { version } from './version.ts';
import { prepareFiles, writeWhole } from './write-file.ts';

/**
 * `grade DIR`: grades the reports in a folder, offline. 0 when there was something to grade, whatever the grades are;
 * 1 when the roster could not be used; 2 when there was nothing to grade.
 */
export async function grade(options: Options): Promise<number> {
  const { lang, notices } = readContext(options);
  tellNotices(notices, lang);
  const [folder] = options.words;
  if (folder === undefined) {
    throw new UsageError({
      fr: 'grade attend le dossier des rapports.',
      en: 'grade wants the folder of the reports.',
    });
  }
  const { csv, html } = options;
  await prepareFiles([csv, html]);
  const weights = await weightsOf(options.weights);
  const roster = await rosterOf(options.roster, lang);
  const reading = await readFolder(folder).catch(cause => {
    throw unreadable(folder, cause);
  });
  const grading = gradeReports(reading, {
    lab,
    weights,
    roster,
    recompute: expectedFigures,
    defaultSeed: DEFAULT_SEED,
    version: version(),
  });
  tell(grading, options, lang);
  if (csv !== undefined) await writeWhole(csv, gradingCsv(grading, lang));
  if (html !== undefined) {
    const document = gradingDocument(grading, lang, new Date());
    await writeWhole(html, renderHtml(document, readContent('assets/report/report.css')));
  }
  if (grading.students.length === 0 && grading.doctor.machines === 0) return 2;
  return options.roster !== undefined && roster === undefined ? 1 : 0;
}

/** Columns of a page that is not a terminal's. */
const PAGE_WIDTH = 120;

function tell(grading: Grading, { json }: Options, lang: Lang): void {
  const lines = json
    ? [JSON.stringify(gradingJson(grading, lang), null, 2)]
    : gradingLines(grading, lang, process.stdout.columns ?? PAGE_WIDTH);
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function weightsOf(file: string | undefined): Promise<Weights> {
  if (file === undefined) return parseWeights(readContent('assets/grade/weights.json'), lab);
  const json = await readFile(file, 'utf8').catch(cause => {
    throw unreadable(file, cause);
  });
  return parseWeights(json, lab);
}

/** Bytes; ten thousand students have half a megabyte. */
const LARGEST_ROSTER = 5 * 1024 * 1024;

/** The roster, or nothing, said on standard error, when it cannot be used: the reports are graded all the same. */
async function rosterOf(file: string | undefined, lang: Lang): Promise<readonly Enrolled[] | undefined> {
  if (file === undefined) return undefined;
  const bytes = await stat(file)
    .then(({ size }) => (size > LARGEST_ROSTER ? Buffer.alloc(0) : readFile(file)))
    .catch(cause => {
      throw unreadable(file, cause);
    });
  const roster = readRoster(bytes);
  if (roster.kind === 'roster') return roster.students;
  const words = lang === 'fr' ? 'La liste des inscrits est mise de côté :' : 'The roster is set aside:';
  process.stderr.write(`! ${words} ${sanitize(say(roster.reason, lang))}\n`);
  return undefined;
}

function unreadable(path: string, cause: unknown): LabError {
  const code = errorCode(cause) ?? '';
  return new LabError(
    { fr: `${path} ne peut pas être lu (${code}).`, en: `${path} cannot be read (${code}).` },
    { cause, exitCode: 2 },
  );
}
