import type { Text } from '../i18n/text.ts';
import type { TableName } from './field.ts';

/** What a report can be filtered by. `rfm` exists on the customers' page alone. */
export type DimensionId = 'country' | 'category' | 'segment' | 'rfm';

/** A filter of the report, and the column it is in each table. */
export interface Dimension {
  readonly id: DimensionId;
  readonly title: Text;
  /** The column by table; a table that is not named cannot be filtered by it. */
  readonly columns: Readonly<Partial<Record<TableName, string>>>;
  /** The model's own table that holds its values once and filters the others through relationships. */
  readonly model?: { readonly table: string; readonly column: string };
}

/**
 * The filters. A country is the order's country of delivery in the sales, the customer's own in MART_CUSTOMER_LTV; a segment
 * is the customer's plan (CUSTOMER_SEGMENT), not the RFM segment.
 */
export const DIMENSIONS: readonly Dimension[] = [
  {
    id: 'country',
    title: { fr: 'Pays', en: 'Country' },
    columns: {
      MART_SALES_OVERVIEW: 'COUNTRY_CODE',
      MART_CUSTOMER_LTV: 'COUNTRY_CODE',
      FACT_ORDERS: 'COUNTRY_CODE',
    },
    model: { table: 'Pays', column: 'COUNTRY_CODE' },
  },
  {
    id: 'category',
    title: { fr: 'Catégorie', en: 'Category' },
    columns: {
      MART_SALES_OVERVIEW: 'PRODUCT_CATEGORY',
      MART_PRODUCT_PERFORMANCE: 'PRODUCT_CATEGORY',
      DIM_PRODUCTS: 'PRODUCT_CATEGORY',
    },
    model: { table: 'Catégorie', column: 'PRODUCT_CATEGORY' },
  },
  {
    id: 'segment',
    title: { fr: 'Segment de client', en: 'Customer segment' },
    columns: {
      MART_SALES_OVERVIEW: 'CUSTOMER_SEGMENT',
      MART_CUSTOMER_LTV: 'CUSTOMER_SEGMENT',
      DIM_CUSTOMERS: 'CUSTOMER_SEGMENT',
    },
    model: { table: 'Segment', column: 'CUSTOMER_SEGMENT' },
  },
  {
    id: 'rfm',
    title: { fr: 'Segment RFM', en: 'RFM segment' },
    columns: { MART_CUSTOMER_LTV: 'RFM_SEGMENT' },
  },
];

/** Values chosen by dimension; a dimension that is absent or empty does not filter. */
export type Filters = Readonly<Partial<Record<DimensionId, readonly string[]>>>;
