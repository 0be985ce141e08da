-- {{target}} : les fichiers du dossier daté de l'export, et eux seuls
COPY INTO SHOPSTREAM_DWH.STAGING.{{target}}
  FROM @SHOPSTREAM_DWH.RAW.s3_raw_stage/postgres/{{source}}/{{date}}/
  ON_ERROR = ABORT_STATEMENT;
