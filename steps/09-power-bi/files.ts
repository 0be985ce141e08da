import { MEASURES, PAGES, type Page, type Visual } from '../../src/bi/bi.ts';
import { CALCULATED, IMPORTED, MEASURE_TABLE } from './model/declaration.ts';
import type { Parameters } from './model/parameters.ts';
import {
  calculatedTmdl,
  DATABASE_TMDL,
  expressionsTmdl,
  importedTmdl,
  modelTmdl,
  relationshipsTmdl,
  stableId,
} from './model/tmdl.ts';
import { MODEL, PBIP, PROJECT, REPORT } from './names.ts';
import type { Json } from './report/fields.ts';
import {
  pageJson,
  pagesJson,
  pbipJson,
  pbirJson,
  pbismJson,
  platformJson,
  reportJson,
  versionJson,
} from './report/report.ts';
import { visualJson } from './report/visual.ts';

/** Files of the workspace: content by path. */
export type Files = ReadonlyMap<string, string>;

/** A part of the project, which one step adds: the page of a step, or the measures with the visuals that show them. */
export type Part = 'overview' | 'measures' | 'products' | 'customers';

const PAGES_FOLDER = `${REPORT}/definition/pages`;
/** The file of the table that the measures are added to. */
const MEASURE_FILE = `${MODEL}/definition/tables/${MEASURE_TABLE}.tmdl`;

/** What `project` writes: the model without measures, and a report whose first page is empty. */
export function baseFiles(parameters: Parameters): Files {
  const definition = `${MODEL}/definition`;
  return new Map([
    json(PBIP, pbipJson(PROJECT)),
    json(`${REPORT}/.platform`, platformJson('Report', PROJECT, stableId('report'))),
    json(`${REPORT}/definition.pbir`, pbirJson(PROJECT)),
    json(`${REPORT}/definition/version.json`, versionJson()),
    json(`${REPORT}/definition/report.json`, reportJson()),
    json(`${PAGES_FOLDER}/pages.json`, pagesJson()),
    ...PAGES.slice(0, 1).map(pageFile),
    json(`${MODEL}/.platform`, platformJson('SemanticModel', PROJECT, stableId('model'))),
    json(`${MODEL}/definition.pbism`, pbismJson()),
    [`${definition}/database.tmdl`, DATABASE_TMDL],
    [`${definition}/model.tmdl`, modelTmdl()],
    [`${definition}/expressions.tmdl`, expressionsTmdl(parameters)],
    [`${definition}/relationships.tmdl`, relationshipsTmdl()],
    ...IMPORTED.map((table): [string, string] => [
      `${definition}/tables/${table.name}.tmdl`,
      importedTmdl(table, []),
    ]),
    ...CALCULATED.map((table): [string, string] => [
      `${definition}/tables/${table.name}.tmdl`,
      calculatedTmdl(table),
    ]),
  ]);
}

/** What the step of a part writes; of a file that `project` wrote already, the content with the part. */
export function partFiles(part: Part): Files {
  if (part === 'measures') return new Map([[MEASURE_FILE, measureTable(true)], ...visualFiles(part)]);
  const isFirst = PAGES[0]?.id === part;
  return new Map([...PAGES.filter(({ id }) => id === part && !isFirst).map(pageFile), ...visualFiles(part)]);
}

/** What remains of a part's files when it is undone: the content without it. */
export function filesWithout(part: Part): Files {
  return part === 'measures' ? new Map([[MEASURE_FILE, measureTable(false)]]) : new Map();
}

function measureTable(withMeasures: boolean): string {
  const table = IMPORTED.find(({ name }) => name === MEASURE_TABLE);
  if (table === undefined) throw new Error(`${MEASURE_TABLE} is not a table of the model.`);
  return importedTmdl(table, withMeasures ? MEASURES : []);
}

/** The part that a visual belongs to: whatever shows a measure comes with the measures. */
export function partOf(page: Page, { values }: Visual): Part {
  return values.some(({ kind }) => kind === 'measure') ? 'measures' : (page.id as Part);
}

function visualFiles(part: Part): readonly [string, string][] {
  return PAGES.flatMap(page =>
    page.visuals
      .filter(visual => partOf(page, visual) === part)
      .map(visual =>
        json(`${PAGES_FOLDER}/${page.id}/visuals/${visual.id}/visual.json`, visualJson(page, visual)),
      ),
  );
}

function pageFile(page: Page): [string, string] {
  return json(`${PAGES_FOLDER}/${page.id}/page.json`, pageJson(page));
}

function json(path: string, value: Json): [string, string] {
  return [path, `${JSON.stringify(value, null, 2)}\n`];
}
