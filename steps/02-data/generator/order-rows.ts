import { at } from './calendar.ts';
import type { OrderBook } from './orders.ts';
import type { RowWriter } from './user-rows.ts';

/** Rows of `orders`. */
export function orderRows(book: OrderBook): RowWriter {
  return (row, ordinal) => {
    const { user, createdAt, total, status, country, payment } = book.order(ordinal);
    row
      .number(ordinal + 1)
      .number(user + 1)
      .moment(createdAt)
      .money(total);
    row.word(status).word(country).word(payment).end();
  };
}

/** Rows of `order_items`. The book must not be shared with another writer: its current order is kept between rows. */
export function itemRows(book: OrderBook): RowWriter {
  let ordinal = -1;
  let first = 0;
  let next = 0;
  let order = book.order(0);
  return (row, line) => {
    if (ordinal < 0 || line < first || line >= next) {
      ordinal = ordinal >= 0 && line === next ? ordinal + 1 : book.orderOfLine(line);
      order = book.order(ordinal);
      first = order.firstLine;
      next = first + order.lines;
    }
    const n = line - first;
    row
      .number(line + 1)
      .number(ordinal + 1)
      .number(at(order.products, n) + 1);
    row.number(at(order.quantities, n)).money(at(order.prices, n)).end();
  };
}
