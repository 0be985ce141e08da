import type { Filters } from '../../bi/bi.ts';
import type { CustomerRow, ProductRow } from '../cube.ts';
import { allowed, type Facts } from './facts.ts';

/** Rows that the tables show at most: a shop of the lab's first scale has 198 products sold, and all are shown. */
export const MOST_PRODUCTS = 250;
export const MOST_CUSTOMERS = 100;

/** The best rows under the filters, and what all of them are together. Amounts in cents. */
export interface Ranking<Row> {
  readonly rows: readonly Row[];
  readonly total: { readonly rows: number; readonly amount: number; readonly orders: number };
}

/** MART_PRODUCT_PERFORMANCE under the filter of category, the highest revenue first. */
export function productsOf({ cube }: Facts, filters: Filters): Ranking<ProductRow> {
  const categories = allowed(cube, filters, 'category');
  const total = { rows: 0, amount: 0, orders: 0 };
  for (const [category, rows, revenue, orders] of cube.products.totals) {
    if (categories[category] === 0) continue;
    total.rows += rows;
    total.amount += revenue;
    total.orders += orders;
  }
  const rows = cube.products.rows
    .filter(([, category]) => categories[category] === 1)
    .sort((a, b) => b[2] - a[2] || byCode(a[0], b[0]));
  return { rows: rows.slice(0, MOST_PRODUCTS), total };
}

/** A segment of customers. */
export interface RfmSegment {
  readonly customers: number;
  readonly value: number;
  /** By position of the customer segment (the plan). */
  readonly valueBySegment: readonly number[];
}

export interface Customers extends Ranking<CustomerRow> {
  /** By position of the RFM segment, the filter of RFM segments left out. */
  readonly segments: readonly RfmSegment[];
}

/** MART_CUSTOMER_LTV under the filters of country, segment and RFM segment, the highest value first. */
export function customersOf({ cube }: Facts, filters: Filters): Customers {
  const [countries, plans, rfm] = [
    allowed(cube, filters, 'country'),
    allowed(cube, filters, 'segment'),
    allowed(cube, filters, 'rfm'),
  ];
  const total = { rows: 0, amount: 0, orders: 0 };
  const segments = cube.values.rfm.map(() => ({
    customers: 0,
    value: 0,
    valueBySegment: cube.values.segment.map(() => 0),
  }));
  for (const [country, plan, segment, customers, value, orders] of cube.customers.totals) {
    if (countries[country] === 0 || plans[plan] === 0) continue;
    const group = segments[segment];
    if (group !== undefined) {
      group.customers += customers;
      group.value += value;
      group.valueBySegment[plan] = (group.valueBySegment[plan] ?? 0) + value;
    }
    if (rfm[segment] === 0) continue;
    total.rows += customers;
    total.amount += value;
    total.orders += orders;
  }
  const rows = cube.customers.rows
    .filter(row => countries[row[2]] === 1 && plans[row[3]] === 1 && rfm[row[6]] === 1)
    .sort((a, b) => b[4] - a[4] || byCode(a[0], b[0]) || byCode(a[1], b[1]));
  return { rows: rows.slice(0, MOST_CUSTOMERS), total, segments };
}

/** As the warehouse sorts texts: by code, not by language. */
function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
