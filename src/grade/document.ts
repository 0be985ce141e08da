import { type Lang, say, type Text } from '../i18n/text.ts';
import type { Block, ReportDocument, Section, Tone } from '../ui/report/document.ts';
import { DUPLICATE_WORDS } from './duplicates.ts';
import type { Grading, Standing } from './grading.ts';
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

const TONES: Readonly<Record<Standing, Tone>> = {
  trusted: 'good',
  copied: 'unknown',
  edited: 'bad',
  forged: 'bad',
};

/** The grading as a document for one HTML page. */
export function gradingDocument(grading: Grading, lang: Lang, at: Date): ReportDocument {
  const fr = lang === 'fr';
  const { students, missing, aside } = grading;
  const doubtful = students.filter(({ standing, enrolled }) => standing !== 'trusted' || !enrolled);
  const told = summary(
    { graded: students.length, doubtful: doubtful.length, missing: missing.length, aside: aside.length },
    lang,
  );
  const sections: readonly (Section | undefined)[] = [
    section(TITLES.matrix, [{ kind: 'paragraph', text: told }, ...matrix(grading, lang)], lang),
    rows(
      TITLES.doubtful,
      [
        fr ? 'Étudiant' : 'Student',
        fr ? 'Fichier' : 'File',
        fr ? 'Pourquoi' : 'Why',
        fr ? 'Rapport' : 'Report',
      ],
      doubtful.map(({ name, file, doubts, enrolled, standing }) => ({
        cells: [
          name,
          file,
          [
            ...reasons(doubts, lang),
            ...(enrolled ? [] : [fr ? 'absent de la liste' : 'not on the roster']),
          ].join(' | '),
          say(STANDING_WORDS[standing], lang),
        ],
        tone: TONES[standing],
      })),
      lang,
    ),
    list(
      TITLES.duplicates,
      grading.duplicates.map(({ kind, students: who, files }) =>
        pair(say(DUPLICATE_WORDS[kind], lang), `${who.join(', ')} (${files.join(', ')})`, lang),
      ),
      lang,
    ),
    rows(
      TITLES.failed,
      [fr ? 'Étape' : 'Step', fr ? 'Contrôle' : 'Check', fr ? 'Échecs' : 'Failures'],
      grading.mostFailed.map(({ step, check, failed, of }) => ({
        cells: [step, check, share(failed, of, lang)],
      })),
      lang,
    ),
    list(
      TITLES.missing,
      missing.map(({ name, group }) => (group === '' ? name : `${name} (${group})`)),
      lang,
    ),
    list(
      TITLES.aside,
      aside.map(({ file, reason }) => pair(file, say(reason, lang), lang)),
      lang,
    ),
    list(
      TITLES.superseded,
      grading.superseded.map(({ file, student }) => `${file} (${student})`),
      lang,
    ),
    doctor(grading, lang),
  ];
  return {
    lang,
    title: fr ? 'ShopStream : notation' : 'ShopStream: grading',
    subtitle: at.toISOString().slice(0, 16).replace('T', ' '),
    contents: fr ? 'Sommaire' : 'Contents',
    sections: sections.filter(part => part !== undefined),
  };
}

function section(title: Text, blocks: readonly Block[], lang: Lang): Section {
  return { number: '', title: say(title, lang), blocks };
}

function list(title: Text, items: readonly string[], lang: Lang): Section | undefined {
  return items.length === 0 ? undefined : section(title, [{ kind: 'list', items }], lang);
}

function rows(
  title: Text,
  columns: readonly string[],
  of: readonly { readonly cells: readonly string[]; readonly tone?: Tone }[],
  lang: Lang,
): Section | undefined {
  if (of.length === 0) return undefined;
  return section(
    title,
    [{ kind: 'table', table: { columns: columns.map(name => ({ name })), rows: of } }],
    lang,
  );
}

/** A column a step, by number, and a list that tells the numbers. */
function matrix({ students, steps, outOf }: Grading, lang: Lang): readonly Block[] {
  if (students.length === 0) return [];
  const fr = lang === 'fr';
  const columns = [
    { name: fr ? 'Étudiant' : 'Student' },
    { name: fr ? 'Groupe' : 'Group' },
    { name: fr ? `Note /${outOf}` : `Mark /${outOf}`, numeric: true },
    ...steps.map((_, index) => ({ name: String(index + 1) })),
    { name: fr ? 'Rapport' : 'Report' },
  ];
  return [
    {
      kind: 'table',
      table: {
        columns,
        rows: students.map(({ name, group, mark, steps: marks, standing }) => ({
          cells: [
            name,
            group,
            markWords(mark, lang),
            ...marks.map(stepSign),
            say(STANDING_WORDS[standing], lang),
          ],
          tone: TONES[standing],
        })),
      },
    },
    { kind: 'paragraph', text: say(SIGN_LEGEND, lang) },
    { kind: 'list', items: steps.map(({ id }, index) => `${index + 1}. ${id}`) },
  ];
}

function doctor({ doctor: { machines, findings } }: Grading, lang: Lang): Section | undefined {
  if (machines === 0) return undefined;
  const fr = lang === 'fr';
  const columns = fr
    ? ['Constat', 'Problèmes', 'Avertissements', 'Inconnus', 'Remède']
    : ['Finding', 'Problems', 'Warnings', 'Unknown', 'Fix'];
  const told = { kind: 'paragraph', text: fr ? `${machines} machines` : `${machines} machines` } as const;
  const of = findings.map(({ id, title, problem, warning, unknown, fix }) => [
    `${title} (${id})`,
    String(problem),
    String(warning),
    String(unknown),
    fix,
  ]);
  const table = {
    kind: 'table',
    table: { columns: columns.map(name => ({ name })), rows: of.map(cells => ({ cells })) },
  } as const;
  return section(TITLES.doctor, [told, ...(of.length === 0 ? [] : [table])], lang);
}
