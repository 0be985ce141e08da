import type { Conditional, Field, Page, Visual } from '../../../src/bi/bi.ts';
import {
  AGGREGATIONS,
  aggregate,
  type Json,
  MONTH,
  type Projected,
  project,
  projectColumn,
  VISUAL_TYPES,
} from './fields.ts';
import { LAYOUT } from './layout.ts';
import { schemaOf } from './schemas.ts';

/** `visual.json` of a visual, in the oldest version that serves: an older Power BI Desktop refuses a newer one. */
export function visualJson(page: Page, visual: Visual): Json {
  const places = LAYOUT[page.id] ?? {};
  const place = places[visual.id];
  if (place === undefined) throw new Error(`${page.id}/${visual.id} has no place on its page.`);
  const rank = Object.keys(places).indexOf(visual.id);
  return {
    $schema: schemaOf('visualContainer'),
    name: visual.id,
    position: { ...place, z: rank * 1000, tabOrder: rank * 1000 },
    visual: {
      visualType: VISUAL_TYPES[visual.kind],
      query: { queryState: queryState(visual), ...sortDefinition(visual) },
      ...objects(visual),
      visualContainerObjects: {
        title: [{ properties: { show: literal('true'), text: literal(`'${escaped(visual.title.fr)}'`) } }],
      },
      drillFilterOtherVisuals: true,
    },
  };
}

/** The fields of a visual by their place in it: `Values` of cards, tables and slicers; `Category` and `Y` of charts. */
function queryState(visual: Visual): Json {
  switch (visual.kind) {
    case 'card':
      return { Values: projections(visual.values, visual) };
    case 'table':
      return { Values: projections(visual.columns ?? [], visual) };
    case 'month-table':
      return {
        Values: {
          projections: [
            projection(projectColumn(MONTH)),
            ...visual.values.map(field => projection(project(field, true))),
          ],
        },
      };
    case 'slicer':
      return {
        Values: {
          projections: visual.groups.map(field => ({ ...projection(project(field, false)), active: true })),
        },
      };
    case 'line':
    case 'bar':
    case 'pie':
    case 'donut':
      return {
        Category: {
          projections: visual.groups.map(field => ({ ...projection(project(field, false)), active: true })),
        },
        Y: projections(visual.values, visual),
      };
  }
}

function projections(fields: readonly Field[], visual: Visual): Json {
  return { projections: fields.map(field => projection(project(field, visual.kind === 'table'))) };
}

function projection({ expression, queryRef, name, format }: Projected): Readonly<Record<string, Json>> {
  return {
    field: expression,
    queryRef,
    nativeQueryRef: name,
    ...(format === undefined || format === 'Short Date' ? {} : { format }),
  };
}

function sortDefinition(visual: Visual): { readonly sortDefinition?: Json } {
  if (visual.kind === 'month-table')
    return { sortDefinition: { sort: [{ field: projectColumn(MONTH).expression, direction: 'Ascending' }] } };
  if (visual.sort === undefined) return {};
  const { field, direction } = visual.sort;
  return {
    sortDefinition: {
      sort: [
        {
          field: project(field, visual.kind === 'table').expression,
          direction: direction === 'descending' ? 'Descending' : 'Ascending',
        },
      ],
    },
  };
}

function objects(visual: Visual): { readonly objects?: Json } {
  switch (visual.kind) {
    case 'card':
      // Without them a card shows "7 M" instead of 7 320 915 €.
      return {
        objects: {
          labels: [
            {
              properties: {
                labelDisplayUnits: literal('1D'),
                ...(visual.values.some(({ format }) => format === 'euro' || format === 'integer')
                  ? { labelPrecision: literal('0L') }
                  : {}),
              },
            },
          ],
          categoryLabels: [{ properties: { show: literal('false') } }],
        },
      };
    case 'slicer':
      return { objects: { data: [{ properties: { mode: literal("'Dropdown'") } }] } };
    case 'table':
      return visual.conditional === undefined
        ? {}
        : { objects: { values: visual.conditional.map(conditionalFormat) } };
    case 'line':
    case 'bar':
    case 'pie':
    case 'donut':
    case 'month-table':
      return {};
  }
}

/** The background of a table's cells: a scale of one colour by value, or a colour for each class. */
function conditionalFormat(conditional: Conditional): Json {
  const { expression, queryRef } = project(conditional.field, true);
  return {
    properties: { backColor: { solid: { color: { expr: colour(conditional, expression) } } } },
    selector: { data: [{ dataViewWildcard: { matchingOption: 1 } }], metadata: queryRef },
  };
}

function colour(conditional: Conditional, expression: Json): Json {
  if (conditional.rule === 'scale') {
    return {
      FillRule: {
        Input: expression,
        FillRule: {
          linearGradient2: {
            min: { color: { Literal: { Value: "'#FFFFFF'" } } },
            max: { color: { Literal: { Value: `'${conditional.colour}'` } } },
            nullColoringStrategy: { strategy: { Literal: { Value: "'asZero'" } } },
          },
        },
      },
    };
  }
  const { field, colours } = conditional;
  if (field.kind === 'measure') throw new Error('A class is the value of a column.');
  return {
    Conditional: {
      Cases: Object.entries(colours).map(([value, shade]) => ({
        Condition: {
          Comparison: {
            ComparisonKind: 0,
            Left: aggregate({ table: field.table, column: field.column }, AGGREGATIONS.first),
            Right: { Literal: { Value: `'${escaped(value)}'` } },
          },
        },
        Value: { Literal: { Value: `'${shade}'` } },
      })),
    },
  };
}

function literal(value: string): Json {
  return { expr: { Literal: { Value: value } } };
}

function escaped(words: string): string {
  return words.replaceAll("'", "''");
}
