import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGS } from '../../i18n/text.ts';
import type { ChapterDefinition } from '../../lab/chapter.ts';
import { type Finding, finding } from './finding.ts';
import { lintMarkdown } from './markdown.ts';

/** The lessons, openings and recaps of a chapter: present in both languages, not empty, and as the terminal shows them. */
export function lintLessons(chapter: ChapterDefinition, root: string): readonly Finding[] {
  const names = [...chapter.steps.map(step => step.name), 'opening', 'recap'];
  const wanted = names.flatMap(name => LANGS.map(lang => `${name}.${lang}.md`));
  const folder = `steps/${chapter.folder}`;
  const present = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
  const strays = present.filter(file => file.endsWith('.md') && !wanted.includes(file));
  return [
    ...wanted.flatMap(file => lintLesson(`${folder}/${file}`, root)),
    ...strays.map(file => stray(`${folder}/${file}`)),
  ];
}

function lintLesson(path: string, root: string): readonly Finding[] {
  const file = join(root, path);
  const source = existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : '';
  if (source.trim() !== '') return lintMarkdown(path, source);
  return [
    finding(
      path,
      { fr: 'Ce texte est absent ou vide.', en: 'This text is absent or empty.' },
      {
        fr: "Écrivez-le ; l'autre langue dit les mêmes choses (CONTRIBUTING.md).",
        en: 'Write it; the other language says the same things (CONTRIBUTING.md).',
      },
    ),
  ];
}

function stray(path: string): Finding {
  return finding(
    path,
    {
      fr: "Ce texte n'est celui d'aucune étape du chapitre.",
      en: 'This text belongs to no step of the chapter.',
    },
    {
      fr: "Donnez-lui le nom d'une étape de chapter.ts, ou supprimez-le.",
      en: 'Name it after a step of chapter.ts, or remove it.',
    },
  );
}
