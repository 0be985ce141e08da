-- =====================================================
-- Création des tables STAGING
-- =====================================================

USE ROLE ACCOUNTADMIN;
USE DATABASE SHOPSTREAM_DWH;
USE SCHEMA STAGING;

CREATE TABLE IF NOT EXISTS STG_USERS (
  id          NUMBER(38,0),
  email       VARCHAR(255),
  first_name  VARCHAR(100),
  last_name   VARCHAR(100),
  country     VARCHAR(3),
  plan_type   VARCHAR(20),
  created_at  TIMESTAMP_NTZ
);

CREATE TABLE IF NOT EXISTS STG_PRODUCTS (
  id              NUMBER(38,0),
  merchant_id     NUMBER(38,0),
  name            VARCHAR(255),
  description     VARCHAR,
  category        VARCHAR(50),
  price           NUMBER(10,2),
  cost            NUMBER(10,2),
  stock_quantity  NUMBER(38,0),
  created_at      TIMESTAMP_NTZ
);

CREATE TABLE IF NOT EXISTS STG_ORDERS (
  id              NUMBER(38,0),
  user_id         NUMBER(38,0),
  created_at      TIMESTAMP_NTZ,
  total_amount    NUMBER(10,2),
  status          VARCHAR(20),
  country         VARCHAR(3),
  payment_method  VARCHAR(50)
);

CREATE TABLE IF NOT EXISTS STG_ORDER_ITEMS (
  id          NUMBER(38,0),
  order_id    NUMBER(38,0),
  product_id  NUMBER(38,0),
  quantity    NUMBER(38,0),
  unit_price  NUMBER(10,2)
);

CREATE TABLE IF NOT EXISTS STG_CRM_CONTACTS (
  id               NUMBER(38,0),
  user_id          NUMBER(38,0),
  email            VARCHAR(255),
  first_name       VARCHAR(100),
  last_name        VARCHAR(100),
  company          VARCHAR(255),
  phone            VARCHAR(50),
  source           VARCHAR(50),
  status           VARCHAR(50),
  created_at       TIMESTAMP_NTZ,
  last_contact_at  TIMESTAMP_NTZ
);

-- Vérification
SHOW TABLES IN SCHEMA SHOPSTREAM_DWH.STAGING;
