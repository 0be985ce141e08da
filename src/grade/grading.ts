/** Grades a folder's reports against each other, a roster and what their data sets must come to. Offline and pure. */
import type { Text } from '../i18n/text.ts';
import type { Lab } from '../lab/chapter.ts';
import type { Recompute } from '../lab/proof.ts';
import { type Doubt, judge } from '../proof/judge.ts';
import type { SignedReport } from '../proof/report.ts';
import { type DoctorSummary, summarise } from './doctor.ts';
import { type Duplicate, duplicateText, findDuplicates } from './duplicates.ts';
import { type GradedStep, gradedSteps, markSteps, type StepMark, totalMark } from './marks.ts';
import type { Aside, Reading, ReportFile } from './read.ts';
import { bySlug, type Enrolled } from './roster.ts';
import type { Weights } from './weights.ts';

/**
 * `forged` and `edited` reports get no mark: a person decides. `copied`: it shares with another student's what it should
 * not; it is marked, and a person decides too.
 */
export type Standing = 'trusted' | 'copied' | 'edited' | 'forged';

/** One student's newest report, graded. */
export interface GradedStudent {
  /** The id in the report. */
  readonly student: string;
  /** As the roster writes it; the id when it does not. */
  readonly name: string;
  readonly group: string;
  readonly file: string;
  /** ISO 8601 in UTC, as the report says. */
  readonly createdAt: string;
  readonly standing: Standing;
  /** Why it is not trusted, and what else an instructor should know. */
  readonly doubts: readonly Text[];
  /** In the order of the steps. */
  readonly steps: readonly StepMark[];
  /** `null` when it is not to be believed. */
  readonly mark: number | null;
  readonly assisted: number;
  readonly questions: { readonly right: number; readonly answered: number };
  /** False when there is a roster and it does not have the student. */
  readonly enrolled: boolean;
}

export interface FailedCheck {
  readonly step: string;
  readonly check: string;
  readonly failed: number;
  /** Reports that have the check. */
  readonly of: number;
}

export interface Grading {
  readonly outOf: number;
  readonly steps: readonly GradedStep[];
  readonly students: readonly GradedStudent[];
  /** Of trusted and copied reports, most failures first. */
  readonly mostFailed: readonly FailedCheck[];
  readonly duplicates: readonly Duplicate[];
  /** On the roster, without a report. */
  readonly missing: readonly Enrolled[];
  readonly aside: readonly Aside[];
  /** Older reports of students who handed in several. */
  readonly superseded: readonly { readonly file: string; readonly student: string }[];
  readonly doctor: { readonly machines: number; readonly findings: readonly DoctorSummary[] };
}

export interface GradingOptions {
  readonly lab: Lab;
  readonly weights: Weights;
  readonly roster: readonly Enrolled[] | undefined;
  readonly recompute: Recompute;
  /** The seed that everybody has who did not choose one. */
  readonly defaultSeed: string;
  /** Version of the lab that grades. */
  readonly version: string;
}

/** Grades what `readFolder` found. */
export function gradeReports(reading: Reading, options: GradingOptions): Grading {
  const { weights, roster, lab } = options;
  const recompute = remembering(options.recompute);
  const { newest, superseded } = newestOf(reading.reports);
  const duplicates = findDuplicates(newest, options.defaultSeed);
  const enrolled = roster === undefined ? undefined : bySlug(roster);
  const steps = gradedSteps(
    lab,
    newest.map(({ report }) => report),
    weights,
  );
  const students = newest.map((file): GradedStudent => {
    const { report } = file;
    const judged = judge(report, file.raw, { recompute, version: options.version, seed: weights.seed });
    const shared = duplicates.filter(({ students: who }) => who.includes(report.student));
    const standing = standingOf(judged, shared);
    const marks = markSteps(report, steps, weights);
    const person = enrolled?.get(report.student);
    return {
      student: report.student,
      name: person?.name ?? report.student,
      group: person?.group ?? '',
      file: file.file,
      createdAt: report.createdAt,
      standing,
      doubts: [...judged.map(({ text }) => text), ...shared.map(of => duplicateText(of, report.student))],
      steps: marks,
      mark: standing === 'forged' || standing === 'edited' ? null : totalMark(marks, steps, weights.outOf),
      assisted: marks.filter(({ assisted }) => assisted).length,
      questions: {
        right: report.questions.filter(({ right }) => right).length,
        answered: report.questions.length,
      },
      enrolled: enrolled === undefined || person !== undefined,
    };
  });
  const believed = new Set(students.filter(({ mark }) => mark !== null).map(({ file }) => file));
  const seen = new Set(newest.map(({ report }) => enrolled?.get(report.student)));
  return {
    outOf: weights.outOf,
    steps,
    students: students.toSorted(byName),
    mostFailed: mostFailed(newest.filter(({ file }) => believed.has(file)).map(({ report }) => report)),
    duplicates,
    missing: (roster ?? []).filter(person => !seen.has(person)),
    aside: reading.aside,
    superseded,
    doctor: { machines: reading.doctors.length, findings: summarise(reading.doctors) },
  };
}

function standingOf(doubts: readonly Doubt[], shared: readonly Duplicate[]): Standing {
  if (doubts.some(({ kind }) => kind === 'edited')) return 'edited';
  if (doubts.some(({ kind }) => kind === 'forged')) return 'forged';
  return shared.length > 0 ? 'copied' : 'trusted';
}

function byName(a: GradedStudent, b: GradedStudent): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

/** A room has few seeds, or one each: every data set is added up once. */
function remembering(recompute: Recompute): Recompute {
  const known = new Map<string, ReturnType<Recompute>>();
  return identity => {
    const key = JSON.stringify([identity.seed, identity.scale, identity.businessDays]);
    if (!known.has(key)) known.set(key, recompute(identity));
    return known.get(key);
  };
}

/** The newest report of each student, and the others. */
function newestOf(files: readonly ReportFile[]) {
  const newest = new Map<string, ReportFile>();
  const superseded: { file: string; student: string }[] = [];
  for (const file of files) {
    const { student, createdAt } = file.report;
    const other = newest.get(student);
    const older = other !== undefined && other.report.createdAt >= createdAt ? file : other;
    if (older !== file) newest.set(student, file);
    if (older !== undefined) superseded.push({ file: older.file, student });
  }
  return { newest: [...newest.values()], superseded };
}

const MOST_SHOWN = 10;

function mostFailed(reports: readonly SignedReport[]): readonly FailedCheck[] {
  const counts = new Map<string, { step: string; check: string; failed: number; of: number }>();
  for (const { steps } of reports) {
    for (const { id: step, checks } of steps) {
      for (const { id: check, verdict } of checks) {
        const key = `${step}:${check}`;
        const count = counts.get(key) ?? { step, check, failed: 0, of: 0 };
        count.of += 1;
        if (verdict === 'failed') count.failed += 1;
        counts.set(key, count);
      }
    }
  }
  return [...counts.values()]
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => b.failed - a.failed || (a.step + a.check < b.step + b.check ? -1 : 1))
    .slice(0, MOST_SHOWN);
}
