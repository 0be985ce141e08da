-- =====================================================
-- Un plafond de crédits pour les trois warehouses
-- =====================================================

USE ROLE ACCOUNTADMIN;

-- Au plafond, les warehouses s'éteignent et ne se rallument plus
CREATE RESOURCE MONITOR IF NOT EXISTS {{monitor}}
  WITH CREDIT_QUOTA = {{quota}}
    FREQUENCY = NEVER
    START_TIMESTAMP = IMMEDIATELY
    TRIGGERS
      ON 80 PERCENT DO NOTIFY
      ON 100 PERCENT DO SUSPEND
      ON 110 PERCENT DO SUSPEND_IMMEDIATE;

ALTER WAREHOUSE LOADING_WH SET RESOURCE_MONITOR = {{monitor}};
ALTER WAREHOUSE TRANSFORM_WH SET RESOURCE_MONITOR = {{monitor}};
ALTER WAREHOUSE BI_WH SET RESOURCE_MONITOR = {{monitor}};

-- Vérification : crédits consommés et restants
SHOW RESOURCE MONITORS;
