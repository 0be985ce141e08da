/**
 * What a data set comes to in every place of the lab, from the generator alone: no database, about 5 ms at scale 1. The
 * orders are walked through once; of the tables with texts only the products are made.
 */
import { crc32 } from 'node:zlib';
import type { ControlTotals, DataIdentity, ExpectedFigures, Fingerprint } from '../../src/lab/lab.ts';
import { DAYS, SECONDS_PER_DAY } from '../02-data/generator/calendar.ts';
import { type Dataset, DEFAULT_CORRECTION, DEFAULT_SEED, dataset } from '../02-data/generator/dataset.ts';
import { type OrderBook, orderBook } from '../02-data/generator/orders.ts';
import { CATEGORIES, COUNTRIES, PLANS, productsOf, usersOf } from '../02-data/generator/population.ts';
import { type Shape, shapeOf } from '../02-data/generator/shape.ts';
import { type CopiedTable, STAGING_TABLES } from '../05-snowflake/tables.ts';
import { expectedChecks, type RelationFigures } from './checks.ts';
import { ColumnSums } from './column-sums.ts';

/** Adding up a larger data set takes too long for a room's reports. */
const LARGEST_SCALE = 10;
/** A seed is a name or a number; a longer one is nobody's. */
const LONGEST_SEED = 200;

/** Seconds from 2020-01-01, where sums count from, to the data set's first midnight, 2024-01-01. */
const ERA = 1461 * SECONDS_PER_DAY;

/** The table whose texts are made and measured too: it has few rows. The others' cost more than they would prove. */
const READ = 'products';

/** What `identity` comes to; `undefined` when its rules are not known here or it is too large to add up. */
export function expectedFigures({ seed, scale, businessDays }: DataIdentity): ExpectedFigures | undefined {
  if (!Number.isInteger(scale) || scale < 1 || scale > LARGEST_SCALE || seed.length > LONGEST_SEED)
    return undefined;
  if (businessDays > 0) return undefined;
  const data = dataset(scale, seed);
  const orders = walkOrders(shapeOf(scale, seed));
  const totals: ControlTotals = {
    rows: data.rows,
    revenueOrders: orders.revenueOrders,
    revenueLines: orders.revenueLines,
    revenueAmount: orders.revenueAmount,
  };
  const contents = new Map<string, Contents>([
    [READ, contentsOf(data)],
    ['orders', { sums: orders.orderSums, checksum: '' }],
    ['order_items', { sums: orders.itemSums, checksum: '' }],
  ]);
  const relations = relationFigures(data, orders);
  return {
    totals,
    fingerprints: [...copies(data, contents), ...relations.map(martPrint)],
    checks: expectedChecks(totals, relations),
  };
}

interface OrderFigures {
  readonly revenueOrders: number;
  readonly revenueLines: number;
  readonly revenueAmount: number;
  readonly orderSums: readonly number[];
  readonly itemSums: readonly number[];
  /** Distinct customers, products, and days × countries × categories × plans of revenue orders. */
  readonly customers: number;
  readonly products: number;
  readonly groups: number;
}

function walkOrders(shape: Shape): OrderFigures {
  const users = usersOf(shape);
  const products = productsOf(shape);
  const isDefault = shape.scale === 1 && shape.seed === DEFAULT_SEED;
  const book: OrderBook = orderBook(shape, users, products, isDefault ? DEFAULT_CORRECTION : undefined);
  const count = shape.rows.orders;
  const countries = new Map<string, number>(COUNTRIES.map((country, index) => [country, index]));
  const customers = new Uint8Array(shape.rows.users);
  const sold = new Uint8Array(shape.rows.products);
  const groups = new Uint8Array(DAYS * COUNTRIES.length * PLANS.length * CATEGORIES.length);
  let [revenueOrders, revenueLines, revenueAmount] = [0, 0, 0];
  // Plain variables: the sums of an object or an array would be written to memory thirty thousand times.
  let [orderUser, orderAt, orderTotal, orderStatus, orderCountry, orderPayment] = [0, 0, 0, 0, 0, 0];
  let [itemOrder, itemProduct, itemQuantity, itemPrice] = [0, 0, 0, 0];
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const of = book.order(ordinal);
    const { lines, revenue, products: bought, quantities, prices } = of;
    orderUser += of.user + 1;
    orderAt += of.createdAt;
    orderTotal += of.total;
    orderStatus += of.status.length;
    orderCountry += of.country.length;
    orderPayment += of.payment.length;
    itemOrder += (ordinal + 1) * lines;
    for (let n = 0; n < lines; n++) {
      itemProduct += (bought[n] ?? 0) + 1;
      itemQuantity += quantities[n] ?? 0;
      itemPrice += prices[n] ?? 0;
    }
    if (!revenue) continue;
    revenueOrders += 1;
    revenueLines += lines;
    revenueAmount += of.total;
    customers[of.user] = 1;
    const day = Math.floor(of.createdAt / SECONDS_PER_DAY);
    const place = (day * COUNTRIES.length + (countries.get(of.country) ?? 0)) * PLANS.length;
    const group = (place + users.plan(of.user)) * CATEGORIES.length;
    for (let n = 0; n < lines; n++) {
      const product = bought[n] ?? 0;
      sold[product] = 1;
      groups[group + products.category(product)] = 1;
    }
  }
  const itemCount = shape.rows.order_items;
  // In the order of the tables' columns.
  const order = [sumTo(count), orderUser, orderAt + count * ERA, orderTotal];
  return {
    revenueOrders,
    revenueLines,
    revenueAmount,
    orderSums: [...order, orderStatus, orderCountry, orderPayment],
    itemSums: [sumTo(itemCount), itemOrder, itemProduct, itemQuantity, itemPrice],
    customers: ones(customers),
    products: ones(sold),
    groups: ones(groups),
  };
}

function ones(flags: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < flags.length; i++) sum += flags[i] ?? 0;
  return sum;
}

const sumTo = (count: number): number => (count * (count + 1)) / 2;

function copiedTable(name: string): CopiedTable {
  const table = STAGING_TABLES.find(({ source }) => source === name);
  if (table === undefined) throw new Error(`${name} is not copied to STAGING.`);
  return table;
}

interface Contents {
  readonly sums: readonly number[];
  /** CRC32 of the CSV as S3 shows it; empty where it would take long to compute. */
  readonly checksum: string;
}

function contentsOf(data: Dataset): Contents {
  const columns = new ColumnSums(copiedTable(READ).columns);
  let crc = 0;
  for (const chunk of data.csvChunks(READ)) {
    crc = crc32(chunk, crc);
    columns.add(chunk);
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return { sums: columns.sums, checksum: `CRC32:${bytes.toString('base64')}` };
}

/** The six tables in PostgreSQL and in the data lake, and the five of STAGING. */
function copies(data: Dataset, contents: ReadonlyMap<string, Contents>): readonly Fingerprint[] {
  return Object.entries(data.rows).flatMap(([relation, rows]): readonly Fingerprint[] => {
    const { sums = [], checksum = '' } = contents.get(relation) ?? {};
    const table = { relation, rows, sums, checksum: '' };
    return [
      { ...table, hop: 'postgres' },
      { ...table, hop: 's3', sums: [], checksum },
      ...(relation === 'events' ? [] : [{ ...table, hop: 'staging' as const }]),
    ];
  });
}

function relationFigures({ rows }: Dataset, orders: OrderFigures): readonly RelationFigures[] {
  const { revenueOrders, revenueLines, revenueAmount: revenue } = orders;
  return [
    { model: 'stg_orders', rows: rows.orders },
    { model: 'dim_customers', rows: rows.users },
    { model: 'dim_products', rows: rows.products },
    { model: 'fact_orders', rows: revenueLines, revenue, orders: revenueOrders },
    { model: 'mart_sales_overview', rows: orders.groups, revenue },
    { model: 'mart_product_performance', rows: orders.products, revenue, orders: revenueLines },
    { model: 'mart_customer_ltv', rows: orders.customers, revenue, orders: revenueOrders },
  ];
}

function martPrint({ model, rows, revenue, orders }: RelationFigures): Fingerprint {
  return { hop: 'marts', relation: model, rows, sums: martSums(revenue, orders), checksum: '' };
}

/** Revenue in cents, then orders, of those that a relation has. */
export function martSums(revenue: number | undefined, orders: number | undefined): readonly number[] {
  return [revenue, orders].filter(sum => sum !== undefined);
}
