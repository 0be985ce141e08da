-- =====================================================
-- Publication des data marts dans le schéma MARTS
-- =====================================================
-- dbt a créé les tables dans CORE_marts (schéma cible CORE + dossier marts).
-- Des vues du même nom dans MARTS donnent aux analystes et à Power BI une adresse stable.
-- Les colonnes sont nommées une à une : ce qui est publié est un contrat.

USE ROLE ACCOUNTADMIN;
USE DATABASE SHOPSTREAM_DWH;
USE SCHEMA MARTS;

CREATE OR REPLACE VIEW mart_sales_overview
  COMMENT = 'Ventes par jour, pays, catégorie et segment (publié depuis CORE_marts)'
AS SELECT
  sale_date, country_code, product_category, customer_segment, total_orders,
  unique_customers, total_lines, total_quantity, total_revenue, total_cost,
  total_margin, avg_order_value
FROM SHOPSTREAM_DWH.CORE_marts.mart_sales_overview;

CREATE OR REPLACE VIEW mart_product_performance
  COMMENT = 'Performance des produits, analyse ABC (publié depuis CORE_marts)'
AS SELECT
  product_name, product_category, total_revenue, total_orders, abc_class,
  performance_tier, product_key, total_quantity, total_margin, margin_percent,
  revenue_rank, revenue_percent, cumulative_percent, last_sale_date
FROM SHOPSTREAM_DWH.CORE_marts.mart_product_performance;

CREATE OR REPLACE VIEW mart_customer_ltv
  COMMENT = 'Valeur vie client, analyse RFM (publié depuis CORE_marts)'
AS SELECT
  customer_key, full_name, email, country_code, lifetime_value, total_orders,
  rfm_segment, churn_risk, customer_segment, first_order_date,
  last_order_date, recency_days, avg_order_value, recency_score,
  frequency_score, monetary_score
FROM SHOPSTREAM_DWH.CORE_marts.mart_customer_ltv;

-- Vérification : la requête de l'énoncé fonctionne maintenant
SELECT * FROM mart_sales_overview
LIMIT 10;
