import { type Lang, say } from '../i18n/text.ts';
import { sanitize } from '../ui/sanitize.ts';
import { csvField } from './csv-text.ts';
import type { GradedStudent, Grading } from './grading.ts';
import { reasons, STANDING_WORDS } from './words.ts';

/**
 * A row a student, those without a report too, for a spreadsheet: with a byte order mark, `;` and a decimal comma in
 * French, and no cell that it would take for a formula.
 */
export function gradingCsv(grading: Grading, lang: Lang): string {
  const fr = lang === 'fr';
  const header = [
    ...(fr
      ? ['identifiant', 'nom', 'groupe', 'fichier', 'date', 'état', `note sur ${grading.outOf}`]
      : ['id', 'name', 'group', 'file', 'date', 'standing', `mark out of ${grading.outOf}`]),
    ...(fr
      ? ['étapes aidées', 'questions justes', 'remarques']
      : ['assisted steps', 'questions right', 'remarks']),
    ...grading.steps.map(({ id }) => id),
  ];
  const none = fr ? 'aucun rapport' : 'no report';
  const rows = [
    ...grading.students.map(student => studentRow(student, lang)),
    ...grading.missing.map(({ name, group, slugs }) => [slugs[0] ?? '', name, group, '', '', none]),
  ];
  const separator = fr ? ';' : ',';
  const line = (cells: readonly string[]) =>
    header
      .map((_, index) => csvField(sanitize(cells[index] ?? '').replace(/\s+/g, ' '), separator))
      .join(separator);
  return `\ufeff${[header, ...rows].map(line).join('\r\n')}\r\n`;
}

function studentRow(of: GradedStudent, lang: Lang): readonly string[] {
  return [
    of.student,
    of.name,
    of.group,
    of.file,
    of.createdAt.slice(0, 16).replace('T', ' '),
    say(STANDING_WORDS[of.standing], lang),
    decimal(of.mark, lang),
    String(of.assisted),
    String(of.questions.right),
    reasons(of.doubts, lang).join(' | '),
    ...of.steps.map(({ credit }) => decimal(credit === null ? null : Math.round(credit * 100) / 100, lang)),
  ];
}

/** A number as the language's spreadsheet reads it: no thousands, no currency. */
function decimal(value: number | null, lang: Lang): string {
  if (value === null) return '';
  return lang === 'fr' ? String(value).replace('.', ',') : String(value);
}
