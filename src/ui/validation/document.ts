import { formatDuration, formatNumber, type Lang, say } from '../../i18n/text.ts';
import type { Measured, Verdict } from '../../lab/check.ts';
import { VERDICT_SIGNS } from '../glyphs.ts';
import type { Block, ReportDocument, Section, Tone } from '../report/document.ts';
import type { ValidatedCheck, ValidatedStep, Validation } from './model.ts';

const TONES: Readonly<Record<Verdict, Tone>> = { passed: 'good', failed: 'bad', unknown: 'unknown' };

/** A validation as a document: an overview, then each chapter's steps with their checks and requests. */
export function validationDocument(validation: Validation): ReportDocument {
  const { lang, student, chapters } = validation;
  const fr = lang === 'fr';
  return {
    lang,
    title: fr ? 'ShopStream : validation' : 'ShopStream: validation',
    subtitle: student,
    contents: fr ? 'Sommaire' : 'Contents',
    sections: [
      overview(validation),
      ...chapters.map(({ id, title, steps }) => ({
        number: '',
        title: `${title} (${id})`,
        blocks: steps.flatMap(step => stepBlocks(step, lang)),
      })),
    ],
  };
}

function overview({ lang, target, version, at, ms, done, total, chapters }: Validation): Section {
  const fr = lang === 'fr';
  const steps = chapters.flatMap(chapter => chapter.steps);
  const checks = steps.flatMap(step => step.checks);
  const count = (verdict: Verdict) => String(checks.filter(check => check.verdict === verdict).length);
  const facts: readonly (readonly [string, string])[] = [
    [fr ? 'Étapes en ordre' : 'Steps that hold', `${done} / ${total}`],
    [fr ? 'Contrôles corrects' : 'Checks passed', count('passed')],
    [fr ? 'Contrôles en échec' : 'Checks failed', count('failed')],
    [fr ? 'Contrôles inconnus' : 'Checks unknown', count('unknown')],
    [fr ? 'Cible' : 'Target', target],
    [fr ? 'Vérifié le (UTC)' : 'Verified at (UTC)', at.replace('T', ' ').replace(/\.\d+Z$/, '')],
    [fr ? 'Durée' : 'Duration', formatDuration(ms, lang)],
    [fr ? 'Version du TP' : 'Version of the lab', version],
  ];
  const rows = steps.map(step => ({
    cells: [
      step.id,
      `${step.checks.filter(({ verdict }) => verdict === 'passed').length} / ${step.checks.length}`,
      formatDuration(step.ms, lang),
      verdictOf(step, lang),
    ],
    tone: TONES[step.verdict],
  }));
  const columns = [
    { name: fr ? 'Étape' : 'Step' },
    { name: fr ? 'Contrôles' : 'Checks', numeric: true },
    { name: fr ? 'Durée' : 'Duration', numeric: true },
    { name: 'Verdict' },
  ];
  return {
    number: '',
    title: fr ? "Vue d'ensemble" : 'Overview',
    blocks: [
      { kind: 'facts', items: facts },
      { kind: 'table', table: { columns, rows } },
    ],
  };
}

function verdictOf({ verdict, blame, optional }: ValidatedStep, lang: Lang): string {
  const { glyph, word } = VERDICT_SIGNS[verdict];
  const fr = lang === 'fr';
  const because = blame === undefined ? '' : fr ? ` (à cause de ${blame})` : ` (because of ${blame})`;
  return `${glyph} ${say(word, lang)}${because}${optional ? (fr ? ', facultative' : ', optional') : ''}`;
}

function stepBlocks(step: ValidatedStep, lang: Lang): readonly Block[] {
  const { title, id, checks, verdict, blame } = step;
  const reasons = [
    ...new Set(
      checks.flatMap(check =>
        check.verdict === 'passed' || check.message === undefined ? [] : [check.message],
      ),
    ),
  ];
  return [
    { kind: 'heading', text: `${title} (${id})` },
    { kind: 'paragraph', text: verdictOf(step, lang), tone: TONES[verdict] },
    ...(reasons.length === 0 ? [] : [{ kind: 'list', items: reasons } as const]),
    ...(blame === undefined ? [checkTable(checks, lang), ...requests(checks, lang)] : []),
  ];
}

function checkTable(checks: readonly ValidatedCheck[], lang: Lang): Block {
  const fr = lang === 'fr';
  return {
    kind: 'table',
    table: {
      columns: [
        { name: fr ? 'Contrôle' : 'Check' },
        { name: fr ? 'Attendu' : 'Expected', numeric: true },
        { name: fr ? 'Obtenu' : 'Found', numeric: true },
        { name: fr ? 'Heure (UTC)' : 'Time (UTC)', numeric: true },
        { name: fr ? 'Durée' : 'Took', numeric: true },
        { name: 'Verdict' },
      ],
      rows: checks.map(({ label, verdict, expected, actual, at, ms }) => {
        const { glyph, word } = VERDICT_SIGNS[verdict];
        const time = at.slice(11, 19);
        return {
          cells: [
            label,
            measured(expected, lang),
            measured(actual, lang),
            time,
            formatDuration(ms, lang),
            `${glyph} ${say(word, lang)}`,
          ],
          tone: TONES[verdict],
        };
      }),
    },
  };
}

function measured(value: Measured, lang: Lang): string {
  if (value === null) return '–';
  if (typeof value === 'number') return formatNumber(value, lang, Number.isInteger(value) ? undefined : 2);
  if (typeof value === 'boolean') {
    if (lang === 'fr') return value ? 'oui' : 'non';
    return value ? 'yes' : 'no';
  }
  return value;
}

/** Each request once, with the query ids under which Snowflake remembers it. */
function requests(checks: readonly ValidatedCheck[], lang: Lang): readonly Block[] {
  const queries = new Map<string, Set<string>>();
  for (const { query, queryId } of checks) {
    if (query === undefined || query.trim() === '') continue;
    const ids = queries.get(query.trim()) ?? new Set<string>();
    if (queryId !== undefined) ids.add(queryId);
    queries.set(query.trim(), ids);
  }
  if (queries.size === 0) return [];
  const fr = lang === 'fr';
  const many = queries.size > 1;
  const title = fr
    ? `${queries.size} requête${many ? 's' : ''}`
    : `${queries.size} ${many ? 'requests' : 'request'}`;
  const texts = [...queries].map(([query, ids]) =>
    ids.size === 0
      ? query
      : `${query}\n-- ${fr ? 'identifiant de requête' : 'query id'}: ${[...ids].join(', ')}`,
  );
  return [{ kind: 'queries', title, queries: texts }];
}
