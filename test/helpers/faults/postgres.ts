import { type Fault, postgres } from './damage.ts';

export const POSTGRES: readonly Fault[] = [
  {
    step: 'postgres.create-tables',
    damages: [
      { what: 'an index dropped', check: 'indexes', break: postgres('DROP INDEX orders_user_id_idx') },
      {
        what: 'a foreign key dropped',
        check: 'foreign-keys',
        break: postgres('ALTER TABLE order_items DROP CONSTRAINT order_items_order_id_fkey'),
      },
    ],
  },
  {
    step: 'postgres.create-tables',
    executes: ['postgres.create-tables', 'data.generate'],
    damages: [{ what: 'a table dropped', check: 'tables', break: postgres('DROP TABLE crm_contacts') }],
  },
  {
    step: 'data.generate',
    damages: [
      {
        what: 'an order deleted',
        check: 'orders',
        break: postgres('DELETE FROM order_items WHERE order_id = 42; DELETE FROM orders WHERE id = 42'),
      },
      { what: 'an event deleted', check: 'events', break: postgres('DELETE FROM events WHERE id = 42') },
      {
        what: 'a price changed',
        check: 'order-totals',
        break: postgres('UPDATE order_items SET unit_price = unit_price + 0.01 WHERE id = 1000'),
      },
    ],
  },
  {
    step: 'export.tables',
    executes: ['export.tables', 'snowflake.load-staging'],
    damages: [
      {
        what: 'a name changed, which is valid data that was not exported',
        check: 'users-content',
        break: postgres("UPDATE users SET first_name = 'Zoé' WHERE id = 42"),
      },
    ],
  },
];
