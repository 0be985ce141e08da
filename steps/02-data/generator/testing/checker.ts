import assert from 'node:assert/strict';
import { type Dataset, TABLE_COLUMNS, type TableName } from '../dataset.ts';
import { CATEGORIES, COUNTRIES, PLANS } from '../population.ts';
import type { OrderTotals } from '../totals.ts';

type Row = Readonly<Record<string, string | null>>;

/** What reading a whole data set gave. */
export interface Findings {
  readonly totals: OrderTotals;
  readonly productNames: number;
  /** Share of orders delivered to their customer's own country. */
  readonly atHome: number;
  /** Cents of revenue by product, the largest first. */
  readonly productRevenue: readonly number[];
  /** Customers with a revenue order: how many they have, and the date of the last. */
  readonly customers: readonly { readonly orders: number; readonly last: string }[];
  /** Orders by month, `YYYY-MM`. */
  readonly months: Readonly<Record<string, number>>;
}

interface CheckedOrder {
  readonly user: string;
  readonly revenue: boolean;
  readonly created: string;
  readonly total: number;
  /** Cents of its lines so far. */
  sum: number;
  readonly products: Set<string>;
}

const MOMENT = /^202[45]-\d\d-\d\d [0-2]\d:[0-5]\d:[0-5]\d$/;
const REVENUE = ['paid', 'shipped', 'delivered'];
const OTHERS = ['pending', 'cancelled', 'refunded'];

/**
 * Reads every row of a data set as a database with every constraint would, chunk by chunk, and adds up the orders with
 * code of its own.
 * @throws AssertionError at the first row that breaks a rule.
 */
export function checkDataset(data: Dataset): Findings {
  return new Checker(data).all();
}

class Checker {
  readonly #data: Dataset;
  // By id, so that the first element is empty.
  readonly #userCreated: string[] = [''];
  readonly #userEmails: string[] = [''];
  readonly #userCountries: string[] = [''];
  readonly #prices: number[] = [0];
  readonly #productCreated: string[] = [''];
  readonly #productNames = new Set<string>();
  readonly #orders: CheckedOrder[] = [];
  readonly #productRevenue = new Map<string, number>();
  #atHome = 0;

  constructor(data: Dataset) {
    this.#data = data;
  }

  all(): Findings {
    this.#users();
    this.#products();
    this.#readOrders();
    const totals = this.#items();
    this.#events();
    this.#contacts();
    return {
      totals,
      productNames: this.#productNames.size,
      atHome: this.#atHome / this.#data.rows.orders,
      productRevenue: [...this.#productRevenue.values()].sort((a, b) => b - a),
      customers: this.#customers(),
      months: countBy(this.#orders, order => order.created.slice(0, 7)),
    };
  }

  #customers(): Findings['customers'] {
    const customers = new Map<string, { orders: number; last: string }>();
    // Orders come in the order of their dates, so that the last one seen is the last one.
    for (const { user, created, revenue } of this.#orders) {
      if (revenue)
        customers.set(user, { orders: (customers.get(user)?.orders ?? 0) + 1, last: created.slice(0, 10) });
    }
    return [...customers.values()];
  }

  /** The rows of a table; checks that ids count from 1 to the number of rows. */
  *#rows(table: TableName): Generator<Row> {
    const columns = TABLE_COLUMNS[table];
    let id = 0;
    for (const chunk of this.#data.chunks(table)) {
      assert.ok(chunk.length < 100_000 && chunk.toString().endsWith('\n'));
      for (const line of chunk.toString().slice(0, -1).split('\n')) {
        const values = line.split('\t');
        assert.equal(values.length, columns.length, line);
        assert.equal(values[0], String(++id), table);
        yield Object.fromEntries(
          columns.map((name, i) => [name, values[i] === '\\N' ? null : text(values[i])]),
        );
      }
    }
    assert.equal(id, this.#data.rows[table], table);
  }

  #users(): void {
    for (const user of this.#rows('users')) {
      assert.match(text(user.email), /^[a-z.]+\d+@example\.(com|net|org)$/);
      within(COUNTRIES, user.country);
      within(PLANS, user.plan_type);
      assert.match(text(user.created_at), MOMENT);
      this.#userCreated.push(text(user.created_at));
      this.#userEmails.push(text(user.email));
      this.#userCountries.push(text(user.country));
    }
    assert.equal(new Set(this.#userEmails).size, this.#userEmails.length);
  }

  #products(): void {
    for (const product of this.#rows('products')) {
      const price = cents(product.price);
      assert.ok(cents(product.cost) > 0 && cents(product.cost) < price);
      within(CATEGORIES, product.category);
      assert.ok(Number(product.stock_quantity) >= 0);
      this.#prices.push(price);
      this.#productCreated.push(text(product.created_at));
      this.#productNames.add(text(product.name));
    }
  }

  #readOrders(): void {
    for (const order of this.#rows('orders')) {
      const user = Number(order.user_id);
      const created = text(order.created_at);
      assert.match(created, MOMENT);
      assert.ok(existing(this.#userCreated[user]) < created);
      within([...REVENUE, ...OTHERS], order.status);
      within(['credit_card', 'paypal', 'stripe'], order.payment_method);
      within(COUNTRIES, order.country);
      if (order.country === this.#userCountries[user]) this.#atHome += 1;
      const revenue = REVENUE.includes(text(order.status));
      assert.ok(created >= (this.#orders.at(-1)?.created ?? ''));
      this.#orders.push({
        user: text(order.user_id),
        revenue,
        created,
        total: cents(order.total_amount),
        sum: 0,
        products: new Set(),
      });
    }
  }

  #items(): OrderTotals {
    let [lines, revenueLines] = [0, 0];
    for (const item of this.#rows('order_items')) {
      const order = this.#orders[Number(item.order_id) - 1];
      assert.ok(order !== undefined);
      const product = text(item.product_id);
      assert.ok(!order.products.has(product), `product ${product} twice in order ${item.order_id}`);
      order.products.add(product);
      assert.ok(existing(this.#productCreated[Number(product)]) <= order.created);
      const price = existing(this.#prices[Number(product)]);
      const paid = cents(item.unit_price);
      assert.ok(paid > price * 0.79 && paid < price * 1.08, `${paid} for ${price}`);
      assert.ok(Number(item.quantity) > 0);
      const amount = Number(item.quantity) * paid;
      order.sum += amount;
      lines += 1;
      if (!order.revenue) continue;
      revenueLines += 1;
      this.#productRevenue.set(product, (this.#productRevenue.get(product) ?? 0) + amount);
    }
    for (const order of this.#orders) assert.equal(order.total, order.sum);
    const revenue = this.#orders.filter(order => order.revenue);
    const add = (sum: number, order: CheckedOrder): number => sum + order.sum;
    return {
      orders: this.#orders.length,
      lines,
      amount: this.#orders.reduce(add, 0),
      revenueOrders: revenue.length,
      revenueLines,
      revenueAmount: revenue.reduce(add, 0),
    };
  }

  #events(): void {
    const visitors = new Map<string, string>();
    let [anonymous, withoutProduct] = [0, 0];
    for (const event of this.#rows('events')) {
      const payload = JSON.parse(text(event.payload)) as Record<string, unknown>;
      const type = text(event.event_type);
      assert.equal('quantity' in payload, type === 'add_to_cart');
      assert.equal('payment_method' in payload, type === 'purchase');
      assert.equal('query' in payload, type === 'search');
      assert.equal(event.product_id !== null, type === 'product_view' || type === 'add_to_cart');
      const visitor = `${event.user_id} ${event.device}`;
      assert.equal(visitors.get(text(event.session_id)) ?? visitor, visitor);
      visitors.set(text(event.session_id), visitor);
      if (event.user_id === null) {
        anonymous += 1;
        assert.notEqual(type, 'purchase');
      } else {
        assert.ok(existing(this.#userCreated[Number(event.user_id)]) < text(event.event_ts));
      }
      if (event.product_id === null) withoutProduct += 1;
      else existing(this.#prices[Number(event.product_id)]);
    }
    assert.ok(anonymous > 0 && withoutProduct > 0);
  }

  #contacts(): void {
    const emails = new Set<string>();
    const users = new Set(this.#userEmails);
    let leads = 0;
    for (const contact of this.#rows('crm_contacts')) {
      const email = text(contact.email);
      if (contact.user_id === null) {
        leads += 1;
        assert.ok(!users.has(email));
      } else assert.equal(email, this.#userEmails[Number(contact.user_id)]);
      assert.ok(text(contact.created_at) <= text(contact.last_contact_at));
      emails.add(email);
    }
    assert.equal(emails.size, this.#data.rows.crm_contacts);
    assert.ok(leads > 0);
  }
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}

/** A value that must be there. */
function text(value: string | null | undefined): string {
  assert.ok(value !== null && value !== undefined);
  return value;
}

/** What a reference leads to. */
function existing<T>(value: T | undefined): T {
  assert.ok(value !== undefined, 'a reference to a missing row');
  return value;
}

function within(allowed: readonly string[], value: string | null | undefined): void {
  assert.ok(allowed.includes(text(value)), `${value} is none of ${allowed.join(', ')}`);
}

function cents(amount: string | null | undefined): number {
  assert.match(text(amount), /^\d+\.\d\d$/);
  return Number(text(amount).replace('.', ''));
}
