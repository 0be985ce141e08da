-- =====================================================
-- Création de la Storage Integration (S3 - Snowflake)
-- =====================================================

USE ROLE ACCOUNTADMIN;

CREATE STORAGE INTEGRATION IF NOT EXISTS s3_integration
  TYPE = EXTERNAL_STAGE
  STORAGE_PROVIDER = S3
  ENABLED = TRUE
  STORAGE_AWS_ROLE_ARN = '{{roleArn}}'
  STORAGE_ALLOWED_LOCATIONS = ('s3://{{bucket}}/raw/')
  COMMENT = 'Lecture de raw/ pour ShopStream{{mark}}';

-- Les deux valeurs à reporter dans la relation de confiance du rôle IAM :
-- STORAGE_AWS_IAM_USER_ARN et STORAGE_AWS_EXTERNAL_ID
DESC INTEGRATION s3_integration;
