SELECT pg_encoding_to_char(encoding)          AS encoding,
       shobj_description(oid, 'pg_database')  AS comment
FROM pg_database
WHERE datname = 'shopstream';
