-- =====================================================
-- Configuration initiale : base de données et schémas
-- =====================================================

USE ROLE ACCOUNTADMIN;

CREATE DATABASE IF NOT EXISTS SHOPSTREAM_DWH
  COMMENT = 'Data Warehouse ShopStream';
USE DATABASE SHOPSTREAM_DWH;

CREATE SCHEMA IF NOT EXISTS RAW     COMMENT = 'Données brutes, telles que reçues';
CREATE SCHEMA IF NOT EXISTS STAGING COMMENT = 'Copie typée des tables sources';
CREATE SCHEMA IF NOT EXISTS CORE    COMMENT = 'Dimensions et faits';
CREATE SCHEMA IF NOT EXISTS MARTS   COMMENT = 'Tables d''analyse pour la BI';

-- Vérification
SHOW SCHEMAS IN DATABASE SHOPSTREAM_DWH;
SELECT 'Configuration initiale terminée' AS message;
