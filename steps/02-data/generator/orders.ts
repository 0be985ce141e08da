import { at, DAYS, isSale, moment, orderCurve, SECONDS_PER_DAY } from './calendar.ts';
import { below, fieldKey, fraction, hash, spin, wheel } from './hash.ts';
import { COUNTRIES, type Products, type Users } from './population.ts';
import { BASE_ROWS, LINES_BY_RANK, MOST_LINES, REVENUE_ORDERS, type Shape } from './shape.ts';

/** One order with its lines. The book hands out the same object again and again: read it before the next call. */
export interface Order {
  user: number;
  /** Seconds since the data set's first midnight. */
  createdAt: number;
  /** True for paid, shipped and delivered. */
  revenue: boolean;
  status: string;
  country: string;
  payment: string;
  /** Cents: the sum of the lines. */
  total: number;
  lines: number;
  /** The ordinal of its first line, from 0. */
  firstLine: number;
  readonly products: Int32Array;
  readonly quantities: Int32Array;
  /** Cents a piece. */
  readonly prices: Int32Array;
}

/** Every order of a data set, by its ordinal from 0. */
export interface OrderBook {
  order(ordinal: number): Order;
  /** The ordinal of the order that a line belongs to. */
  orderOfLine(line: number): number;
}

export const PAYMENTS = ['credit_card', 'paypal', 'stripe'];
export const PAYMENT_WHEEL = wheel([550, 280, 170]);
/** Quantities 1, 2, 3 … of a line by the customer's plan, per mille. */
export const QUANTITY_WHEELS = [
  wheel([520, 280, 130, 50, 20]),
  wheel([380, 310, 180, 90, 40]),
  wheel([200, 260, 230, 170, 140]),
];

/** Per mille of orders delivered to another country than the customer's own. */
const ABROAD = 50;

/** Statuses of revenue orders by age: the newest are being prepared, the oldest arrived. */
function revenueStatus(age: number, h: number): string {
  const share = below(h, 100);
  if (age < 3) return share < 80 ? 'paid' : 'shipped';
  if (age < 9) return share < 15 ? 'paid' : share < 70 ? 'shipped' : 'delivered';
  return share < 5 ? 'paid' : share < 12 ? 'shipped' : 'delivered';
}

/** Status of an order on the evening of its own day. */
export function openingStatus(h: number): string {
  const share = below(h, 100);
  return share < 72 ? 'paid' : share < 88 ? 'shipped' : 'pending';
}

/** Statuses of the others: an unpaid order waits, then is cancelled. */
function otherStatus(age: number, h: number): string {
  const share = below(h, 100);
  if (age < 10) return share < 80 ? 'pending' : 'cancelled';
  return share < 12 ? 'pending' : share < 62 ? 'cancelled' : 'refunded';
}

/** Ranks and first lines of one block of 5,000 orders. */
interface Block {
  readonly number: number;
  readonly ranks: Uint16Array;
  readonly firstLines: Uint16Array;
}

/** Shuffles the ranks of a block: which order brings revenue and how many lines it has. */
function makeBlock(key: number, number: number): Block {
  const size = BASE_ROWS.orders;
  const ranks = Uint16Array.from({ length: size }, (_, index) => index);
  for (let i = size - 1; i > 0; i--) {
    const j = below(hash(key, number * size + i), i + 1);
    const rank = at(ranks, i);
    ranks[i] = at(ranks, j);
    ranks[j] = rank;
  }
  const firstLines = new Uint16Array(size + 1);
  for (let i = 0; i < size; i++) firstLines[i + 1] = at(firstLines, i) + at(LINES_BY_RANK, at(ranks, i));
  return { number, ranks, firstLines };
}

/** The last index whose number is not above `value`. */
function lastAtMost(numbers: Uint16Array, value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(numbers, middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What makes a revenue exact: revenue lines of one piece cost some cents more than chance would have it. */
export interface Correction {
  /** Cents added to every such line. */
  readonly each: number;
  /** The lines before this ordinal get one cent more. */
  readonly until: number;
}

const NO_CORRECTION: Correction = { each: 0, until: 0 };

/** The orders of a data set. */
export function orderBook(
  shape: Shape,
  users: Users,
  products: Products,
  correction: Correction = NO_CORRECTION,
): OrderBook {
  const key = (field: string): number => fieldKey(shape.seed, field);
  const keys = {
    rank: key('orders.rank'),
    time: key('orders.created_at'),
    user: key('orders.user_id'),
    status: key('orders.status'),
    country: key('orders.country'),
    abroad: key('orders.abroad'),
    payment: key('orders.payment_method'),
    product: key('order_items.product_id'),
    quantity: key('order_items.quantity'),
    price: key('order_items.unit_price'),
  };
  const count = shape.rows.orders;
  const { each, until } = correction;
  const order = emptyOrder();
  let block = makeBlock(keys.rank, 0);
  const blockOf = (number: number): Block => {
    if (block.number !== number) block = makeBlock(keys.rank, number);
    return block;
  };

  function fillLines(day: number): void {
    const quantities = QUANTITY_WHEELS[users.plan(order.user)] ?? PAYMENT_WHEEL;
    const [cheapest, spread] = isSale(day) ? [800, 101] : [940, 121];
    order.total = 0;
    for (let n = 0; n < order.lines; n++) {
      const line = order.firstLine + n;
      const product = differentProduct(line, n, day);
      const quantity = spin(quantities, hash(keys.quantity, line)) + 1;
      const perMille = cheapest + below(hash(keys.price, line), spread);
      const price = Math.floor((products.price(product) * perMille) / 1000);
      order.products[n] = product;
      order.quantities[n] = quantity;
      order.prices[n] = price + (quantity === 1 && order.revenue ? each + (line < until ? 1 : 0) : 0);
      order.total += quantity * at(order.prices, n);
    }
  }

  /** A product that the order's first `n` lines do not have. */
  function differentProduct(line: number, n: number, day: number): number {
    for (let attempt = 0; ; attempt++) {
      const product = products.choose(keys.product + attempt * 0x10001, line, day);
      let seen = false;
      for (let other = 0; other < n; other++) seen ||= order.products[other] === product;
      if (!seen) return product;
    }
  }

  return {
    order(ordinal) {
      const number = Math.floor(ordinal / BASE_ROWS.orders);
      const within = ordinal - number * BASE_ROWS.orders;
      const { ranks, firstLines } = blockOf(number);
      const rank = at(ranks, within);
      const position = ordinal + fraction(hash(keys.time, ordinal));
      order.createdAt = moment(orderCurve(), (position * orderCurve().total) / count);
      const day = Math.floor(order.createdAt / SECONDS_PER_DAY);
      order.user = users.choose(keys.user, ordinal, day);
      order.revenue = rank < REVENUE_ORDERS;
      order.status = (order.revenue ? revenueStatus : otherStatus)(
        DAYS - 1 - day,
        hash(keys.status, ordinal),
      );
      const abroad = below(hash(keys.abroad, ordinal), 1000) < ABROAD;
      const home = users.country(order.user);
      const away = abroad ? 1 + below(hash(keys.country, ordinal), COUNTRIES.length - 1) : 0;
      order.country = COUNTRIES[(home + away) % COUNTRIES.length] ?? 'FRA';
      order.payment = PAYMENTS[spin(PAYMENT_WHEEL, hash(keys.payment, ordinal))] ?? 'credit_card';
      order.lines = at(LINES_BY_RANK, rank);
      order.firstLine = number * BASE_ROWS.order_items + at(firstLines, within);
      fillLines(day);
      return order;
    },
    orderOfLine(line) {
      const number = Math.floor(line / BASE_ROWS.order_items);
      const within = lastAtMost(blockOf(number).firstLines, line - number * BASE_ROWS.order_items);
      return number * BASE_ROWS.orders + within;
    },
  };
}

function emptyOrder(): Order {
  return {
    user: 0,
    createdAt: 0,
    revenue: false,
    status: '',
    country: '',
    payment: '',
    total: 0,
    lines: 0,
    firstLine: 0,
    products: new Int32Array(MOST_LINES),
    quantities: new Int32Array(MOST_LINES),
    prices: new Int32Array(MOST_LINES),
  };
}
