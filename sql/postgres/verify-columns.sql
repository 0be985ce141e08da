SELECT c.relname                             AS table_name,
       a.attname                             AS column_name,
       format_type(a.atttypid, a.atttypmod)  AS column_type,
       a.attnotnull                          AS required,
       a.attidentity <> '' OR a.atthasdef    AS numbered
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace
  AND c.relkind IN ('r', 'p')
  AND a.attnum > 0
  AND NOT a.attisdropped
ORDER BY c.relname, a.attnum;
