-- FORCE ferme d'abord les sessions ouvertes (pgAdmin, psql).
DROP DATABASE IF EXISTS shopstream WITH (FORCE);
