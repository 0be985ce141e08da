-- =====================================================
-- Publication des data marts dans le schéma MARTS
-- =====================================================
-- dbt a créé les tables dans CORE_marts (schéma cible CORE + dossier marts).
-- Des vues du même nom dans MARTS donnent aux analystes et à Power BI une adresse stable.

USE ROLE ACCOUNTADMIN;
USE DATABASE SHOPSTREAM_DWH;
USE SCHEMA MARTS;

CREATE OR REPLACE VIEW mart_sales_overview
  COMMENT = 'Ventes par jour, pays, rayon et segment (publié depuis CORE_marts)'
AS SELECT * FROM SHOPSTREAM_DWH.CORE_marts.mart_sales_overview;

CREATE OR REPLACE VIEW mart_product_performance
  COMMENT = 'Performance des produits, analyse ABC (publié depuis CORE_marts)'
AS SELECT * FROM SHOPSTREAM_DWH.CORE_marts.mart_product_performance;

CREATE OR REPLACE VIEW mart_customer_ltv
  COMMENT = 'Valeur vie client, analyse RFM (publié depuis CORE_marts)'
AS SELECT * FROM SHOPSTREAM_DWH.CORE_marts.mart_customer_ltv;

-- Vérification : la requête du TP fonctionne maintenant
SELECT * FROM mart_sales_overview
LIMIT 10;
