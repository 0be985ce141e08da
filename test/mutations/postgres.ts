import { of } from './mutation.ts';
import { postgres } from './tools.ts';

/** Renames the database away, with or without another one in its place. */
const replaceDatabase =
  (create: string | undefined) =>
  async (lab: Parameters<ReturnType<typeof postgres>>[0]): ReturnType<ReturnType<typeof postgres>> => {
    const { postgresAdmin: admin } = await lab.ports.open(['postgresAdmin']);
    const close = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('shopstream', 'shopstream_kept')`;
    await admin.execute(close);
    await admin.execute('ALTER DATABASE shopstream RENAME TO shopstream_kept');
    if (create !== undefined) await admin.execute(create);
    return async () => {
      await admin.execute(close);
      await admin.execute('DROP DATABASE IF EXISTS shopstream WITH (FORCE)');
      await admin.execute('ALTER DATABASE shopstream_kept RENAME TO shopstream');
    };
  };

/** Another comment on the database, and the one before. */
const comment =
  (words: string) =>
  async (lab: Parameters<ReturnType<typeof postgres>>[0]): ReturnType<ReturnType<typeof postgres>> => {
    const { postgresAdmin: admin } = await lab.ports.open(['postgresAdmin']);
    const set = (text: string) =>
      admin.execute(`COMMENT ON DATABASE shopstream IS '${text.replaceAll("'", "''")}'`);
    const [row] = await admin.query<{ comment: string }>(
      "SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = 'shopstream'",
    );
    await set(words);
    return () => set(row?.comment ?? '');
  };

export const POSTGRES = [
  ...of('postgres.create-database', [
    {
      id: 'database-renamed',
      what: 'the database renamed',
      check: 'database',
      break: replaceDatabase(undefined),
    },
    {
      id: 'database-latin1',
      what: 'the database replaced by one in LATIN1',
      check: 'encoding',
      break: replaceDatabase("CREATE DATABASE shopstream TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"),
    },
    {
      id: 'database-foreign-mark',
      what: "the comment of another lab's database",
      check: 'lineage',
      break: comment('Base [shopstream-lab lineage=another]'),
    },
  ]),
  ...of('postgres.create-tables', [
    {
      id: 'column-renamed',
      what: 'a column renamed',
      check: 'columns-users',
      break: postgres(
        'ALTER TABLE users RENAME COLUMN plan_type TO plan',
        'ALTER TABLE users RENAME COLUMN plan TO plan_type',
      ),
    },
    {
      id: 'column-float',
      what: 'an amount of money turned into a float',
      check: 'columns-orders',
      break: postgres(
        'ALTER TABLE orders ALTER total_amount TYPE double precision',
        'ALTER TABLE orders ALTER total_amount TYPE numeric(10,2)',
      ),
    },
    {
      id: 'column-unlimited',
      what: 'a text without its length',
      check: 'columns-products',
      break: postgres(
        'ALTER TABLE products ALTER name TYPE text',
        'ALTER TABLE products ALTER name TYPE varchar(255)',
      ),
    },
    {
      id: 'not-null-dropped',
      what: 'a column that may be empty',
      check: 'required',
      break: postgres(
        'ALTER TABLE users ALTER email DROP NOT NULL',
        'ALTER TABLE users ALTER email SET NOT NULL',
      ),
    },
    {
      id: 'primary-key-dropped',
      what: 'a primary key dropped',
      check: 'primary-keys',
      break: postgres('ALTER TABLE crm_contacts DROP CONSTRAINT crm_contacts_pkey'),
    },
    {
      id: 'foreign-key-dropped',
      what: 'a foreign key dropped',
      check: 'foreign-keys',
      break: postgres('ALTER TABLE order_items DROP CONSTRAINT order_items_order_id_fkey'),
    },
    {
      id: 'foreign-key-not-valid',
      what: 'a foreign key that was never validated',
      check: 'foreign-keys',
      break: postgres(`ALTER TABLE events DROP CONSTRAINT events_product_id_fkey,
        ADD CONSTRAINT events_product_id_fkey FOREIGN KEY (product_id) REFERENCES products (id) NOT VALID`),
    },
    {
      id: 'unique-dropped',
      what: 'a unique constraint dropped',
      check: 'unique-keys',
      break: postgres('ALTER TABLE users DROP CONSTRAINT users_email_key'),
    },
    {
      id: 'rule-dropped',
      what: 'a CHECK dropped',
      check: 'rules',
      break: postgres(
        'ALTER TABLE products DROP CONSTRAINT products_price_check',
        'ALTER TABLE products ADD CONSTRAINT products_price_check CHECK (price > 0)',
      ),
    },
    {
      id: 'rule-widened',
      what: 'a CHECK that allows one more value',
      check: 'allowed-values',
      break: postgres(
        `ALTER TABLE orders DROP CONSTRAINT orders_payment_method_check,
           ADD CONSTRAINT orders_payment_method_check CHECK (payment_method IN ('credit_card', 'paypal', 'stripe', 'cash'))`,
        `ALTER TABLE orders DROP CONSTRAINT orders_payment_method_check,
           ADD CONSTRAINT orders_payment_method_check CHECK (payment_method IN ('credit_card', 'paypal', 'stripe'))`,
      ),
    },
    {
      id: 'index-dropped',
      what: 'an index dropped',
      check: 'indexes',
      break: postgres('DROP INDEX orders_user_id_idx'),
    },
    {
      id: 'index-elsewhere',
      what: 'an index on another column, under the same name',
      check: 'indexes',
      break: postgres(
        'DROP INDEX orders_created_at_idx; CREATE INDEX orders_created_at_idx ON orders (country)',
      ),
    },
    {
      id: 'identity-dropped',
      what: 'ids that are not numbered any more',
      check: 'numbering',
      break: postgres(
        'ALTER TABLE orders ALTER id DROP IDENTITY',
        `ALTER TABLE orders ALTER id ADD GENERATED BY DEFAULT AS IDENTITY;
         SELECT setval(pg_get_serial_sequence('orders', 'id'), max(id)) FROM orders`,
      ),
    },
    {
      id: 'table-dropped',
      what: 'a table dropped',
      check: 'tables',
      mends: ['postgres.create-tables', 'data.generate'],
      break: postgres('DROP TABLE crm_contacts'),
    },
  ]),
];
