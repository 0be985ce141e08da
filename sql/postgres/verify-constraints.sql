-- contype : p clé primaire, u unicité, f clé étrangère, c règle de validité (CHECK)
SELECT t.relname                     AS table_name,
       c.contype::text               AS kind,
       pg_get_constraintdef(c.oid)   AS definition,
       (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum)
          FROM pg_attribute a
         WHERE a.attrelid = c.conrelid
           AND a.attnum = ANY (c.conkey)) AS columns
FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
WHERE t.relnamespace = 'public'::regnamespace
  AND c.contype IN ('p', 'u', 'f', 'c')
ORDER BY t.relname, c.contype, c.conname;
