import type { Text } from '../i18n/text.ts';
import type { DimensionId, Filters } from './dimensions.ts';
import type { Field, MeasureField, TableName } from './field.ts';
import { measure } from './measures.ts';
import { fromTable, type Schemas } from './source.ts';

export type VisualKind = 'card' | 'line' | 'bar' | 'pie' | 'donut' | 'table' | 'month-table' | 'slicer';

/** Colours a table's cells: `scale` from light to dark by value, `classes` one colour a value. */
export type Conditional =
  | { readonly field: Field; readonly rule: 'scale'; readonly colour: string }
  | { readonly field: Field; readonly rule: 'classes'; readonly colours: Readonly<Record<string, string>> };

/** A visual of a page. */
export interface Visual {
  /** Stable inside its page, kebab-case. */
  readonly id: string;
  readonly kind: VisualKind;
  readonly title: Text;
  /** `handout`: asked for by the handout; `added`: the lab's own (the filters and corrections that its recap speaks of). */
  readonly origin: 'handout' | 'added';
  /** What the rows, bars or slices are; of a card, nothing; of a table, its columns that are not added up. */
  readonly groups: readonly Field[];
  /** What is measured. */
  readonly values: readonly Field[];
  /** A table's columns from left to right; elsewhere absent. */
  readonly columns?: readonly Field[];
  /** The sort that the report must have. */
  readonly sort?: { readonly field: Field; readonly direction: 'ascending' | 'descending' };
  readonly conditional?: readonly Conditional[];
  /** What clicking one of its values filters by. */
  readonly dimension?: DimensionId;
  /**
   * The query that gives what it shows. A card: one row, one column VALUE. Others: the fields' columns under their own names
   * (`COUNTRY_CODE`, `TOTAL_REVENUE`; a count as `COUNT_CUSTOMER_KEY`), one row a group; a month table: see `monthlySql`.
   */
  sql(schemas: Schemas, filters?: Filters): string;
}

/** A page of the report. */
export interface Page {
  /** Stable, kebab-case: `overview`, `products`, `customers`. */
  readonly id: string;
  /** The handout's name of the page, which the report bears in every language. */
  readonly name: string;
  readonly title: Text;
  readonly handout: string;
  /** What it can be filtered by. */
  readonly dimensions: readonly DimensionId[];
  readonly visuals: readonly Visual[];
}

/** The column that a field has in the visual's query. */
export function resultColumn(field: Field): string {
  if (field.kind === 'measure') return 'VALUE';
  return field.kind === 'count' ? `COUNT_${field.column}` : field.column;
}

/** The query of a visual over one table: its groups, its values, in the order of its sort and then of its groups. */
export function groupedSql(
  of: Pick<Visual, 'groups' | 'values' | 'columns' | 'sort'>,
  schemas: Schemas,
  filters: Filters,
): string {
  const fields = of.columns ?? [...of.groups, ...of.values];
  const groups = of.groups.map(resultColumn);
  const order = [
    ...(of.sort === undefined
      ? []
      : [`${resultColumn(of.sort.field)}${of.sort.direction === 'descending' ? ' DESC' : ''}`]),
    ...groups.filter(name => of.sort === undefined || name !== resultColumn(of.sort.field)),
  ];
  return `SELECT ${fields.map(selected).join(', ')}
${fromTable(tableOf(fields), schemas, filters)}
GROUP BY ${groups.join(', ')}
ORDER BY ${order.join(', ')}`;
}

/** The query of a card: one value. */
export function cardSql(field: Field, schemas: Schemas, filters: Filters): string {
  if (field.kind === 'measure') return measure(field.measure).sql(schemas, filters);
  return `SELECT ${expression(field)} AS VALUE\n${fromTable(field.table, schemas, filters)}`;
}

function selected(field: Field): string {
  if (field.kind === 'column') return field.column;
  return `${expression(field)} AS ${resultColumn(field)}`;
}

function expression(field: Field): string {
  switch (field.kind) {
    case 'sum':
      return `SUM(${field.column})`;
    case 'count':
      return `COUNT(${field.column})`;
    case 'column':
      return field.column;
    case 'measure':
      throw new Error(`${field.measure} is a measure: it has a query of its own.`);
  }
}

function tableOf(fields: readonly Field[]): TableName {
  const found = fields.find((field): field is Exclude<Field, MeasureField> => field.kind !== 'measure');
  if (found === undefined) throw new Error('A visual over measures alone has a query of its own.');
  return found.table;
}
