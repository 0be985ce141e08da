/**
 * What a data set comes to in every place of the lab, from the generator alone: no database, about 5 ms at scale 1. The
 * orders are walked through once; of the tables with texts only the products are made.
 */
import { crc32 } from 'node:zlib';
import type { ControlTotals, DataIdentity, ExpectedFigures, Fingerprint } from '../../src/lab/lab.ts';
import { MOST_BUSINESS_DAYS } from '../02-data/generator/business-days.ts';
import { type Dataset, dataset } from '../02-data/generator/dataset.ts';
import { shapeOf } from '../02-data/generator/shape.ts';
import { type CopiedTable, STAGING_TABLES } from '../05-snowflake/tables.ts';
import { expectedChecks, type RelationFigures } from './checks.ts';
import { ColumnSums } from './column-sums.ts';
import { type OrderFigures, walkOrders } from './orders.ts';

/** Adding up a larger data set takes too long for a room's reports. */
const LARGEST_SCALE = 10;
/** A seed is a name or a number; a longer one is nobody's. */
const LONGEST_SEED = 200;

/** The table whose texts are made and measured too: it has few rows. The others' cost more than they would prove. */
const READ = 'products';

/** What `identity` comes to; `undefined` when its rules are not known here or it is too large to add up. */
export function expectedFigures({ seed, scale, businessDays }: DataIdentity): ExpectedFigures | undefined {
  if (!Number.isInteger(scale) || scale < 1 || scale > LARGEST_SCALE || seed.length > LONGEST_SEED)
    return undefined;
  if (!Number.isInteger(businessDays) || businessDays < 0 || businessDays > MOST_BUSINESS_DAYS)
    return undefined;
  const data = dataset(scale, seed);
  const orders = walkOrders(shapeOf(scale, seed), data, businessDays);
  const { rows } = orders;
  const totals: ControlTotals = {
    rows,
    revenueOrders: orders.revenueOrders,
    revenueLines: orders.revenueLines,
    revenueAmount: orders.revenueAmount,
  };
  const contents = new Map<string, Contents>([
    [READ, contentsOf(data)],
    ['orders', { sums: orders.orderSums, checksum: '' }],
    ['order_items', { sums: orders.itemSums, checksum: '' }],
  ]);
  const relations = relationFigures(orders);
  return {
    totals,
    fingerprints: [...copies(rows, contents), ...relations.map(martPrint)],
    checks: expectedChecks(totals, relations),
  };
}

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
function copies(
  counts: Readonly<Record<string, number>>,
  contents: ReadonlyMap<string, Contents>,
): readonly Fingerprint[] {
  return Object.entries(counts).flatMap(([relation, rows]): readonly Fingerprint[] => {
    const { sums = [], checksum = '' } = contents.get(relation) ?? {};
    const table = { relation, rows, sums, checksum: '' };
    return [
      { ...table, hop: 'postgres' },
      { ...table, hop: 's3', sums: [], checksum },
      ...(relation === 'events' ? [] : [{ ...table, hop: 'staging' as const }]),
    ];
  });
}

function relationFigures(orders: OrderFigures): readonly RelationFigures[] {
  const { rows, revenueOrders, revenueLines, revenueAmount: revenue } = orders;
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
