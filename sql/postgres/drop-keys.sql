-- =====================================================
-- Retire les clés et les index de keys.sql, avant un chargement (à faire dans la même transaction que keys.sql)
-- =====================================================

-- Les clés étrangères d'abord : elles reposent sur les clés primaires
ALTER TABLE orders       DROP CONSTRAINT IF EXISTS orders_user_id_fkey;
ALTER TABLE order_items  DROP CONSTRAINT IF EXISTS order_items_order_id_fkey;
ALTER TABLE order_items  DROP CONSTRAINT IF EXISTS order_items_product_id_fkey;
ALTER TABLE events       DROP CONSTRAINT IF EXISTS events_user_id_fkey;
ALTER TABLE events       DROP CONSTRAINT IF EXISTS events_product_id_fkey;
ALTER TABLE crm_contacts DROP CONSTRAINT IF EXISTS crm_contacts_user_id_fkey;

ALTER TABLE users        DROP CONSTRAINT IF EXISTS users_email_key;
ALTER TABLE order_items  DROP CONSTRAINT IF EXISTS order_items_order_id_product_id_key;

ALTER TABLE users        DROP CONSTRAINT IF EXISTS users_pkey;
ALTER TABLE products     DROP CONSTRAINT IF EXISTS products_pkey;
ALTER TABLE orders       DROP CONSTRAINT IF EXISTS orders_pkey;
ALTER TABLE order_items  DROP CONSTRAINT IF EXISTS order_items_pkey;
ALTER TABLE events       DROP CONSTRAINT IF EXISTS events_pkey;
ALTER TABLE crm_contacts DROP CONSTRAINT IF EXISTS crm_contacts_pkey;

DROP INDEX IF EXISTS orders_user_id_idx;
DROP INDEX IF EXISTS orders_created_at_idx;
DROP INDEX IF EXISTS order_items_product_id_idx;
DROP INDEX IF EXISTS events_user_id_idx;
DROP INDEX IF EXISTS events_product_id_idx;
DROP INDEX IF EXISTS events_event_ts_idx;
DROP INDEX IF EXISTS crm_contacts_user_id_idx;
