import { type LabState, progressOf } from '../../engine/state.ts';
import type { StepResult } from '../../engine/validate.ts';
import { formatDuration, formatNumber, type Lang, say } from '../../i18n/text.ts';
import type { TargetKind } from '../../lab/settings.ts';
import type { Block, ReportDocument, Section } from './document.ts';
import { exhibitBlocks } from './exhibits.ts';
import type { Figures } from './figures.ts';
import { OUTLINE, type OutlineEntry, sectionOf } from './outline.ts';
import { questionSections } from './questions.ts';
import { type Evidence, sampleBlocks, standing, stepBlocks } from './step-blocks.ts';

/** Everything that a report tells. */
export interface ReportInput {
  /** What looking at every step gave, in the lab's order. */
  readonly results: readonly StepResult[];
  readonly state: LabState;
  readonly figures: Figures;
  readonly target: TargetKind;
  readonly bucket: string;
  /** As the student gave it; `undefined`: left to be filled in by hand. */
  readonly student: string | undefined;
  readonly version: string;
  /** When the evidence was taken. */
  readonly at: Date;
  /** IANA name; `undefined`: this machine's. */
  readonly timeZone?: string;
}

/** Puts the handout's document together, in one language. Pure. */
export function buildReport(input: ReportInput, lang: Lang): ReportDocument {
  const fr = lang === 'fr';
  const format = new Intl.DateTimeFormat(fr ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'medium',
    ...(input.timeZone === undefined ? {} : { timeZone: input.timeZone }),
  });
  const evidence: Evidence = {
    state: input.state,
    lang,
    moment: at => format.format(new Date(at)),
  };
  return {
    lang,
    title: fr ? 'TP Cloud : Pipeline Moderne' : 'Cloud lab: a modern pipeline',
    subtitle: `${fr ? 'Étudiant(e) :' : 'Student:'} ${input.student ?? '…'}`,
    contents: fr ? 'Sommaire' : 'Contents',
    sections: [
      { number: '', title: fr ? 'Synthèse' : 'Summary', blocks: summary(input, evidence) },
      ...OUTLINE.map(entry => section(entry, input, evidence)),
      ...others(input, evidence),
      ...questionSections([...new Set(input.results.map(({ step }) => step.chapter))], input.state, lang),
    ],
  };
}

function summary(input: ReportInput, evidence: Evidence): readonly Block[] {
  const { results, state, target, bucket, version, at } = input;
  const { lang, moment } = evidence;
  const fr = lang === 'fr';
  const required = results.filter(({ step }) => !step.optional);
  const done = required.filter(({ verdict }) => verdict === 'passed').length;
  const ms = results.reduce((sum, { step }) => sum + (progressOf(state, step.id).ms ?? 0), 0);
  return [
    {
      kind: 'facts',
      items: [
        [fr ? 'Étapes vérifiées' : 'Steps verified', `${done} / ${required.length}`],
        [fr ? 'Vérifié le' : 'Verified on', moment(at.toISOString())],
        [fr ? 'Durée des exécutions' : 'Time of the executions', formatDuration(ms, lang)],
        [
          fr ? 'Cible' : 'Target',
          target === 'sandbox' ? (fr ? 'bac à sable local' : 'local sandbox') : 'AWS, Snowflake',
        ],
        ['Bucket', bucket],
        [fr ? 'Date d’export' : 'Export date', exportDate(state.exportDate, lang)],
        ['ShopStream Lab', version],
      ],
    },
    {
      kind: 'paragraph',
      text: fr
        ? 'Les valeurs obtenues ont été lues dans les systèmes réels au moment de cette vérification ; seules les dates et les durées d’exécution viennent du journal de progression.'
        : 'The values found were read in the real systems at the time of this verification; only the dates and times of the executions come from the progress journal.',
    },
    chapterTable(results, evidence),
    ...missing(required, evidence),
    ...putAside(results, evidence),
    ...helped(results, evidence),
  ];
}

function exportDate(date: string | undefined, lang: Lang): string {
  if (date === undefined) return '–';
  return new Intl.DateTimeFormat(lang === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${date}T00:00:00Z`));
}

function chapterTable(results: readonly StepResult[], { state, lang }: Evidence): Block {
  const fr = lang === 'fr';
  const chapters = [...new Set(results.map(({ step }) => step.chapter))];
  return {
    kind: 'table',
    table: {
      columns: [
        { name: fr ? 'Chapitre' : 'Chapter' },
        { name: fr ? 'Étapes vérifiées' : 'Steps verified', numeric: true },
        { name: fr ? 'Contrôles réussis' : 'Checks passed', numeric: true },
        { name: fr ? 'Durée' : 'Time', numeric: true },
      ],
      rows: chapters.map(chapter => {
        const own = results.filter(({ step }) => step.chapter === chapter);
        const checks = own.flatMap(({ checks: found }) => found);
        const passed = (of: readonly { verdict: string }[]) =>
          formatNumber(of.filter(({ verdict }) => verdict === 'passed').length, lang);
        const ms = own.reduce((sum, { step }) => sum + (progressOf(state, step.id).ms ?? 0), 0);
        return {
          cells: [
            say(chapter.title, lang),
            `${passed(own)} / ${own.length}`,
            `${passed(checks)} / ${checks.length}`,
            formatDuration(ms, lang),
          ],
        };
      }),
    },
  };
}

/** The required steps that do not hold, or a sentence that all do. */
function missing(required: readonly StepResult[], evidence: Evidence): readonly Block[] {
  const { lang } = evidence;
  const fr = lang === 'fr';
  const open = required.filter(({ verdict }) => verdict !== 'passed');
  if (open.length === 0) {
    const words = fr ? 'Toutes les étapes obligatoires sont vérifiées.' : 'Every required step is verified.';
    return [{ kind: 'paragraph', text: words, tone: 'good' }];
  }
  return [
    { kind: 'heading', text: fr ? 'Ce qui manque' : 'What is missing' },
    {
      kind: 'list',
      items: open.map(result => {
        const { step, blame } = result;
        const why =
          blame === undefined
            ? standing(result, evidence).words
            : fr
              ? `s’appuie sur ${blame.id}`
              : `stands on ${blame.id}`;
        return `${step.id} – ${say(step.definition.title, lang)} (${why})`;
      }),
    },
  ];
}

/** Steps that the student put aside, with the reason given. */
function putAside(results: readonly StepResult[], { state, lang }: Evidence): readonly Block[] {
  const skipped = results.flatMap(({ step }) => {
    const { state: is, reason } = progressOf(state, step.id);
    return is === 'skipped' ? [`${step.id}${reason === undefined ? '' : ` – ${reason}`}`] : [];
  });
  if (skipped.length === 0) return [];
  return [
    { kind: 'heading', text: lang === 'fr' ? 'Étapes passées' : 'Steps skipped' },
    { kind: 'list', items: skipped },
  ];
}

/** Steps that the lab did for the student, at the end of their hints. */
function helped(results: readonly StepResult[], { state, lang }: Evidence): readonly Block[] {
  const assisted = results.filter(({ step }) => progressOf(state, step.id).assisted === true);
  if (assisted.length === 0) return [];
  return [
    { kind: 'heading', text: lang === 'fr' ? 'Étapes faites avec aide' : 'Assisted steps' },
    { kind: 'list', items: assisted.map(({ step }) => `${step.id} – ${say(step.definition.title, lang)}`) },
  ];
}

function section(entry: OutlineEntry, input: ReportInput, evidence: Evidence): Section {
  const { number, title, text, exhibit, sampleOf } = entry;
  const { lang } = evidence;
  const own = input.results.filter(({ step }) => sectionOf(step.definition.handout) === number);
  const shownBelow = OUTLINE.flatMap(other =>
    other.sampleOf !== undefined && other.number.startsWith(`${number}.`) ? [other.sampleOf] : [],
  );
  return {
    number,
    title: say(title, lang),
    blocks: [
      ...(text === undefined ? [] : [{ kind: 'paragraph' as const, text: say(text, lang) }]),
      ...own.flatMap(result => [
        ...stepBlocks(result, evidence),
        ...(result.samples ?? [])
          .filter(({ query }) => !shownBelow.some(table => reads(query, table)))
          .flatMap(sample => sampleBlocks(sample, lang)),
      ]),
      ...(sampleOf === undefined ? [] : samplesOf(sampleOf, number, input.results, lang)),
      ...(exhibit === undefined ? [] : exhibitBlocks(exhibit, input.figures, lang)),
    ],
  };
}

/** The sample rows of one table, found by the steps of the section above. */
function samplesOf(
  table: string,
  number: string,
  results: readonly StepResult[],
  lang: Lang,
): readonly Block[] {
  const above = number.split('.').slice(0, -1).join('.');
  const samples = results
    .filter(({ step }) => step.definition.handout === above)
    .flatMap(result => result.samples ?? [])
    .filter(({ query, rows }) => rows.length > 0 && reads(query, table));
  if (samples.length > 0) return samples.flatMap(sample => sampleBlocks(sample, lang));
  const words =
    lang === 'fr' ? `Pas de ligne à montrer de ${table}.` : `There is no row of ${table} to show.`;
  return [{ kind: 'paragraph', text: words, tone: 'unknown' }];
}

function reads(query: string, table: string): boolean {
  return query.toLowerCase().split(/\s+/).includes(table);
}

/** Steps that the handout has no section for. */
function others(input: ReportInput, evidence: Evidence): readonly Section[] {
  const own = input.results.filter(({ step }) => sectionOf(step.definition.handout) === undefined);
  if (own.length === 0) return [];
  return [
    {
      number: '',
      title: evidence.lang === 'fr' ? 'Autres étapes' : 'Other steps',
      blocks: own.flatMap(result => [
        ...stepBlocks(result, evidence),
        ...(result.samples ?? []).flatMap(sample => sampleBlocks(sample, evidence.lang)),
      ]),
    },
  ];
}
