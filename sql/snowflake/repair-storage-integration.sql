-- Corrige une intégration existante sans la recréer : son External ID ne change pas
USE ROLE ACCOUNTADMIN;

ALTER STORAGE INTEGRATION s3_integration SET
  ENABLED = TRUE
  STORAGE_AWS_ROLE_ARN = '{{roleArn}}'
  STORAGE_ALLOWED_LOCATIONS = ('s3://{{bucket}}/raw/');
