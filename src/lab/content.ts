import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lang } from '../i18n/text.ts';
import type { Step } from './chapter.ts';

/** The package's folder, wherever this code runs from (`dist/`, a bundle, or the sources). */
export const packageRoot: string = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

function findPackageRoot(from: string): string {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'sql'))) return from;
  const parent = dirname(from);
  if (parent === from)
    throw new Error('The files of shopstream-lab are incomplete: package.json was not found.');
  return findPackageRoot(parent);
}

/** The text of a file of the package; `path` is relative to its root, with `/`. */
export function readContent(path: string): string {
  // Git may have checked the file out with CRLF on Windows; what is shown and executed has LF everywhere.
  return readFileSync(join(packageRoot, path), 'utf8').replaceAll('\r\n', '\n');
}

/** A script of `sql/`, with `{{name}}` replaced from `values`: the text that is shown is the text that is executed. */
export function sqlScript(path: string, values: Readonly<Record<string, string>> = {}): string {
  return readContent(`sql/${path}`).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`sql/${path} wants a value for {{${name}}}.`);
    return value;
  });
}

/** A step's lesson in Markdown. */
export function lesson(step: Step, lang: Lang): string {
  return readContent(`steps/${step.chapter.folder}/${step.definition.name}.${lang}.md`);
}

/** The opening or the recap of a chapter in Markdown; empty when it has none. */
export function chapterText(folder: string, part: 'opening' | 'recap', lang: Lang): string {
  return hasChapterText(folder, part) ? readContent(`steps/${folder}/${part}.${lang}.md`) : '';
}

/** Whether a chapter has an opening, or a recap: in French, and then in English, which `lint` sees to. */
export function hasChapterText(folder: string, part: 'opening' | 'recap'): boolean {
  return existsSync(join(packageRoot, `steps/${folder}/${part}.fr.md`));
}
