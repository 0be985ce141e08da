import type { DimensionId } from '../bi/bi.ts';

/**
 * What the dashboard holds of the marts, small enough for a page: every figure under every filter comes from it without
 * another question. JSON-safe; text columns are positions in `values`, amounts are whole cents.
 */
export interface Cube {
  /** When the marts were read: ISO, UTC. */
  readonly readAt: string;
  /** The values of each filter, in alphabetical order of their codes; an empty text stands for NULL. */
  readonly values: Readonly<Record<DimensionId, readonly string[]>>;
  readonly sales: SalesCells;
  readonly orders: OrderCells;
  readonly products: ProductRows;
  readonly customers: CustomerRows;
}

/** MART_SALES_OVERVIEW: one cell a day, country, category and segment that has sales. */
export interface SalesCells {
  /** The day numbered 0: `YYYY-MM-DD`. */
  readonly firstDay: string;
  /** `((day × countries + country) × categories + category) × segments + segment`, ascending, each as its distance to the one before. */
  readonly steps: readonly number[];
  readonly revenue: readonly number[];
  /** TOTAL_ORDERS, which counts an order once in every category it holds. */
  readonly orders: readonly number[];
}

/** FACT_ORDERS: how many orders of a country and a segment hold exactly this set of categories. Each order is in one cell. */
export interface OrderCells {
  readonly country: readonly number[];
  readonly segment: readonly number[];
  readonly categories: readonly (readonly number[])[];
  readonly count: readonly number[];
}

/** MART_PRODUCT_PERFORMANCE: the best rows of every category, and what all of them are together. */
export interface ProductRows {
  readonly rows: readonly ProductRow[];
  /** By category: number of rows, revenue, orders. */
  readonly totals: readonly (readonly [category: number, rows: number, revenue: number, orders: number])[];
}

export type ProductRow = readonly [
  name: string,
  category: number,
  revenue: number,
  orders: number,
  abcClass: string,
  tier: string,
];

/** MART_CUSTOMER_LTV: the best rows of every country, segment and RFM segment, and what all of them are together. */
export interface CustomerRows {
  readonly rows: readonly CustomerRow[];
  /** By country, segment and RFM segment: number of customers, lifetime value, orders. */
  readonly totals: readonly (readonly [
    country: number,
    segment: number,
    rfm: number,
    customers: number,
    value: number,
    orders: number,
  ])[];
}

export type CustomerRow = readonly [
  name: string,
  email: string,
  country: number,
  segment: number,
  value: number,
  orders: number,
  rfm: number,
  churnRisk: string,
];
