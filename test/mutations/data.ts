import { of } from './mutation.ts';
import { postgres } from './tools.ts';

/** Statements without foreign keys being looked at, as a restore of a partial dump does it. */
const unchecked = (sql: string) =>
  postgres(`BEGIN; SET LOCAL session_replication_role = replica; ${sql}; COMMIT`);

export const DATA = of('data.generate', [
  {
    id: 'order-deleted',
    what: 'an order deleted with its lines',
    check: 'orders',
    break: postgres('DELETE FROM order_items WHERE order_id = 42; DELETE FROM orders WHERE id = 42'),
  },
  {
    id: 'event-deleted',
    what: 'an event deleted',
    check: 'events',
    break: postgres('DELETE FROM events WHERE id = 42'),
  },
  {
    id: 'contact-doubled',
    what: 'a contact doubled under a new id',
    check: 'crm-contacts',
    break: postgres(`INSERT INTO crm_contacts (user_id, email, first_name, last_name, created_at)
      SELECT user_id, email, first_name, last_name, created_at FROM crm_contacts WHERE id = 42`),
  },
  {
    id: 'price-cent',
    what: 'a price changed by a cent',
    check: 'order-totals',
    break: postgres('UPDATE order_items SET unit_price = unit_price + 0.01 WHERE id = 1000'),
  },
  {
    id: 'totals-swapped',
    what: 'the totals of two orders exchanged',
    check: 'order-totals',
    break: postgres(`UPDATE orders o SET total_amount = p.total_amount FROM orders p
      WHERE (o.id, p.id) IN ((42, 43), (43, 42))`),
  },
  {
    id: 'quantity-and-total',
    what: 'one more item in a paid order, its total adapted',
    check: 'revenue-amount',
    break: postgres(`WITH line AS (
        UPDATE order_items SET quantity = quantity + 1
        WHERE id = (SELECT min(i.id) FROM order_items i JOIN orders o ON o.id = order_id WHERE status = 'paid')
        RETURNING order_id, unit_price)
      UPDATE orders SET total_amount = total_amount + unit_price FROM line WHERE orders.id = order_id`),
  },
  {
    id: 'status-changed',
    what: 'a paid order cancelled',
    check: 'revenue-orders',
    break: postgres(
      `UPDATE orders SET status = 'cancelled' WHERE id = (SELECT min(id) FROM orders WHERE status = 'paid')`,
    ),
  },
  {
    id: 'orphan-line',
    what: 'a line of an order that does not exist',
    check: 'references',
    break: unchecked('UPDATE order_items SET order_id = 999999 WHERE id = 1000'),
  },
  {
    id: 'user-vanished',
    what: 'a user deleted, whose orders stay',
    check: 'references',
    break: unchecked('DELETE FROM users WHERE id = 42'),
  },
  {
    id: 'order-too-early',
    what: 'an order dated before its customer registered',
    check: 'order-dates',
    break: postgres(`UPDATE orders SET created_at = timestamp '2019-01-01' WHERE id = 42`),
  },
  {
    id: 'counter-reset',
    what: 'the counter of the ids set back',
    check: 'counters',
    break: postgres(`SELECT setval(pg_get_serial_sequence('users', 'id'), 1)`),
  },
]);
