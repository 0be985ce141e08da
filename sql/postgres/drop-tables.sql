-- Les tables qui en référencent d'autres d'abord.
DROP TABLE IF EXISTS crm_contacts;
DROP TABLE IF EXISTS events;
DROP TABLE IF EXISTS order_items;
DROP TABLE IF EXISTS orders;
DROP TABLE IF EXISTS products;
DROP TABLE IF EXISTS users;
