/** Tables of the semantic model that hold data of the warehouse, under the warehouse's names. */
export type TableName =
  | 'MART_SALES_OVERVIEW'
  | 'MART_PRODUCT_PERFORMANCE'
  | 'MART_CUSTOMER_LTV'
  | 'FACT_ORDERS'
  | 'DIM_PRODUCTS'
  | 'DIM_CUSTOMERS';

/** How values are shown: `euro` without decimals (the handout's 1.12.3), `euro-cents` with two, `percent` with two. */
export type Format = 'text' | 'date' | 'month' | 'integer' | 'euro' | 'euro-cents' | 'percent';

/** Power BI's format string of a format; `undefined`: as it is. */
export const FORMAT_STRINGS: Readonly<Record<Format, string | undefined>> = {
  text: undefined,
  date: 'Short Date',
  month: undefined,
  integer: '#,0',
  euro: '#,0\\ "€";-#,0\\ "€";#,0\\ "€"',
  'euro-cents': '#,0.00\\ "€";-#,0.00\\ "€";#,0.00\\ "€"',
  percent: '0.00%;-0.00%;0.00%',
};

/** A column shown as it is: one row, bar or slice a value. */
export interface ColumnField {
  readonly kind: 'column';
  readonly table: TableName;
  readonly column: string;
  readonly format: Format;
}

/** A column added up, or its values counted (the handout's "Count of CUSTOMER_KEY"). */
export interface AggregateField {
  readonly kind: 'sum' | 'count';
  readonly table: TableName;
  readonly column: string;
  readonly format: Format;
}

/** A DAX measure, by its id in `MEASURES`. */
export interface MeasureField {
  readonly kind: 'measure';
  readonly measure: string;
  readonly format: Format;
}

/** What a visual shows in one of its places. */
export type Field = ColumnField | AggregateField | MeasureField;

export function column(table: TableName, name: string, format: Format = 'text'): ColumnField {
  return { kind: 'column', table, column: name, format };
}

export function sum(table: TableName, name: string, format: Format): AggregateField {
  return { kind: 'sum', table, column: name, format };
}

export function count(table: TableName, name: string): AggregateField {
  return { kind: 'count', table, column: name, format: 'integer' };
}
