import { addressOf, BUILT, type DimensionId, type TableName } from '../bi/bi.ts';
import { fromOrderLines, fromTable } from '../bi/source.ts';
import type { Cell, WarehouseReader } from '../ports/warehouse.ts';
import type { Cube, CustomerRow, ProductRow } from './cube.ts';
import { MOST_CUSTOMERS, MOST_PRODUCTS } from './model/tables.ts';
import { emptyMart, missingTable } from './problems.ts';

const SALES = `SELECT TO_CHAR(SALE_DATE, 'YYYY-MM-DD') AS DAY, COUNTRY_CODE, PRODUCT_CATEGORY, CUSTOMER_SEGMENT,
       TOTAL_REVENUE, TOTAL_ORDERS
${fromTable('MART_SALES_OVERVIEW', BUILT, {})}`;

const ORDERS = `SELECT COUNTRY_CODE, CUSTOMER_SEGMENT, CATEGORIES, COUNT(*) AS ORDERS
FROM (
  SELECT FACT_ORDERS.ORDER_ID, FACT_ORDERS.COUNTRY_CODE, DIM_CUSTOMERS.CUSTOMER_SEGMENT,
         ARRAY_AGG(DISTINCT DIM_PRODUCTS.PRODUCT_CATEGORY) WITHIN GROUP (ORDER BY DIM_PRODUCTS.PRODUCT_CATEGORY) AS CATEGORIES
  ${fromOrderLines(BUILT, {})}
  GROUP BY FACT_ORDERS.ORDER_ID, FACT_ORDERS.COUNTRY_CODE, DIM_CUSTOMERS.CUSTOMER_SEGMENT
)
GROUP BY COUNTRY_CODE, CUSTOMER_SEGMENT, CATEGORIES`;

/**
 * The first of every category: the first under any filter are among them. Grouped as the visual is: two products that share
 * every text of it are one row there too.
 */
const PRODUCTS = `SELECT *
FROM (
  SELECT PRODUCT_NAME, PRODUCT_CATEGORY, ABC_CLASS, PERFORMANCE_TIER,
         SUM(TOTAL_REVENUE) AS TOTAL_REVENUE, SUM(TOTAL_ORDERS) AS TOTAL_ORDERS
  ${fromTable('MART_PRODUCT_PERFORMANCE', BUILT, {})}
  GROUP BY PRODUCT_NAME, PRODUCT_CATEGORY, ABC_CLASS, PERFORMANCE_TIER
)
QUALIFY ROW_NUMBER() OVER (PARTITION BY PRODUCT_CATEGORY ORDER BY TOTAL_REVENUE DESC, PRODUCT_NAME, ABC_CLASS) <= ${MOST_PRODUCTS}`;

const PRODUCT_TOTALS = `SELECT PRODUCT_CATEGORY, COUNT(*) AS N, SUM(REVENUE) AS REVENUE, SUM(ORDERS) AS ORDERS
FROM (
  SELECT PRODUCT_CATEGORY, SUM(TOTAL_REVENUE) AS REVENUE, SUM(TOTAL_ORDERS) AS ORDERS
  ${fromTable('MART_PRODUCT_PERFORMANCE', BUILT, {})}
  GROUP BY PRODUCT_NAME, PRODUCT_CATEGORY, ABC_CLASS, PERFORMANCE_TIER
)
GROUP BY PRODUCT_CATEGORY`;

const CUSTOMERS = `SELECT FULL_NAME, EMAIL, COUNTRY_CODE, CUSTOMER_SEGMENT, LIFETIME_VALUE, TOTAL_ORDERS, RFM_SEGMENT, CHURN_RISK
${fromTable('MART_CUSTOMER_LTV', BUILT, {})}
QUALIFY ROW_NUMBER() OVER (PARTITION BY COUNTRY_CODE, CUSTOMER_SEGMENT, RFM_SEGMENT
                           ORDER BY LIFETIME_VALUE DESC, FULL_NAME, EMAIL) <= ${MOST_CUSTOMERS}`;

const CUSTOMER_TOTALS = `SELECT COUNTRY_CODE, CUSTOMER_SEGMENT, RFM_SEGMENT,
       COUNT(CUSTOMER_KEY) AS N, SUM(LIFETIME_VALUE) AS VALUE, SUM(TOTAL_ORDERS) AS ORDERS
${fromTable('MART_CUSTOMER_LTV', BUILT, {})}
GROUP BY COUNTRY_CODE, CUSTOMER_SEGMENT, RFM_SEGMENT`;

type Row = Readonly<Record<string, Cell>>;

/**
 * Reads the marts, side by side.
 * @throws LabError (exit code 2) when a table does not exist or a mart is empty; the driver's own error otherwise.
 */
export async function readCube(warehouse: WarehouseReader, signal: AbortSignal): Promise<Cube> {
  const ask = async (sql: string, mart: TableName): Promise<readonly Row[]> => {
    try {
      return (await warehouse.query(sql, [], signal)).rows;
    } catch (error) {
      throw missingTable(error, addressOf(mart, BUILT)) ?? error;
    }
  };
  const [sales, orders, products, productTotals, customers, customerTotals] = await Promise.all([
    ask(SALES, 'MART_SALES_OVERVIEW'),
    ask(ORDERS, 'FACT_ORDERS'),
    ask(PRODUCTS, 'MART_PRODUCT_PERFORMANCE'),
    ask(PRODUCT_TOTALS, 'MART_PRODUCT_PERFORMANCE'),
    ask(CUSTOMERS, 'MART_CUSTOMER_LTV'),
    ask(CUSTOMER_TOTALS, 'MART_CUSTOMER_LTV'),
  ]);
  const empty = (
    [
      ['MART_SALES_OVERVIEW', sales],
      ['MART_PRODUCT_PERFORMANCE', products],
      ['MART_CUSTOMER_LTV', customers],
    ] as const
  ).find(([, rows]) => rows.length === 0);
  if (empty !== undefined) throw emptyMart(addressOf(empty[0], BUILT));

  const country = indexOf([...sales, ...customerTotals, ...orders], 'COUNTRY_CODE');
  const category = indexOf([...sales, ...productTotals], 'PRODUCT_CATEGORY', categoriesOf(orders));
  const segment = indexOf([...sales, ...customerTotals, ...orders], 'CUSTOMER_SEGMENT');
  const rfm = indexOf(customerTotals, 'RFM_SEGMENT');
  const values: Record<DimensionId, readonly string[]> = {
    country: country.values,
    category: category.values,
    segment: segment.values,
    rfm: rfm.values,
  };
  return {
    readAt: new Date().toISOString(),
    values,
    sales: salesCells(sales, country, category, segment),
    orders: {
      country: orders.map(row => country.at(row['COUNTRY_CODE'])),
      segment: orders.map(row => segment.at(row['CUSTOMER_SEGMENT'])),
      categories: orders.map(row => listOf(row['CATEGORIES']).map(category.at)),
      count: orders.map(row => Number(row['ORDERS'])),
    },
    products: {
      rows: products.map(
        (row): ProductRow => [
          textOf(row['PRODUCT_NAME']),
          category.at(row['PRODUCT_CATEGORY']),
          cents(row['TOTAL_REVENUE']),
          Number(row['TOTAL_ORDERS']),
          textOf(row['ABC_CLASS']),
          textOf(row['PERFORMANCE_TIER']),
        ],
      ),
      totals: productTotals.map(row => [
        category.at(row['PRODUCT_CATEGORY']),
        Number(row['N']),
        cents(row['REVENUE']),
        Number(row['ORDERS']),
      ]),
    },
    customers: {
      rows: customers.map(
        (row): CustomerRow => [
          textOf(row['FULL_NAME']),
          textOf(row['EMAIL']),
          country.at(row['COUNTRY_CODE']),
          segment.at(row['CUSTOMER_SEGMENT']),
          cents(row['LIFETIME_VALUE']),
          Number(row['TOTAL_ORDERS']),
          rfm.at(row['RFM_SEGMENT']),
          textOf(row['CHURN_RISK']),
        ],
      ),
      totals: customerTotals.map(row => [
        country.at(row['COUNTRY_CODE']),
        segment.at(row['CUSTOMER_SEGMENT']),
        rfm.at(row['RFM_SEGMENT']),
        Number(row['N']),
        cents(row['VALUE']),
        Number(row['ORDERS']),
      ]),
    },
  };
}

/** The distinct texts of a column, in the order of their codes, and the position of each. */
interface Index {
  readonly values: readonly string[];
  at(value: Cell | undefined): number;
}

function indexOf(rows: readonly Row[], column: string, more: readonly string[] = []): Index {
  const found = new Set([...rows.filter(row => column in row).map(row => textOf(row[column])), ...more]);
  const values = [...found].sort((a, b) => (a < b ? -1 : 1));
  const positions = new Map(values.map((value, position) => [value, position]));
  return {
    values,
    at: value => {
      const position = positions.get(textOf(value));
      if (position === undefined) throw new Error(`${column} has no value ${JSON.stringify(value)}.`);
      return position;
    },
  };
}

function salesCells(rows: readonly Row[], country: Index, category: Index, segment: Index): Cube['sales'] {
  const days = rows.map(row => dayNumber(textOf(row['DAY'])));
  const first = days.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const cells = rows
    .map((row, position) => {
      const day = (days[position] ?? first) - first;
      const place = day * country.values.length + country.at(row['COUNTRY_CODE']);
      const key =
        (place * category.values.length + category.at(row['PRODUCT_CATEGORY'])) * segment.values.length +
        segment.at(row['CUSTOMER_SEGMENT']);
      return { key, revenue: cents(row['TOTAL_REVENUE']), orders: Number(row['TOTAL_ORDERS']) };
    })
    .sort((a, b) => a.key - b.key);
  return {
    firstDay: new Date(first * DAY).toISOString().slice(0, 10),
    steps: cells.map(({ key }, position) => key - (cells[position - 1]?.key ?? 0)),
    revenue: cells.map(({ revenue }) => revenue),
    orders: cells.map(({ orders }) => orders),
  };
}

/** Milliseconds. */
const DAY = 86_400_000;

function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY);
}

/** Whole cents: the sums of binary fractions would not be the warehouse's. */
function cents(amount: Cell | undefined): number {
  return Math.round(Number(amount) * 100);
}

function textOf(value: Cell | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

function categoriesOf(orders: readonly Row[]): readonly string[] {
  return orders.flatMap(row => listOf(row['CATEGORIES']));
}

/** An array of the warehouse: JSON text. */
function listOf(value: Cell | undefined): readonly string[] {
  const list: unknown = JSON.parse(textOf(value) || '[]');
  return Array.isArray(list) ? list.map(String) : [];
}
