import { type LabState, progressOf } from '../../engine/state.ts';
import type { StepResult } from '../../engine/validate.ts';
import { formatDuration, formatNumber, type Lang, say } from '../../i18n/text.ts';
import type { Check, Measured, Sample } from '../../lab/check.ts';
import { VERDICT_SIGNS } from '../glyphs.ts';
import type { Block, Tone } from './document.ts';

/** What a step's blocks are made from. */
export interface Evidence {
  readonly state: LabState;
  readonly lang: Lang;
  /** A moment (ISO 8601) as a person reads it. */
  readonly moment: (at: string) => string;
}

/** Where a step stands, in words, and how good that is. */
export function standing(result: StepResult, { state, lang }: Evidence): { words: string; tone: Tone } {
  const progress = progressOf(state, result.step.id);
  const fr = lang === 'fr';
  switch (result.verdict) {
    case 'passed':
      return { words: fr ? '✓ vérifiée' : '✓ verified', tone: 'good' };
    case 'failed':
      return { words: fr ? '✗ ne correspond pas à ce qui est attendu' : '✗ not as expected', tone: 'bad' };
    case 'unknown':
      if (progress.state === 'skipped') {
        const why = progress.reason === undefined ? '' : ` (${progress.reason})`;
        return { words: `${fr ? '– passée' : '– skipped'}${why}`, tone: 'unknown' };
      }
      if (result.step.optional && progress.state === 'pending')
        return { words: fr ? '– facultative, pas faite' : '– optional, not done', tone: 'unknown' };
      return { words: fr ? '? n’a pas pu être vérifiée' : '? could not be verified', tone: 'unknown' };
  }
}

/** A step's title, where it stands, when it was done and how long it took, its checks, and their queries. */
export function stepBlocks(result: StepResult, evidence: Evidence): readonly Block[] {
  const { lang } = evidence;
  const { step, checks } = result;
  const { words, tone } = standing(result, evidence);
  const queries = [
    ...new Set(checks.flatMap(({ query }) => (query === undefined ? [] : [query.trim()]))),
  ].filter(query => query !== '');
  return [
    { kind: 'heading', text: `${say(step.definition.title, lang)} (${step.id})` },
    { kind: 'paragraph', text: [words, ...history(step.id, evidence)].join(' · '), tone },
    ...reasons(checks, lang),
    ...(result.blame === undefined ? [checkTable(checks, lang)] : []),
    ...(queries.length === 0 ? [] : [queriesBlock(queries, lang)]),
  ];
}

/** When the journal says that a step was done, and how long that took. */
function history(id: string, { state, lang, moment }: Evidence): readonly string[] {
  const { at, ms, assisted } = progressOf(state, id);
  const fr = lang === 'fr';
  return [
    ...(at === undefined ? [] : [fr ? `journal : ${moment(at)}` : `journal: ${moment(at)}`]),
    ...(ms === undefined
      ? []
      : [`${fr ? 'exécutée et vérifiée en' : 'executed and verified in'} ${formatDuration(ms, lang)}`]),
    ...(assisted === true ? [fr ? 'avec aide' : 'assisted'] : []),
  ];
}

/** What is wrong, or why it is not known, each said once. */
function reasons(checks: readonly Check[], lang: Lang): readonly Block[] {
  const told = checks.flatMap(({ verdict, message }) =>
    verdict === 'passed' || message === undefined ? [] : [say(message, lang)],
  );
  return told.length === 0 ? [] : [{ kind: 'list', items: [...new Set(told)] }];
}

function checkTable(checks: readonly Check[], lang: Lang): Block {
  const fr = lang === 'fr';
  return {
    kind: 'table',
    table: {
      columns: [
        { name: fr ? 'Contrôle' : 'Check' },
        { name: fr ? 'Attendu' : 'Expected', numeric: true },
        { name: fr ? 'Obtenu' : 'Found', numeric: true },
        { name: 'Verdict' },
      ],
      rows: checks.map(({ label, expected, actual, verdict }) => {
        const sign = VERDICT_SIGNS[verdict];
        const unknown = verdict === 'unknown';
        return {
          cells: [
            say(label, lang),
            unknown ? '' : measured(expected, lang),
            unknown ? '' : measured(actual, lang),
            `${sign.glyph} ${say(sign.word, lang)}`,
          ],
          tone: toneOf(verdict),
        };
      }),
    },
  };
}

function toneOf(verdict: Check['verdict']): Tone {
  switch (verdict) {
    case 'passed':
      return 'good';
    case 'failed':
      return 'bad';
    case 'unknown':
      return 'unknown';
  }
}

function queriesBlock(queries: readonly string[], lang: Lang): Block {
  const one = queries.length === 1;
  const word = lang === 'fr' ? (one ? 'requête' : 'requêtes') : one ? 'query' : 'queries';
  return { kind: 'queries', title: `${queries.length} ${word}`, queries };
}

/** Rows that a verification found, with the query that found them. */
export function sampleBlocks(sample: Sample, lang: Lang): readonly Block[] {
  const numeric = sample.columns.map(
    (_, index) => sample.rows.length > 0 && sample.rows.every(row => isNumber(row[index] ?? null)),
  );
  const shown = (cell: Measured, index: number): string => {
    if (IDENTIFIER.test(sample.columns[index] ?? '')) return String(cell ?? '');
    if (typeof cell === 'string' && numeric[index] === true) return formatNumber(Number(cell), lang, 2);
    return shorten(measured(cell, lang));
  };
  return [
    {
      kind: 'table',
      table: {
        caption: say(sample.title, lang),
        columns: sample.columns.map((name, index) => ({ name, numeric: numeric[index] ?? false })),
        rows: sample.rows.map(row => ({ cells: row.map(shown) })),
      },
    },
    queriesBlock([sample.query.trim()], lang),
  ];
}

/** PostgreSQL's driver gives `numeric(10,2)` as text. */
function isNumber(cell: Measured): boolean {
  return typeof cell === 'number' || (typeof cell === 'string' && /^-?\d{1,12}\.\d\d$/.test(cell));
}

/** Columns whose numbers name something: no thousands are told apart in them. */
const IDENTIFIER = /(^|_)(id|key|port)$/i;

/** Characters of a sample's cell: a product's description would fill the page. */
const LONGEST_CELL = 60;

function shorten(words: string): string {
  const letters = [...words];
  return letters.length > LONGEST_CELL ? `${letters.slice(0, LONGEST_CELL - 1).join('')}…` : words;
}

/** A value as a person reads it. */
function measured(value: Measured, lang: Lang): string {
  if (value === null) return 'absent';
  if (typeof value === 'number') return formatNumber(value, lang);
  if (typeof value === 'boolean') return lang === 'fr' ? (value ? 'oui' : 'non') : value ? 'yes' : 'no';
  return value;
}
