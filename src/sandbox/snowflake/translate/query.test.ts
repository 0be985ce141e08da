import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestSession, type TestSession } from '../testing/account.ts';
import { testCorpus } from '../testing/corpus.ts';

testCorpus(
  `CREATE TABLE orders (id INT, customer_id INT, amount NUMBER(10,2), status VARCHAR, ordered_at TIMESTAMP_NTZ);
   INSERT INTO orders VALUES (1,1,10.50,'paid','2024-01-15 10:30:45'), (2,1,20.25,'open','2024-02-15'), (3,2,5,'paid','2024-03-31 23:59:59'), (4,3,NULL,NULL,NULL);
   CREATE TABLE customers (id INT, name VARCHAR, "MixedCase" VARCHAR, v VARIANT);
   INSERT INTO customers SELECT 1, 'Ann', 'x', PARSE_JSON('{"tags":["a","b"],"age":9,"name":"Ann"}') UNION ALL SELECT 2, 'bob', 'y', PARSE_JSON('{"tags":[],"age":10}')`,
  [
    // Names
    ['SELECT o.id, O."ID", orders.Id FROM orders o, orders WHERE o.id = 1 AND orders.id = 2', ['1|1|2']],
    ['SELECT COUNT(*) FROM lab.public.orders', ['4']],
    ['SELECT COUNT(*) FROM lab..orders', ['4']],
    ["SELECT COUNT(*) FROM IDENTIFIER('public.orders')", ['4']],
    ['SELECT "MixedCase", name AS "my Name" FROM customers WHERE "ID" = 1', ['x|Ann']],
    [
      'SELECT * FROM nope',
      { error: '002003', says: /^SQL compilation error:\nObject 'NOPE' does not exist or not authorized\.$/ },
    ],
    ['SELECT * FROM public.nope', { error: '002003', says: /Object 'LAB\.PUBLIC\.NOPE'/ }],
    ['SELECT * FROM nowhere.nope', { error: '002003', says: /Schema 'LAB\.NOWHERE'/ }],
    ['SELECT * FROM no.where.nope', { error: '002003', says: /Database 'NO'/ }],
    [
      'SELECT id,\n  nope FROM orders',
      { error: '000904', says: /error line 2 at position 2\ninvalid identifier 'NOPE'/ },
    ],
    [
      'SELECT amount, COUNT(*) FROM orders GROUP BY id',
      { error: '000979', says: /not a valid group by expression/ },
    ],
    ['SELECT id FROM orders, customers', { error: '000904', says: /ambiguous column name/i }],
    // Common table expressions
    ['WITH a AS (SELECT 1 AS x), b (y) AS (SELECT x + 1 FROM a) SELECT x, y FROM a, b', ['1|2']],
    ['WITH orders AS (SELECT * FROM orders WHERE id < 3) SELECT COUNT(*) FROM orders', ['2']],
    ['WITH r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 4) SELECT MAX(n) FROM r', ['4']],
    [
      "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n * 2 FROM r WHERE n < 10) SELECT LISTAGG(n, ',') WITHIN GROUP (ORDER BY n) FROM r",
      ['1,2,4,8,16'],
    ],
    // Clauses
    ['SELECT status, COUNT(*) FROM orders GROUP BY ALL ORDER BY status', ['open|1', 'paid|2', 'NULL|1']],
    ['SELECT status FROM orders ORDER BY status DESC LIMIT 1', ['NULL']],
    ['SELECT id FROM orders ORDER BY id DESC LIMIT 2 OFFSET 1', ['3', '2']],
    ['SELECT TOP 1 id FROM orders ORDER BY id', ['1']],
    ['SELECT id FROM orders ORDER BY id OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY', ['2']],
    ['SELECT 1 AS a UNION SELECT 1 UNION ALL SELECT 2 MINUS SELECT 3 ORDER BY a', ['1', '2']],
    ['(SELECT 1 AS a) UNION ALL (SELECT 2 ORDER BY 1) ORDER BY a DESC LIMIT 1', ['2']],
    ['SELECT DISTINCT customer_id FROM orders WHERE id IN (1, 2) AND amount BETWEEN 1 AND 30', ['1']],
    [
      'SELECT c.name, o.n FROM customers c LEFT JOIN (SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY 1) o ON o.customer_id = c.id ORDER BY 1',
      ['Ann|2', 'bob|1'],
    ],
    ['SELECT id, name FROM customers JOIN (SELECT 2 AS id) USING (id)', ['2|bob']],
    ['SELECT amount * 2 AS doubled, doubled + 1 FROM orders WHERE id = 1', ['21.00|22.00']],
    [
      'SELECT * EXCLUDE (ordered_at, customer_id) RENAME (status AS st) FROM orders WHERE id = 1',
      ['1|10.50|paid'],
    ],
    [
      'SELECT (SELECT MAX(id) FROM orders), EXISTS (SELECT 1 FROM orders WHERE id = 9), 3 = ANY (SELECT id FROM orders)',
      ['4|false|true'],
    ],
    [
      "SELECT CASE status WHEN 'paid' THEN 1 ELSE CASE WHEN id > 2 THEN 2 ELSE 3 END END FROM orders ORDER BY id",
      ['1', '3', '1', '2'],
    ],
    ['SELECT id FROM orders WHERE status IS NOT DISTINCT FROM NULL AND NOT id = 1', ['4']],
    [
      'SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id JOIN (SELECT 1 AS k) x ON x.k = o.id',
      ['1'],
    ],
    [
      "SELECT o.id FROM orders o JOIN customers c ON LEFT(c.name, 1) = 'A' AND c.id = o.customer_id RIGHT JOIN (SELECT 2 AS k) x ON x.k = o.id",
      ['2'],
    ],
    [
      'SELECT "RANGE", groups, ties FROM (SELECT 1 AS range, 2 AS groups, 3 AS ties) ORDER BY range',
      ['1|2|3'],
    ],
    [
      'SELECT id, SUM(id) OVER (PARTITION BY status ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders WHERE id < 4 ORDER BY id',
      ['1|1', '2|2', '3|4'],
    ],
    [
      'SELECT id, COUNT(*) OVER (ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM orders ORDER BY 1 LIMIT 1',
      ['1|4'],
    ],
    // Relations
    ["SELECT column2, $1 FROM VALUES (1, 'a'), (2, 'b') ORDER BY 1 DESC", ['b|2', 'a|1']],
    ["SELECT v.name FROM (VALUES (1, 'a'), (2, 'b')) AS v (id, name) WHERE v.id = 2", ['b']],
    ['SELECT COUNT(*), MAX(SEQ4()) FROM TABLE(GENERATOR(ROWCOUNT => 5))', ['5|4']],
    [
      'SELECT c.id, f.index, f.value::STRING FROM customers c, LATERAL FLATTEN(INPUT => c.v:tags) f ORDER BY 1, 2',
      ['1|0|a', '1|1|b'],
    ],
    [
      'SELECT c.id, f.value FROM customers c, LATERAL FLATTEN(c.v:tags, OUTER => TRUE) f WHERE c.id = 2',
      ['2|NULL'],
    ],
    ['SELECT f.key, f.value FROM TABLE(FLATTEN(PARSE_JSON(\'{"a":1,"b":2}\'))) f ORDER BY 1', ['a|1', 'b|2']],
    [
      "SELECT * FROM (SELECT status, amount FROM orders) PIVOT (SUM(amount) FOR status IN ('paid', 'open')) AS p (paid, opened)",
      ['15.50|20.25'],
    ],
    ['SELECT k, n FROM (SELECT 1 AS a, 2 AS b) UNPIVOT (n FOR k IN (a, b)) ORDER BY k', ['A|1', 'B|2']],
    ['SELECT COUNT(*) FROM orders SAMPLE (100)', ['4']],
    ['SELECT COUNT(*) FROM orders TABLESAMPLE BERNOULLI (100) SEED (1)', ['4']],
    ['SELECT COUNT(*) FROM orders SAMPLE (2 ROWS)', ['2']],
    // VARIANT columns are read by their value
    [
      "SELECT v:name = 'Ann', UPPER(v:name), v:age + 1, v:tags[1] || '!', v['name']::STRING FROM customers WHERE v:age = 9",
      ['true|ANN|10|b!|Ann'],
    ],
    ['SELECT id FROM customers ORDER BY v:age DESC', ['2', '1']],
    ["SELECT id FROM customers WHERE v:age IN (9, 11) OR v:age BETWEEN 20 AND 30 OR v:name LIKE 'Z%'", ['1']],
    // What the sandbox cannot do is refused, and nothing of DuckDB's shows through
    ['SELECT * FROM orders AT (OFFSET => -60)', { error: '000002' }],
    ['SELECT id FROM orders START WITH id = 1 CONNECT BY PRIOR id = customer_id', { error: '000002' }],
    ["SELECT * FROM read_csv('/etc/passwd')", { error: '002140' }],
    ["SELECT * FROM '/etc/passwd'", { error: '001003' }],
    ['SELECT * FROM "/etc/passwd"', { error: '002003' }],
    ['SELECT * FROM duckdb_settings()', { error: '002140' }],
    ["SELECT getenv('HOME')", { error: '002140' }],
    ['PRAGMA version', { error: '001003' }],
    ["ATTACH '/tmp/x.duckdb'", { error: '001003' }],
    ["COPY orders TO '/tmp/x.csv'", { error: '000002' }],
    ['INSTALL httpfs', { error: '001003' }],
    [
      'SELECT FROM orders',
      { error: '001003', says: /syntax error line 1 at position 7 unexpected 'FROM'|unexpected '<EOF>'/i },
    ],
    ['SELECT 1 +', { error: '001003', says: /unexpected '<EOF>'/ }],
    ['SELECT (1', { error: '001003' }],
    ['SELEC 1', { error: '001003', says: /syntax error line 1 at position 0 unexpected 'SELEC'/ }],
  ],
);

let session: TestSession;
before(async () => {
  session = await openTestSession();
});
after(() => session.close());

test('columns without an alias are named after their expression, in upper case', async () => {
  const { columns } = await session.run(
    "select count(*), 1 + 1, 'a' || 'b', max(x), x, t.x, x as y, x::int, current_date from (select 1 as x) t group by all",
  );
  assert.deepEqual(
    columns.map(column => column.name),
    ['COUNT(*)', '1 + 1', "'A' || 'B'", 'MAX(X)', 'X', 'X', 'Y', 'X::INT', 'CURRENT_DATE'],
  );
});

test('types go out as Snowflake names them', async () => {
  const { columns } = await session.run(
    `SELECT 1, 1.50, 1::FLOAT, 'a', TRUE, CURRENT_DATE, '10:00'::TIME, SYSDATE(), CURRENT_TIMESTAMP, PARSE_JSON('1'),
       TO_BINARY('AB'), SUM(1), AVG(1.5::NUMBER(10,2)), 1/3`,
  );
  assert.deepEqual(
    columns.map(({ type, precision, scale }) => (type === 'fixed' ? `${type}(${precision},${scale})` : type)),
    [
      'fixed(38,0)',
      'fixed(3,2)',
      'real',
      'text',
      'boolean',
      'date',
      'time',
      'timestamp_ntz',
      'timestamp_ltz',
      'variant',
      'binary',
      'fixed(38,0)',
      'fixed(17,8)',
      'fixed(18,6)',
    ],
  );
});

test('RESULT_SCAN reads an earlier result, typed, by name and by position', async () => {
  await session.run("SELECT 1 AS n, 2.5::NUMBER(5,1) AS d, DATE '2024-01-31' AS day, 'x' AS \"lower\"");
  const id = session.session.queryIds.at(-1);
  assert.deepEqual(
    await session.rows(`SELECT n + 1, d * 2, day + 1, "lower", $1 FROM TABLE(RESULT_SCAN('${id}'))`),
    [['2', '5.0', '2024-02-01', 'x', '1']],
  );
  await session.run('SELECT 7 AS seven');
  assert.deepEqual(await session.rows('SELECT seven FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))'), [['7']]);
  await assert.rejects(session.run("SELECT * FROM TABLE(RESULT_SCAN('nope'))"), { code: '000709' });
});

test('a statement that reads tables needs a warehouse, a constant one does not', async () => {
  const other = await session.another();
  try {
    other.session.warehouse = null;
    assert.deepEqual(await other.rows('SELECT 1'), [['1']]);
    await session.run('CREATE OR REPLACE TABLE needs_compute (a INT)');
    await assert.rejects(other.run('SELECT * FROM needs_compute'), { code: '000606' });
    await assert.rejects(other.run('INSERT INTO needs_compute VALUES (1)'), { code: '000606' });
  } finally {
    other.close();
  }
});

test('long chains of conversions stay short', () => {
  const chain = Array.from({ length: 12 }, (_, i) => `COALESCE(CAST(c${i} AS VARCHAR), '')`).join(
    " || '|' || ",
  );
  const columns = Array.from({ length: 12 }, (_, i) => `${i} AS c${i}`).join(', ');
  const sql = session.translate(
    `SELECT MD5(${chain} || CAST(TO_TIMESTAMP_NTZ(CONVERT_TIMEZONE('UTC', CURRENT_TIMESTAMP())) AS VARCHAR)) FROM (SELECT ${columns})`,
  );
  assert.ok(sql.length < 2000, `${sql.length} characters`);
});
