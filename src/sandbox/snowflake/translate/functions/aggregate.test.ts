import { testCorpus } from '../../testing/corpus.ts';

testCorpus(
  `CREATE TABLE sales (id INT, shop VARCHAR, amount NUMBER(10,2), v VARIANT);
   INSERT INTO sales SELECT 1, 'a', 10.50, PARSE_JSON('{"q":9}') UNION ALL SELECT 2, 'a', 20.25, PARSE_JSON('{"q":10}')
     UNION ALL SELECT 3, 'b', 5, PARSE_JSON('{"q":2}') UNION ALL SELECT 4, NULL, NULL, NULL`,
  [
    [
      'SELECT COUNT(*), COUNT(amount), COUNT(DISTINCT shop), COUNT(DISTINCT shop, amount), COUNT_IF(amount > 6) FROM sales',
      ['4|3|2|3|2'],
    ],
    // NUMBER stays NUMBER: SUM keeps its scale, AVG takes six more decimals.
    [
      'SELECT SUM(amount), AVG(amount), AVG(id), SUM(id), MIN(amount), MAX(shop) FROM sales',
      ['35.75|11.91666667|2.500000|10|5.00|b'],
    ],
    [
      'SELECT SUM(amount) / COUNT(*), SUM(amount) / 3, 100 * SUM(amount) / NULLIF(SUM(amount), 0) FROM sales',
      ['8.93750000|11.91666667|100.00000000'],
    ],
    [
      'SELECT MEDIAN(amount), MEDIAN(id), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY id), PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY id DESC) FROM sales',
      ['10.50000|2.500|2.500|3'],
    ],
    [
      "SELECT LISTAGG(shop, ',') WITHIN GROUP (ORDER BY id DESC), LISTAGG(DISTINCT shop, '|') WITHIN GROUP (ORDER BY shop) FROM sales",
      ['b,a,a|a|b'],
    ],
    ["SELECT '[' || LISTAGG(shop) || ']' FROM sales WHERE FALSE", ['[]']],
    [
      'SELECT ARRAY_AGG(id) WITHIN GROUP (ORDER BY id DESC), ARRAY_SIZE(ARRAY_AGG(shop)), OBJECT_AGG(id, amount) FROM sales WHERE id < 4',
      ['[3,2,1]|3|{"1":10.5,"2":20.25,"3":5.0}'],
    ],
    [
      'SELECT MAX_BY(id, amount), MIN_BY(id, amount), ANY_VALUE(1), BOOLOR_AGG(id > 3), BOOLAND_AGG(id > 0), APPROX_COUNT_DISTINCT(id) FROM sales',
      ['2|3|1|true|true|4'],
    ],
    [
      'SELECT id, RATIO_TO_REPORT(amount) OVER () FROM sales WHERE id < 4 ORDER BY id',
      ['1|0.29370629', '2|0.56643357', '3|0.13986014'],
    ],
    [
      'SELECT id, SUM(amount) OVER (ORDER BY id), AVG(amount) OVER (PARTITION BY shop) FROM sales WHERE id < 4 ORDER BY id',
      ['1|10.50|15.37500000', '2|30.75|15.37500000', '3|35.75|5.00000000'],
    ],
    [
      'SELECT id, ROW_NUMBER() OVER (ORDER BY amount DESC), RANK() OVER (ORDER BY shop), NTILE(2) OVER (ORDER BY id), LAG(id, 1, 0) OVER (ORDER BY id), LEAD(id) OVER (ORDER BY id) FROM sales WHERE id < 4 ORDER BY id',
      ['1|2|1|1|0|2', '2|1|1|1|1|3', '3|3|3|2|2|NULL'],
    ],
    // FIRST_VALUE and LAST_VALUE look at the whole partition unless told otherwise.
    [
      'SELECT id, FIRST_VALUE(id) OVER (ORDER BY id), LAST_VALUE(id) OVER (ORDER BY id), LAST_VALUE(shop) IGNORE NULLS OVER (ORDER BY id) FROM sales ORDER BY id LIMIT 1',
      ['1|1|4|b'],
    ],
    [
      'SELECT shop, SUM(amount) FROM sales GROUP BY ROLLUP (shop) HAVING SUM(amount) IS NOT NULL ORDER BY 2',
      ['b|5.00', 'a|30.75', 'NULL|35.75'],
    ],
    [
      'SELECT id FROM sales QUALIFY ROW_NUMBER() OVER (PARTITION BY shop ORDER BY amount DESC) = 1 ORDER BY id',
      ['2', '3', '4'],
    ],
    ['SELECT SUM(v:q), SUM(v:q::INT) FROM sales', ['21|21']],
    ['SELECT v:q FROM sales WHERE id < 4 ORDER BY v:q', ['2', '9', '10']],
    ['SELECT MAX(v:q) FROM sales', { error: '000002', says: /VARIANT/ }],
    ['SELECT ROW_NUMBER() FROM sales', { error: '000938' }],
  ],
);
