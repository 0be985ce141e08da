import { DAYS, isSale, SECONDS_PER_DAY, secondOfDay } from './calendar.ts';
import { below, fieldKey, fraction, hash, spin, wheel } from './hash.ts';
import { type OrderBook, openingStatus, PAYMENT_WHEEL, PAYMENTS, QUANTITY_WHEELS } from './orders.ts';
import { COUNTRIES, PLANS, type Products, type Users } from './population.ts';
import type { Shape } from './shape.ts';
import type { OrderTotals } from './totals.ts';

/** Days after the data set's last one that can be simulated: a year. */
export const MOST_BUSINESS_DAYS = 366;

/** A customer who registers on a simulated day. Ordinals count from 0, over the data set and the days before. */
export interface NewUser {
  readonly ordinal: number;
  readonly country: string;
  readonly countryIndex: number;
  readonly plan: string;
  /** Seconds since the data set's first midnight. */
  readonly createdAt: number;
}

/** A line of a new order; the price is cents a piece. */
export interface NewLine {
  readonly product: number;
  readonly quantity: number;
  readonly price: number;
}

export interface NewOrder {
  readonly ordinal: number;
  readonly user: number;
  readonly createdAt: number;
  readonly status: string;
  readonly country: string;
  readonly payment: string;
  /** Cents: the sum of the lines. */
  readonly total: number;
  /** The ordinal of its first line. */
  readonly firstLine: number;
  readonly lines: readonly NewLine[];
}

/** An order that moves on: the payment arrives, the parcel leaves, the customer gives up. */
export interface StatusChange {
  readonly ordinal: number;
  readonly from: string;
  readonly to: string;
}

/** What simulated days add: customers, and the orders' totals (a payment that arrives adds to the revenue alone). */
export interface Gained extends OrderTotals {
  readonly users: number;
}

export const NOTHING_GAINED: Gained = {
  users: 0,
  orders: 0,
  lines: 0,
  amount: 0,
  revenueOrders: 0,
  revenueLines: 0,
  revenueAmount: 0,
};

/** What happens in the shop on one day after the data set's last. */
export interface BusinessDay {
  /** 1 is the first day after the data set's last. */
  readonly number: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly users: readonly NewUser[];
  readonly orders: readonly NewOrder[];
  readonly changes: readonly StatusChange[];
  /** What the days up to this one have added to the data set. */
  readonly gained: Gained;
}

/** Orders of a simulated day at scale 1: what the last December days have. */
const ORDERS_A_DAY = 12;
/** Lines of an order, per mille for 1, 2, 3 … */
const BASKET_WHEEL = wheel([165, 240, 262, 166, 99, 45, 23]);
const PLAN_WHEEL = wheel([700, 240, 60]);
/** Orders of the data set that still move, by their age in days. */
const OPEN_AGE = 12;
/** Statuses in which an order does not stay. */
const OPEN: ReadonlySet<string> = new Set(['pending', 'paid', 'shipped']);
const REVENUE: ReadonlySet<string> = new Set(['paid', 'shipped', 'delivered']);

/** The date of a day after the data set's last. */
export function businessDate(number: number): string {
  return new Date(Date.UTC(2026, 0, number)).toISOString().slice(0, 10);
}

/** An order that may still change. */
interface Open {
  readonly ordinal: number;
  status: string;
  readonly lines: number;
  readonly total: number;
}

/**
 * The days after a data set's last, one after the other, from the seed and the scale alone: the same day is the same on
 * every machine, however often it is asked for.
 */
export function* businessDays(
  shape: Shape,
  users: Users,
  products: Products,
  book: OrderBook,
): Generator<BusinessDay, void> {
  const key = (field: string): number => fieldKey(shape.seed, `day.${field}`);
  const keys = {
    user: key('user'),
    userAt: key('user.at'),
    country: key('country'),
    plan: key('plan'),
    time: key('time'),
    who: key('who'),
    status: key('status'),
    payment: key('payment'),
    basket: key('basket'),
    product: key('product'),
    quantity: key('quantity'),
    price: key('price'),
    move: key('move'),
  };
  let open = openOrders(shape, book);
  const newPlans = new Map<number, number>();
  const newCountries = new Map<number, number>();
  let gained = NOTHING_GAINED;

  const planOf = (user: number): number => newPlans.get(user) ?? users.plan(user);
  const countryOf = (user: number): number => newCountries.get(user) ?? users.country(user);

  function register(day: number): readonly NewUser[] {
    return Array.from({ length: shape.scale }, (_, n) => {
      const ordinal = shape.rows.users + gained.users + n;
      const countryIndex = below(hash(keys.country, ordinal), COUNTRIES.length);
      const plan = spin(PLAN_WHEEL, hash(keys.plan, ordinal));
      newPlans.set(ordinal, plan);
      newCountries.set(ordinal, countryIndex);
      // In the morning: they order on the same day.
      const second = Math.floor((n + fraction(hash(keys.userAt, ordinal))) * ((8 * 3600) / shape.scale));
      return {
        ordinal,
        country: COUNTRIES[countryIndex] ?? 'FRA',
        countryIndex,
        plan: PLANS[plan] ?? 'freemium',
        createdAt: day * SECONDS_PER_DAY + Math.min(second, 8 * 3600 - 1),
      };
    });
  }

  function place(day: number, newcomers: readonly NewUser[]): readonly NewOrder[] {
    const count = ORDERS_A_DAY * shape.scale;
    let firstLine = shape.rows.order_items + gained.lines;
    return Array.from({ length: count }, (_, n) => {
      const ordinal = shape.rows.orders + gained.orders + n;
      // The newcomers' orders are the day's last ones, after they registered.
      const newcomer = newcomers[n - (count - newcomers.length)];
      const user = newcomer?.ordinal ?? users.choose(keys.who, ordinal, DAYS - 1);
      const lines = linesOf(ordinal, firstLine, day, planOf(user));
      const order: NewOrder = {
        ordinal,
        user,
        createdAt: day * SECONDS_PER_DAY + secondOfDay((n + fraction(hash(keys.time, ordinal))) / count),
        status: openingStatus(hash(keys.status, ordinal)),
        country: COUNTRIES[countryOf(user)] ?? 'FRA',
        payment: PAYMENTS[spin(PAYMENT_WHEEL, hash(keys.payment, ordinal))] ?? 'credit_card',
        total: lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0),
        firstLine,
        lines,
      };
      firstLine += lines.length;
      return order;
    });
  }

  function linesOf(ordinal: number, firstLine: number, day: number, plan: number): readonly NewLine[] {
    const count = spin(BASKET_WHEEL, hash(keys.basket, ordinal)) + 1;
    const [cheapest, spread] = isSale(day) ? [800, 101] : [940, 121];
    const seen = new Set<number>();
    return Array.from({ length: count }, (_, n) => {
      const line = firstLine + n;
      let product = products.choose(keys.product, line, DAYS - 1);
      for (let attempt = 1; seen.has(product); attempt++)
        product = products.choose(keys.product + attempt * 0x10001, line, DAYS - 1);
      seen.add(product);
      const quantities = QUANTITY_WHEELS[plan] ?? PAYMENT_WHEEL;
      const perMille = cheapest + below(hash(keys.price, line), spread);
      return {
        product,
        quantity: spin(quantities, hash(keys.quantity, line)) + 1,
        price: Math.floor((products.price(product) * perMille) / 1000),
      };
    });
  }

  function moveOn(number: number): readonly StatusChange[] {
    return open.flatMap(order => {
      const from = order.status;
      const to = nextStatus(from, below(hash(keys.move + number, order.ordinal), 1000));
      if (to === from) return [];
      order.status = to;
      return [{ ordinal: order.ordinal, from, to }];
    });
  }

  for (let number = 1; number <= MOST_BUSINESS_DAYS; number++) {
    const day = DAYS - 1 + number;
    const known = new Map(open.map(order => [order.ordinal, order]));
    const changes = moveOn(number);
    open = open.filter(({ status }) => OPEN.has(status));
    const newcomers = register(day);
    const orders = place(day, newcomers);
    gained = added(gained, newcomers, orders, changes, known);
    open.push(
      ...orders.map(({ ordinal, status, lines, total }) => ({ ordinal, status, lines: lines.length, total })),
    );
    yield {
      number,
      date: businessDate(number),
      users: newcomers,
      orders,
      changes,
      gained,
    };
  }
}

/** The data set's recent orders that have not arrived: the last ones of the book, which is in the order of time. */
function openOrders(shape: Shape, book: OrderBook): Open[] {
  const open: Open[] = [];
  for (let ordinal = shape.rows.orders - 1; ordinal >= 0; ordinal--) {
    const { createdAt, status, lines, total } = book.order(ordinal);
    if (createdAt < (DAYS - OPEN_AGE) * SECONDS_PER_DAY) break;
    if (OPEN.has(status)) open.push({ ordinal, status, lines, total });
  }
  return open.toReversed();
}

/** Where an order stands a day later; `h` is 0 to 999. */
function nextStatus(status: string, h: number): string {
  switch (status) {
    case 'pending':
      return h < 500 ? 'paid' : h < 650 ? 'cancelled' : status;
    case 'paid':
      return h < 600 ? 'shipped' : status;
    case 'shipped':
      return h < 450 ? 'delivered' : status;
    default:
      return status;
  }
}

function added(
  before: Gained,
  users: readonly NewUser[],
  orders: readonly NewOrder[],
  changes: readonly StatusChange[],
  known: ReadonlyMap<number, Open>,
): Gained {
  const sums = { ...before, users: before.users + users.length };
  const gain = (lines: number, total: number): void => {
    sums.revenueOrders += 1;
    sums.revenueLines += lines;
    sums.revenueAmount += total;
  };
  for (const { lines, total, status } of orders) {
    sums.orders += 1;
    sums.lines += lines.length;
    sums.amount += total;
    if (REVENUE.has(status)) gain(lines.length, total);
  }
  for (const { ordinal, from, to } of changes) {
    const order = known.get(ordinal);
    // Nobody gives money back on these days: an order only gains.
    if (order !== undefined && !REVENUE.has(from) && REVENUE.has(to)) gain(order.lines, order.total);
  }
  return sums;
}
