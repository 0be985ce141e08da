import { type Lang, say } from '../i18n/text.ts';
import type { Grading } from './grading.ts';

/** A grading as JSON, its texts in one language. */
export function gradingJson(grading: Grading, lang: Lang) {
  return {
    ...grading,
    students: grading.students.map(student => ({
      ...student,
      doubts: student.doubts.map(doubt => say(doubt, lang)),
      steps: student.steps.map(({ credit, assisted }, index) => ({
        id: grading.steps[index]?.id,
        credit,
        assisted,
      })),
    })),
    missing: grading.missing.map(({ name, group, slugs }) => ({ id: slugs[0], name, group })),
    aside: grading.aside.map(({ file, reason }) => ({ file, reason: say(reason, lang) })),
  };
}
