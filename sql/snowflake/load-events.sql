-- Une ligne de fichier est un document JSON : $1 ; le chemin après « : » en tire une valeur, « :: » la type
COPY INTO SHOPSTREAM_DWH.RAW.EVENTS
  FROM (
    SELECT $1:id::NUMBER(38,0),
           $1:user_id::NUMBER(38,0),
           $1:session_id::VARCHAR,
           $1:event_type::VARCHAR,
           $1:event_ts::TIMESTAMP_NTZ,
           $1:product_id::NUMBER(38,0),
           $1:device::VARCHAR,
           $1,
           METADATA$FILENAME
    FROM @SHOPSTREAM_DWH.RAW.s3_raw_stage/events/{{date}}/
  )
  FILE_FORMAT = (TYPE = JSON)
  ON_ERROR = ABORT_STATEMENT;
