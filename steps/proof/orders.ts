/** What the orders of a data set, and of the days simulated after it, come to. */
import { DAYS, SECONDS_PER_DAY } from '../02-data/generator/calendar.ts';
import {
  type BusinessDay,
  type Dataset,
  DEFAULT_CORRECTION,
  DEFAULT_SEED,
  type TableName,
} from '../02-data/generator/dataset.ts';
import { type OrderBook, orderBook } from '../02-data/generator/orders.ts';
import {
  CATEGORIES,
  COUNTRIES,
  PLANS,
  type Products,
  productsOf,
  usersOf,
} from '../02-data/generator/population.ts';
import type { Shape } from '../02-data/generator/shape.ts';

/** Seconds from 2020-01-01, where sums count from, to the data set's first midnight, 2024-01-01. */
const ERA = 1461 * SECONDS_PER_DAY;

export interface OrderFigures {
  readonly rows: Readonly<Record<TableName, number>>;
  readonly revenueOrders: number;
  readonly revenueLines: number;
  /** Cents. */
  readonly revenueAmount: number;
  /** In the order of the tables' columns. */
  readonly orderSums: readonly number[];
  readonly itemSums: readonly number[];
  /** Distinct customers, products, and days × countries × categories × plans of revenue orders. */
  readonly customers: number;
  readonly products: number;
  readonly groups: number;
}

/** Sums of columns; ids are counted when the rows are. */
interface Sums {
  user: number;
  at: number;
  total: number;
  status: number;
  country: number;
  payment: number;
  itemOrder: number;
  itemProduct: number;
  itemQuantity: number;
  itemPrice: number;
}

/** Which customers, products and groups bring revenue. */
interface Seen {
  readonly customers: Uint8Array;
  readonly sold: Uint8Array;
  readonly groups: Uint8Array;
}

/** An order that brings revenue, as far as it matters which. */
interface Sale {
  readonly user: number;
  readonly createdAt: number;
  readonly country: string;
  /** Its first `lines` products. */
  readonly products: ArrayLike<number>;
  readonly lines: number;
}

const REVENUE: ReadonlySet<string> = new Set(['paid', 'shipped', 'delivered']);
const COUNTRY_INDEX = new Map<string, number>(COUNTRIES.map((country, index) => [country, index]));
const PLAN_INDEX = new Map<string, number>(PLANS.map((plan, index) => [plan, index]));

/** Walks through every order once, then through the simulated days. */
export function walkOrders(shape: Shape, data: Dataset, businessDays: number): OrderFigures {
  const users = usersOf(shape);
  const products = productsOf(shape);
  const isDefault = shape.scale === 1 && shape.seed === DEFAULT_SEED;
  const book: OrderBook = orderBook(shape, users, products, isDefault ? DEFAULT_CORRECTION : undefined);
  const days = data.days().take(businessDays).toArray();
  const gained = days.at(-1)?.gained;
  const seen: Seen = {
    customers: new Uint8Array(shape.rows.users + (gained?.users ?? 0)),
    sold: new Uint8Array(shape.rows.products),
    groups: new Uint8Array((DAYS + businessDays) * COUNTRIES.length * PLANS.length * CATEGORIES.length),
  };
  const sums = walkBook(shape, book, seen, products, users.plan);
  const figures = {
    orders: shape.rows.orders + (gained?.orders ?? 0),
    lines: shape.rows.order_items + (gained?.lines ?? 0),
  };
  addDays(days, sums, seen, products, book, users.plan);
  const { orders, lines } = figures;
  return {
    rows: {
      ...shape.rows,
      users: seen.customers.length,
      orders,
      order_items: lines,
    },
    revenueOrders: sums.revenueOrders + (gained?.revenueOrders ?? 0),
    revenueLines: sums.revenueLines + (gained?.revenueLines ?? 0),
    revenueAmount: sums.revenueAmount + (gained?.revenueAmount ?? 0),
    orderSums: [
      sumTo(orders),
      sums.user,
      sums.at + orders * ERA,
      sums.total,
      sums.status,
      sums.country,
      sums.payment,
    ],
    itemSums: [sumTo(lines), sums.itemOrder, sums.itemProduct, sums.itemQuantity, sums.itemPrice],
    customers: ones(seen.customers),
    products: ones(seen.sold),
    groups: ones(seen.groups),
  };
}

type BookSums = Sums & { revenueOrders: number; revenueLines: number; revenueAmount: number };

function walkBook(
  shape: Shape,
  book: OrderBook,
  seen: Seen,
  products: Products,
  planOf: (user: number) => number,
): BookSums {
  const count = shape.rows.orders;
  let [revenueOrders, revenueLines, revenueAmount] = [0, 0, 0];
  // Plain variables: the sums of an object or an array would be written to memory thirty thousand times.
  let [user, at, total, status, country, payment] = [0, 0, 0, 0, 0, 0];
  let [itemOrder, itemProduct, itemQuantity, itemPrice] = [0, 0, 0, 0];
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const of = book.order(ordinal);
    const { lines, products: bought, quantities, prices } = of;
    user += of.user + 1;
    at += of.createdAt;
    total += of.total;
    status += of.status.length;
    country += of.country.length;
    payment += of.payment.length;
    itemOrder += (ordinal + 1) * lines;
    for (let n = 0; n < lines; n++) {
      itemProduct += (bought[n] ?? 0) + 1;
      itemQuantity += quantities[n] ?? 0;
      itemPrice += prices[n] ?? 0;
    }
    if (!of.revenue) continue;
    revenueOrders += 1;
    revenueLines += lines;
    revenueAmount += of.total;
    see(seen, products, of, planOf(of.user));
  }
  return {
    ...{ user, at, total, status, country, payment, itemOrder, itemProduct, itemQuantity, itemPrice },
    ...{ revenueOrders, revenueLines, revenueAmount },
  };
}

function see({ customers, sold, groups }: Seen, products: Products, sale: Sale, plan: number): void {
  customers[sale.user] = 1;
  const day = Math.floor(sale.createdAt / SECONDS_PER_DAY);
  const place = (day * COUNTRIES.length + (COUNTRY_INDEX.get(sale.country) ?? 0)) * PLANS.length;
  const group = (place + plan) * CATEGORIES.length;
  for (let n = 0; n < sale.lines; n++) {
    const product = sale.products[n] ?? 0;
    sold[product] = 1;
    groups[group + products.category(product)] = 1;
  }
}

/** Adds the days' rows to the sums, and the orders that begin to bring revenue to what is seen. */
function addDays(
  days: readonly BusinessDay[],
  sums: Sums,
  seen: Seen,
  products: Products,
  book: OrderBook,
  planOf: (user: number) => number,
): void {
  const plans = new Map<number, number>();
  const known = new Map<number, Sale>();
  const seeOrder = (sale: Sale): void => see(seen, products, sale, plans.get(sale.user) ?? planOf(sale.user));
  for (const { users, orders, changes } of days) {
    for (const { ordinal, plan } of users) plans.set(ordinal, PLAN_INDEX.get(plan) ?? 0);
    for (const { ordinal, from, to } of changes) {
      sums.status += to.length - from.length;
      if (!REVENUE.has(from) && REVENUE.has(to)) seeOrder(known.get(ordinal) ?? book.order(ordinal));
    }
    for (const order of orders) {
      const { ordinal, user, createdAt, country, lines } = order;
      const bought = lines.map(({ product }) => product);
      const sale = { user, createdAt, country, products: bought, lines: lines.length };
      known.set(ordinal, sale);
      if (REVENUE.has(order.status)) seeOrder(sale);
      sums.user += user + 1;
      sums.at += createdAt;
      sums.total += order.total;
      sums.status += order.status.length;
      sums.country += country.length;
      sums.payment += order.payment.length;
      for (const { product, quantity, price } of lines) {
        sums.itemOrder += ordinal + 1;
        sums.itemProduct += product + 1;
        sums.itemQuantity += quantity;
        sums.itemPrice += price;
      }
    }
  }
}

function ones(flags: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < flags.length; i++) sum += flags[i] ?? 0;
  return sum;
}

const sumTo = (count: number): number => (count * (count + 1)) / 2;
