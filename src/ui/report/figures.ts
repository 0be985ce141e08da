/** A value of the warehouse as its driver gives it. */
type Value = string | number | boolean | null;
type Row = Readonly<Record<string, Value>>;

/** Runs a query that only reads, and gives its rows; column names in upper case. */
export type Ask = (query: string) => Promise<readonly Row[]>;

/** An amount, and a count, for one group. */
export interface Group {
  readonly name: string;
  readonly amount: number;
  readonly count: number;
}

/** What was asked and what came; `undefined`: the mart could not be read. */
export interface Figure<T> {
  readonly query: string;
  readonly found: T | undefined;
}

/** One product, or one customer, of the ten first. */
export interface Best {
  readonly name: string;
  readonly kind: string;
  readonly amount: number;
  readonly orders: number;
  readonly rank: string;
}

/** Totals from which the measures are computed. */
export interface Totals {
  readonly revenue: number;
  /** Each order once. */
  readonly orders: number;
  /** Each order once for every category it holds: what the sum over the sales overview gives. */
  readonly countedByCategory: number;
}

/** What the report draws, from the data marts. */
export interface Figures {
  /** `name` is `YYYY-MM`; in order of time. */
  readonly months: Figure<readonly Group[]>;
  readonly countries: Figure<readonly Group[]>;
  readonly categories: Figure<readonly Group[]>;
  readonly classes: Figure<readonly Group[]>;
  readonly segments: Figure<readonly Group[]>;
  readonly products: Figure<readonly Best[]>;
  readonly customers: Figure<readonly Best[]>;
  readonly totals: Figure<Totals>;
}

/**
 * Reads the figures from the marts that dbt built in `database`. A mart that is absent, or a warehouse that does not
 * answer, leaves its figures out.
 * @throws only when `signal` is aborted.
 */
export async function readFigures(ask: Ask, database: string, signal: AbortSignal): Promise<Figures> {
  const mart = (name: string) => `${database}.CORE_MARTS.${name}`;
  const [sales, products, customers] = [
    mart('MART_SALES_OVERVIEW'),
    mart('MART_PRODUCT_PERFORMANCE'),
    mart('MART_CUSTOMER_LTV'),
  ];
  const read = async <T>(
    query: string,
    shape: (rows: readonly Row[]) => T | undefined,
  ): Promise<Figure<T>> => {
    try {
      return { query, found: shape(await ask(query)) };
    } catch {
      signal.throwIfAborted();
      return { query, found: undefined };
    }
  };
  const [months, countries, categories, classes, segments, best, buyers, totals] = await Promise.all([
    read(
      `SELECT TO_CHAR(sale_date, 'YYYY-MM') AS NAME, SUM(total_revenue) AS AMOUNT, SUM(total_lines) AS N\nFROM ${sales}\nGROUP BY 1\nORDER BY 1;`,
      groups,
    ),
    read(revenueBy('country_code', sales), groups),
    read(revenueBy('product_category', sales), groups),
    read(
      `SELECT abc_class AS NAME, SUM(total_revenue) AS AMOUNT, COUNT(*) AS N\nFROM ${products}\nGROUP BY 1\nORDER BY 1;`,
      groups,
    ),
    read(
      `SELECT rfm_segment AS NAME, SUM(lifetime_value) AS AMOUNT, COUNT(*) AS N\nFROM ${customers}\nGROUP BY 1\nORDER BY 3 DESC, 1;`,
      groups,
    ),
    read(
      `SELECT product_name AS NAME, product_category AS KIND, total_revenue AS AMOUNT, total_orders AS N, abc_class AS RANKED\nFROM ${products}\nORDER BY total_revenue DESC, product_name\nLIMIT 10;`,
      bests,
    ),
    read(
      `SELECT full_name AS NAME, country_code AS KIND, lifetime_value AS AMOUNT, total_orders AS N, rfm_segment AS RANKED\nFROM ${customers}\nORDER BY lifetime_value DESC, full_name\nLIMIT 10;`,
      bests,
    ),
    read(
      `SELECT (SELECT SUM(total_revenue) FROM ${sales}) AS REVENUE,\n       (SELECT SUM(total_orders) FROM ${customers}) AS ORDERS,\n       (SELECT SUM(total_orders) FROM ${sales}) AS COUNTED;`,
      ([row]) =>
        row === undefined || row.REVENUE === null
          ? undefined
          : {
              revenue: Number(row.REVENUE),
              orders: Number(row.ORDERS),
              countedByCategory: Number(row.COUNTED),
            },
    ),
  ]);
  return { months, countries, categories, classes, segments, products: best, customers: buyers, totals };
}

function revenueBy(column: string, mart: string): string {
  return `SELECT ${column} AS NAME, SUM(total_revenue) AS AMOUNT, SUM(total_lines) AS N\nFROM ${mart}\nGROUP BY 1\nORDER BY 2 DESC, 1;`;
}

function groups(rows: readonly Row[]): readonly Group[] | undefined {
  if (rows.length === 0) return undefined;
  return rows.map(({ NAME, AMOUNT, N }) => ({
    name: String(NAME ?? '–'),
    amount: Number(AMOUNT),
    count: Number(N),
  }));
}

function bests(rows: readonly Row[]): readonly Best[] | undefined {
  if (rows.length === 0) return undefined;
  return rows.map(({ NAME, KIND, AMOUNT, N, RANKED }) => ({
    name: String(NAME ?? '–'),
    kind: String(KIND ?? '–'),
    amount: Number(AMOUNT),
    orders: Number(N),
    rank: String(RANKED ?? '–'),
  }));
}
