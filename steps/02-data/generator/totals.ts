import type { OrderBook } from './orders.ts';
import type { Shape } from './shape.ts';

/** What the lab checks of orders, everywhere they go. Amounts are cents. */
export interface OrderTotals {
  readonly orders: number;
  readonly lines: number;
  /** Σ quantity × unit_price of all lines, which is Σ total_amount. */
  readonly amount: number;
  /** The same of orders whose status is paid, shipped or delivered. */
  readonly revenueOrders: number;
  readonly revenueLines: number;
  readonly revenueAmount: number;
}

/** Adds up every order: about 0.4 s a million lines. */
export function orderTotals(shape: Shape, book: OrderBook): OrderTotals {
  const sums = { lines: 0, amount: 0, revenueOrders: 0, revenueLines: 0, revenueAmount: 0 };
  for (let ordinal = 0; ordinal < shape.rows.orders; ordinal++) {
    const order = book.order(ordinal);
    sums.lines += order.lines;
    sums.amount += order.total;
    if (!order.revenue) continue;
    sums.revenueOrders += 1;
    sums.revenueLines += order.lines;
    sums.revenueAmount += order.total;
  }
  return { orders: shape.rows.orders, ...sums };
}
