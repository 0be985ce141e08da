-- =====================================================
-- Création des Virtual Warehouses
-- =====================================================

USE ROLE ACCOUNTADMIN;

-- Un warehouse par usage : chargement, transformations dbt, BI
CREATE WAREHOUSE IF NOT EXISTS LOADING_WH
  WITH WAREHOUSE_SIZE = 'XSMALL'
    AUTO_SUSPEND = 60
    AUTO_RESUME = TRUE
    INITIALLY_SUSPENDED = TRUE
    COMMENT = 'Warehouse pour le chargement des données depuis S3';

CREATE WAREHOUSE IF NOT EXISTS TRANSFORM_WH
  WITH WAREHOUSE_SIZE = 'XSMALL'
    AUTO_SUSPEND = 60
    AUTO_RESUME = TRUE
    INITIALLY_SUSPENDED = TRUE
    COMMENT = 'Warehouse pour les transformations dbt';

CREATE WAREHOUSE IF NOT EXISTS BI_WH
  WITH WAREHOUSE_SIZE = 'XSMALL'
    AUTO_SUSPEND = 120
    AUTO_RESUME = TRUE
    INITIALLY_SUSPENDED = TRUE
    COMMENT = 'Warehouse pour les requêtes BI';

-- Vérification
SHOW WAREHOUSES;

SELECT 'Warehouses créés avec succès' AS message;
