import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, finding } from './finding.ts';

/** `'sql/postgres/x.sql'`, and `'postgres/x.sql'` where it is handed to `sqlScript`. */
const USES = /sqlScript\(\s*['"`]([^'"`]+)['"`]|['"`]sql\/([^'"`]+)['"`]/g;

/** Every file of `sql/` is used by the sources of a step, and every file that they use exists. */
export function lintSqlFiles(root: string): readonly Finding[] {
  const present = new Set(filesBelow(root, 'sql', '.sql').map(path => path.slice('sql/'.length)));
  const used = new Set<string>();
  const found: Finding[] = [];
  for (const source of filesBelow(root, 'steps', '.ts').filter(path => !path.endsWith('.test.ts'))) {
    for (const [, script, file] of readFileSync(join(root, source), 'utf8').matchAll(USES)) {
      const path = script ?? file ?? '';
      if (!present.has(path) && !used.has(path)) found.push(absent(source, path));
      used.add(path);
    }
  }
  return [...found, ...[...present].filter(path => !used.has(path)).map(unused)];
}

function filesBelow(root: string, folder: string, extension: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map(path => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter(path => path.endsWith(extension))
    .sort();
}

function absent(source: string, path: string): Finding {
  return finding(
    source,
    {
      fr: `Le fichier sql/${path} est utilisé, mais absent.`,
      en: `The file sql/${path} is used, but absent.`,
    },
    { fr: 'Ajoutez-le, ou corrigez son nom.', en: 'Add it, or correct its name.' },
  );
}

function unused(path: string): Finding {
  return finding(
    `sql/${path}`,
    { fr: "Aucune étape n'utilise ce fichier.", en: 'No step uses this file.' },
    {
      fr: 'Montrez-le et exécutez-le avec sqlScript() dans une étape, ou supprimez-le.',
      en: 'Show and execute it with sqlScript() in a step, or remove it.',
    },
  );
}
