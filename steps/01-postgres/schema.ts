/** The source schema as the lab expects it; `sql/postgres/tables.sql` and `keys.sql` make it. */

/** The six tables, each after those that it references. */
export const TABLES = ['users', 'products', 'orders', 'order_items', 'events', 'crm_contacts'] as const;

export type TableName = (typeof TABLES)[number];

const text = (length: number): string => `character varying(${length})`;
const INTEGER = 'integer';
const MONEY = 'numeric(10,2)';
const MOMENT = 'timestamp without time zone';

/** Columns in order, with their type as PostgreSQL's `format_type` prints it. */
export const COLUMNS: Readonly<Record<TableName, Readonly<Record<string, string>>>> = {
  users: {
    id: INTEGER,
    email: text(255),
    first_name: text(100),
    last_name: text(100),
    country: text(3),
    plan_type: text(20),
    created_at: MOMENT,
  },
  products: {
    id: INTEGER,
    merchant_id: INTEGER,
    name: text(255),
    description: 'text',
    category: text(50),
    price: MONEY,
    cost: MONEY,
    stock_quantity: INTEGER,
    created_at: MOMENT,
  },
  orders: {
    id: INTEGER,
    user_id: INTEGER,
    created_at: MOMENT,
    total_amount: MONEY,
    status: text(20),
    country: text(3),
    payment_method: text(50),
  },
  order_items: {
    id: INTEGER,
    order_id: INTEGER,
    product_id: INTEGER,
    quantity: INTEGER,
    unit_price: MONEY,
  },
  events: {
    id: INTEGER,
    user_id: INTEGER,
    session_id: text(64),
    event_type: text(50),
    event_ts: MOMENT,
    product_id: INTEGER,
    device: text(20),
    payload: 'jsonb',
  },
  crm_contacts: {
    id: INTEGER,
    user_id: INTEGER,
    email: text(255),
    first_name: text(100),
    last_name: text(100),
    company: text(255),
    phone: text(50),
    source: text(50),
    status: text(50),
    created_at: MOMENT,
    last_contact_at: MOMENT,
  },
};

/** Columns that may be empty; every other one is NOT NULL. */
const OPTIONAL: Readonly<Record<TableName, readonly string[]>> = {
  users: [],
  products: ['description'],
  orders: [],
  order_items: [],
  events: ['user_id', 'product_id', 'device', 'payload'],
  crm_contacts: ['user_id', 'company', 'phone', 'source', 'status', 'last_contact_at'],
};

/** `table.column` of every column that must have a value. */
export const REQUIRED: readonly string[] = TABLES.flatMap(table =>
  Object.keys(COLUMNS[table])
    .filter(column => !OPTIONAL[table].includes(column))
    .map(column => `${table}.${column}`),
);

/** The values that a rule allows, by its column; whatever words the rule is written in, these are its texts. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'users.country': ['AUS', 'CAN', 'DEU', 'ESP', 'FRA', 'GBR', 'ITA', 'USA'],
  'users.plan_type': ['enterprise', 'freemium', 'premium'],
  'products.category': ['Beauty', 'Books', 'Electronics', 'Fashion', 'Home', 'Sports', 'Toys'],
  'orders.status': ['cancelled', 'delivered', 'paid', 'pending', 'refunded', 'shipped'],
  'orders.country': ['AUS', 'CAN', 'DEU', 'ESP', 'FRA', 'GBR', 'ITA', 'USA'],
  'orders.payment_method': ['credit_card', 'paypal', 'stripe'],
};

/** Kinds of constraints by the letter of `pg_constraint.contype`, and what the schema has of each. */
export const CONSTRAINTS = {
  p: TABLES.map(table => `${table}: PRIMARY KEY (id)`),
  u: ['users: UNIQUE (email)', 'order_items: UNIQUE (order_id, product_id)'],
  f: [
    'orders: FOREIGN KEY (user_id) REFERENCES users(id)',
    'order_items: FOREIGN KEY (order_id) REFERENCES orders(id)',
    'order_items: FOREIGN KEY (product_id) REFERENCES products(id)',
    'events: FOREIGN KEY (user_id) REFERENCES users(id)',
    'events: FOREIGN KEY (product_id) REFERENCES products(id)',
    'crm_contacts: FOREIGN KEY (user_id) REFERENCES users(id)',
  ],
  /** A CHECK is known by its column: its expression may be written in many ways. */
  c: [
    'users: CHECK (country)',
    'users: CHECK (plan_type)',
    'products: CHECK (category)',
    'products: CHECK (price)',
    'products: CHECK (cost)',
    'products: CHECK (stock_quantity)',
    'orders: CHECK (total_amount)',
    'orders: CHECK (status)',
    'orders: CHECK (country)',
    'orders: CHECK (payment_method)',
    'order_items: CHECK (quantity)',
    'order_items: CHECK (unit_price)',
  ],
} as const;

/** Secondary indexes, by the columns that they serve. */
export const INDEXES: readonly string[] = [
  'orders (user_id)',
  'orders (created_at)',
  'order_items (product_id)',
  'events (user_id)',
  'events (product_id)',
  'events (event_ts)',
  'crm_contacts (user_id)',
];
