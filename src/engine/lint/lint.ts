import type { ChapterDefinition } from '../../lab/chapter.ts';
import { lintDeclarations } from './declarations.ts';
import type { Finding } from './finding.ts';
import { lintLessons } from './lessons.ts';
import { lintQuestions } from './questions.ts';
import { lintSqlFiles } from './sql-files.ts';

/**
 * The faults that show without running anything: declarations, texts in both languages, scripts.
 * @param root the folder that holds `steps/` and `sql/`, sources included.
 */
export function lintContent(chapters: readonly ChapterDefinition[], root: string): readonly Finding[] {
  return [
    ...lintDeclarations(chapters),
    ...lintQuestions(chapters),
    ...chapters.flatMap(chapter => lintLessons(chapter, root)),
    ...lintSqlFiles(root),
  ];
}
