-- =====================================================
-- Intégration du bac à sable vers un vrai bucket
-- =====================================================

USE ROLE ACCOUNTADMIN;

-- AWS ne connaît pas ce Snowflake-ci : il lit le bucket avec votre propre profil AWS
CREATE STORAGE INTEGRATION IF NOT EXISTS s3_integration
  TYPE = EXTERNAL_STAGE
  STORAGE_PROVIDER = S3
  ENABLED = TRUE
  STORAGE_AWS_ROLE_ARN = '{{roleArn}}'
  STORAGE_ALLOWED_LOCATIONS = ('s3://{{bucket}}/raw/')
  SANDBOX_AWS_PROFILE = '{{profile}}'
  SANDBOX_AWS_REGION = '{{region}}'
  SANDBOX_AWS_ENDPOINT = '{{endpoint}}';

ALTER STORAGE INTEGRATION s3_integration SET
  ENABLED = TRUE
  STORAGE_ALLOWED_LOCATIONS = ('s3://{{bucket}}/raw/')
  SANDBOX_AWS_PROFILE = '{{profile}}'
  SANDBOX_AWS_REGION = '{{region}}'
  SANDBOX_AWS_ENDPOINT = '{{endpoint}}';

DESC INTEGRATION s3_integration;
