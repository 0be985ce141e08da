import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, errorCode, expectEqual, type Measured } from '../../src/lab/lab.ts';
import type { PostgresReader, PostgresRow } from '../../src/ports/postgres.ts';
import { gainedBy } from './business-day.ts';
import { dataset, type OrderTotals, TABLE_NAMES, type TableName } from './generator/dataset.ts';
import { BASE_ROWS, REVENUE_LINES, REVENUE_ORDERS } from './generator/shape.ts';
import type { Wanted } from './wanted.ts';

/** Adding up a larger data set would take longer than looking at it: there, amounts are compared with each other. */
const LARGEST_ADDED_UP = 10;

const REVENUE = "status IN ('paid', 'shipped', 'delivered')";

const COUNTS_QUERY = `SELECT ${TABLE_NAMES.map(table => `(SELECT count(*) FROM ${table}) AS ${table}`).join(',\n       ')};`;

const REVENUE_ORDERS_QUERY = `SELECT count(*) AS orders, sum(total_amount) AS amount
FROM orders
WHERE ${REVENUE};`;

const REVENUE_LINES_QUERY = `SELECT count(*) AS lines, sum(quantity * unit_price) AS amount
FROM order_items
JOIN orders ON orders.id = order_items.order_id
WHERE ${REVENUE};`;

const ORPHANS_QUERY = `SELECT (SELECT count(*) FROM orders LEFT JOIN users ON users.id = orders.user_id WHERE users.id IS NULL)
     + (SELECT count(*) FROM order_items LEFT JOIN orders ON orders.id = order_id WHERE orders.id IS NULL)
     + (SELECT count(*) FROM order_items LEFT JOIN products ON products.id = product_id WHERE products.id IS NULL)
     + (SELECT count(*) FROM events LEFT JOIN users ON users.id = user_id WHERE user_id IS NOT NULL AND users.id IS NULL)
     + (SELECT count(*) FROM events LEFT JOIN products ON products.id = product_id WHERE product_id IS NOT NULL AND products.id IS NULL)
     + (SELECT count(*) FROM crm_contacts LEFT JOIN users ON users.id = user_id WHERE user_id IS NOT NULL AND users.id IS NULL)
  AS orphans;`;

const WRONG_TOTALS_QUERY = `SELECT count(*) AS orders
FROM orders
LEFT JOIN (SELECT order_id, sum(quantity * unit_price) AS amount FROM order_items GROUP BY order_id) AS lines
       ON lines.order_id = orders.id
WHERE total_amount IS DISTINCT FROM amount;`;

const EARLY_ORDERS_QUERY = `SELECT count(*) AS orders
FROM orders
JOIN users ON users.id = orders.user_id
WHERE orders.created_at < users.created_at;`;

/** Serial counters that would give a new row an id that is taken. */
const COUNTERS_QUERY = `SELECT ${TABLE_NAMES.map(
  table =>
    `(SELECT (coalesce(max(id), 0) > coalesce(pg_sequence_last_value(pg_get_serial_sequence('${table}', 'id')::regclass), 0))::int FROM ${table})`,
).join('\n     + ')}
  AS counters;`;

/** What the database holds; an absent number is a table or a database that is not there. */
interface Found {
  readonly counts: Readonly<Partial<Record<TableName, number>>>;
  readonly revenueOrders: number | null;
  /** Sums are numbers here: they stay far below 2^53 cents. */
  readonly ordersAmount: number | null;
  readonly revenueLines: number | null;
  readonly linesAmount: number | null;
  readonly orphans: number | null;
  readonly wrongTotals: number | null;
  readonly earlyOrders: number | null;
  readonly lateCounters: number | null;
}

const NOTHING: Found = {
  counts: {},
  revenueOrders: null,
  ordersAmount: null,
  revenueLines: null,
  linesAmount: null,
  orphans: null,
  wrongTotals: null,
  earlyOrders: null,
  lateCounters: null,
};

function number(row: PostgresRow | undefined, column: string): number | null {
  const value = row?.[column];
  return value === undefined || value === null ? null : Number(value);
}

async function look(postgres: PostgresReader, signal: AbortSignal): Promise<Found> {
  const ask = async (sql: string): Promise<PostgresRow | undefined> =>
    (await postgres.query(sql, [], signal))[0];
  try {
    const [counts, orders, lines, orphans, totals, early, counters] = await Promise.all([
      ask(COUNTS_QUERY),
      ask(REVENUE_ORDERS_QUERY),
      ask(REVENUE_LINES_QUERY),
      ask(ORPHANS_QUERY),
      ask(WRONG_TOTALS_QUERY),
      ask(EARLY_ORDERS_QUERY),
      ask(COUNTERS_QUERY),
    ]);
    return {
      counts: Object.fromEntries(TABLE_NAMES.map(table => [table, number(counts, table) ?? 0])),
      revenueOrders: number(orders, 'orders'),
      ordersAmount: number(orders, 'amount') ?? 0,
      revenueLines: number(lines, 'lines'),
      linesAmount: number(lines, 'amount') ?? 0,
      orphans: number(orphans, 'orphans'),
      wrongTotals: number(totals, 'orders'),
      earlyOrders: number(early, 'orders'),
      lateCounters: number(counters, 'counters'),
    };
  } catch (error) {
    const absent = ['42P01', '42703', '3D000']; // no such table, column, database
    if (absent.includes(errorCode(error) ?? '')) return NOTHING;
    throw error;
  }
}

/** A step looks several times at one data set, and adding up the tenfold one takes a quarter of a second. */
let lastTotals: { readonly key: string; readonly totals: OrderTotals } | undefined;

function totalsOf({ scale, seed }: Wanted): OrderTotals {
  const key = `${scale} ${seed}`;
  if (lastTotals?.key !== key) lastTotals = { key, totals: dataset(scale, seed).totals() };
  return lastTotals.totals;
}

/** What is expected of the tables and of the orders. */
interface Expected {
  readonly rows: Readonly<Record<TableName, number>>;
  readonly revenueOrders: number;
  readonly revenueLines: number;
  /** Cents; `undefined`: too large to be added up here. */
  readonly revenueAmount: number | undefined;
}

function expectedOf(wanted: Wanted): Expected {
  const { scale } = wanted;
  const gained = gainedBy(wanted);
  return {
    rows: {
      users: BASE_ROWS.users * scale + gained.users,
      products: BASE_ROWS.products * scale,
      orders: BASE_ROWS.orders * scale + gained.orders,
      order_items: BASE_ROWS.order_items * scale + gained.lines,
      events: BASE_ROWS.events * scale,
      crm_contacts: BASE_ROWS.crm_contacts * scale,
    },
    revenueOrders: REVENUE_ORDERS * scale + gained.revenueOrders,
    revenueLines: REVENUE_LINES * scale + gained.revenueLines,
    revenueAmount:
      scale <= LARGEST_ADDED_UP ? totalsOf(wanted).revenueAmount + gained.revenueAmount : undefined,
  };
}

/** Compares the database with a data set: rows, references, and the control totals of the orders. */
export async function dataChecks(
  postgres: PostgresReader,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const found = await look(postgres, signal);
  const expected = expectedOf(wanted);
  return [...countChecks(found, expected), ...ruleChecks(found), ...revenueChecks(found, expected)];
}

function countChecks(found: Found, { rows }: Expected): Check[] {
  return TABLE_NAMES.map(table => {
    const expected = rows[table];
    const actual = found.counts[table] ?? null;
    return expectEqual(
      table.replaceAll('_', '-'),
      { fr: `Lignes de ${table}`, en: `Rows of ${table}` },
      {
        expected,
        actual,
        query: `SELECT count(*) FROM ${table};`,
        message: countMessage(table, expected, actual),
      },
    );
  });
}

function countMessage(table: TableName, expected: number, actual: number | null): Text {
  if (actual === null)
    return {
      fr: `La table ${table} n'est pas là : reprenez l'étape postgres.create-tables.`,
      en: `The table ${table} is not there: go back to the step postgres.create-tables.`,
    };
  const difference = Math.abs(expected - actual);
  return text(lang => {
    if (lang === 'fr')
      return `${table} a ${difference} ligne(s) ${actual < expected ? 'de moins' : 'de plus'} que prévu. Exécutez l'étape : elle recharge les six tables.`;
    return `${table} has ${difference} row(s) ${actual < expected ? 'fewer' : 'more'} than expected. Run the step: it loads the six tables again.`;
  });
}

function ruleChecks(found: Found): Check[] {
  const none = (id: string, label: Text, actual: Measured, query: string, message: Text): Check =>
    expectEqual(id, label, { expected: 0, actual, query, message });
  return [
    none(
      'references',
      { fr: 'Lignes qui citent une ligne absente', en: 'Rows that refer to a missing row' },
      found.orphans,
      ORPHANS_QUERY,
      {
        fr: "Des lignes citent un utilisateur, une commande ou un produit qui n'existe pas. Exécutez l'étape pour recharger les tables.",
        en: 'Some rows refer to a user, an order or a product that does not exist. Run the step to load the tables again.',
      },
    ),
    none(
      'order-totals',
      {
        fr: 'Commandes dont le total diffère de la somme de leurs lignes',
        en: 'Orders whose total differs from the sum of their lines',
      },
      found.wrongTotals,
      WRONG_TOTALS_QUERY,
      {
        fr: "orders.total_amount doit valoir la somme de quantity × unit_price. Exécutez l'étape pour recharger les tables.",
        en: 'orders.total_amount has to be the sum of quantity × unit_price. Run the step to load the tables again.',
      },
    ),
    none(
      'order-dates',
      {
        fr: "Commandes passées avant l'inscription du client",
        en: 'Orders placed before their customer registered',
      },
      found.earlyOrders,
      EARLY_ORDERS_QUERY,
      {
        fr: "Des dates ont été modifiées. Exécutez l'étape pour recharger les tables.",
        en: 'Some dates were changed. Run the step to load the tables again.',
      },
    ),
    none(
      'counters',
      {
        fr: "Compteurs d'identifiants en retard sur leur table",
        en: 'Id counters that are behind their table',
      },
      found.lateCounters,
      COUNTERS_QUERY,
      {
        fr: "Une nouvelle ligne recevrait un identifiant déjà pris (erreur 23505). Exécutez l'étape, ou replacez le compteur : SELECT setval(pg_get_serial_sequence('orders', 'id'), max(id)) FROM orders;",
        en: "A new row would get an id that is taken (error 23505). Run the step, or set the counter behind the last row: SELECT setval(pg_get_serial_sequence('orders', 'id'), max(id)) FROM orders;",
      },
    ),
  ];
}

const OTHER_DATA: Text = {
  fr: "Ce ne sont pas les données attendues (autre graine, ou lignes modifiées). Exécutez l'étape pour les recharger.",
  en: 'This is not the expected data (another seed, or rows were changed). Run the step to load it again.',
};

function revenueChecks(found: Found, expected: Expected): Check[] {
  return [
    expectEqual(
      'revenue-orders',
      { fr: 'Commandes payées, expédiées ou livrées', en: 'Orders paid, shipped or delivered' },
      {
        expected: expected.revenueOrders,
        actual: found.revenueOrders,
        query: REVENUE_ORDERS_QUERY,
        message: OTHER_DATA,
      },
    ),
    expectEqual(
      'revenue-lines',
      { fr: 'Lignes de ces commandes', en: 'Lines of those orders' },
      {
        expected: expected.revenueLines,
        actual: found.revenueLines,
        query: REVENUE_LINES_QUERY,
        message: OTHER_DATA,
      },
    ),
    expectEqual(
      'revenue-amount',
      { fr: "Chiffre d'affaires (Σ quantity × unit_price)", en: 'Revenue (Σ quantity × unit_price)' },
      {
        expected: expected.revenueAmount === undefined ? found.ordersAmount : expected.revenueAmount / 100,
        actual: found.linesAmount,
        query: REVENUE_LINES_QUERY,
        message: OTHER_DATA,
      },
    ),
  ];
}
