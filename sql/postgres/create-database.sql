-- La base source (OLTP) de la boutique ShopStream.
-- template0 accepte tout encodage ; UTF8 conserve les prénoms de tous les pays, quelle que soit la langue du système.
CREATE DATABASE shopstream
  WITH TEMPLATE = template0
       ENCODING = 'UTF8'
       LOCALE   = 'C';
