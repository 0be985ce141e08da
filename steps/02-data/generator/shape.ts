import { countBefore, productCurve, userCurve } from './calendar.ts';

/** Rows at scale 1: the handout's figures. */
export const BASE_ROWS = {
  users: 1000,
  products: 200,
  orders: 5000,
  order_items: 15_112,
  events: 10_000,
  crm_contacts: 500,
} as const;

export type TableName = keyof typeof BASE_ROWS;

/** Orders that bring revenue (paid, shipped, delivered), of every 5,000. */
export const REVENUE_ORDERS = 4515;
/** Lines of those orders, of every 15,112. */
export const REVENUE_LINES = 13_637;

/** How many revenue orders have 1, 2, 3 … lines: 4,515 orders with 13,637 lines. */
const REVENUE_BASKETS = [745, 1083, 1185, 749, 448, 200, 105];
/** The same for pending, cancelled and refunded orders: 485 orders with 1,475 lines. */
const OTHER_BASKETS = [80, 111, 130, 83, 47, 22, 12];

/** The most lines an order has. */
export const MOST_LINES = REVENUE_BASKETS.length;

/**
 * The number of lines of an order by its rank among 5,000: the first 4,515 ranks bring revenue. The totals of a data set
 * follow from this table, whatever the seed; the seed decides which order gets which rank.
 */
export const LINES_BY_RANK: Uint8Array = Uint8Array.from(
  [REVENUE_BASKETS, OTHER_BASKETS].flatMap(baskets =>
    baskets.flatMap((orders, index) => new Array<number>(orders).fill(index + 1)),
  ),
);

/** The sizes of a data set, and how much of it exists on each day. */
export interface Shape {
  readonly seed: string;
  readonly scale: number;
  readonly rows: Readonly<Record<TableName, number>>;
  /** Users registered, and products on sale, before each day began. */
  readonly usersBefore: Uint32Array;
  readonly productsBefore: Uint32Array;
}

export const LARGEST_SCALE = 1000;

/**
 * The shape of a data set.
 * @throws RangeError when `scale` is not an integer of 1 to 1,000.
 */
export function shapeOf(scale: number, seed: string): Shape {
  if (!Number.isInteger(scale) || scale < 1 || scale > LARGEST_SCALE)
    throw new RangeError(`The scale is an integer of 1 to ${LARGEST_SCALE}, not ${scale}.`);
  const rows = {
    users: BASE_ROWS.users * scale,
    products: BASE_ROWS.products * scale,
    orders: BASE_ROWS.orders * scale,
    order_items: BASE_ROWS.order_items * scale,
    events: BASE_ROWS.events * scale,
    crm_contacts: BASE_ROWS.crm_contacts * scale,
  };
  return {
    seed,
    scale,
    rows,
    usersBefore: countBefore(userCurve(), rows.users),
    productsBefore: countBefore(productCurve(), rows.products),
  };
}
