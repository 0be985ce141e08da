import {
  type AggregateField,
  type ColumnField,
  DIMENSIONS,
  type Field,
  FORMAT_STRINGS,
  measure,
  type VisualKind,
} from '../../../src/bi/bi.ts';
import { MEASURE_TABLE } from '../model/declaration.ts';

/** A value of PBIR's JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A column of the model. */
export interface ModelColumn {
  readonly table: string;
  readonly column: string;
}

/** Power BI's name of a kind of visual. A stacked bar chart is `barChart`. */
export const VISUAL_TYPES: Readonly<Record<VisualKind, string>> = {
  card: 'card',
  line: 'lineChart',
  bar: 'barChart',
  pie: 'pieChart',
  donut: 'donutChart',
  table: 'tableEx',
  'month-table': 'tableEx',
  slicer: 'slicer',
};

/** Power BI's numbers of aggregations: how a column is added up or counted; `first` is what a rule on a text compares. */
export const AGGREGATIONS = { sum: 0, countDistinct: 2, first: 3, count: 5 } as const;

/** The month that the month table has a row for. */
export const MONTH: ModelColumn = { table: 'Calendrier', column: 'AnnéeMois' };

/**
 * The columns of the model that a column of the handout may be shown by: the mart's own, or the shared one that filters every
 * table (`Pays[COUNTRY_CODE]`, `Calendrier[Date]`), which comes first where there is one.
 */
export function modelColumns({ table, column }: ColumnField | AggregateField): readonly ModelColumn[] {
  const own = { table, column };
  if (column === 'SALE_DATE') return [{ table: 'Calendrier', column: 'Date' }, own];
  const shared = DIMENSIONS.find(({ columns }) => columns[table] === column)?.model;
  return shared === undefined ? [own] : [shared, own];
}

/** A column as PBIR names it. */
export function columnExpression({ table, column }: ModelColumn): Json {
  return { Column: { Expression: { SourceRef: { Entity: table } }, Property: column } };
}

/** A field as PBIR writes it, with the reference that formats and sorts use for it. */
export interface Projected {
  readonly expression: Json;
  readonly queryRef: string;
  readonly name: string;
  readonly format: string | undefined;
}

/**
 * A field in a visual. In a table the mart's own column stands; elsewhere the shared one, so that a click on it filters the
 * whole page.
 */
export function project(field: Field, inTable: boolean): Projected {
  const format = FORMAT_STRINGS[field.format];
  if (field.kind === 'measure') {
    const { name } = measure(field.measure);
    return {
      expression: { Measure: { Expression: { SourceRef: { Entity: MEASURE_TABLE } }, Property: name } },
      queryRef: `${MEASURE_TABLE}.${name}`,
      name,
      format,
    };
  }
  const own = { table: field.table, column: field.column };
  if (field.kind === 'column') return projectColumn(inTable ? own : (modelColumns(field)[0] ?? own));
  const isSum = field.kind === 'sum';
  return {
    expression: aggregate(own, isSum ? AGGREGATIONS.sum : AGGREGATIONS.count),
    queryRef: `${isSum ? 'Sum' : 'CountNonNull'}(${field.table}.${field.column})`,
    name: field.column,
    format,
  };
}

export function projectColumn(of: ModelColumn): Projected {
  return {
    expression: columnExpression(of),
    queryRef: `${of.table}.${of.column}`,
    name: of.column,
    format: undefined,
  };
}

export function aggregate(of: ModelColumn, aggregation: number): Json {
  return { Aggregation: { Expression: columnExpression(of), Function: aggregation } };
}
