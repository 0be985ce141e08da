import type { BusinessDay, NewOrder } from './business-days.ts';
import { RowBuffer } from './row-buffer.ts';
import { userPeople } from './user-rows.ts';

/** The tables to which a simulated day adds rows, in an order in which references exist. */
export const DAY_TABLES = ['users', 'orders', 'order_items'] as const;
export type DayTable = (typeof DAY_TABLES)[number];

/** The rows that a simulated day adds to a table, in COPY's text format. */
export function* dayRows(day: BusinessDay, table: DayTable, seed: string): Generator<Buffer> {
  const rows = new RowBuffer('copy');
  for (const write of writers(day, table, seed)) {
    write(rows);
    if (rows.full) yield rows.take();
  }
  const rest = rows.take();
  if (rest.length > 0) yield rest;
}

type Writer = (row: RowBuffer) => void;

function writers(day: BusinessDay, table: DayTable, seed: string): readonly Writer[] {
  switch (table) {
    case 'users':
      return userWriters(day, seed);
    case 'orders':
      return day.orders.map(order => row => orderRow(row, order));
    case 'order_items':
      return day.orders.flatMap(lineWriters);
  }
}

function userWriters(day: BusinessDay, seed: string): readonly Writer[] {
  const people = userPeople(seed);
  return day.users.map(({ ordinal, country, countryIndex, plan, createdAt }) => row => {
    const person = people.person(ordinal, countryIndex);
    row.number(ordinal + 1);
    people.address(row.next(), ordinal, person);
    row.text(person.firstName).text(person.lastName).word(country).word(plan).moment(createdAt).end();
  });
}

function orderRow(row: RowBuffer, order: NewOrder): void {
  row
    .number(order.ordinal + 1)
    .number(order.user + 1)
    .moment(order.createdAt)
    .money(order.total);
  row.word(order.status).word(order.country).word(order.payment).end();
}

function lineWriters({ ordinal, firstLine, lines }: NewOrder): readonly Writer[] {
  return lines.map(
    ({ product, quantity, price }, n) =>
      row =>
        row
          .number(firstLine + n + 1)
          .number(ordinal + 1)
          .number(product + 1)
          .number(quantity)
          .money(price)
          .end(),
  );
}
