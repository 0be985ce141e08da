-- =====================================================
-- Clés et index
-- Après un chargement, les construire en une fois coûte bien moins que de les tenir à jour ligne par ligne.
-- =====================================================

-- Clés primaires : une ligne, un identifiant
ALTER TABLE users        ADD CONSTRAINT users_pkey        PRIMARY KEY (id);
ALTER TABLE products     ADD CONSTRAINT products_pkey     PRIMARY KEY (id);
ALTER TABLE orders       ADD CONSTRAINT orders_pkey       PRIMARY KEY (id);
ALTER TABLE order_items  ADD CONSTRAINT order_items_pkey  PRIMARY KEY (id);
ALTER TABLE events       ADD CONSTRAINT events_pkey       PRIMARY KEY (id);
ALTER TABLE crm_contacts ADD CONSTRAINT crm_contacts_pkey PRIMARY KEY (id);

-- Unicité : une adresse par utilisateur, un produit une seule fois par commande
ALTER TABLE users        ADD CONSTRAINT users_email_key UNIQUE (email);
ALTER TABLE order_items  ADD CONSTRAINT order_items_order_id_product_id_key UNIQUE (order_id, product_id);

-- Clés étrangères : pas de commande sans client, pas de ligne sans commande ni produit
ALTER TABLE orders       ADD CONSTRAINT orders_user_id_fkey
  FOREIGN KEY (user_id) REFERENCES users (id);
ALTER TABLE order_items  ADD CONSTRAINT order_items_order_id_fkey
  FOREIGN KEY (order_id) REFERENCES orders (id);
ALTER TABLE order_items  ADD CONSTRAINT order_items_product_id_fkey
  FOREIGN KEY (product_id) REFERENCES products (id);
ALTER TABLE events       ADD CONSTRAINT events_user_id_fkey
  FOREIGN KEY (user_id) REFERENCES users (id);
ALTER TABLE events       ADD CONSTRAINT events_product_id_fkey
  FOREIGN KEY (product_id) REFERENCES products (id);
ALTER TABLE crm_contacts ADD CONSTRAINT crm_contacts_user_id_fkey
  FOREIGN KEY (user_id) REFERENCES users (id);

-- Index : PostgreSQL n'en crée pas pour une clé étrangère
-- (order_items.order_id est servi par l'index de sa contrainte d'unicité)
CREATE INDEX orders_user_id_idx         ON orders (user_id);
CREATE INDEX orders_created_at_idx      ON orders (created_at);
CREATE INDEX order_items_product_id_idx ON order_items (product_id);
CREATE INDEX events_user_id_idx         ON events (user_id);
CREATE INDEX events_product_id_idx      ON events (product_id);
CREATE INDEX events_event_ts_idx        ON events (event_ts);
CREATE INDEX crm_contacts_user_id_idx   ON crm_contacts (user_id);
