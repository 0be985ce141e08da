SELECT tablename                                     AS table_name,
       indexname                                     AS index_name,
       substring(indexdef FROM 'USING btree (\(.*\))') AS columns
FROM pg_indexes
WHERE schemaname = 'public'
ORDER BY tablename, indexname;
