import { type Lang, say, type Text } from '../i18n/text.ts';
import { sanitize } from '../ui/sanitize.ts';
import { table } from '../ui/table.ts';
import { DUPLICATE_WORDS } from './duplicates.ts';
import type { GradedStudent, Grading } from './grading.ts';
import {
  markWords,
  pair,
  reasons,
  SIGN_LEGEND,
  STANDING_WORDS,
  share,
  stepSign,
  summary,
  TITLES,
} from './words.ts';

/** Lists longer than this are cut; the files have everything. */
const MOST_LINES = 15;
const LONGEST_NAME = 24;

/** The grading as lines for a terminal of `width` columns. Everything that others wrote is made harmless. */
export function gradingLines(grading: Grading, lang: Lang, width: number): readonly string[] {
  const { students, missing, aside } = grading;
  const doubtful = students.filter(({ standing, enrolled }) => standing !== 'trusted' || !enrolled);
  const counts = {
    graded: students.length,
    doubtful: doubtful.length,
    missing: missing.length,
    aside: aside.length,
  };
  return [
    ...(students.length === 0 ? [] : [...matrix(grading, lang, width), '', say(SIGN_LEGEND, lang)]),
    ...section(
      TITLES.doubtful,
      doubtful.map(student => doubtLine(student, lang)),
      lang,
      width,
    ),
    ...section(
      TITLES.duplicates,
      grading.duplicates.map(({ kind, students: who }) =>
        pair(say(DUPLICATE_WORDS[kind], lang), who.map(one).join(', '), lang),
      ),
      lang,
      width,
    ),
    ...section(
      TITLES.failed,
      grading.mostFailed.map(
        ({ step, check, failed, of }) => `${share(failed, of, lang)}  ${one(step)} ${one(check)}`,
      ),
      lang,
      width,
    ),
    ...section(
      TITLES.missing,
      missing.map(({ name, group }) => one(group === '' ? name : `${name} (${group})`)),
      lang,
      width,
    ),
    ...section(
      TITLES.aside,
      aside.map(({ file, reason }) => pair(one(file), one(say(reason, lang)), lang)),
      lang,
      width,
    ),
    ...section(
      TITLES.superseded,
      grading.superseded.map(({ file, student }) => `${one(file)} (${one(student)})`),
      lang,
      width,
    ),
    ...doctorLines(grading, lang, width),
    '',
    summary(counts, lang),
  ];
}

/** Text of others on one line. */
function one(words: string): string {
  return sanitize(words).replace(/\s+/g, ' ').trim();
}

function cut(words: string, most: number): string {
  const signs = [...words];
  return signs.length > most ? `${signs.slice(0, Math.max(1, most - 1)).join('')}…` : words;
}

/** Student, mark and standing; then, as there is room, a sign a step or a count a chapter. */
function matrix(grading: Grading, lang: Lang, width: number): readonly string[] {
  const fr = lang === 'fr';
  const chapters = [...new Set(grading.steps.map(({ chapter }) => chapter))];
  const base = (student: GradedStudent) => [
    cut(one(student.name), LONGEST_NAME),
    markWords(student.mark, lang),
    say(STANDING_WORDS[student.standing], lang),
  ];
  const head = [fr ? 'Étudiant' : 'Student', `/${grading.outOf}`, fr ? 'Rapport' : 'Report'];
  const signs = table(
    [...head, fr ? 'Étapes' : 'Steps'],
    grading.students.map(student => [...base(student), signsByChapter(grading, student, chapters)]),
    Number.POSITIVE_INFINITY,
  );
  const counts = table(
    [...head, ...chapters],
    grading.students.map(student => [...base(student), ...chapters.map(of => countOf(grading, student, of))]),
  );
  const plain = table(head, grading.students.map(base));
  return [signs, counts].find(lines => fits(lines, width)) ?? plain.map(line => cut(line, width));
}

function fits(lines: readonly string[], width: number): boolean {
  return lines.every(line => [...line].length <= width);
}

function signsByChapter(grading: Grading, student: GradedStudent, chapters: readonly string[]): string {
  return chapters
    .map(chapter =>
      student.steps
        .filter((_, index) => grading.steps[index]?.chapter === chapter)
        .map(stepSign)
        .join(''),
    )
    .join(' ');
}

function countOf(grading: Grading, student: GradedStudent, chapter: string): string {
  const marks = student.steps.filter((_, index) => grading.steps[index]?.chapter === chapter);
  return `${marks.filter(({ credit }) => credit !== null && credit >= 1).length}/${marks.length}`;
}

function doubtLine({ name, file, standing, doubts, enrolled }: GradedStudent, lang: Lang): string {
  const unlisted = lang === 'fr' ? 'absent de la liste' : 'not on the roster';
  const why = [...reasons(doubts, lang, 1).map(one), ...(enrolled ? [] : [unlisted])];
  return pair(`${one(name)} (${one(file)})`, [say(STANDING_WORDS[standing], lang), ...why].join(' | '), lang);
}

function doctorLines({ doctor }: Grading, lang: Lang, width: number): readonly string[] {
  if (doctor.machines === 0) return [];
  const lines = doctor.findings.map(({ id, title, problem, warning, unknown }) => {
    const parts = [
      [problem, lang === 'fr' ? 'problème' : 'problem'],
      [warning, lang === 'fr' ? 'avertissement' : 'warning'],
      [unknown, lang === 'fr' ? 'inconnu' : 'unknown'],
    ] as const;
    const told = parts
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${count} ${word}${count > 1 ? 's' : ''}`);
    return `${told.join(', ')} / ${doctor.machines}  ${one(title)} (${one(id)})`;
  });
  return section(TITLES.doctor, lines.length === 0 ? [`✓ ${doctor.machines}`] : lines, lang, width);
}

function section(title: Text, lines: readonly string[], lang: Lang, width: number): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - MOST_LINES;
  const rest = lang === 'fr' ? `… et ${more} de plus` : `… and ${more} more`;
  return [
    '',
    say(title, lang),
    ...[...lines.slice(0, MOST_LINES), ...(more > 0 ? [rest] : [])].map(line => cut(`  ${line}`, width)),
  ];
}
