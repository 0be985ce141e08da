import { at, moneyText, timestampText } from './calendar.ts';
import type { Format } from './format.ts';
import type { OrderBook } from './orders.ts';
import type { RowWriter } from './user-rows.ts';

/** Rows of `orders`. */
export function orderRows(book: OrderBook, format: Format): RowWriter {
  const s = format.separator;
  return ordinal => {
    const { user, createdAt, total, status, country, payment } = book.order(ordinal);
    return `${ordinal + 1}${s}${user + 1}${s}${timestampText(createdAt)}${s}${moneyText(total)}${s}${status}${s}${country}${s}${payment}\n`;
  };
}

/** Rows of `order_items`. The book must not be shared with another writer: its current order is kept between rows. */
export function itemRows(book: OrderBook, format: Format): RowWriter {
  const s = format.separator;
  let ordinal = -1;
  let first = 0;
  let next = 0;
  let order = book.order(0);
  return line => {
    if (ordinal < 0 || line < first || line >= next) {
      ordinal = ordinal >= 0 && line === next ? ordinal + 1 : book.orderOfLine(line);
      order = book.order(ordinal);
      first = order.firstLine;
      next = first + order.lines;
    }
    const n = line - first;
    const product = at(order.products, n) + 1;
    return `${line + 1}${s}${ordinal + 1}${s}${product}${s}${at(order.quantities, n)}${s}${moneyText(at(order.prices, n))}\n`;
  };
}
