import type { Format, TableName } from '../../../src/bi/bi.ts';

/** A type of the warehouse as the model needs it. */
export type DataType = 'text' | 'date' | 'integer' | 'money' | 'number';

export interface ImportedColumn {
  readonly name: string;
  readonly type: DataType;
  readonly format?: Format;
  /** Whether dragging it onto a page adds it up. */
  readonly adds: boolean;
}

/** A table imported from the warehouse, or from its CSV file. */
export interface ImportedTable {
  readonly name: TableName;
  readonly columns: readonly ImportedColumn[];
  /** What its rows are in order by, so that its file is the same each time. */
  readonly order: string;
  /** The amount that its file and the warehouse must agree on. */
  readonly total?: string;
}

/** A table that the model computes itself, in DAX. */
export interface CalculatedTable {
  readonly name: string;
  readonly dax: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: DataType;
    readonly format?: Format;
    readonly isKey?: boolean;
    readonly isHidden?: boolean;
    readonly sortBy?: string;
  }[];
  /** The model's date table, which DATEADD needs. */
  readonly isCalendar?: boolean;
}

const text = (name: string): ImportedColumn => ({ name, type: 'text', adds: false });
const date = (name: string): ImportedColumn => ({ name, type: 'date', format: 'date', adds: false });
const key = (name: string): ImportedColumn => ({ name, type: 'integer', adds: false });
const whole = (name: string): ImportedColumn => ({ name, type: 'integer', format: 'integer', adds: true });
const money = (name: string): ImportedColumn => ({ name, type: 'money', format: 'euro', adds: true });
const rate = (name: string, type: 'money' | 'number' = 'number'): ImportedColumn =>
  type === 'money' ? { name, type, format: 'euro-cents', adds: false } : { name, type, adds: false };

/** The imported tables: the handout's three marts, and the star below them that distinct orders are counted in. */
export const IMPORTED: readonly ImportedTable[] = [
  {
    name: 'MART_SALES_OVERVIEW',
    order: 'SALE_DATE, COUNTRY_CODE, PRODUCT_CATEGORY, CUSTOMER_SEGMENT',
    total: 'TOTAL_REVENUE',
    columns: [
      date('SALE_DATE'),
      text('COUNTRY_CODE'),
      text('PRODUCT_CATEGORY'),
      text('CUSTOMER_SEGMENT'),
      whole('TOTAL_ORDERS'),
      whole('UNIQUE_CUSTOMERS'),
      whole('TOTAL_LINES'),
      whole('TOTAL_QUANTITY'),
      money('TOTAL_REVENUE'),
      money('TOTAL_COST'),
      money('TOTAL_MARGIN'),
      rate('AVG_ORDER_VALUE', 'money'),
    ],
  },
  {
    name: 'MART_PRODUCT_PERFORMANCE',
    order: 'PRODUCT_KEY',
    total: 'TOTAL_REVENUE',
    columns: [
      text('PRODUCT_NAME'),
      text('PRODUCT_CATEGORY'),
      money('TOTAL_REVENUE'),
      whole('TOTAL_ORDERS'),
      text('ABC_CLASS'),
      text('PERFORMANCE_TIER'),
      key('PRODUCT_KEY'),
      whole('TOTAL_QUANTITY'),
      money('TOTAL_MARGIN'),
      rate('MARGIN_PERCENT'),
      key('REVENUE_RANK'),
      rate('REVENUE_PERCENT'),
      rate('CUMULATIVE_PERCENT'),
      date('LAST_SALE_DATE'),
    ],
  },
  {
    name: 'MART_CUSTOMER_LTV',
    order: 'CUSTOMER_KEY',
    total: 'LIFETIME_VALUE',
    columns: [
      key('CUSTOMER_KEY'),
      text('FULL_NAME'),
      text('EMAIL'),
      text('COUNTRY_CODE'),
      money('LIFETIME_VALUE'),
      whole('TOTAL_ORDERS'),
      text('RFM_SEGMENT'),
      text('CHURN_RISK'),
      text('CUSTOMER_SEGMENT'),
      date('FIRST_ORDER_DATE'),
      date('LAST_ORDER_DATE'),
      key('RECENCY_DAYS'),
      rate('AVG_ORDER_VALUE', 'money'),
      key('RECENCY_SCORE'),
      key('FREQUENCY_SCORE'),
      key('MONETARY_SCORE'),
    ],
  },
  {
    name: 'FACT_ORDERS',
    order: 'ORDER_ITEM_KEY',
    total: 'LINE_REVENUE',
    columns: [
      key('ORDER_ITEM_KEY'),
      key('ORDER_ID'),
      key('CUSTOMER_KEY'),
      key('PRODUCT_KEY'),
      date('ORDER_DATE'),
      text('COUNTRY_CODE'),
      whole('QUANTITY'),
      money('LINE_REVENUE'),
    ],
  },
  {
    name: 'DIM_PRODUCTS',
    order: 'PRODUCT_KEY',
    columns: [key('PRODUCT_KEY'), text('PRODUCT_NAME'), text('PRODUCT_CATEGORY')],
  },
  {
    name: 'DIM_CUSTOMERS',
    order: 'CUSTOMER_KEY',
    columns: [key('CUSTOMER_KEY'), text('CUSTOMER_SEGMENT')],
  },
];

/**
 * One value once, from every table that has it: what a slicer shows and what filters the others. DISTINCT, not VALUES: the
 * blank row that VALUES may add depends on the relationships to this very table, which would be a circle.
 */
const values = (name: string, columns: readonly string[]) =>
  `DISTINCT(
    UNION(
${columns.map(column => `        SELECTCOLUMNS(DISTINCT(${column}), "${name}", ${column})`).join(',\n')}
    )
)`;

/** The computed tables: a calendar without a gap, and the filters that every table shares. */
export const CALCULATED: readonly CalculatedTable[] = [
  {
    name: 'Calendrier',
    isCalendar: true,
    dax: `ADDCOLUMNS(
    CALENDAR(
        DATE(YEAR(MIN(MART_SALES_OVERVIEW[SALE_DATE])), 1, 1),
        DATE(YEAR(MAX(MART_SALES_OVERVIEW[SALE_DATE])), 12, 31)
    ),
    "Année", YEAR([Date]),
    "Mois", MONTH([Date]),
    "AnnéeMois", YEAR([Date]) & "-" & FORMAT(MONTH([Date]), "00"),
    "AnnéeMoisNuméro", YEAR([Date]) * 100 + MONTH([Date])
)`,
    columns: [
      { name: 'Date', type: 'date', format: 'date', isKey: true },
      { name: 'Année', type: 'integer' },
      { name: 'Mois', type: 'integer' },
      { name: 'AnnéeMois', type: 'text', sortBy: 'AnnéeMoisNuméro' },
      { name: 'AnnéeMoisNuméro', type: 'integer', isHidden: true },
    ],
  },
  {
    name: 'Pays',
    dax: values('COUNTRY_CODE', [
      'MART_SALES_OVERVIEW[COUNTRY_CODE]',
      'MART_CUSTOMER_LTV[COUNTRY_CODE]',
      'FACT_ORDERS[COUNTRY_CODE]',
    ]),
    columns: [{ name: 'COUNTRY_CODE', type: 'text', isKey: true }],
  },
  {
    name: 'Catégorie',
    dax: values('PRODUCT_CATEGORY', [
      'MART_SALES_OVERVIEW[PRODUCT_CATEGORY]',
      'MART_PRODUCT_PERFORMANCE[PRODUCT_CATEGORY]',
      'DIM_PRODUCTS[PRODUCT_CATEGORY]',
    ]),
    columns: [{ name: 'PRODUCT_CATEGORY', type: 'text', isKey: true }],
  },
  {
    name: 'Segment',
    dax: values('CUSTOMER_SEGMENT', [
      'MART_SALES_OVERVIEW[CUSTOMER_SEGMENT]',
      'MART_CUSTOMER_LTV[CUSTOMER_SEGMENT]',
      'DIM_CUSTOMERS[CUSTOMER_SEGMENT]',
    ]),
    columns: [{ name: 'CUSTOMER_SEGMENT', type: 'text', isKey: true }],
  },
];

/** `from` (many) → `to` (one), each as TABLE.COLUMN; no two ways lead from one table to another. */
export const RELATIONSHIPS: readonly { readonly from: string; readonly to: string }[] = [
  { from: 'MART_SALES_OVERVIEW.SALE_DATE', to: 'Calendrier.Date' },
  { from: 'FACT_ORDERS.ORDER_DATE', to: 'Calendrier.Date' },
  { from: 'MART_SALES_OVERVIEW.COUNTRY_CODE', to: 'Pays.COUNTRY_CODE' },
  { from: 'MART_CUSTOMER_LTV.COUNTRY_CODE', to: 'Pays.COUNTRY_CODE' },
  { from: 'FACT_ORDERS.COUNTRY_CODE', to: 'Pays.COUNTRY_CODE' },
  { from: 'MART_SALES_OVERVIEW.PRODUCT_CATEGORY', to: 'Catégorie.PRODUCT_CATEGORY' },
  { from: 'MART_PRODUCT_PERFORMANCE.PRODUCT_CATEGORY', to: 'Catégorie.PRODUCT_CATEGORY' },
  { from: 'DIM_PRODUCTS.PRODUCT_CATEGORY', to: 'Catégorie.PRODUCT_CATEGORY' },
  { from: 'MART_SALES_OVERVIEW.CUSTOMER_SEGMENT', to: 'Segment.CUSTOMER_SEGMENT' },
  { from: 'MART_CUSTOMER_LTV.CUSTOMER_SEGMENT', to: 'Segment.CUSTOMER_SEGMENT' },
  { from: 'DIM_CUSTOMERS.CUSTOMER_SEGMENT', to: 'Segment.CUSTOMER_SEGMENT' },
  { from: 'FACT_ORDERS.PRODUCT_KEY', to: 'DIM_PRODUCTS.PRODUCT_KEY' },
  { from: 'FACT_ORDERS.CUSTOMER_KEY', to: 'DIM_CUSTOMERS.CUSTOMER_KEY' },
];

/** The table that holds every measure, as in the handout ("clic droit sur MART_SALES_OVERVIEW"). */
export const MEASURE_TABLE: TableName = 'MART_SALES_OVERVIEW';
