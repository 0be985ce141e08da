import { type Field, measure, type Page, type Visual, type VisualKind } from '../../../src/bi/bi.ts';
import type { Text } from '../../../src/i18n/text.ts';
import { text } from '../../../src/i18n/text.ts';
import type { Model } from '../reader/model.ts';
import type { Report, ReportField, ReportPage, ReportVisual } from '../reader/report.ts';
import { AGGREGATIONS, modelColumns, VISUAL_TYPES } from '../report/fields.ts';
import { sameName, tableNamed } from './dax.ts';

/** What the report has for a visual of the handout. */
export interface Found {
  /** Power BI's name of its kind; `null` when there is nothing like it. */
  readonly type: string | null;
  /** What is wrong with it; empty when it is as it should be. */
  readonly faults: readonly Text[];
}

/** Kinds that show the same: Power BI has had a new card since 2023. */
const ALSO: Readonly<Partial<Record<VisualKind, readonly string[]>>> = {
  card: ['cardVisual'],
  slicer: ['advancedSlicerVisual', 'listSlicer', 'textSlicer'],
};

const KIND_NAMES: Readonly<Record<VisualKind, Text>> = {
  card: { fr: 'carte', en: 'card' },
  line: { fr: 'graphique en courbes', en: 'line chart' },
  bar: { fr: 'graphique à barres empilées', en: 'stacked bar chart' },
  pie: { fr: 'graphique en secteurs', en: 'pie chart' },
  donut: { fr: 'graphique en anneau', en: 'donut chart' },
  table: { fr: 'tableau', en: 'table' },
  'month-table': { fr: 'tableau', en: 'table' },
  slicer: { fr: 'segment (filtre)', en: 'slicer' },
};

/** A page of the report by the handout's name, whichever apostrophe and case it was typed with. */
export function pageNamed(report: Report, name: string): ReportPage | undefined {
  const plain = (words: string) => words.trim().replaceAll('’', "'").toLowerCase();
  return report.pages.find(page => plain(page.name) === plain(name));
}

/** Looks for a visual of the handout on a page of the report. */
export function findVisual(visual: Visual, page: ReportPage | undefined, model: Model): Found {
  const wanted = fieldsOf(visual);
  const scored = (page?.visuals ?? [])
    .map(candidate => ({ candidate, score: scoreOf(candidate, visual, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
  const best = scored[0]?.candidate;
  if (best === undefined) return { type: null, faults: [missing(visual, wanted)] };
  return { type: best.type, faults: faultsOf(best, visual, wanted, model) };
}

/** Fields of a visual, the groups first. */
function fieldsOf(visual: Visual): readonly Field[] {
  return visual.columns ?? [...visual.groups, ...visual.values];
}

/** How much a visual is like the wanted one: every value counts most, then the groups, then the kind. */
function scoreOf(candidate: ReportVisual, visual: Visual, wanted: readonly Field[]): number {
  const fields = Object.values(candidate.roles).flat();
  const has = (field: Field) => fields.some(found => isField(found, field));
  const deciding = visual.values.length > 0 ? visual.values : visual.groups;
  if (!deciding.some(has)) return 0;
  const isKind = typesOf(visual.kind).includes(candidate.type);
  // Two visuals may measure the same: without one common group, only the same kind makes it a candidate.
  if (visual.groups.length > 0 && !visual.groups.some(has) && !isKind) return 0;
  if ((visual.kind === 'slicer' || visual.kind === 'card') && !isKind) return 0;
  return wanted.filter(has).length * 2 + (isKind ? 1 : 0);
}

function faultsOf(
  found: ReportVisual,
  visual: Visual,
  wanted: readonly Field[],
  model: Model,
): readonly Text[] {
  const fields = Object.values(found.roles).flat();
  const absent = wanted.filter(field => !fields.some(candidate => isField(candidate, field)));
  const unknown = fields.filter(field => field.kind !== 'other' && !isInModel(field, model));
  return [
    ...(typesOf(visual.kind).includes(found.type)
      ? []
      : [
          {
            fr: `c'est un visuel « ${found.type} » ; il faut : ${KIND_NAMES[visual.kind].fr}`,
            en: `it is a "${found.type}" visual; it should be: ${KIND_NAMES[visual.kind].en}`,
          },
        ]),
    ...(absent.length === 0
      ? []
      : [text(lang => `${lang === 'fr' ? 'il y manque' : 'it lacks'} ${absent.map(nameOf).join(', ')}`)]),
    ...(unknown.length === 0
      ? []
      : [
          text(lang => {
            const names = unknown.map(({ table, name }) => `${table}[${name}]`).join(', ');
            return lang === 'fr'
              ? `le modèle n'a pas ${names} (${found.where})`
              : `the model has no ${names} (${found.where})`;
          }),
        ]),
    ...misplaced(found, visual),
    ...sortFaults(found, visual),
    ...formatFaults(found, visual, model),
    ...(visual.kind === 'table' && visual.id === 'products' && found.coloured.length === 0
      ? [
          {
            fr: "il n'a pas de mise en forme conditionnelle (clic droit sur TOTAL_REVENUE dans Valeurs > Mise en forme conditionnelle > Couleur d'arrière-plan)",
            en: 'it has no conditional formatting (right-click TOTAL_REVENUE in Values > Conditional formatting > Background colour)',
          },
        ]
      : []),
  ];
}

/** A chart with its axes exchanged: the groups measured, or the value as a group. */
function misplaced(found: ReportVisual, { kind, groups, values }: Visual): readonly Text[] {
  if (!['line', 'bar', 'pie', 'donut'].includes(kind)) return [];
  const y = found.roles['Y'] ?? [];
  const isWrong =
    groups.some(group => y.some(field => isField(field, group))) ||
    values.some(value =>
      Object.entries(found.roles).some(
        ([role, fields]) => role !== 'Y' && fields.some(field => isField(field, value)),
      ),
    );
  return isWrong
    ? [
        {
          fr: 'ses champs ne sont pas à leur place (axe, légende, valeurs)',
          en: 'its fields are not in their places (axis, legend, values)',
        },
      ]
    : [];
}

function sortFaults(found: ReportVisual, { kind, sort }: Visual): readonly Text[] {
  if (sort === undefined) return [];
  const [first] = found.sorts;
  // Charts sort by their value when nothing is said; a table sorts by its first column.
  if (first === undefined && kind !== 'table') return [];
  if (first !== undefined && isField(first.field, sort.field) && first.direction === sort.direction)
    return [];
  return [
    {
      fr: `il n'est pas trié par ${nameOf(sort.field)} ${sort.direction === 'descending' ? 'décroissant' : 'croissant'}`,
      en: `it is not sorted by ${nameOf(sort.field)} ${sort.direction}`,
    },
  ];
}

function formatFaults(found: ReportVisual, visual: Visual, model: Model): readonly Text[] {
  if (visual.kind !== 'card') return [];
  const [wanted] = visual.values;
  if (wanted === undefined) return [];
  const field = Object.values(found.roles)
    .flat()
    .find(candidate => isField(candidate, wanted));
  const format = field === undefined ? undefined : (field.format ?? formatInModel(field, model));
  if (wanted.format === 'euro' && visual.id === 'total-revenue') {
    const hasDecimals = found.decimals === undefined ? /[.]0/.test(format ?? '.0') : found.decimals > 0;
    if (!/€|EUR/.test(format ?? '') || hasDecimals)
      return [
        {
          fr: `son format n'est pas en € sans décimale (${format ?? 'aucun format'})`,
          en: `its format is not in € without decimals (${format ?? 'no format'})`,
        },
      ];
  }
  if (wanted.format === 'percent' && !(format ?? '').includes('%'))
    return [
      {
        fr: `son format n'est pas un pourcentage (${format ?? 'aucun format'})`,
        en: `its format is not a percentage (${format ?? 'no format'})`,
      },
    ];
  return [];
}

function formatInModel({ table, name }: ReportField, model: Model): string | undefined {
  const found = tableNamed(model, table);
  const of = [...(found?.columns ?? []), ...(found?.measures ?? [])].find(field =>
    sameName(field.name, name),
  );
  return of?.format;
}

function isInModel({ kind, table, name }: ReportField, model: Model): boolean {
  const found = tableNamed(model, table);
  const names = kind === 'measure' ? found?.measures : found?.columns;
  return (names ?? []).some(field => sameName(field.name, name));
}

/** Whether a field of the report is the wanted one, or its shared column. */
function isField(found: ReportField, wanted: Field): boolean {
  if (wanted.kind === 'measure')
    return found.kind === 'measure' && sameName(found.name, measure(wanted.measure).name);
  const columns = modelColumns(wanted);
  const isColumn = columns.some(
    ({ table, column }) => sameName(found.table, table) && sameName(found.name, column),
  );
  if (!isColumn) return false;
  switch (wanted.kind) {
    case 'column':
      return found.kind === 'column';
    case 'sum':
      return found.kind === 'aggregate' && found.aggregation === AGGREGATIONS.sum;
    case 'count':
      return (
        found.kind === 'aggregate' &&
        (found.aggregation === AGGREGATIONS.count || found.aggregation === AGGREGATIONS.countDistinct)
      );
  }
}

function typesOf(kind: VisualKind): readonly string[] {
  return [VISUAL_TYPES[kind], ...(ALSO[kind] ?? [])];
}

function missing(visual: Visual, wanted: readonly Field[]): Text {
  return text(lang => {
    const fields = wanted.map(nameOf).join(', ');
    return lang === 'fr'
      ? `pas de ${KIND_NAMES[visual.kind].fr} avec ${fields}`
      : `no ${KIND_NAMES[visual.kind].en} with ${fields}`;
  });
}

/** A field as Power BI's panes name it. */
export function nameOf(field: Field): string {
  switch (field.kind) {
    case 'measure':
      return `[${measure(field.measure).name}]`;
    case 'sum':
      return `Sum of ${field.column}`;
    case 'count':
      return `Count of ${field.column}`;
    case 'column':
      return field.column;
  }
}

/** The visuals of a page that the handout asks for, with the filters that its recap promises. */
export function wantedVisuals({ visuals }: Page): readonly Visual[] {
  return visuals.filter(
    ({ origin, kind, dimension }) => origin === 'handout' || (kind === 'slicer' && dimension !== 'segment'),
  );
}
