-- La marque entre crochets permet de reconnaître la base de ce TP.
COMMENT ON DATABASE shopstream IS '{{comment}}';
