-- Les événements restent bruts : le document entier, et les colonnes que l'on filtre le plus
CREATE TABLE IF NOT EXISTS SHOPSTREAM_DWH.RAW.EVENTS (
  id           NUMBER(38,0),
  user_id      NUMBER(38,0),
  session_id   VARCHAR,
  event_type   VARCHAR,
  event_ts     TIMESTAMP_NTZ,
  product_id   NUMBER(38,0),
  device       VARCHAR,
  document     VARIANT,
  source_file  VARCHAR
);
